"""What Slack refuses in a message: one table of blocks, one of elements, and the sums over both."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bot.demo.errors import SlackError
from bot.demo.mentions import objects_in
from bot.demo.shapes import (
    Rule,
    also,
    either,
    fields,
    flag,
    integer,
    items,
    one_of,
    string,
    typed,
    wrong,
)
from bot.demo.tables import DATA_TABLE, DATA_VISUALIZATION, RICH_TEXT, TABLE

MAX_BLOCKS = 50
MAX_TEXT = 40_000
MAX_BLOCK_TEXT = 13_200  # undocumented; bolt-js#2509
NATIVE = frozenset({"data_table", "data_visualization"})
COUNTED_AS_TEXT = {"plain_text", "mrkdwn", "markdown", "text"}

BLOCK_ID = {"block_id": string(255)}
ACTION_ID = {"action_id": string(255)}


def plain(high: int) -> Rule:
    """A plain_text object of at most high characters."""
    return typed({"plain_text": fields({"text": string(high)}, {"emoji": flag})})


def text(high: int) -> Rule:
    """A plain_text or mrkdwn object of at most high characters."""
    return typed(
        {
            "plain_text": fields({"text": string(high)}, {"emoji": flag}),
            "mrkdwn": fields({"text": string(high)}, {"verbatim": flag}),
        }
    )


CONFIRM = fields(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = fields(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": string(3000)}
)
MARKED_OPTION = fields({"text": text(75), "value": string(150)}, {"description": text(75)})
GROUP = fields({"label": plain(75), "options": items(1, 100, OPTION)})
IMAGE_SOURCE = {
    "image_url": string(3000),
    "slack_file": either(("id", "url"), fields({}, {"id": string(), "url": string(3000)})),
}
PICKER = {**ACTION_ID, "placeholder": plain(150), "confirm": CONFIRM, "focus_on_load": flag}
FEEDBACK = fields({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})

CONVERSATIONS = fields(
    {},
    {
        "include": items(1, 4, one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def _initial_offered(value: object, path: str) -> Iterator[str]:
    """What is chosen at first is one of the options, to the letter."""
    element = cast("dict[str, Any]", value)
    groups = [group["options"] for group in element.get("option_groups", ())]
    offered = [option for group in [element.get("options", []), *groups] for option in group]
    first = [element["initial_option"]] if "initial_option" in element else []
    if any(one not in offered for one in [*first, *element.get("initial_options", ())]):
        yield wrong("initial option must be one of the options", path)


IMAGE = either(("image_url", "slack_file"), fields({"alt_text": string(2000)}, IMAGE_SOURCE))
PRESSED: dict[str, Rule] = {
    "button": fields(
        {"text": plain(75)},
        {
            **ACTION_ID,
            "value": string(2000),
            "url": string(3000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": also(
        either(
            ("options", "option_groups"),
            fields(
                {},
                {
                    **PICKER,
                    "options": items(1, 100, OPTION),
                    "option_groups": items(1, 100, GROUP),
                    "initial_option": OPTION,
                },
            ),
        ),
        _initial_offered,
    ),
    "overflow": fields({"options": items(1, 5, OPTION)}, {**ACTION_ID, "confirm": CONFIRM}),
    "radio_buttons": also(
        fields(
            {"options": items(1, 10, MARKED_OPTION)}, {**PICKER, "initial_option": MARKED_OPTION}
        ),
        _initial_offered,
    ),
    "checkboxes": also(
        fields(
            {"options": items(1, 10, MARKED_OPTION)},
            {**PICKER, "initial_options": items(1, 10, MARKED_OPTION)},
        ),
        _initial_offered,
    ),
    "datepicker": fields({}, {**PICKER, "initial_date": string(10)}),
    "users_select": fields({}, {**PICKER, "initial_user": string()}),
    "timepicker": fields({}, {**PICKER, "initial_time": string(5, 5), "timezone": string()}),
    "channels_select": fields({}, {**PICKER, "initial_channel": string()}),
    "conversations_select": fields(
        {},
        {
            **PICKER,
            "initial_conversation": string(),
            "default_to_current_conversation": flag,
            "filter": CONVERSATIONS,
        },
    ),
}
FEEDBACK_ELEMENTS: dict[str, Rule] = {
    "feedback_buttons": fields(
        {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, ACTION_ID
    ),
    "icon_button": fields(
        {"icon": one_of("trash"), "text": plain(75)},
        {**ACTION_ID, "value": string(2000), "confirm": CONFIRM},
    ),
}

BLOCKS: dict[str, Rule] = {
    "section": either(
        ("text", "fields"),
        fields(
            {},
            {
                **BLOCK_ID,
                "text": text(3000),
                "fields": items(1, 10, text(2000)),
                "accessory": typed({**PRESSED, "image": IMAGE}),
                "expand": flag,
            },
        ),
        both=True,
    ),
    "header": fields({"text": plain(150)}, {**BLOCK_ID, "level": integer(1, 4)}),
    "divider": fields({}, BLOCK_ID),
    "context": fields(
        {
            "elements": items(
                1,
                10,
                typed({"image": IMAGE, "plain_text": text(3000), "mrkdwn": text(3000)}),
            )
        },
        BLOCK_ID,
    ),
    "actions": fields({"elements": items(1, 25, typed(PRESSED))}, BLOCK_ID),
    "context_actions": fields({"elements": items(1, 5, typed(FEEDBACK_ELEMENTS))}, BLOCK_ID),
    "image": either(
        ("image_url", "slack_file"),
        fields({"alt_text": string(2000)}, {**BLOCK_ID, **IMAGE_SOURCE, "title": plain(2000)}),
    ),
    "markdown": fields({"text": string(12_000)}, BLOCK_ID),
    "rich_text": RICH_TEXT,
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
}

CELLS = {"raw_text", "raw_number", "text"}


@dataclass(frozen=True, slots=True)
class Content:
    """A text and blocks that Slack accepts; whether the text lost its end."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    truncated: bool = False


def content(body: Mapping[str, Any], *, native: bool) -> Content:
    """The text and blocks of a message body. Raises SlackError when Slack would refuse it."""
    words = str(body.get("text") or "")
    blocks = _decoded(body.get("blocks"))
    if not words.strip() and not blocks:
        raise SlackError("no_text")
    found = problems(blocks, native=native)
    if found:
        raise SlackError("invalid_blocks", tuple(found))
    if len(_text_of(blocks, None, COUNTED_AS_TEXT)) > MAX_BLOCK_TEXT:
        raise SlackError("msg_blocks_too_long")
    return Content(words[:MAX_TEXT], blocks, truncated=len(words) > MAX_TEXT)


def problems(blocks: list[dict[str, Any]], *, native: bool = True) -> list[str]:
    """What is wrong with the blocks; without native, tables and charts of 2026 are unknown."""
    table = {kind: rule for kind, rule in BLOCKS.items() if native or kind not in NATIVE}
    found = list(items(0, MAX_BLOCKS, typed(table))(blocks, "/blocks"))
    return found or [*repeated_ids(blocks), *_sums_exceeded(blocks)]


def _decoded(blocks: object) -> list[dict[str, Any]]:
    if isinstance(blocks, str) and blocks:
        try:
            blocks = json.loads(blocks)
        except ValueError:
            raise SlackError("invalid_blocks_format") from None
    if blocks and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    return blocks if isinstance(blocks, list) else []


def repeated_ids(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Each block_id stands there once, and each action_id once in its block."""
    for name in _twice(block.get("block_id") for block in blocks):
        yield wrong(f"block_id {name} already exists", "/blocks")
    for index, block in enumerate(blocks):
        for name in _twice(part.get("action_id") for part in objects_in(block)):
            yield wrong(f"action_id {name} already exists", f"/blocks/{index}")


def _twice(names: Iterator[str | None]) -> list[str]:
    return [name for name, times in Counter(names).items() if name is not None and times > 1]


def _sums_exceeded(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """What a message may hold in all, over its blocks of one type."""
    sums = (
        ("markdown characters", len(_text_of(blocks, "markdown", {"markdown"})), 12_000),
        ("table characters", len(_text_of(blocks, "table", CELLS)), 10_000),
        ("data_table characters", len(_text_of(blocks, "data_table", CELLS)), 20_000),
        ("data_visualization blocks", _count(blocks, "data_visualization"), 2),
    )
    for what, amount, most in sums:
        if amount > most:
            yield wrong(f"no more than {most} {what} allowed", "/blocks")


def _count(blocks: list[dict[str, Any]], kind: str) -> int:
    return sum(block["type"] == kind for block in blocks)


def _text_of(blocks: list[dict[str, Any]], block: str | None, kinds: set[str]) -> str:
    """The text of these kinds of object, in blocks of one type or of all but tables."""
    chosen = [
        each
        for each in blocks
        if each["type"] == block or (block is None and not each["type"].endswith("table"))
    ]
    parts = (part for part in objects_in(chosen) if part.get("type") in kinds)
    return "".join(str(part["text"]) for part in parts)
