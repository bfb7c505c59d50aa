"""Tables within Slack's limits: as cells, as lines in columns, and what did not fit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.render.numbers import number
from bot.render.text import cell, heading, label
from bot.reply import Language, Named, Table

MOST_ROWS, MOST_COLUMNS = 100, 20  # below the heading
MOST_TABLE = 10_000  # characters, in columns and escaped


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words. The first row is the heading; `left` says what is not shown, or nothing.
    `named` is what stands for people and channels, by row and column.
    """

    caption: str
    rows: list[list[str]]
    left: str
    named: dict[tuple[int, int], Named]


def written(table: Table, language: Language, most: int = MOST_TABLE) -> Grid:
    """As many of the rows as take at most `most` characters, in columns too."""
    heads = [heading(column, language) for column in table.columns[:MOST_COLUMNS]]
    rows, widths, size = [heads], [len(escape(head)) for head in heads], 0
    for values in table.rows[:MOST_ROWS]:
        row = [cell(value, language) for value in values[:MOST_COLUMNS]]
        widths = [max(width, len(escape(text))) for width, text in zip(widths, row, strict=True)]
        size = (sum(widths) + 2 * len(widths)) * (len(rows) + 1)
        if size > most:
            break
        rows.append(row)
    caption = label("captions", table.caption, language)
    named = {
        (i, j): value
        for i, values in enumerate(table.rows[: len(rows) - 1], 1)
        for j, value in enumerate(values[:MOST_COLUMNS])
        if isinstance(value, Named)
    }
    return Grid(caption, rows, _left(table, len(rows) - 1, language), named)


def _left(table: Table, shown: int, language: Language) -> str:
    counts = {
        "rows_left": len(table.rows) - shown,
        "columns_left": len(table.columns) - MOST_COLUMNS,
    }
    return " · ".join(
        label("notes", key, language).format(count=number(language, count))
        for key, count in counts.items()
        if count > 0
    )


def aligned(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as lines, in columns; the first is the heading."""
    cells = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def escape(text: str) -> str:
    """Slack's three characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_cells(table: Grid) -> list[list[dict[str, Any]]]:
    """The rows as a native table holds them; there is something in every cell."""
    return [
        [_cell(text, table.named.get((i, j))) for j, text in enumerate(row)]
        for i, row in enumerate(table.rows)
    ]


def _cell(text: str, named: Named | None) -> dict[str, Any]:
    if named is None:
        return {"type": "raw_text", "text": text or "–"}
    section = {"type": "rich_text_section", "elements": [_mention(named)]}
    return {"type": "rich_text", "elements": [section]}


def _mention(named: Named) -> dict[str, Any]:
    return {"type": named.what, f"{named.what}_id": named.id}


def text_of(cell: dict[str, Any]) -> str:
    """What stands in a cell; of somebody only the id."""
    if cell["type"] == "raw_text":
        return str(cell["text"])
    (mentioned,) = cell["elements"][0]["elements"]
    return str(mentioned[f"{mentioned['type']}_id"])
