"""Each limit of Slack's blocks: taken at the edge, refused one further."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.demo.errors import SlackError
from bot.demo.limits import content, problems

Block = dict[str, Any]


def plain(size: int = 1) -> Block:
    return {"type": "plain_text", "text": "x" * size}


def mrkdwn(size: int = 1) -> Block:
    return {"type": "mrkdwn", "text": "x" * size}


def option(text: int = 1, value: int = 1) -> Block:
    return {"text": plain(text), "value": "v" * value}


def button(**fields: Any) -> Block:
    return {"type": "button", "text": plain(), **fields}


def select(**fields: Any) -> Block:
    return {"type": "static_select", "options": [option()], **fields}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def image(**fields: Any) -> Block:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", **fields}


def cells(rows: int, columns: int = 1) -> list[list[Block]]:
    return [[{"type": "raw_text", "text": "x"}] * columns for _ in range(rows)]


def data_table(rows: int = 2, columns: int = 1, **fields: Any) -> Block:
    return {"type": "data_table", "caption": "c", "rows": cells(rows, columns), **fields}


def pie(segments: int = 1, label: int = 1, value: float = 1) -> Block:
    parts = [{"label": "x" * label, "value": value}] * segments
    return chart({"type": "pie", "segments": parts})


def line(series: int = 1, points: int = 1, value: float | None = 1, **axis: Any) -> Block:
    names = [str(each) for each in range(points)]
    data = [{"label": name, "value": value} for name in names]
    return chart(
        {
            "type": "line",
            "series": [{"name": str(each), "data": data} for each in range(series)],
            "axis_config": {"categories": names, **axis},
        }
    )


def chart(drawn: Block, title: int = 1) -> Block:
    return {"type": "data_visualization", "title": "t" * title, "chart": drawn}


TWINS = [{"name": "same", "data": [{"label": "0", "value": 1}]}] * 2
RAW_NUMBER: Block = {"type": "raw_number", "value": 1, "text": "1"}
RICH: Block = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}

# (what, the blocks of a size, the least size, the greatest size)
SIZES: list[tuple[str, Callable[[int], list[Block]], int, int]] = [
    ("blocks", lambda n: [{"type": "divider"}] * n, 0, 50),
    ("section text", lambda n: [{"type": "section", "text": mrkdwn(n)}], 1, 3000),
    ("section fields", lambda n: [{"type": "section", "fields": [mrkdwn()] * n}], 1, 10),
    ("section field", lambda n: [{"type": "section", "fields": [mrkdwn(n)]}], 1, 2000),
    ("header", lambda n: [{"type": "header", "text": plain(n)}], 1, 150),
    ("header level", lambda n: [{"type": "header", "text": plain(), "level": n}], 1, 4),
    ("context elements", lambda n: [{"type": "context", "elements": [mrkdwn()] * n}], 1, 10),
    ("actions elements", lambda n: [actions(*[button()] * n)], 1, 25),
    ("button text", lambda n: [actions(button(text=plain(n)))], 1, 75),
    ("button value", lambda n: [actions(button(value="v" * n))], 1, 2000),
    ("action_id", lambda n: [actions(button(action_id="a" * n))], 1, 255),
    ("block_id", lambda n: [{"type": "divider", "block_id": "b" * n}], 1, 255),
    ("options", lambda n: [actions(select(options=[option()] * n))], 1, 100),
    ("option text", lambda n: [actions(select(options=[option(text=n)]))], 1, 75),
    ("option value", lambda n: [actions(select(options=[option(value=n)]))], 1, 150),
    ("placeholder", lambda n: [actions(select(placeholder=plain(n)))], 1, 150),
    ("alt_text", lambda n: [image(alt_text="x" * n)], 1, 2000),
    ("markdown", lambda n: [{"type": "markdown", "text": "x" * n}], 1, 12_000),
    ("table rows", lambda n: [{"type": "table", "rows": cells(n)}], 1, 100),
    ("table columns", lambda n: [{"type": "table", "rows": cells(1, n)}], 1, 20),
    ("data_table rows", lambda n: [data_table(n)], 2, 201),
    ("data_table columns", lambda n: [data_table(2, n)], 1, 20),
    ("data_table page_size", lambda n: [data_table(page_size=n)], 1, 100),
    ("chart title", lambda n: [chart(pie()["chart"], n)], 1, 50),
    ("charts", lambda n: [pie()] * n, 0, 2),
    ("pie segments", lambda n: [pie(n)], 1, 12),
    ("pie label", lambda n: [pie(label=n)], 1, 20),
    ("series", lambda n: [line(n)], 1, 12),
    ("points", lambda n: [line(1, n)], 1, 20),
    ("axis label", lambda n: [line(x_label="x" * n)], 1, 50),
]


@pytest.mark.parametrize(
    ("blocks", "low", "high"), [row[1:] for row in SIZES], ids=[row[0] for row in SIZES]
)
def test_a_size_is_taken_from_its_least_to_its_greatest(
    blocks: Callable[[int], list[Block]], low: int, high: int
) -> None:
    assert problems(blocks(low)) == []
    assert problems(blocks(high)) == []
    assert problems(blocks(high + 1)) != []
    assert low == 0 or problems(blocks(low - 1)) != []


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([{"type": "bogus"}], "unsupported type: bogus [json-pointer:/blocks/0/type]"),
        (["text"], "unsupported type: None"),
        ([{"type": "alert"}], "unsupported type: alert"),
        ([{"type": "section"}], "missing required field: text or fields"),
        ([{"type": "section", "text": "bare"}], "unsupported type: None"),
        ([{"type": "section", "text": mrkdwn(), "colour": "red"}], "additional property: colour"),
        ([{"type": "header", "text": mrkdwn()}], "unsupported type: mrkdwn"),
        ([{"type": "header", "text": {"type": "plain_text", "text": 5}}], "must be a string"),
        ([{"type": "context", "elements": [button()]}], "unsupported type: button"),
        ([actions(mrkdwn())], "unsupported type: mrkdwn"),
        ([{"type": "actions", "elements": button()}], "must be a list"),
        ([actions(button(style="loud"))], "must be one of primary, danger"),
        ([actions(select(option_groups=[]))], "only one of options and option_groups"),
        ([actions({"type": "static_select"})], "missing required field: options"),
        ([{"type": "image", "image_url": "https://example.com"}], "required field: alt_text"),
        ([{"type": "image", "alt_text": "a"}], "missing required field: image_url or slack_file"),
        ([image(slack_file={"id": "F1"})], "only one of image_url and slack_file"),
        ([{"type": "divider", "block_id": "b"}] * 2, "block_id b already exists"),
        ([actions(button(action_id="a"), select(action_id="a"))], "action_id a already exists"),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, "no more than 12000 markdown"),
        ([{"type": "data_table", "rows": cells(2)}], "missing required field: caption"),
        ([data_table() | {"rows": [*cells(1, 1), *cells(1, 2)]}], "same number of values"),
        ([chart({"type": "radar"})], "unsupported type: radar"),
        ([pie(value=0)], "must be a number above 0"),
        ([line(categories=["other"])], "one point per category"),
        ([line(1, 2, categories=["0", "0"])], "categories must be unique"),
        ([line() | {"chart": line(2)["chart"] | {"series": TWINS}}], "series names must be unique"),
        ([line() | {"chart": pie(value=True)["chart"]}], "must be a number above 0"),
        ([pie(value=float("inf"))], "must be a number above 0"),
        ([line(value=float("nan"))], "must be a number"),
        ([line(value=None)], "must be a number"),
        ([chart({"type": "pie", "segments": ["a"]})], "must be an object"),
        ([{"type": "table", "rows": [[RAW_NUMBER | {"value": "1"}]]}], "must be a number"),
        ([data_table() | {"rows": [[RICH], [RICH]]}], "header cells must not be rich_text"),
        ([RICH | {"elements": [{"type": "text", "text": "x"}]}], "unsupported type: text"),
        ([RICH | {"elements": [{"type": "rich_text_section"}]}], "must be a list"),
    ],
)
def test_a_block_of_the_wrong_shape_is_refused_with_the_reason(
    blocks: list[Block], reason: str
) -> None:
    assert reason in "\n".join(problems(blocks))


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "fields": [mrkdwn(), plain()], "accessory": button(action_id="a")},
        {"type": "section", "text": mrkdwn(), "accessory": image()},
        {"type": "context", "elements": [image(), mrkdwn(), plain()]},
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a", "title": plain()},
        actions(select(action_id="a"), button(action_id="b"), button(url="https://example.com")),
        actions(
            {
                "type": "static_select",
                "option_groups": [{"label": plain(), "options": [option()]}],
            }
        ),
        {
            "type": "table",
            "rows": [[{"type": "raw_number", "value": 1.5, "text": "1.5"}]],
            "column_settings": [{"align": "right"}],
        },
        RICH,
        data_table() | {"rows": [[RAW_NUMBER], [RICH]]},
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "positive_button": {"text": plain(), "value": "up"},
                    "negative_button": {"text": plain(), "value": "down"},
                }
            ],
        },
        line(2, 3, x_label="month", y_label="%"),
    ],
)
def test_a_sound_block_is_taken(block: Block) -> None:
    assert problems([block]) == []


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    assert problems([actions(button(action_id="a"))] * 2) == []


@pytest.mark.parametrize("block", [data_table(), pie()])
def test_an_older_slack_knows_no_native_tables_and_charts(block: Block) -> None:
    assert "unsupported type" in problems([block], native=False)[0]


@pytest.mark.parametrize(
    ("kind", "most", "text"),
    [("table", 10_000, "raw_text"), ("data_table", 20_000, "raw_text")],
)
def test_the_cells_of_a_table_hold_so_many_characters(kind: str, most: int, text: str) -> None:
    def block(size: int) -> Block:
        rows = [[{"type": text, "text": "x"}], [{"type": text, "text": "x" * (size - 1)}]]
        return {"type": kind, "rows": rows, **({"caption": "c"} if kind == "data_table" else {})}

    assert problems([block(most)]) == []
    assert f"no more than {most} {kind} characters" in problems([block(most + 1)])[0]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "no_text"),
        ({"text": " ", "blocks": []}, "no_text"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"blocks": [{"type": "bogus"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": mrkdwn(2641)}] * 5}, "msg_blocks_too_long"),
    ],
)
def test_a_message_is_refused_with_slacks_code(body: Block, code: str) -> None:
    with pytest.raises(SlackError) as caught:
        content(body, native=True)
    assert caught.value.code == code


def test_a_message_at_the_edge_of_all_its_text_is_taken() -> None:
    blocks = [{"type": "section", "text": mrkdwn(2640)}] * 5
    assert content({"blocks": blocks}, native=True).blocks == blocks


@pytest.mark.parametrize(("size", "kept", "cut"), [(40_000, 40_000, False), (40_001, 40_000, True)])
def test_a_long_text_loses_its_end(size: int, kept: int, cut: bool) -> None:
    said = content({"text": "x" * size}, native=True)
    assert (len(said.text), said.truncated) == (kept, cut)
