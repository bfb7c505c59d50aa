"""What a Web API call may do: its token, its scopes, the channel it names."""

from collections.abc import Mapping
from typing import Any, Literal

from bot.demo.errors import SlackError
from bot.demo.workspace import BOT_USER, SCOPE_WORDS, Channel, Workspace

Arguments = Mapping[str, Any]


def check_token(workspace: Workspace, token: str, wanted: Literal["bot", "app"] = "bot") -> None:
    """Raises SlackError unless it is the wanted token and still good."""
    tokens = {"bot": workspace.bot_token, "app": workspace.app_token}
    if not token:
        raise SlackError("not_authed")
    if token not in tokens.values():
        raise SlackError("invalid_auth")
    if token != tokens[wanted]:
        raise SlackError("not_allowed_token_type")
    if workspace.token_refusal:
        raise SlackError(workspace.token_refusal)


def required(arguments: Arguments, name: str) -> object:
    """The argument. Raises SlackError when it is missing or empty."""
    if not arguments.get(name):
        raise SlackError("invalid_arguments", (f"missing required field: {name}",))
    return arguments[name]


def is_true(value: object) -> bool:
    """Whether a flag is set: true in JSON, `1` or `true` in a form."""
    return str(value).lower() in {"1", "true"}


def need(workspace: Workspace, scope: str) -> None:
    """Raises SlackError when the app was not given the scope."""
    if scope not in workspace.scopes:
        provided = ",".join(sorted(workspace.scopes))
        raise SlackError("missing_scope", needed=scope, provided=provided)


def inside(workspace: Workspace, arguments: Arguments) -> Channel:
    """The channel of the call, where the bot must be; a private one hides from strangers."""
    channel = workspace.channel(str(arguments.get("channel") or ""))
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel" if channel.kind == "public" else "channel_not_found")
    return channel


def writable(workspace: Workspace, arguments: Arguments) -> Channel:
    """The channel of a call that posts. Raises SlackError."""
    need(workspace, "chat:write")
    channel = inside(workspace, arguments)
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def readable(workspace: Workspace, arguments: Arguments) -> Channel:
    """The channel of a call that reads messages. Raises SlackError."""
    channel = workspace.channel(str(arguments.get("channel") or ""))
    need(workspace, f"{SCOPE_WORDS[channel.kind]}:history")
    return inside(workspace, arguments)
