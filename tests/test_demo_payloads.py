"""What a pressed button and a chosen option send to the bot."""

from typing import Any

import pytest

from bot.demo.fields import options
from bot.demo.payloads import Press, block_actions
from bot.demo.workspace import BOT_USER, Message, Workspace

URL = "http://127.0.0.1/commands/k"


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def option(value: str) -> dict[str, Any]:
    return {"text": text(value.title()), "value": value}


BUTTONS: dict[str, Any] = {
    "type": "actions",
    "block_id": "b",
    "elements": [
        {"type": "button", "action_id": "more", "text": text("Tips"), "value": "tips"},
        {"type": "button", "action_id": "share", "text": text("Share")},
    ],
}
SECOND: dict[str, Any] = {
    "type": "actions",
    "block_id": "b2",
    "elements": [{"type": "button", "action_id": "more", "text": text("Why"), "value": "why"}],
}
SELECT: dict[str, Any] = {
    "type": "section",
    "block_id": "s",
    "text": text("Branch"),
    "accessory": {
        "type": "static_select",
        "action_id": "branch",
        "options": [option("hotel"), option("software")],
        "initial_option": option("software"),
    },
}


def message(workspace: Workspace, recipient: str | None = None) -> Message:
    blocks = [BUTTONS, SECOND, SELECT]
    return workspace.store(Message("C_GENERAL", BOT_USER, "80%", blocks, recipient=recipient))


def pressed(action_id: str, value: str | None = None, recipient: str | None = None) -> Any:
    workspace = Workspace("xoxb-1", "xapp-1", "secret", clock=lambda: 1_790_000_000.0)
    press = Press(message(workspace, recipient), "U_ANN", action_id, value)
    parcel = block_actions(workspace, press, URL)
    assert parcel.kind == "interactive"
    return parcel.payload


@pytest.mark.parametrize(
    ("action_id", "value", "action"),
    [
        ("share", None, {"block_id": "b", "text": text("Share")}),
        ("more", None, {"block_id": "b", "text": text("Tips"), "value": "tips"}),
        ("more", "why", {"block_id": "b2", "text": text("Why"), "value": "why"}),
    ],
)
def test_a_button_sends_its_text_value_and_place(
    action_id: str, value: str | None, action: dict[str, Any]
) -> None:
    assert pressed(action_id, value)["actions"] == [
        {"type": "button", "action_id": action_id, "action_ts": "1790000000.000000", **action}
    ]


def test_a_select_sends_the_whole_option() -> None:
    [action] = pressed("branch", "hotel")["actions"]
    assert (action["type"], action["block_id"]) == ("static_select", "s")
    assert action["selected_option"] == option("hotel")


@pytest.mark.parametrize(
    ("action_id", "value", "chosen"), [("more", None, "software"), ("branch", "hotel", "hotel")]
)
def test_the_state_is_what_each_select_shows(
    action_id: str, value: str | None, chosen: str
) -> None:
    shown = {"type": "static_select", "selected_option": option(chosen)}
    assert pressed(action_id, value)["state"] == {"values": {"s": {"branch": shown}}}


def test_who_pressed_where_and_how_to_answer() -> None:
    sent = pressed("more")
    assert sent["user"] == {"id": "U_ANN", "username": "ann", "name": "ann", "team_id": "T_DEMO"}
    assert sent["channel"] == {"id": "C_GENERAL", "name": "general"}
    assert sent["team"] == {"id": "T_DEMO", "domain": "demo"}
    assert sent["response_url"] == URL
    assert sent["trigger_id"]
    assert sent["message"]["text"] == "80%"
    assert sent["container"] == {
        "type": "message",
        "message_ts": sent["message"]["ts"],
        "channel_id": "C_GENERAL",
        "is_ephemeral": False,
    }


def test_an_ephemeral_message_is_named_but_not_sent() -> None:
    sent = pressed("more", recipient="U_ANN")
    assert "message" not in sent
    assert sent["container"]["is_ephemeral"] is True


@pytest.mark.parametrize(
    ("action_id", "value"),
    [("none", None), ("more", "other"), ("branch", "bank"), ("branch", None)],
)
def test_what_is_not_there_can_not_be_pressed(action_id: str, value: str | None) -> None:
    there = r"there: \['more', 'share', 'more', 'branch'\]"
    with pytest.raises(ValueError, match=f"no {action_id} with value {value} to press; {there}"):
        pressed(action_id, value)


def test_a_select_has_the_options_of_its_groups_too() -> None:
    groups = [{"label": text("A"), "options": [option("a")]}, {"options": [option("b")]}]
    assert options({"option_groups": groups}) == [option("a"), option("b")]
