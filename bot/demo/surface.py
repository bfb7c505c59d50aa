"""The agent surface of the stand-in: prompts that a conversation with the app begins with, and what
the app says it is doing. A workspace may be without it.
"""

from bot.demo.access import Arguments, need, required
from bot.demo.conversations import Answer
from bot.demo.errors import SlackError
from bot.demo.prompts import Prompt, Status
from bot.demo.shapes import Rule, fields, items, string
from bot.demo.workspace import BOT_USER, Channel, Message, Workspace

STATUS_SECONDS = 120  # then it goes, whatever the app does
_PROMPT = fields({"title": string(), "message": string()})
_PROMPTS: Rule = items(1, 4, _PROMPT)
_LOADING: Rule = items(1, 10, string())


def assistant_threads_set_suggested_prompts(workspace: Workspace, arguments: Arguments) -> Answer:
    """For the conversation of a person with the app. With a thread_ts Slack says yes, and shows
    nothing.
    """
    need(workspace, "assistant:write")
    channel = _conversation(workspace, arguments)
    prompts = arguments.get("prompts")
    if found := list(_PROMPTS(prompts, "/prompts")):
        raise SlackError("invalid_arguments", tuple(found))
    if isinstance(prompts, list) and not arguments.get("thread_ts"):
        (user,) = channel.members - {BOT_USER}
        workspace.prompts[user] = tuple(Prompt(one["title"], one["message"]) for one in prompts)
    return {}


def assistant_threads_set_status(workspace: Workspace, arguments: Arguments) -> Answer:
    """Below a message, or in its thread; an empty one takes it away."""
    need(workspace, "chat:write")
    channel = _conversation(workspace, arguments)
    parent = workspace.find(str(required(arguments, "thread_ts")))
    if parent is None or parent.channel != channel.id:
        raise SlackError("invalid_thread_ts")
    status = arguments.get("status")
    loading = arguments.get("loading_messages", ["…"])
    if found := [*string(low=0)(status, "/status"), *_LOADING(loading, "/loading_messages")]:
        raise SlackError("invalid_arguments", tuple(found))
    workspace.statuses[channel.id, parent.ts] = Status(str(status), workspace.clock())
    return {}


def status_in(workspace: Workspace, channel: str, thread_ts: str) -> str:
    """What the app says there that it is doing; empty when it says nothing."""
    told = workspace.statuses.get((channel, thread_ts))
    return told.text if told and workspace.clock() - told.at < STATUS_SECONDS else ""


def answered(workspace: Workspace, message: Message) -> None:
    """A message of the app takes away what it said in this thread that it is doing."""
    workspace.statuses.pop((message.channel, message.thread_ts or ""), None)


def _conversation(workspace: Workspace, arguments: Arguments) -> Channel:
    """A direct message with the app. Raises SlackError where there is no such surface."""
    channel = workspace.channel(str(required(arguments, "channel_id")))
    if not workspace.agent_surface:
        raise SlackError("access_denied")
    if channel.kind != "im" or BOT_USER not in channel.members:
        raise SlackError("channel_not_found")
    return channel
