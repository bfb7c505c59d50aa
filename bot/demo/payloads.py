"""What Slack sends to the bot: slash commands, events, pressed buttons and chosen options."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.demo.conversations import as_json
from bot.demo.fields import options
from bot.demo.mentions import escape
from bot.demo.shared_files import in_event
from bot.demo.workspace import (
    APP_ID,
    BOT_USER,
    TEAM_DOMAIN,
    TEAM_ID,
    Message,
    Workspace,
)

VERIFICATION_TOKEN = "deprecated"  # noqa: S105 an app must not look at this one


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery's content; kind is the type of its Socket Mode envelope."""

    kind: Literal["slash_commands", "events_api", "interactive"]
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Command:
    """A user types a slash command in a channel."""

    name: str
    text: str
    user: str
    channel: str


@dataclass(frozen=True, slots=True)
class Press:
    """A user presses a button, or chooses an option by its value, in a message."""

    message: Message
    user: str
    action_id: str
    value: str | None = None


def slash_command(workspace: Workspace, command: Command, response_url: str) -> Parcel:
    """The text is escaped once, as Slack does."""
    return Parcel(
        "slash_commands",
        {
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM_ID,
            "team_domain": TEAM_DOMAIN,
            "channel_id": command.channel,
            "channel_name": workspace.channels[command.channel].name,
            "user_id": command.user,
            "user_name": workspace.users[command.user].name.lower(),
            "command": command.name,
            "text": escape(command.text),
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": workspace.views.trigger(command.user, workspace.clock()),
        },
    )


def app_mention(workspace: Workspace, message: Message) -> Parcel:
    """The event that a mention of the bot makes."""
    return _event(workspace, message, {"type": "app_mention"})


def direct_message(workspace: Workspace, message: Message) -> Parcel:
    """The event that a message in a DM makes."""
    kind = {"subtype": "file_share"} if message.files else {}
    return _event(workspace, message, {"type": "message", "channel_type": "im", **kind})


def _event(workspace: Workspace, message: Message, kind: dict[str, str]) -> Parcel:
    event: dict[str, Any] = {
        **kind,
        "client_msg_id": secrets.token_hex(16),
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "event_ts": message.ts,
        "channel": message.channel,
        "team": TEAM_ID,
    }
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    if message.files:
        shown = [in_event(workspace, file) for file in message.files]
        event |= {"files": shown, "upload": False, "display_as_bot": False}
    return of_workspace(event, float(message.ts))


def of_workspace(event: dict[str, Any], at: float) -> Parcel:
    """An event in its envelope; at in seconds since 1970."""
    return Parcel(
        "events_api",
        {
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM_ID,
            "api_app_id": APP_ID,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(8).upper()}",
            "event_time": int(at),
            "event": event,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        },
    )


def block_actions(workspace: Workspace, press: Press, response_url: str) -> Parcel:
    """The message itself is left out when it is ephemeral, as Slack does. Raises ValueError."""
    message = press.message
    action = _action(press)
    person = workspace.users[press.user].name.lower()
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        "type": "block_actions",
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": press.user, "username": person, "name": person, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "container": container,
        "trigger_id": workspace.views.trigger(press.user, workspace.clock()),
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "channel": {"id": message.channel, "name": workspace.channels[message.channel].name},
        "state": {"values": _chosen(message, action)},
        "response_url": response_url,
        "actions": [{**action, "action_ts": f"{workspace.clock():.6f}"}],
    }
    if not message.ephemeral:
        payload["message"] = as_json(workspace, message)
    return Parcel("interactive", payload)


def message_action(
    workspace: Workspace, message: Message, callback_id: str, user: str, response_url: str
) -> Parcel:
    """A shortcut in the menu of a message; the app need not be in the channel."""
    person = workspace.users[user].name.lower()
    return Parcel(
        "interactive",
        {
            "type": "message_action",
            "enterprise": None,
            "is_enterprise_install": False,
            "token": VERIFICATION_TOKEN,
            "action_ts": f"{workspace.clock():.6f}",
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "user": {"id": user, "username": person, "team_id": TEAM_ID, "name": person},
            "channel": {"id": message.channel, "name": workspace.channels[message.channel].name},
            "callback_id": callback_id,
            "trigger_id": workspace.views.trigger(user, workspace.clock()),
            "response_url": response_url,
            "message_ts": message.ts,
            "message": as_json(workspace, message),
        },
    )


def controls(message: Message) -> Iterator[tuple[str, dict[str, Any]]]:
    """(block_id, element) of everything in the message that can be pressed or chosen from."""
    for block in message.blocks:
        elements = [*block.get("elements", ()), block.get("accessory")]
        for element in elements:
            if element and "action_id" in element:
                yield block["block_id"], element


def _action(press: Press) -> dict[str, Any]:
    for block_id, element in controls(press.message):
        if element["action_id"] == press.action_id:
            answer = used(element, press.value)
            if answer is not None:
                named = {"action_id": press.action_id, "block_id": block_id}
                return {"type": element["type"], **named, **answer}
    there = [element["action_id"] for _, element in controls(press.message)]
    raise ValueError(f"no {press.action_id} with value {press.value} to press; there: {there}")


def used(element: dict[str, Any], value: str | None) -> dict[str, Any] | None:
    """What this element adds to its action; None when it does not have the value."""
    if element["type"] == "button" and value in {None, element.get("value")}:
        return {name: element[name] for name in ("text", "value", "style") if name in element}
    if element["type"] == "static_select":
        chosen = [option for option in options(element) if option["value"] == value]
        return {"selected_option": chosen[0]} if chosen else None
    return None


def _chosen(message: Message, action: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each select of the message shows, the one just used included, by block and action."""
    values: dict[str, dict[str, Any]] = {}
    for block_id, element in controls(message):
        if element["type"] == "static_select":
            this = (block_id, element["action_id"]) == (action["block_id"], action["action_id"])
            option = action["selected_option"] if this else element.get("initial_option")
            shown = {"type": "static_select", "selected_option": option}
            values.setdefault(block_id, {})[element["action_id"]] = shown
    return values
