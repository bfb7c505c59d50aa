"""What the agent surface of Slack's new apps adds to a direct message: prompts to begin with, and a
word that an answer is being worked on. An app without that surface answers all the same.
"""

import asyncio
import logging
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.render.text import label
from bot.reply import Language
from bot.slack.web import Done, Refused, call

log = logging.getLogger(__name__)

# Keys of `render/labels.toml`, in which each is called what it says; those of data for who may ask.
PROMPTS, OF_DATA = ("figures", "term", "benchmark", "tips"), ("last_month", "at_risk")
MOST_PROMPTS = 4
# What Slack says where the app was made without the surface, or installed without the scope.
_WITHOUT = {"access_denied", "missing_scope", "not_allowed_token_type", "unknown_method"}

Waiting = tuple[str, str]  # the channel, and the ts of the message that waits for an answer


class Agent:
    """Nothing waits for these calls; what was refused for lack of a surface is not tried again."""

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web
        self._there = True
        self._turns: dict[Waiting, asyncio.Lock] = {}

    async def suggest(self, channel: str, language: Language, *, data: bool) -> None:
        """Prompts for a conversation: without a thread, or Slack would show none."""
        chosen = (*OF_DATA, *PROMPTS)[:MOST_PROMPTS] if data else PROMPTS
        said = [label("prompts", one, language) for one in chosen]
        prompts = [{"title": text, "message": text} for text in said]
        await self._call("setSuggestedPrompts", channel_id=channel, prompts=prompts)

    async def work_on(self, waiting: Waiting, language: Language) -> None:
        """Says that the answer to a message is being worked on."""
        async with self._turns.setdefault(waiting, asyncio.Lock()):
            await self._status(waiting, label("prompts", "working", language))

    async def done_with(self, waiting: Waiting) -> None:
        """Takes that back, after it was said: an answer outside the thread does not."""
        if turn := self._turns.pop(waiting, None):
            async with turn:
                await self._status(waiting, "")

    async def _status(self, waiting: Waiting, status: str) -> None:
        channel, ts = waiting
        await self._call("setStatus", channel_id=channel, thread_ts=ts, status=status)

    async def _call(self, method: str, **arguments: Any) -> None:
        if not self._there:
            return
        outcome = await call(self._web, f"assistant.threads.{method}", **arguments)
        if isinstance(outcome, Refused) and outcome.error in _WITHOUT:
            self._there = False
            log.info("no agent surface here: %s", outcome.error)
        elif not isinstance(outcome, Done):
            log.warning("%s was not done: %s", method, outcome)
