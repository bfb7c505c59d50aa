"""What every door uses: the desk, the outbox, the inbox, the background work."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.blocks import Message, classic, message
from bot.reply import Language, Reply
from bot.services import Asker, Services
from bot.slack.outbox import Outbox
from bot.slack.shelf import Shelf
from bot.slack.web import Done, Outcome, Refused, call, respond
from bot.slack.work import Work
from bot.store.gaps import Gaps
from bot.store.inbox import Inbox

# Problems that say the knowledge lacks something, and not that the question is wrong.
UNANSWERED = {"not_found", "unknown_question", "no_benchmark", "unknown_industry"}

log = logging.getLogger(__name__)
Desk = Callable[[str, Asker, Services], Reply]


@dataclass(slots=True)
class Identity:
    """Who the bot is; empty until Slack has said so."""

    user: str | None = None
    bot: str | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """Built once; `answer` is the desk's one function."""

    answer: Desk
    base: Services  # with the shipped library; `services` has the team's entries in it
    shelf: Shelf
    web: AsyncWebClient
    outbox: Outbox
    inbox: Inbox
    gaps: Gaps
    work: Work
    session: aiohttp.ClientSession
    now: Callable[[], float]
    identity: Identity = field(default_factory=Identity)

    @property
    def services(self) -> Services:
        """What an answer may use now."""
        return replace(self.base, library=self.shelf.library)

    async def refresh(self) -> None:
        """Sees what the team saved, if the store says so within a second."""
        with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.shield(self.work.store(self.shelf.refresh)), 1.0)

    async def written(self, text: str, asker: Asker) -> Reply:
        """An answer from the bounded pool: it may take as long as it needs."""
        await self.refresh()
        reply = await self.work.answer(self.answer, text, asker, self.services)
        return self.kept(text, reply)

    def kept(self, text: str, reply: Reply) -> Reply:
        """Keeps a question that found no answer, without the asker and with its figures masked;
        the reply then says so.
        """
        if reply.part not in UNANSWERED:
            return reply
        self.work.start(self.work.store(self.gaps.note, text, reply.language, "unanswered"))
        return replace(reply, facts={**reply.facts, "kept": True})

    async def respond(self, url: str, reply: Message, **how: Any) -> Outcome:
        """Sends to a response_url; where native blocks are refused, once more without them."""
        outcome = await respond(self.session, url, {**reply, **how})
        if outcome == Refused("invalid_blocks"):
            return await respond(self.session, url, {**classic(reply), **how})
        return outcome

    async def whisper(self, asker: Asker, thread_ts: str | None) -> None:
        """Tells the asker alone that an answer may or may not have arrived."""
        language = self.services.settings_for(asker).language
        told = message(said("answer_unsure", language))
        where = {"channel": asker.channel, "user": asker.user}
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        self.report(
            "a whisper", await call(self.web, "chat.postEphemeral", **where, **thread, **told)
        )

    def report(self, what: str, outcome: Outcome) -> None:
        """Logs what Slack did not take."""
        if not isinstance(outcome, Done):
            log.warning("%s did not arrive: %s", what, outcome)

    def sorry(self, asker: Asker) -> Message:
        """The apology, in the asker's language as far as it is known."""
        return message(said("broken", self.services.settings_for(asker).language))


def said(code: str, language: Language) -> Reply:
    """A sentence of `problems.<language>.j2` that needs no facts."""
    return Reply("problems", language, part=code, ok=False)
