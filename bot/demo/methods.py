"""The Web API methods of the stand-in: one function each, one table."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.demo.access import Arguments, is_true, need, required, writable
from bot.demo.conversations import (
    Answer,
    as_json,
    conversations_history,
    conversations_info,
    conversations_members,
    conversations_open,
    conversations_replies,
)
from bot.demo.errors import SlackError
from bot.demo.files import files_complete_upload_external, files_get_upload_url_external
from bot.demo.limits import MAX_TEXT, content
from bot.demo.shared_files import files_info
from bot.demo.surface import (
    answered,
    assistant_threads_set_status,
    assistant_threads_set_suggested_prompts,
)
from bot.demo.views import OpenView
from bot.demo.workspace import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM_DOMAIN,
    TEAM_ID,
    Channel,
    Message,
    Workspace,
)

MAX_METADATA = 16_000  # bytes of JSON


@dataclass(frozen=True, slots=True)
class Method:
    """What a method does, and which of the two tokens it wants."""

    answer: Callable[[Workspace, Arguments], Answer]
    wants: Literal["bot", "app"] = "bot"


def auth_test(workspace: Workspace, _: Arguments) -> Answer:
    """Who the bot is."""
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": "Demo",
        "user": workspace.users[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def chat_post_message(workspace: Workspace, arguments: Arguments) -> Answer:
    """Post for everyone; a text over 40,000 characters loses its end."""
    channel = writable(workspace, arguments)
    said = content(arguments, native=workspace.native_blocks)
    message = workspace.store(
        Message(
            channel=channel.id,
            user=BOT_USER,
            text=said.text,
            blocks=said.blocks,
            thread_ts=_thread(workspace, channel, arguments),
            metadata=_metadata(arguments),
        )
    )
    answered(workspace, message)
    answer: Answer = {
        "channel": channel.id,
        "ts": message.ts,
        "message": as_json(workspace, message),
    }
    if said.truncated:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def chat_post_ephemeral(workspace: Workspace, arguments: Arguments) -> Answer:
    """Post for one member of the channel; a text over 40,000 characters is refused."""
    channel = writable(workspace, arguments)
    user = str(required(arguments, "user"))
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    said = content(arguments, native=workspace.native_blocks)
    if said.truncated:
        raise SlackError("msg_too_long", (f"no more than {MAX_TEXT} characters allowed",))
    thread_ts = _thread(workspace, channel, arguments)
    message = Message(channel.id, BOT_USER, said.text, said.blocks, thread_ts, recipient=user)
    return {"message_ts": workspace.store(message).ts}


def views_open(workspace: Workspace, arguments: Arguments) -> Answer:
    """A modal for who did what gave the trigger_id."""
    trigger = str(required(arguments, "trigger_id"))
    return _shown(workspace.views.open(trigger, _view(arguments), workspace.clock()))


def views_push(workspace: Workspace, arguments: Arguments) -> Answer:
    """A modal over another."""
    trigger = str(required(arguments, "trigger_id"))
    return _shown(workspace.views.push(trigger, _view(arguments), workspace.clock()))


def views_update(workspace: Workspace, arguments: Arguments) -> Answer:
    """Another content for a modal that is open."""
    view_id = str(required(arguments, "view_id"))
    known = arguments.get("hash")
    return _shown(workspace.views.update(view_id, _view(arguments), known))


def views_publish(workspace: Workspace, arguments: Arguments) -> Answer:
    """Another content for a person's home of the app."""
    user = str(required(arguments, "user_id"))
    if not workspace.home_tab:
        raise SlackError("not_enabled")
    if user not in workspace.users or workspace.users[user].deleted:
        raise SlackError("user_not_found")
    return _shown(workspace.views.publish(user, _view(arguments), arguments.get("hash")))


def users_info(workspace: Workspace, arguments: Arguments) -> Answer:
    """A person, with the locale when it is asked for; tz_offset in seconds."""
    need(workspace, "users:read")
    user = workspace.users.get(str(required(arguments, "user")))
    if user is None:
        raise SlackError("user_not_found")
    offset = (
        datetime.fromtimestamp(workspace.clock(), UTC).astimezone(ZoneInfo(user.tz)).utcoffset()
    )
    described: Answer = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name.lower(),
        "real_name": user.name,
        "profile": {"real_name": user.name, "display_name": user.name},
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "tz": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }
    if not user.deleted:  # Slack says less of who has left
        described["is_restricted"] = bool(user.guest)
        described["is_ultra_restricted"] = user.guest == "of one channel"
    if user.stranger:
        described["is_stranger"] = True
    if is_true(arguments.get("include_locale")):
        described["locale"] = user.locale
    return {"user": described}


def apps_connections_open(workspace: Workspace, _: Arguments) -> Answer:
    """An address for one WebSocket."""
    ticket = secrets.token_urlsafe(12)
    workspace.socket_tickets.add(ticket)
    address = workspace.address.replace("http://", "ws://", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={APP_ID}"}


def unknown_method(_: Workspace, __: Arguments) -> Answer:
    """Raises SlackError."""
    raise SlackError("unknown_method")


UNKNOWN = Method(unknown_method)
METHODS = {
    "auth.test": Method(auth_test),
    "chat.postMessage": Method(chat_post_message),
    "chat.postEphemeral": Method(chat_post_ephemeral),
    "conversations.history": Method(conversations_history),
    "conversations.replies": Method(conversations_replies),
    "conversations.info": Method(conversations_info),
    "conversations.members": Method(conversations_members),
    "conversations.open": Method(conversations_open),
    "files.getUploadURLExternal": Method(files_get_upload_url_external),
    "files.info": Method(files_info),
    "files.completeUploadExternal": Method(files_complete_upload_external),
    "users.info": Method(users_info),
    "views.open": Method(views_open),
    "views.push": Method(views_push),
    "views.update": Method(views_update),
    "views.publish": Method(views_publish),
    "assistant.threads.setStatus": Method(assistant_threads_set_status),
    "assistant.threads.setSuggestedPrompts": Method(assistant_threads_set_suggested_prompts),
    "apps.connections.open": Method(apps_connections_open, wants="app"),
}


def _view(arguments: Arguments) -> object:
    """The view of the call, which comes as JSON in a form."""
    view = required(arguments, "view")
    try:
        return json.loads(view) if isinstance(view, str) else view
    except ValueError:
        raise SlackError("invalid_arguments", ("view is not JSON",)) from None


def _shown(view: OpenView) -> Answer:
    return {"view": view.as_json(TEAM_ID, APP_ID)}


def _thread(workspace: Workspace, channel: Channel, arguments: Arguments) -> str | None:
    """The thread to answer in: its first message must be there and be no reply itself."""
    thread_ts = arguments.get("thread_ts")
    if not thread_ts:
        return None
    parent = workspace.find(str(thread_ts))
    if parent is None or parent.channel != channel.id or parent.ephemeral or parent.is_reply:
        raise SlackError("cannot_reply_to_message")
    return parent.ts


def _metadata(arguments: Arguments) -> dict[str, Any] | None:
    """Raises SlackError unless it is an event_type with a flat event_payload."""
    metadata = arguments.get("metadata")
    if not metadata:
        return None
    if isinstance(metadata, str):
        try:
            metadata = json.loads(metadata)
        except ValueError:
            raise SlackError("invalid_metadata_format") from None
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if not isinstance(payload, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if any(isinstance(value, dict) for value in payload.values()):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return dict(metadata)
