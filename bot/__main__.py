"""python -m bot: every way to start the bot. What a command needs is imported when it runs."""

import gc
import io
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.knowledge_terminal import knowledge
from bot.logs import configure
from bot.schedules_terminal import schedules
from bot.services import Asker
from bot.settings import SettingsError, read_environment
from bot.start import Start, open_store_of, start
from bot.store.error import StoreError
from knowledge.library import LibraryError

app = typer.Typer(
    name="python -m bot",
    help="Answers customer-retention questions, in Slack and here.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(knowledge, name="knowledge")
app.add_typer(schedules, name="schedules")

EARLIEST, LATEST = 1990, 2100  # the years that demo data can end in

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
    if question not in {None, "-"}:
        gc.disable()  # half a second of importing and reading makes no garbage to look for
    from bot import terminal

    services = start(config, lang).services
    if question == "-":
        raise typer.Exit(terminal.answer_lines(services))
    if question is None:
        raise typer.Exit(terminal.prompt(services))
    raise typer.Exit(terminal.answer_one(services, question, as_json=json))


@app.command()
def demo(
    *,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Of the page.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Try it without Slack: a workspace on a page of this machine, with made-up data."""
    from bot import terminal
    from bot.demo import trial

    with trial.folder(read_environment()) as made:
        for _ in terminal.watched(trial.furnish(made), trial.STEPS, "Making up customers"):
            pass
        trial.run(made, port, browser=browser)


@app.command()
def serve(
    *,
    config: Config = None,
    http: Annotated[bool, typer.Option("--http", help="HTTP even with an app token.")] = False,
    clock: Annotated[bool, typer.Option(help="Run the clock inside.")] = True,
) -> None:
    """Answer in Slack: over HTTP on PORT, or Socket Mode when there is an app token."""
    import asyncio

    from bot.slack import serve as slack

    begun = start(config, many=True)
    configure(begun.environment.log_level, begun.environment.secrets, sys.stderr)
    engine = open_store_of(begun.environment)

    async def until_stopped() -> None:
        stop = slack.stop_signals()
        await slack.serve(begun.environment, begun.services, engine, stop, clock=clock, http=http)

    asyncio.run(until_stopped())


@app.command()
def clock(
    *,
    now: Annotated[str | None, typer.Option(help="Do what is due at this instant; exit.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="Rehearse from here on.")] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Up to here; waiting is skipped.")
    ] = None,
    config: Config = None,
) -> None:
    """Post what is due, for ever; or at an instant such as 2026-03-29T09:00:00+02:00."""
    import asyncio

    from bot.slack import keeping
    from bot.slack.serve import stop_signals
    from bot.store.engine import require_tables

    begun = start(config)
    instant, begins, ends = (_instant(one, begun) for one in (now, first, last))
    if (begins is None) != (ends is None) or (instant and begins):
        raise typer.BadParameter("--from and --to go together, without --now")
    environment = begun.environment
    configure(environment.log_level, environment.secrets, sys.stderr)
    engine = open_store_of(environment)
    require_tables(engine)
    parts = (environment, begun.services, engine)

    async def until_stopped() -> None:
        await keeping.run(*parts, stop_signals())

    if instant:
        asyncio.run(keeping.run_once(*parts, instant))
    elif begins and ends:
        asyncio.run(keeping.rehearse(*parts, begins, ends))
    else:
        asyncio.run(until_stopped())


@app.command("migrate")
def migrate_store(*, config: Config = None) -> None:
    """Bring the bot's own tables to this version."""
    from bot.store.engine import migrate, open_store

    migrate(open_store(start(config).environment.store_url))
    typer.echo("The store is up to date.")


@app.command()
def check(*, config: Config = None) -> None:
    """Say, line by line, what works and what does not. Exit status 1 when something does not."""
    from bot.checkup import findings

    works = True
    for finding in findings(start(config)):
        typer.echo(finding.line)
        works = works and finding.works
    raise typer.Exit(0 if works else 1)


@app.command()
def rollup(*, config: Config = None) -> None:
    """Sum up the orders in a file of its own: for a day, whole months are answered from that."""
    from bot import terminal
    from metrics.warehouse.rolling import RollupError, patiently, roll_up
    from metrics.warehouse.trouble import Trouble

    begun = start(config)
    file, mapping = begun.environment.rollup_file, begun.configuration.mapping
    if mapping is None or mapping.orders is None:
        raise SettingsError("retention.toml has no [orders] to roll up.")
    zone = ZoneInfo(begun.configuration.timezone)
    tables = patiently(mapping, zone, os.cpu_count() or 1)
    try:
        with terminal.counting("customers rolled up") as told:
            customers = roll_up(tables, file, datetime.now(UTC), told)
    except (RollupError, Trouble) as error:
        typer.echo(f"No roll-up was made. {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Rolled up {customers:,} customers in {file}, used for 24 hours.")


@app.command("demo-data")
def make_demo_data(
    path: Annotated[Path | None, typer.Argument(help="Default: beside retention.toml.")] = None,
    *,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; default: yesterday.")
    ] = None,
    customers: Annotated[int, typer.Option(min=100, max=1_000_000)] = 20_000,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    config: Config = None,
) -> None:
    """Make a DuckDB file with three years of a made-up business."""
    from bot import terminal
    from bot.demo.data import TABLES, make, told

    begun = start(config)
    file = path or begun.environment.retention_config.with_name("demo.duckdb")
    last = until.date() if until else _today(begun) - timedelta(days=1)
    if not EARLIEST <= last.year <= LATEST:
        raise typer.BadParameter(f"a day in {EARLIEST} to {LATEST}", param_hint="--until")
    with terminal.refusing(begun.services):
        steps = make(file, last, customers=customers, force=force)
        rows = dict(terminal.watched(steps, len(TABLES), "Making up customers"))
    typer.echo(told(file, last, rows))


@app.command("import")
def import_csv(
    files: Annotated[list[Path], typer.Argument(help="Orders or subscriptions; and customers.")],
    *,
    into: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(),
    lang: Annotated[str | None, typer.Option(help="en or nl.")] = None,
    config: Config = None,
) -> None:
    """Make a warehouse of CSV files, and a configuration of its own to ask it with."""
    from bot import csv_import, terminal
    from bot.render.terminal import plain

    begun = start(config, lang)
    language = begun.services.settings_for(Asker()).language
    zone = begun.configuration.timezone
    with terminal.refusing(begun.services):
        report = csv_import.import_files(files, into, zone, language, _today(begun))
    typer.echo(plain(report))


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

    chosen = commands.replace(" ", "").split(",") if commands else list(COMMANDS)
    if prefix and not prefix.endswith("-"):
        raise typer.BadParameter("a prefix ends with a dash, say x-")
    if unknown := [name for name in chosen if name not in COMMANDS]:
        raise typer.BadParameter(f"{unknown[0]!r} is none of {', '.join(COMMANDS)}")
    typer.echo(as_json(content(prefix=prefix, commands=chosen, url=url)), nl=False)


def _instant(typed: str | None, begun: Start) -> float | None:
    """In seconds since 1970; without an offset it is a time of retention.toml's zone."""
    if typed is None:
        return None
    try:
        read = datetime.fromisoformat(typed)
    except ValueError:
        raise typer.BadParameter(f"{typed!r} is no instant, say 2026-03-29T09:00+02:00") from None
    zone = ZoneInfo(begun.configuration.timezone)
    return (read if read.tzinfo else read.replace(tzinfo=zone)).timestamp()


def _today(begun: Start) -> date:
    return datetime.now(ZoneInfo(begun.configuration.timezone)).date()


def main() -> None:
    """Runs a command; a configuration that cannot be used is a sentence and exit status 2."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except (SettingsError, StoreError, LibraryError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - for the operator
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
