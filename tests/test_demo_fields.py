"""Fields of a view in the stand-in: what Slack takes, what can be chosen, what is sent."""

from typing import Any

import pytest

from bot.demo import fields
from bot.demo.view_limits import problems


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


ONE, TWO = option("one"), option("two")
ELEMENTS: dict[str, tuple[dict[str, Any], Any, Any]] = {  # the element, what is entered, the state
    "text": ({"type": "plain_text_input"}, "words", {"value": "words"}),
    "a select": (
        {"type": "static_select", "options": [ONE, TWO]},
        "two",
        {"selected_option": TWO},
    ),
    "radio buttons": (
        {"type": "radio_buttons", "options": [ONE, TWO]},
        "one",
        {"selected_option": ONE},
    ),
    "checkboxes": (
        {"type": "checkboxes", "options": [ONE, TWO]},
        ["two", "one"],
        {"selected_options": [TWO, ONE]},
    ),
    "a time": ({"type": "timepicker"}, "08:30", {"selected_time": "08:30"}),
    "a person": ({"type": "users_select"}, "U_BOB", {"selected_user": "U_BOB"}),
    "people": ({"type": "multi_users_select"}, ["U_ANN"], {"selected_users": ["U_ANN"]}),
    "a channel": (
        {"type": "conversations_select"},
        "C_GENERAL",
        {"selected_conversation": "C_GENERAL"},
    ),
}


@pytest.mark.parametrize(("element", "what", "state"), ELEMENTS.values(), ids=ELEMENTS)
def test_what_is_entered_is_sent(element: dict[str, Any], what: Any, state: Any) -> None:
    sent = fields.entered(element, what)
    assert sent == {"type": element["type"], **state}
    assert fields.shown(sent) == what
    empty = fields.first_value(element)
    assert fields.shown(empty) == ([] if isinstance(what, list) else "")
    assert fields.entered(element, [] if isinstance(what, list) else "") == empty


def test_what_stands_in_it_at_first() -> None:
    checked = {"type": "checkboxes", "options": [ONE, TWO], "initial_options": [TWO]}
    time = {"type": "timepicker", "initial_time": "09:00"}
    assert fields.shown(fields.first_value(checked)) == ["two"]
    assert fields.shown(fields.first_value(time)) == "09:00"
    assert list(fields.words(fields.first_value(checked))) == ["Two"]


def test_nobody_chooses_what_is_not_offered_or_too_much() -> None:
    select = {"type": "static_select", "options": [ONE]}
    people = {"type": "multi_users_select", "max_selected_items": 1}
    with pytest.raises(ValueError, match="no option three"):
        fields.entered(select, "three")
    with pytest.raises(ValueError, match="no more than 1"):
        fields.entered(people, ["U_ANN", "U_BOB"])


def form(**element: Any) -> dict[str, Any]:
    block = {"type": "input", "label": plain("Field"), "element": element}
    return {"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": [block]}


FILTER = {"include": ["public", "private"], "exclude_external_shared_channels": True}


@pytest.mark.parametrize(
    "element",
    [
        {"type": "static_select", "options": [ONE, TWO], "initial_option": TWO},
        {"type": "checkboxes", "options": [ONE], "initial_options": [ONE]},
        {"type": "timepicker", "initial_time": "23:59"},
        {"type": "multi_users_select", "max_selected_items": 10, "initial_users": ["U_ANN"]},
        {"type": "conversations_select", "filter": FILTER, "initial_conversation": "C1"},
    ],
)
def test_what_slack_takes(element: dict[str, Any]) -> None:
    assert problems(form(**element)) == []


@pytest.mark.parametrize(
    ("element", "why"),
    [
        (
            {"type": "static_select", "options": [ONE], "initial_option": TWO},
            "initial option must be one of the options",
        ),
        (
            {"type": "radio_buttons", "options": [ONE], "initial_option": TWO},
            "initial option must be one of the options",
        ),
        (
            {"type": "checkboxes", "options": [ONE], "initial_options": [ONE, TWO]},
            "initial option must be one of the options",
        ),
        ({"type": "checkboxes", "options": [ONE], "initial_options": []}, "no fewer than 1"),
        ({"type": "timepicker", "initial_time": "9:00"}, "/element/initial_time"),
        ({"type": "multi_users_select", "initial_users": []}, "no fewer than 1"),
        ({"type": "conversations_select", "filter": {"include": []}}, "no fewer than 1"),
        ({"type": "conversations_select", "filter": {"include": ["secret"]}}, "must be one of"),
    ],
)
def test_what_slack_refuses(element: dict[str, Any], why: str) -> None:
    assert any(why in problem for problem in problems(form(**element)))
