"""python -m bot: every way to start the bot. What a command needs is imported when it runs."""

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="python -m bot",
    help="Answers customer-retention questions, in Slack and here.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Config = Annotated[Path | None, typer.Option(help="Where retention.toml is.")]


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="A question; - reads many.")] = None,
    *,
    lang: Annotated[str | None, typer.Option(help="en or nl.")] = None,
    config: Config = None,
    json: Annotated[bool, typer.Option("--json", help="Text and Slack blocks.")] = False,
) -> None:
    """Answer a question here. Without one: a prompt. Exit status 2 when it cannot be answered."""
    from bot import terminal

    desk = terminal.Desk.open(config, lang)
    if question == "-":
        raise typer.Exit(terminal.answer_lines(desk))
    if question is None:
        raise typer.Exit(terminal.prompt(desk))
    raise typer.Exit(terminal.answer_one(desk, question, as_json=json))


@app.command()
def manifest(
    *,
    prefix: Annotated[str, typer.Option(help="Before each command, say x-.")] = "",
    commands: Annotated[str, typer.Option(help="Which ones, comma-separated.")] = "",
    url: Annotated[str | None, typer.Option(help="Request URL; without: Socket Mode.")] = None,
) -> None:
    """Print the manifest for "create app from manifest"."""
    from bot.commands import COMMANDS
    from bot.slack.manifest import as_json
    from bot.slack.manifest import manifest as content

    chosen = commands.split(",") if commands else list(COMMANDS)
    if unknown := [name for name in chosen if name not in COMMANDS]:
        raise typer.BadParameter(f"{unknown[0]!r} is none of {', '.join(COMMANDS)}")
    typer.echo(as_json(content(prefix=prefix, commands=chosen, url=url)), nl=False)


def main() -> None:
    """Runs a command; a configuration that cannot be used is a sentence and exit status 2."""
    from bot.settings import SettingsError

    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - for the operator
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
