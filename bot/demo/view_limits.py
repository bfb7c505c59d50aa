"""What Slack refuses in a view: its own fields, and the blocks that may stand in it."""

from collections.abc import Iterator
from typing import Any, cast

from bot.demo.limits import BLOCK_ID, BLOCKS, CONVERSATIONS, PICKER, PRESSED, plain, repeated_ids
from bot.demo.shapes import Rule, also, fields, flag, integer, items, one_of, string, typed, wrong

MAX_BLOCKS = 100
MAX_TYPED = 3000
ONLY_IN_MESSAGES = {"table", "data_table", "data_visualization", "markdown", "context_actions"}


DISPATCH = fields(
    {"trigger_actions_on": items(1, 2, one_of("on_enter_pressed", "on_character_entered"))}
)


def _fits(value: object, path: str) -> Iterator[str]:
    element = cast("dict[str, Any]", value)
    if len(element.get("initial_value", "")) > element.get("max_length", MAX_TYPED):
        yield wrong("must be no longer than max_length", f"{path}/initial_value")


TEXT_INPUT = also(
    fields(
        {},
        {
            "action_id": string(255),
            "placeholder": plain(150),
            "initial_value": string(MAX_TYPED),
            "multiline": flag,
            "min_length": integer(0, MAX_TYPED),
            "max_length": integer(1, MAX_TYPED),
            "focus_on_load": flag,
            "dispatch_action_config": DISPATCH,
        },
    ),
    _fits,
)
CHOSEN: dict[str, Rule] = {
    kind: rule for kind, rule in PRESSED.items() if kind not in {"button", "overflow"}
}
# Too wide for a row of buttons.
SEVERAL = {**PICKER, "max_selected_items": integer(1, 100)}
ELEMENTS = {
    **CHOSEN,
    "plain_text_input": TEXT_INPUT,
    "multi_users_select": fields({}, {**SEVERAL, "initial_users": items(1, 100, string())}),
    "multi_conversations_select": fields(
        {},
        {
            **SEVERAL,
            "initial_conversations": items(1, 100, string()),
            "default_to_current_conversation": flag,
            "filter": CONVERSATIONS,
        },
    ),
}
INPUT = fields(
    {
        "label": plain(2000),
        "element": typed(ELEMENTS),
    },
    {**BLOCK_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
)
IN_VIEWS: dict[str, Rule] = {
    **{kind: rule for kind, rule in BLOCKS.items() if kind not in ONLY_IN_MESSAGES},
    "input": INPUT,
}


def _needs_submit(value: object, _: str) -> Iterator[str]:
    view = cast("dict[str, Any]", value)
    if (
        "submit" not in view
        and view["type"] == "modal"
        and any(block["type"] == "input" for block in view["blocks"])
    ):
        yield wrong("missing required field: submit", "/view")
    yield from repeated_ids(view["blocks"])


MODAL = also(
    fields(
        {"title": plain(24), "blocks": items(1, MAX_BLOCKS, typed(IN_VIEWS))},
        {
            "submit": plain(24),
            "close": plain(24),
            "private_metadata": string(3000, 0),
            "callback_id": string(255),
            "external_id": string(255),
            "clear_on_close": flag,
            "notify_on_close": flag,
        },
    ),
    _needs_submit,
)
HOME = also(
    fields(
        {"blocks": items(0, MAX_BLOCKS, typed(IN_VIEWS))},
        {
            "private_metadata": string(3000, 0),
            "callback_id": string(255),
            "external_id": string(255),
        },
    ),
    _needs_submit,
)
KINDS = {"modal": MODAL, "home": HOME}


def problems(view: object, kind: str = "modal") -> list[str]:
    """What is wrong with a view of this kind."""
    return list(typed({kind: KINDS[kind]})(view, "/view"))
