"""The Web API methods that read conversations, and a message as apps see it."""

from typing import Any

from bot.demo.access import Arguments, is_true, need, readable, required
from bot.demo.errors import SlackError
from bot.demo.workspace import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    SCOPE_WORDS,
    TEAM_ID,
    Message,
    Workspace,
)

MAX_PAGE = 999
MAX_MEMBERS = 1000  # in a page

Answer = dict[str, Any]


def conversations_history(workspace: Workspace, arguments: Arguments) -> Answer:
    """Newest first, replies in threads left out."""
    channel = readable(workspace, arguments)
    kept = [each for each in workspace.messages(channel.id) if not each.is_reply]
    return _page(workspace, kept[::-1], arguments)


def conversations_replies(workspace: Workspace, arguments: Arguments) -> Answer:
    """A message, then its replies, oldest first."""
    channel = readable(workspace, arguments)
    parent = workspace.find(str(required(arguments, "ts")))
    thread = workspace.thread(channel.id, parent.thread_ts or parent.ts) if parent else []
    if not thread:
        raise SlackError("thread_not_found")
    replies = _page(workspace, thread[1:], arguments)
    first = as_json(workspace, thread[0], whole=is_true(arguments.get("include_all_metadata")))
    return {**replies, "messages": [first, *replies["messages"]]}


def conversations_info(workspace: Workspace, arguments: Arguments) -> Answer:
    """A public channel is shown to everyone, others to their members."""
    channel = workspace.channel(str(required(arguments, "channel")))
    is_member = BOT_USER in channel.members
    if channel.kind != "public" and not is_member:
        raise SlackError("channel_not_found")
    need(workspace, f"{SCOPE_WORDS[channel.kind]}:read")
    described: Answer = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_member": is_member,
        "is_shared": channel.shared in {"outside", "in the organisation"},
        "is_ext_shared": channel.shared == "outside",
        "is_pending_ext_shared": channel.shared == "to be shared outside",
        "is_org_shared": channel.shared == "in the organisation",
    }
    if channel.kind == "im":
        described["user"] = next(iter(channel.members - {BOT_USER}))
    return {"channel": described}


def conversations_members(workspace: Workspace, arguments: Arguments) -> Answer:
    """Ids, a page at a time; the cursor is a place in the list."""
    channel = workspace.channel(str(required(arguments, "channel")))
    if channel.kind != "public" and BOT_USER not in channel.members:
        raise SlackError("channel_not_found")
    need(workspace, f"{SCOPE_WORDS[channel.kind]}:read")
    limit = int(arguments.get("limit") or 100)
    if not 1 <= limit <= MAX_MEMBERS:
        raise SlackError("invalid_limit")
    members, start = sorted(channel.members), int(arguments.get("cursor") or 0)
    end = start + limit
    cursor = str(end) if end < len(members) else ""
    return {"members": members[start:end], "response_metadata": {"next_cursor": cursor}}


def conversations_open(workspace: Workspace, arguments: Arguments) -> Answer:
    """The conversation of the bot with one person, begun when there was none."""
    need(workspace, "im:write")
    if not (users := str(arguments.get("users") or "")):
        raise SlackError("users_list_not_supplied")
    user = workspace.users.get(users)
    if user is None:
        raise SlackError("user_not_found")
    if user.deleted:
        raise SlackError("user_disabled")
    return {"channel": {"id": workspace.open_dm(users).id}}


def as_json(workspace: Workspace, message: Message, *, whole: bool = False) -> dict[str, Any]:
    """The message as Slack shows it to apps; metadata with its payload only when whole."""
    shown: dict[str, Any] = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": TEAM_ID,
        "blocks": message.blocks,
    }
    if message.files:
        shown["files"] = [{"id": file.id, "name": file.name} for file in message.files]
    if message.user == BOT_USER:
        shown |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if message.metadata is not None:
        event_type = message.metadata["event_type"]
        shown["metadata"] = message.metadata if whole else {"event_type": event_type}
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    elif replies := workspace.thread(message.channel, message.ts)[1:]:
        shown |= {"thread_ts": message.ts, "reply_count": len(replies)}
    return shown


def _page(workspace: Workspace, found: list[Message], arguments: Arguments) -> Answer:
    """One page of the messages between oldest and latest; the cursor is a place in the list."""
    within = _between(found, arguments)
    start = int(arguments.get("cursor") or 0)
    end = start + min(int(arguments.get("limit") or 100), MAX_PAGE)
    whole = is_true(arguments.get("include_all_metadata"))
    answer: Answer = {
        "messages": [as_json(workspace, each, whole=whole) for each in within[start:end]],
        "has_more": len(within) > end,
    }
    if answer["has_more"]:
        answer["response_metadata"] = {"next_cursor": str(end)}
    return answer


def _between(found: list[Message], arguments: Arguments) -> list[Message]:
    inclusive = is_true(arguments.get("inclusive"))
    oldest = _instant(arguments, "oldest", 0.0)
    latest = _instant(arguments, "latest", float("inf"))
    return [
        each
        for each in found
        if oldest < float(each.ts) < latest or (inclusive and float(each.ts) in {oldest, latest})
    ]


def _instant(arguments: Arguments, name: str, default: float) -> float:
    try:
        return float(arguments.get(name) or default)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None
