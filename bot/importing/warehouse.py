"""From CSV files to a warehouse and a configuration of its own, both whole or not at all."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import duckdb

from bot.importing.configuration import Guess, to_toml
from bot.importing.reading import read_csv
from bot.importing.tables import quoted
from bot.importing.understood import Understood
from bot.importing.words import bare
from bot.reply import Language, Problem
from metrics.period import Period, containing

SEGMENTS = "segments"  # the table of what breakdowns may use: one row a customer
_MOST_NAME = 60  # characters
_MEMORY = "2GB"  # what is more goes to the disk
_DAY = timedelta(days=1)
# How DuckDB says that the disk is full, or the memory.
_FULL = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException)
Opened = Callable[[Path], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its name, and how it is opened."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Contents:
    """The tables that were made, and of what."""

    tables: tuple[Understood, ...]
    dimensions: Mapping[str, str]  # what can be asked `by`, and the header it was made of

    @property
    def newest(self) -> date:
        """The last day that the data know of; it may lie ahead."""
        return max(one.counted.last or date.min for one in self.tables)

    def month(self, today: date) -> Period:
        """The newest past month that the data reach the end of."""
        newest = min(self.newest, today - _DAY)
        reached = containing(newest, "month")
        return reached if newest == reached.end - _DAY else reached.previous()


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written."""

    contents: Contents
    database: Path
    config: Path


def build(
    files: Sequence[Path], folder: Path, zone: str, language: Language, opened: Opened
) -> Imported:
    """Reads each file and writes NAME.duckdb and NAME.retention.toml, named after the first file.
    Raises Problem; then nothing was written.
    """
    name = _name(files[0])
    database, config = folder / f"{name}.duckdb", folder / f"{name}.retention.toml"
    if taken := [str(path) for path in (database, config) if path.exists()]:
        raise Problem("file_taken", paths=taken)
    try:
        with TemporaryDirectory(dir=folder, prefix=".import-") as aside:
            made = Path(aside) / database.name
            with duckdb.connect(made) as connection:
                connection.execute("SET temp_directory = $aside", {"aside": aside})
                connection.execute(f"SET memory_limit = '{_MEMORY}'")
                sources = [Source(file.name, partial(opened, file)) for file in files]
                contents = read_sources(sources, connection, zone)
            guess = Guess(contents.tables, contents.dimensions, database.name, zone, language)
            written = Path(aside) / config.name
            written.write_text(to_toml(guess), "utf-8", newline="\n")
            made.replace(database)
            written.replace(config)
    except OSError as error:
        for path in filter(Path.exists, (database, config)):
            path.unlink()
        raise Problem("file_unwritable", path=str(folder), reason=error.strerror) from None
    except _FULL as error:
        reason = str(error).partition("\n")[0]
        raise Problem("file_unwritable", path=str(folder), reason=reason) from None
    return Imported(contents, database, config)


def _name(file: Path) -> str:
    """A name that needs no quotation marks anywhere.

    >>> _name(Path("Orders (2025).csv"))
    'Orders-2025'
    """
    return re.sub(r"[^A-Za-z0-9_]+", "-", file.stem)[:_MOST_NAME].strip("-") or "data"


def read_sources(
    sources: Sequence[Source],
    connection: duckdb.DuckDBPyConnection,
    zone: str,
    most_rows: int | None = None,
) -> Contents:
    """Makes a table of each file, and one of what breakdowns may use. Raises Problem."""
    read: dict[str, Understood] = {}
    for source in sources:
        with _reading(source) as stream:
            alone = len(sources) == 1
            one = read_csv(stream, source.name, connection, zone, alone=alone, most_rows=most_rows)
        read[one.kind] = one
    if set(read) == {"customers"}:
        headers = read["customers"].loaded.headers
        raise Problem("file_no_dates", file=sources[0].name, headers=headers)
    tables = tuple(read.values())
    return Contents(tables, _segments(connection, tables))


@contextmanager
def _reading(source: Source) -> Iterator[BinaryIO]:
    """The open file; whatever is wrong with it is told with its name."""
    try:
        with source.open() as stream:
            yield stream
    except Problem as problem:
        raise Problem(problem.code, file=source.name, **problem.facts) from None
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        path = str(error.filename)
        raise Problem("file_unreadable", file=path, reason=error.strerror) from None


def _segments(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Understood]
) -> dict[str, str]:
    """Makes SEGMENTS of every file's dimensions, the first file that has one deciding. Returns
    each dimension's name and header, in order; the name is its column as well.
    """
    dimensions: dict[str, str] = {}
    joins: list[str] = []
    for one in tables:
        named = {bare(header): header for header in one.dimensions}
        new = {name: named[name] for name in named if name not in {*dimensions, "customer"}}
        newest = ", ".join(
            f"{_newest(one, header)} AS {quoted(name)}" for name, header in new.items()
        )
        if new:
            customer = quoted(one.roles["customer"].header)
            joins.append(
                f"LEFT JOIN (SELECT {customer} AS customer, {newest} FROM {one.kind} "
                f"GROUP BY 1) {one.kind} USING (customer)"
            )
            dimensions |= new
    if dimensions:
        everyone = " UNION ".join(
            f"SELECT {quoted(one.roles['customer'].header)} AS customer FROM {one.kind}"
            for one in tables
        )
        connection.execute(
            f"CREATE TABLE {SEGMENTS} AS SELECT customer, {', '.join(map(quoted, dimensions))} "
            f"FROM ({everyone}) {' '.join(joins)} ORDER BY customer"
        )
    return dimensions


def _newest(one: Understood, header: str) -> str:
    """SQL: the newest value that a customer has."""
    moment = one.moment
    value = quoted(header)
    return f"arg_max({value}, {quoted(moment.header)})" if moment else f"max({value})"
