"""What no message can hold goes along as a file: to the asker's direct messages, or to the channel
that an answer was shared in.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.render.charts import picture_of
from bot.render.text import label, quoted
from bot.reply import Reply
from bot.services import Asker
from bot.slack.places import is_direct
from bot.slack.web import Done, Outcome, call, upload
from bot.slack.work import Work

log = logging.getLogger(__name__)

MOST_ALT = 1000  # characters that Slack takes with an upload

Tell = Callable[[str], Awaitable[None]]  # a code of problems.<language>.j2


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to somebody's question as it was typed; `tell` says them a sentence beside it."""

    reply: Reply
    asker: Asker
    question: str
    tell: Tell
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """`lost` is the code of the sentence for when it does not reach the asker."""

    name: str
    title: str
    content: bytes
    lost: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """A file that does not arrive is logged and told in one sentence; the answer stands anyway."""

    web: AsyncWebClient
    work: Work

    async def to_asker(self, answer: Answer, answered: Done) -> None:
        """What belongs to an answer that was delivered, in the asker's direct messages; in the
        thread, where it is one of those.
        """
        reply, asker = answer.reply, answer.asker
        files = await self.work.answer(files_of, reply, plain=answered.plain)
        if not files:
            return
        question = quoted(answer.question)
        comment = label("notes", "belongs_to", reply.language).format(question=question)
        there = await self._conversation_with(asker)
        thread_ts = answer.thread_ts if is_direct(asker.channel) else None
        for file in files:
            sent = there
            if isinstance(there, Done):
                channel = there.data["channel"]["id"]
                sent = await self._sent(file, channel, comment, thread_ts)
            await _told(sent, file.lost, answer.tell)

    async def to_channel(
        self, reply: Reply, shared: Done, channel: str, comment: str, tell: Tell
    ) -> None:
        """What belongs to an answer that was shared, beside it."""
        for file in await self.work.answer(files_of, reply, plain=shared.plain):
            await _told(await self._sent(file, channel, comment), "picture_not_added", tell)

    async def _conversation_with(self, asker: Asker) -> Outcome:
        """Begun if there was none; where the asker writes in it already, it is known."""
        if is_direct(asker.channel):
            return Done({"channel": {"id": asker.channel}})
        return await call(self.web, "conversations.open", users=asker.user)

    async def _sent(
        self, file: File, channel: str, comment: str, thread_ts: str | None = None
    ) -> Outcome:
        about = {"filename": file.name, "title": file.title, "content": file.content}
        described = {"alt_txt": file.alt[:MOST_ALT]} if file.alt else {}
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        return await upload(self.web, channel, comment, **about, **described, **thread)


def files_of(reply: Reply, *, plain: bool) -> tuple[File, ...]:
    """The picture that no block shows, and the CSV file; drawing takes its time. `plain`: Slack
    drew no line either.
    """
    return tuple(_files(reply, plain))


def _files(reply: Reply, plain: bool) -> Iterator[File]:
    if picture := picture_of(reply, reply.language, native_lines=not plain):
        yield File(picture.filename, picture.title, picture.png, "picture_lost", picture.alt)
    if reply.sheet:
        content = reply.sheet.text.encode("utf-8-sig")  # spreadsheets take it for another code else
        yield File(reply.sheet.name, reply.sheet.name, content, "sheet_lost")


async def _told(outcome: Outcome, lost: str, tell: Tell) -> None:
    if not isinstance(outcome, Done):
        log.warning("a file did not arrive: %s", outcome)
        await tell(lost)
