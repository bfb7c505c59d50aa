"""The clock's side of Slack: whose rights count, where it posts, whom it tells."""

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar
from uuid import uuid4

from slack_sdk.web.async_client import AsyncWebClient

from bot.render.blocks import message
from bot.render.text import label, quoted
from bot.reply import Problem, Reply
from bot.services import Asker, Services
from bot.slack.files import Files
from bot.slack.outbox import Outbox, Post
from bot.slack.people import People
from bot.slack.shelf import Shelf
from bot.slack.web import Done, Outcome, Refused, Unknowable, Unsure, call
from bot.slack.work import Busy, Work
from bot.store.transaction import Unavailable
from bot.weekly.outside import Answer, Away, Letter, Maybe, Posted, Shut
from bot.weekly.reasons import Hindrance

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

_A_DAY = 24 * 3600.0
# What Slack's refusals come to, one of weekly's REASONS; the others are "refused".
REASON_OF = {
    "is_archived": "archived",
    "not_in_channel": "not_in_channel",
    "channel_not_found": "no_channel",
    "restricted_action": "not_allowed",
    "restricted_action_read_only_channel": "not_allowed",
    "restricted_action_non_threadable_channel": "not_allowed",
    "ekm_access_denied": "not_allowed",
    "team_access_not_granted": "not_allowed",
    "account_inactive": "token",
    "invalid_auth": "token",
    "not_authed": "token",
    "token_expired": "token",
    "token_revoked": "token",
}


@dataclass(frozen=True, slots=True)
class Slack:
    """`now` gives seconds since 1970. `rehearses`: the clock that asks is none of Slack's, so
    what it posted may stand anywhere in the last day.
    """

    shelf: Shelf
    web: AsyncWebClient
    outbox: Outbox
    people: People
    files: Files
    work: Work
    now: Callable[[], float]
    rehearses: bool = False
    _computing: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(os.cpu_count() or 2)
    )

    @property
    def services(self) -> Services:
        return self.shelf.services

    async def refresh(self) -> None:
        await self.work.store(self.shelf.refresh)
        if not self.shelf.is_known:
            raise Unavailable("who may see data has not been read yet")

    async def asker(self, owner: str, channel: str) -> Asker | None:
        if await self.people.has_left(owner):
            return None
        asker = await self.people.sharing(Asker(owner, channel))
        if channel in self.services.access.channels and not asker.inside:
            await self._refuse_shut(channel)
        return asker

    async def post(self, letter: Letter) -> Answer:
        full, since = message(letter.reply), self._since(letter.since)
        post = Post(letter.channel, full, letter.key, since, letter.thread_ts, letter.again)
        outcome = await self.outbox.post(post)
        if isinstance(outcome, Done) and "message" in outcome.data:  # posted now, and not found
            self.work.start(self._add_files(letter, outcome))
        return _answered(outcome)

    async def find(self, key: str, channel: str, since: float) -> Posted | Maybe | None:
        outcome = await self.outbox.find(Post(channel, {}, key, self._since(since)))
        answered = _answered(outcome)
        return answered if isinstance(answered, Posted | Maybe) else None

    async def tell(self, user: str, reply: Reply) -> None:
        """In the direct messages; without the right to open these, where Slack puts what is posted
        to a member.
        """
        opened = await call(self.web, "conversations.open", users=user)
        channel = str(opened.data["channel"]["id"]) if isinstance(opened, Done) else user
        since = self._since(self.now())
        outcome = await self.outbox.post(Post(channel, message(reply), str(uuid4()), since))
        if not isinstance(outcome, Done):
            log.warning("%s was not told what became of a post: %s", user, outcome)

    async def compute(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """No more at a time than there are threads, so that none waits in vain."""
        async with self._computing:
            try:
                return await self.work.data(function, *args, **kwargs)
            except Busy:
                raise Problem("data_busy") from None

    async def store(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.work.store(function, *args, **kwargs)

    async def _refuse_shut(self, channel: str) -> None:
        """Raises Hindrance where nobody can post there."""
        outcome = await self.people.look_at(channel)
        if isinstance(outcome, Refused) and outcome.error in REASON_OF:
            raise Hindrance(REASON_OF[outcome.error])
        if isinstance(outcome, Done) and outcome.data.get("channel", {}).get("is_archived"):
            raise Hindrance("archived")

    async def _add_files(self, letter: Letter, posted: Done) -> None:
        """What no block shows, in the channel."""
        question = quoted(letter.reply.share or "")
        comment = label("notes", "belongs_to_post", letter.reply.language).format(question=question)
        await self.files.to_channel(letter.reply, posted, letter.channel, comment, _unheard)

    def _since(self, since: float) -> float:
        return min(since, self.now() - _A_DAY) if self.rehearses else since


async def _unheard(_: str) -> None:
    """A picture that did not arrive is in the log; nobody is there to be told."""


def _answered(outcome: Outcome) -> Answer:
    """What an outcome of the outbox means for a post."""
    if isinstance(outcome, Done):
        return Posted(str(outcome.data["ts"]))
    if isinstance(outcome, Refused):
        return Shut(REASON_OF.get(outcome.error, "refused"))
    if isinstance(outcome, Unsure | Unknowable):
        return Maybe(for_good=isinstance(outcome, Unknowable))
    return Away()
