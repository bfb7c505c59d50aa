"""What every door uses: the desk, the outbox, the inbox, the background work."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import uuid4

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.answers import runs
from bot.answers.alert import LIST
from bot.answers.editing import GAPS, listed
from bot.answers.runs import RUNS
from bot.answers.schedules import SCHEDULES
from bot.ask.grammar import MOST_CHARACTERS, spoken_in
from bot.desk import is_about_data, refused
from bot.render.blocks import Message, message
from bot.reply import Language, Problem, Reply
from bot.services import Asker, Services
from bot.slack.drops import Drop, Drops, lost
from bot.slack.files import Answer, Files
from bot.slack.outbox import Outbox, Post
from bot.slack.people import Identity, People
from bot.slack.places import Place
from bot.slack.shelf import Shelf
from bot.slack.web import Done, Outcome, Refused, call, respond, with_fallback
from bot.slack.work import Busy, Work
from bot.store.audit import Audit
from bot.store.changes import Changes
from bot.store.entries import Entries
from bot.store.gaps import Gaps
from bot.store.inbox import Inbox
from bot.store.masking import mask
from bot.store.runs import Runs
from bot.store.schedules import Schedules
from bot.store.settings import Settings
from bot.store.threads import Threads
from bot.store.transaction import Unavailable
from bot.weekly import alerts, listing

# Problems that say the knowledge lacks something, and not that the question is wrong.
UNANSWERED = {"not_found", "unknown_question", "no_benchmark", "no_yardstick", "unknown_industry"}

MOST_GAPS = 500
PATIENCE = 1.0  # seconds that a person waits for the store
FIRST = "crr"  # what "last month by plan" is about, before anything was asked of a file

# The lists that the store fills, and what is said while it is away.
_OFF: Mapping[str, str | None] = {
    GAPS: None,
    LIST: "alerts_off",
    RUNS: "runs_off",
    SCHEDULES: None,
}

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class Desk(Protocol):
    """`bot.desk.answer`, or a test's own."""

    def __call__(
        self, text: str, asker: Asker, services: Services, earlier: str | None = None
    ) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Reception:
    """Built once; `answer` is the desk's one function."""

    answer: Desk
    base: Services  # with the shipped library; `services` has in it what the team saved
    shelf: Shelf
    entries: Entries
    web: AsyncWebClient
    outbox: Outbox
    inbox: Inbox
    gaps: Gaps
    threads: Threads
    drops: Drops
    audit: Audit
    schedules: Schedules
    runs: Runs
    changes: Changes
    settings: Settings
    people: People
    files: Files
    work: Work
    session: aiohttp.ClientSession
    now: Callable[[], float]
    identity: Identity

    @property
    def services(self) -> Services:
        """What an answer may use now."""
        return self.shelf.services

    async def refresh(self, age: float = 0.0) -> None:
        """Sees what the team saved, if the store says so within a second; unless that was looked at
        less than `age` seconds ago.
        """
        if self.now() - self.shelf.looked_at < age:
            return
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

    async def written(
        self, text: str, asker: Asker, place: Place | None = None, *, follows: bool = True
    ) -> Reply:
        """An answer from the pools: from data it may take its time. At a `place` it is about the
        file that was dropped there, and may follow up what was asked there before.
        """
        await self.refresh()
        if place and (drop := self.drops.find(place.key, asker.user)):
            return await self._from_file(text, asker, drop, follows=follows)
        earlier = await self._earlier(place) if follows else None
        language = self._spoken_in(text, asker)
        if is_about_data(text, asker, self.services, earlier):
            if gone := await lost(self.web, asker, place):
                return self.problem(gone, language)
            return await self.from_data(text, await self.people.asking(asker), earlier)
        reply = await self.work.answer(self.answer, text, asker, self.services, earlier)
        if not reply.ok and (gone := await lost(self.web, asker, place)):
            return self.problem(gone, language)
        return await self.filled(self.kept(text, reply))

    async def _from_file(self, text: str, asker: Asker, drop: Drop, *, follows: bool) -> Reply:
        """What is asked of a file is remembered beside it, and its answer cannot be shared; nothing
        that is said there is kept in the store.
        """
        services, earlier = drop.services(self.services), drop.earlier if follows else None
        if drop.earlier is None and is_about_data(f"{FIRST} {text}", asker, services):
            text = f"{FIRST} {text}"
        if not is_about_data(text, asker, services, earlier):
            reply = await self.work.answer(self.answer, text, asker, services, earlier)
            return await self.filled(replace(reply, entry=None))
        reply = await self.from_data(text, asker, earlier, services)
        drop.earlier = reply.share or drop.earlier
        return replace(reply, share=None)

    def is_about_data(self, text: str, asker: Asker) -> bool:
        """Whether the answer may take its time."""
        return is_about_data(text, asker, self.services)

    async def from_data(
        self,
        text: str,
        asker: Asker,
        earlier: str | None = None,
        services: Services | None = None,
    ) -> Reply:
        """An answer from data, the company's unless other `services` are given, or that it takes
        too long.
        """
        try:
            return await self.work.data(
                self.answer, text, asker, services or self.services, earlier
            )
        except Busy:
            return self.problem(Problem("data_busy"), self._spoken_in(text, asker))

    def _spoken_in(self, text: str, asker: Asker) -> Language:
        return spoken_in(text[:MOST_CHARACTERS], self.language_of(asker))

    def delivered(
        self, answer: Answer, outcome: Outcome, places: Iterable[Place | None] = ()
    ) -> None:
        """After an answer has arrived: its question can be followed up there, and its pictures and
        files go to who asked.
        """
        if not isinstance(outcome, Done):
            return
        reply = answer.reply
        self.remember(reply, places)
        if reply.chart or reply.sheet:
            self.work.start(self.files.to_asker(answer, outcome))

    def remember(self, reply: Reply, places: Iterable[Place | None]) -> None:
        """Keeps the question of a good answer from data for the follow-ups at these places."""
        if reply.ok and reply.private and reply.share:
            for place in filter(None, places):
                self.work.start(self.work.store(self.threads.remember, place.key, reply.share))

    async def _earlier(self, place: Place | None) -> str | None:
        """What was last asked there of the data."""
        if place is None or self.base.data is None:
            return None
        try:
            return await self.promptly(self.threads.earlier, place.key, place.seconds)
        except Unavailable as error:
            log.warning("what was asked before cannot be read: %s", error)
            return None

    async def filled(self, reply: Reply) -> Reply:
        """A list with what is in the store; any other reply as it is."""
        if reply.template not in _OFF:
            return reply
        try:
            return await self._listed(reply)
        except Unavailable as error:
            if reply.template == SCHEDULES:
                log.warning("the schedules cannot be read: %s", error)
                return self.problem(Problem("schedule_off"), reply.language)
            return off(error, reply.language, _OFF[reply.template])

    async def _listed(self, reply: Reply) -> Reply:
        if reply.template == GAPS:
            gaps = await self.promptly(self.gaps.open, MOST_GAPS)
            return listed(reply, gaps, self.services.library)
        every = await self.promptly(self.schedules.all)
        if reply.template == LIST:
            return alerts.listed(reply, every, self.services)
        if reply.template == RUNS:
            return runs.listed(reply, await self.promptly(self.runs.last, runs.MOST), every)
        return listing.listed(reply, every, self.now(), self.services)

    def problem(self, problem: Problem, language: Language) -> Reply:
        """In words."""
        return refused(problem, language, self.services.settings_for(Asker()))

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
        return await with_fallback(lambda full: respond(self.session, url, {**full, **how}), reply)

    async def whisper(self, asker: Asker, thread_ts: str | None, told: Message) -> Outcome:
        """Tells the asker alone, in the channel or thread."""
        where = {"channel": asker.channel, "user": asker.user}
        thread = {"thread_ts": thread_ts} if thread_ts else {}

        async def post(full: Message) -> Outcome:
            return await call(self.web, "chat.postEphemeral", **where, **thread, **full)

        return await with_fallback(post, told)

    async def to_person(self, user: str, reply: Reply, what: str) -> Outcome:
        """Says it in a direct message; without the scope to open one, Slack opens it, unseen."""
        outcome = await call(self.web, "conversations.open", users=user)
        to = outcome.data["channel"]["id"] if isinstance(outcome, Done) else user
        if isinstance(outcome, Done) or outcome == Refused("missing_scope"):
            outcome = await self.outbox.post(Post(to, message(reply), str(uuid4()), self.now()))
        self.report(what, outcome)
        return outcome

    def report(self, what: str, outcome: Outcome | Unavailable) -> None:
        """Logs what Slack, or the store, did not take."""
        if not isinstance(outcome, Done):
            log.warning("%s did not arrive: %s", what, outcome)

    def language_of(self, asker: Asker) -> Language:
        """Theirs as far as it is known, where no question tells it."""
        return self.services.settings_for(asker).language

    def sorry(self, asker: Asker) -> Message:
        """The apology."""
        return message(said("broken", self.language_of(asker)))


def _seen(calling: "asyncio.Future[Any]") -> None:
    """A call that nobody waits for any more may fail unheard; the next one tells."""
    if not calling.cancelled():
        calling.exception()


def off(error: Unavailable, language: Language, code: str | None = None) -> Reply:
    """The store is away; what is shipped goes on."""
    log.warning("the store is off: %s", error)
    return said(code or "entries_off", language)


def said(code: str, language: Language) -> Reply:
    """A sentence of `problems.<language>.j2` that needs no facts."""
    return Reply("problems", language, part=code, ok=False)
