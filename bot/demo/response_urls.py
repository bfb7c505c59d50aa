"""response_url: five answers in thirty minutes to who gave a command or pressed a button."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.demo.access import is_true
from bot.demo.errors import SlackError
from bot.demo.limits import Content, content
from bot.demo.workspace import BOT_USER, Message, Workspace

MAX_USES = 5
LIFETIME = 30 * 60  # seconds
GONE = {"used_url", "expired_url"}  # answered with 404, all else that is refused with 400


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked where and when; original is the ts of the message with the button, if any."""

    user: str
    channel: str
    at: float
    original: str | None = None


class ResponseUrls:
    """The addresses given out, and what may still be said through them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._asked: dict[str, Asked] = {}
        self._uses: dict[str, int] = {}

    def issue(self, user: str, channel: str, original: str | None = None) -> str:
        """A new address for one delivery."""
        key = secrets.token_hex(12)
        self._asked[key] = Asked(user, channel, self._workspace.clock(), original)
        self._uses[key] = 0
        return f"{self._workspace.address}/commands/{key}"

    def say(self, key: str, body: Mapping[str, Any]) -> None:
        """Do what the body says. Raises SlackError; a refused body has used the address too."""
        asked = self._use(key)
        if is_true(body.get("delete_original")):
            if asked.original:
                self._workspace.delete(asked.original)
            return
        said = content(body, native=self._workspace.native_blocks)
        replaces = is_true(body.get("replace_original")) and asked.original
        if not (replaces and self._workspace.change(replaces, said.text, said.blocks)):
            self._workspace.store(answer_to(asked, said, body))

    def _use(self, key: str) -> Asked:
        asked = self._asked.get(key)
        if asked is None or self._workspace.clock() - asked.at > LIFETIME:
            raise SlackError("expired_url")
        if self._uses[key] >= MAX_USES:
            raise SlackError("used_url")
        self._uses[key] += 1
        return asked


def said_in_ack(asked: Asked, body: Any) -> Message | None:
    """What the answer to a command shows, of classic blocks only. Raises SlackError."""
    said = {"text": body} if isinstance(body, str) else body
    if not isinstance(said, dict) or not (said.get("text") or said.get("blocks")):
        return None
    return answer_to(asked, content(said, native=False), said)


def answer_to(asked: Asked, said: Content, body: Mapping[str, Any]) -> Message:
    """The message that an answer becomes: for the asker only, unless it says in_channel."""
    in_channel = body.get("response_type") == "in_channel"
    return Message(
        channel=asked.channel,
        user=BOT_USER,
        text=said.text,
        blocks=said.blocks,
        thread_ts=body.get("thread_ts"),
        recipient=None if in_channel else asked.user,
    )
