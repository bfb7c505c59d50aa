"""Posting so that it arrives once: one queue per channel, and no guess about a lost answer.

A post carries a random key in its metadata. When Slack's answer is lost, the channel is read for
that key before anything is sent again; when it cannot be read, the post is never repeated.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.render.blocks import Message
from bot.slack.web import (
    Done,
    Limited,
    NotSent,
    Outcome,
    Refused,
    Unknowable,
    Unsure,
    call,
    read,
    with_fallback,
)

log = logging.getLogger(__name__)

EVENT_TYPE = "retention_bot_post"
_SENDS = 3  # attempts after the history said that the post is not there
_LOOKS = 5  # attempts to read the history, the pause doubling
_WAIT = 600.0  # seconds a post may wait for Slack's rate limit
_SKEW = 120.0  # seconds that Slack's clock may differ from ours


@dataclass(frozen=True, slots=True)
class Post:
    """A message for a channel. `again`: an earlier process may have posted it already."""

    channel: str
    message: Message
    key: str
    since: float  # when it was first asked for: nothing older can be it
    thread_ts: str | None = None
    again: bool = False


class Outbox:
    """`interval` seconds between posts in a channel; `sleep` and `now` come from outside."""

    def __init__(
        self,
        web: AsyncWebClient,
        now: Callable[[], float],
        *,
        interval: float = 1.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._web = web
        self._now = now
        self._interval = interval
        self._sleep = sleep
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}
        self._told: dict[str, Outcome] = {}

    async def post(self, post: Post) -> Outcome:
        """Waits for the channel's turn, then posts. Unsure or Unknowable: it may be there."""
        async with self._turns[post.channel]:
            outcome = await self._sent(post)
            self._free_at[post.channel] = self._now() + self._interval
        self._tell(post.channel, outcome)
        return outcome

    async def find(self, post: Post) -> Outcome:
        """Done when the post is there, Refused when it is not; else why that is unclear."""
        async with self._turns[post.channel]:
            return await self._found(post)

    async def _sent(self, post: Post) -> Outcome:
        if post.again and not isinstance(found := await self._found(post), Refused):
            return found
        outcome: Outcome = NotSent("not tried")
        for pause in range(_SENDS):
            outcome = await with_fallback(partial(self._accepted, post), post.message)
            if isinstance(outcome, Done | Refused):
                return outcome
            if isinstance(outcome, Unsure):
                found = await self._found(post)
                if not isinstance(found, Refused):
                    return found
            else:
                await self._sleep(2.0**pause)
        return outcome

    async def _accepted(self, post: Post, message: Message) -> Outcome:
        """One attempt, waiting out rate limits."""
        waited = 0.0
        while True:
            await self._sleep(max(0.0, self._free_at.get(post.channel, 0.0) - self._now()))
            outcome = await call(self._web, "chat.postMessage", **_arguments(post, message))
            if not isinstance(outcome, Limited) or waited + outcome.seconds > _WAIT:
                return outcome
            waited += outcome.seconds
            self._free_at[post.channel] = self._now() + outcome.seconds

    async def _found(self, post: Post) -> Outcome:
        """As `find` says, for who has the channel's turn."""
        for pause in range(_LOOKS):
            await self._sleep(self._interval * 2.0**pause)
            outcome = await self._history(post)
            if isinstance(outcome, Done):
                return _with_key(outcome.data, post.key)
            if isinstance(outcome, Refused):
                return Unknowable(f"the channel cannot be read: {outcome.error}")
        return Unsure("the channel could not be read")

    async def _history(self, post: Post) -> Outcome:
        window = {
            "oldest": f"{post.since - _SKEW:.6f}",
            "limit": 200,
            "include_all_metadata": "true",
        }
        if post.thread_ts:
            where = {"channel": post.channel, "ts": post.thread_ts}
            return await read(self._web, "conversations.replies", **where, **window)
        return await read(self._web, "conversations.history", channel=post.channel, **window)

    def _tell(self, channel: str, outcome: Outcome) -> None:
        """Logs the trouble of a channel once, however many posts meet it, until one arrives."""
        if isinstance(outcome, Done):
            self._told.pop(channel, None)
        elif self._told.get(channel) != outcome:
            self._told[channel] = outcome
            log.warning("posting in %s failed: %s", channel, outcome)


def _arguments(post: Post, message: Message) -> dict[str, Any]:
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": post.key}}
    thread = {"thread_ts": post.thread_ts} if post.thread_ts else {}
    plain = {"unfurl_links": False, "unfurl_media": False}
    return {"channel": post.channel, **message, **thread, **plain, "metadata": metadata}


def _with_key(page: dict[str, Any], key: str) -> Outcome:
    for message in page.get("messages", []):
        if message.get("metadata", {}).get("event_payload", {}).get("key") == key:
            return Done(message)
    return (
        Unknowable("too many messages to look through") if page.get("has_more") else Refused("gone")
    )
