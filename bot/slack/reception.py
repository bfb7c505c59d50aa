"""What every door uses: the desk, the outbox, the inbox, the background work."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec, TypeVar

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.editing import GAPS, listed
from bot.render.blocks import Message, classic, message
from bot.reply import Language, Reply
from bot.services import Asker, Services
from bot.slack.outbox import Outbox
from bot.slack.shelf import Shelf
from bot.slack.web import Done, Outcome, Refused, call, respond
from bot.slack.work import Work
from bot.store.entries import Entries
from bot.store.gaps import Gaps
from bot.store.inbox import Inbox
from bot.store.masking import mask
from bot.store.transaction import Unavailable

# Problems that say the knowledge lacks something, and not that the question is wrong.
UNANSWERED = {"not_found", "unknown_question", "no_benchmark", "unknown_industry"}

MOST_GAPS = 500
PATIENCE = 1.0  # seconds that a person waits for the store

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
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
    entries: Entries
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
        with contextlib.suppress(Unavailable):
            await self.promptly(self.shelf.refresh)

    async def promptly(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A store call that somebody waits for. Raises Unavailable after a second, too: what it
        does may be done later.
        """
        calling = asyncio.ensure_future(self.work.store(function, *args, **kwargs))
        calling.add_done_callback(_seen)
        try:
            return await asyncio.wait_for(asyncio.shield(calling), PATIENCE)
        except TimeoutError:
            raise Unavailable("the store did not answer within a second") from None

    async def written(self, text: str, asker: Asker) -> Reply:
        """An answer from the bounded pool: it may take as long as it needs."""
        await self.refresh()
        reply = await self.work.answer(self.answer, text, asker, self.services)
        return await self.filled(self.kept(text, reply))

    async def filled(self, reply: Reply) -> Reply:
        """The list of gaps with the gaps in it; any other reply as it is."""
        if reply.template != GAPS:
            return reply
        try:
            gaps = await self.promptly(self.gaps.open, MOST_GAPS)
        except Unavailable as error:
            return off(error, reply.language)
        return listed(reply, gaps, self.services.library)

    def kept(self, text: str, reply: Reply) -> Reply:
        """Keeps a question that found no answer, without the asker and with its figures masked;
        the reply then says so. With an answer that can be voted on it goes along, masked as well.
        """
        if reply.entry:
            return replace(reply, asked=mask(text))
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

    async def whisper(self, asker: Asker, thread_ts: str | None, told: Message) -> Outcome:
        """Tells the asker alone, in the channel or thread."""
        where = {"channel": asker.channel, "user": asker.user}
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        return await call(self.web, "chat.postEphemeral", **where, **thread, **told)

    def report(self, what: str, outcome: Outcome | Unavailable) -> None:
        """Logs what Slack, or the store, did not take."""
        if not isinstance(outcome, Done):
            log.warning("%s did not arrive: %s", what, outcome)

    def sorry(self, asker: Asker) -> Message:
        """The apology, in the asker's language as far as it is known."""
        return message(said("broken", self.services.settings_for(asker).language))


def _seen(calling: "asyncio.Future[Any]") -> None:
    """A call that nobody waits for any more may fail unheard; the next one tells."""
    if not calling.cancelled():
        calling.exception()


def off(error: Unavailable, language: Language) -> Reply:
    """The store of entries and gaps is away; what is shipped goes on."""
    log.warning("the team's entries are off: %s", error)
    return said("entries_off", language)


def said(code: str, language: Language) -> Reply:
    """A sentence of `problems.<language>.j2` that needs no facts."""
    return Reply("problems", language, part=code, ok=False)
