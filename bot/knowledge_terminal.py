"""python -m bot knowledge: the team's own entries, moved as files, and what had no answer."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.start import Start, open_store_of, start

if TYPE_CHECKING:
    from bot.store.entries import Entries

knowledge = typer.Typer(help="Move the team's own entries as TOML files.", no_args_is_help=True)

Config = Annotated[Path | None, typer.Option(help="Where retention.toml is.")]


@knowledge.command("export")
def export_entries(folder: Path, *, config: Config = None) -> None:
    """Write the team's entries to FOLDER, a file each."""
    from bot import knowledge_files

    written = knowledge_files.write_folder(_entries(start(config)), folder)
    typer.echo(f"Entries written to {folder}: {written}.")


@knowledge.command("import")
def import_entries(
    folder: Path,
    *,
    who: Annotated[str, typer.Option(help="Whose name their history shows.")],
    config: Config = None,
) -> None:
    """Read every entry of FOLDER, or none when one of them cannot be used."""
    from bot import knowledge_files

    begun = start(config)
    saved = knowledge_files.read_folder(_entries(begun), folder, who, begun.services.library)
    typer.echo(f"Entries added or changed: {saved}.")


@knowledge.command("gaps")
def list_gaps(*, config: Config = None) -> None:
    """List what was asked and not answered in the last 90 days, masked, the most asked first."""
    from bot.store.gaps import Gaps

    for gap in Gaps(open_store_of(start(config).environment), time.time).open():
        typer.echo(f"{gap.times:>4}  {gap.language}  {gap.question}")


def _entries(begun: Start) -> "Entries":
    from bot.store.entries import Entries

    return Entries(open_store_of(begun.environment), time.time)
