"""`python -m bot import`: CSV files become a warehouse, and the report of what was understood."""

import shlex
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import BinaryIO

from babel.dates import format_date
from rich.console import Console
from rich.progress import open as open_watched

from bot.importing.files import ENCODINGS
from bot.importing.warehouse import build
from bot.reply import Language, Reply


def import_files(
    files: Sequence[Path], folder: Path, zone: str, language: Language, today: date
) -> Reply:
    """Makes the warehouse in `folder`, and reports. Raises Problem."""
    made = build(files, folder, zone, language, _opened)
    facts = {
        "tables": made.contents.tables,
        "database": made.database,
        "config": made.config,
        "typed": shlex.quote(str(made.config)),
        "zone": zone,
        "encodings": ENCODINGS,
        "month": format_date(made.contents.month(today).start, "MMMM y", language),
    }
    return Reply("imported", language, facts)


def _opened(file: Path) -> AbstractContextManager[BinaryIO]:
    """The file, with a bar where somebody sees it."""
    if not sys.stderr.isatty():
        return file.open("rb")
    shown = Console(stderr=True)
    return open_watched(file, "rb", description=file.name, console=shown, transient=True)
