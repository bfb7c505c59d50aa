"""What a field tells the app while it is filled in, and what a shortcut sends."""

from typing import Any

import pytest

from bot.demo.payloads import message_action
from bot.demo.view_payloads import view_action, view_input
from bot.demo.workspace import BOT_USER, Message, Workspace

AT = 1_790_000_000.0
TYPING, ENTER = "on_character_entered", "on_enter_pressed"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def shown(element: dict[str, Any], **block: Any) -> tuple[Workspace, Any]:
    workspace = Workspace("xoxb-1", "xapp-1", "secret", clock=lambda: AT)
    field = {"type": "input", "block_id": "f", "label": plain("Field"), "element": element, **block}
    content = {
        "type": "modal",
        "title": plain("Form"),
        "submit": plain("Send"),
        "blocks": [field],
        "private_metadata": "kept",
    }
    trigger = workspace.views.trigger("U_ANN", AT)
    return workspace, workspace.views.open(trigger, content, AT)


def text(*asked: str) -> dict[str, Any]:
    element: dict[str, Any] = {"type": "plain_text_input", "action_id": "typed"}
    config = {"dispatch_action_config": {"trigger_actions_on": list(asked)}}
    return element | (config if asked else {})


OPTION = {"text": plain("One"), "value": "one"}
SELECT = {
    "type": "static_select",
    "action_id": "typed",
    "option_groups": [{"label": plain("A – O"), "options": [OPTION]}],
}


@pytest.mark.parametrize(
    ("element", "enter", "heard"),
    [
        (text(), False, False),
        (text(), True, True),
        (text(TYPING), False, True),
        (text(TYPING), True, False),
        (text(ENTER), False, False),
        (text(TYPING, ENTER), True, True),
        (SELECT, False, True),
    ],
)
def test_the_app_hears_of_a_field_when_it_asked_for_it(
    element: dict[str, Any], enter: bool, heard: bool
) -> None:
    workspace, view = shown(element, dispatch_action=True)
    view.type({"f": "one"})
    assert (view_input(workspace, view, "f", enter=enter) is not None) is heard


def test_a_field_that_does_not_ask_tells_nothing() -> None:
    workspace, view = shown(text(TYPING))
    assert view_input(workspace, view, "f") is None


def test_what_it_hears_is_the_field_and_all_that_is_filled_in() -> None:
    workspace, view = shown(text(TYPING), dispatch_action=True)
    view.type({"f": "<b>"})
    parcel = view_input(workspace, view, "f")
    assert parcel is not None
    payload = parcel.payload
    typed = {"type": "plain_text_input", "value": "<b>"}
    (action,) = payload["actions"]
    assert action == {**typed, "block_id": "f", "action_id": "typed", "action_ts": f"{AT:.6f}"}
    assert (payload["type"], payload["view"]["private_metadata"]) == ("block_actions", "kept")
    assert payload["view"]["state"]["values"] == {"f": {"typed": typed}}
    assert payload["container"] == {"type": "view", "view_id": view.id}
    assert "response_url" not in payload


def test_a_shortcut_sends_the_message_and_where_it_stands() -> None:
    workspace = Workspace("xoxb-1", "xapp-1", "secret", clock=lambda: AT)
    said = workspace.store(Message("C_QUIET", "U_BOB", "our churn &amp; NPS"))
    payload = message_action(workspace, said, "explain_terms", "U_ANN", "http://url").payload
    assert payload["type"] == "message_action"
    assert (payload["callback_id"], payload["message_ts"]) == ("explain_terms", said.ts)
    assert (payload["user"]["id"], payload["channel"]["id"]) == ("U_ANN", "C_QUIET")
    assert payload["message"]["text"] == "our churn &amp; NPS"
    assert BOT_USER not in str(payload["channel"])


def test_an_option_is_chosen_in_the_home() -> None:
    workspace = Workspace("xoxb-1", "xapp-1", "secret", clock=lambda: AT)
    select = {"type": "static_select", "action_id": "language", "options": [OPTION]}
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [select]}]}
    view = workspace.views.publish("U_ANN", home)
    (action,) = view_action(workspace, view, "language", "one").payload["actions"]
    assert (action["type"], action["selected_option"]) == ("static_select", OPTION)
    with pytest.raises(ValueError, match="no language to press"):
        view_action(workspace, view, "language", "two")
