"""Rows of fields with their line numbers, from any dialect into one temporary table of text."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO, TextIO

from duckdb import DuckDBPyConnection

from bot.importing.files import MOST_CHARACTERS, SPACES, Dialect, recognise, text_of
from bot.importing.words import words
from bot.reply import Problem

RAW = "raw_rows"  # the temporary table: line, c0, c1, …
MOST_COLUMNS = 500
_AT_ONCE = 20_000  # rows
_MOST_LINES = 50  # of one row; a quotation mark that is never closed swallows more
_MOST_SHOWN = 80  # characters of an example

Row = tuple[int, list[str]]  # the line it starts on, and its cells


@dataclass(slots=True)
class Unread:
    """Rows of one kind that could not be read: how many, and the first of them."""

    reason: str
    rows: int = 0
    line: int = 0
    example: str = ""

    def add(self, line: int, example: str) -> None:
        """One more."""
        if not self.rows:
            self.line, self.example = line, example[:_MOST_SHOWN]
        self.rows += 1


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the table of text was made of."""

    dialect: Dialect
    headers: tuple[str, ...]
    ragged: Unread = field(default_factory=lambda: Unread("ragged"))


def load(stream: BinaryIO, connection: DuckDBPyConnection, most_rows: int | None = None) -> Loaded:
    """Fills the temporary table RAW anew. Raises Problem."""
    dialect = recognise(stream)
    text = text_of(stream, dialect.encoding)
    try:
        rows = _rows(text, dialect)
        headers = _headers(next(rows, (0, []))[1])
        loaded = Loaded(dialect, headers)
        _make(len(headers), connection)
        if not _fill(rows, loaded, connection, most_rows):
            raise Problem("file_no_rows", headers=headers)
    finally:
        text.detach()  # the stream is its owner's to close
    return loaded


def row(connection: DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    """The only row of a query that has one."""
    return connection.execute(sql).fetchall()[0]


def add(connection: DuckDBPyConnection, name: str, value: str, parts: Mapping[str, str]) -> None:
    """Gives RAW a column more: an expression over `parts`, each of which is computed once a row."""
    computed = ", ".join(f"{sql} AS {part}" for part, sql in parts.items())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {RAW} AS SELECT * EXCLUDE ({', '.join(parts)}), "
        f"{value} AS {name} FROM (SELECT *, {computed} FROM {RAW})"
    )


def _headers(row: Sequence[str]) -> tuple[str, ...]:
    """Trimmed; one without a name is called by its place. Raises Problem when two are the same."""
    names = [" ".join(cell.split()).strip("\ufeff") for cell in row]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise Problem("file_too_many_columns", columns=len(names), most=MOST_COLUMNS)
    places: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if name and (first := places.setdefault(name.casefold(), place)) != place:
            raise Problem("file_same_header", header=name, first=first, second=place)
    return tuple(name or f"column {place}" for place, name in enumerate(names, 1))


def _fill(
    rows: Iterator[Row], loaded: Loaded, connection: DuckDBPyConnection, most: int | None
) -> int:
    """With every row that has as many fields as the header. Returns how many."""
    whole, written = _whole(rows, loaded), 0
    while some := list(islice(whole, _AT_ONCE)):
        _add(some, connection)
        written += len(some)
        if most is not None and written > most:
            raise Problem("drop_too_many_rows", most=most)
    if loaded.ragged.rows > written:
        raise Problem("file_ragged", unread=loaded.ragged, width=len(loaded.headers))
    return written


def _whole(rows: Iterator[Row], loaded: Loaded) -> Iterator[Row]:
    """Without the ragged ones."""
    width = len(loaded.headers)
    for line, row in rows:
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if len(row) == width:
            yield line, row
        else:
            loaded.ragged.add(line, loaded.dialect.delimiter.join(row))


def _add(rows: Sequence[Row], connection: DuckDBPyConnection) -> None:
    """Handed over in memory: no copy of the file is made on a disk."""
    import numpy as np  # noqa: PLC0415 - 0.1 s

    lines, cells = zip(*rows, strict=True)
    columns = zip(*cells, strict=True)
    given = {"line": np.array(lines)}
    given |= {f"c{index}": np.array(column, dtype=object) for index, column in enumerate(columns)}
    trimmed = "".join(f", cell(c{index})" for index in range(len(given) - 1))
    connection.register("given", given)
    connection.execute(f"INSERT INTO {RAW} SELECT line{trimmed} FROM given")
    connection.unregister("given")


def _make(width: int, connection: DuckDBPyConnection) -> None:
    """Cells are trimmed; words for nothing, such as NULL and n/a, become null."""
    # One expression that names the cell once: others take minutes to plan for 500 columns.
    absent = "|".join(map(re.escape, words().absent))
    connection.execute(
        "CREATE OR REPLACE TEMP MACRO cell(typed) AS nullif(regexp_replace(trim(regexp_replace("
        "typed, '^[\\s\\x{00a0}]+|[\\s\\x{00a0}]+$|^=\"|\"$', '', 'g')), "
        f"'^(?:{absent})$', '', 'i'), '')"
    )
    cells = "".join(f", c{index} VARCHAR" for index in range(width))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {RAW} (line BIGINT{cells})")


def _rows(text: TextIO, dialect: Dialect) -> Iterator[Row]:
    """Each row that holds something, with the line it starts on."""
    lines = _lines(text)
    skipped = 1 if dialect.announced and next(lines) else 0
    found: Iterator[Row]
    if dialect.delimiter == SPACES:
        found = ((line, row.split()) for line, row in enumerate(lines, 1))
    else:
        found = _quoted_rows(lines, dialect.delimiter)
    for line, cells in found:
        if any(cell and not cell.isspace() for cell in cells):
            yield line + skipped, cells


def _quoted_rows(lines: Iterator[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            if reader.line_num - start > _MOST_LINES:
                raise Problem("file_open_quote", line=start)
            several = reader.line_num > start
            yield start, [" ".join(cell.split()) for cell in cells] if several else cells
            start = reader.line_num + 1
    except csv.Error:  # a field longer than csv takes
        raise Problem("file_open_quote", line=start) from None


def _lines(text: TextIO) -> Iterator[str]:
    number = 0
    while line := text.readline(MOST_CHARACTERS):
        number += 1
        if len(line) == MOST_CHARACTERS:
            raise Problem("file_long_line", line=number, most=MOST_CHARACTERS)
        yield line.replace("\0", "")
