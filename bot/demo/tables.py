"""The shapes of Slack's tables and charts; where copies of its pages differ, the wider limit."""

from collections.abc import Iterator
from typing import Any, cast

from bot.demo.shapes import (
    Rule,
    also,
    fields,
    flag,
    integer,
    items,
    number,
    one_of,
    positive,
    string,
    typed,
    wrong,
)

LABEL = string(20)
BLOCK_ID = {"block_id": string(255)}
RICH_LEAVES = (
    "broadcast",
    "channel",
    "color",
    "date",
    "emoji",
    "link",
    "text",
    "user",
    "usergroup",
)
RICH_PARTS = ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")


def _object(value: object, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield wrong("must be an object", path)


def _rich_element(value: object, path: str) -> Iterator[str]:
    inner = items(0, 1000, typed(dict.fromkeys((*RICH_LEAVES, *RICH_PARTS), _object)))
    yield from inner(cast("dict[str, Any]", value).get("elements"), f"{path}/elements")


RICH_TEXT = fields(
    {"elements": items(1, 1000, typed(dict.fromkeys(RICH_PARTS, _rich_element)))}, BLOCK_ID
)
CELL = typed(
    {
        "raw_text": fields({"text": string()}),
        "raw_number": fields({"value": number, "text": string()}),
        "rich_text": RICH_TEXT,
    }
)
TABLE = fields(
    {"rows": items(1, 100, items(1, 20, CELL))},
    {
        **BLOCK_ID,
        "column_settings": items(
            0, 20, fields({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
        ),
    },
)


def _data_rows(value: object, path: str) -> Iterator[str]:
    rows = cast("dict[str, Any]", value)["rows"]
    if len({len(row) for row in rows}) > 1:
        yield wrong("all rows must have the same number of values", f"{path}/rows")
    if any(cell["type"] == "rich_text" for cell in rows[0]):
        yield wrong("header cells must not be rich_text", f"{path}/rows/0")


DATA_TABLE = also(
    fields(
        {"caption": string(), "rows": items(2, 201, items(1, 20, CELL))},
        {
            **BLOCK_ID,
            "page_size": integer(1, 100),
            "row_header_column_index": integer(0, 19),
        },
    ),
    _data_rows,
)


def _points(value: object, path: str) -> Iterator[str]:
    chart = cast("dict[str, Any]", value)
    categories = chart["axis_config"]["categories"]
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        yield wrong("series names must be unique", f"{path}/series")
    if len(set(categories)) < len(categories):
        yield wrong("categories must be unique", f"{path}/axis_config/categories")
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield wrong("must have one point per category", f"{path}/series/{index}/data")


PLOT = also(
    fields(
        {
            "series": items(
                1,
                12,
                fields(
                    {
                        "name": LABEL,
                        "data": items(1, 20, fields({"label": LABEL, "value": number})),
                    }
                ),
            ),
            "axis_config": fields(
                {"categories": items(1, 20, LABEL)}, {"x_label": string(50), "y_label": string(50)}
            ),
        }
    ),
    _points,
)
PIE = fields({"segments": items(1, 12, fields({"label": LABEL, "value": positive}))})
DATA_VISUALIZATION: Rule = fields(
    {
        "title": string(50),
        "chart": typed({"pie": PIE, "bar": PLOT, "area": PLOT, "line": PLOT}),
    },
    BLOCK_ID,
)
