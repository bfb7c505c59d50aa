"""Mentions and direct messages: into the inbox, acknowledged, then answered where they stand."""

import html
import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

from slack_bolt.async_app import AsyncApp

from bot.render.blocks import message
from bot.reply import Language, Reply
from bot.services import Asker
from bot.slack.agent import Agent
from bot.slack.agent import Waiting as Worked
from bot.slack.dropping import Dropping, dropped_in
from bot.slack.files import Answer
from bot.slack.outbox import Post
from bot.slack.places import Place, is_direct, place_of
from bot.slack.reception import Reception, said
from bot.slack.web import Done, Outcome, Refused, Unknowable
from bot.store.inbox import Waiting

_LEADING_MENTION = re.compile(r"^\s*<@[A-Z0-9_]+(?:\|[^>]*)?>[:,]?")


class Chat:
    """Answers each accepted event once, and takes over what a dead process left."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._dropping = Dropping(reception)
        self.agent = Agent(reception.web)
        self._in_hand: set[str] = set()

    async def receive(self, event_id: str, event: dict[str, Any]) -> None:
        """Stores the event, so that it survives; then answers it in the background."""
        question = {
            name: event.get(name) for name in ("user", "channel", "text", "thread_ts", "ts")
        }
        files = dropped_in(event)
        if files or event["type"] == "app_mention":
            question["thread_ts"] = event.get("thread_ts") or event["ts"]
        if files:
            question["files"] = files
        work = self._reception.work
        if waiting := await work.store(self._reception.inbox.accept, event_id, question):
            self._begin(waiting)

    async def look_after(self) -> None:
        """Keeps the leases of what is in hand; takes over what nobody answers. Lets go of files
        that nobody asks for.
        """
        self._reception.drops.tidy()
        work, inbox = self._reception.work, self._reception.inbox
        if self._in_hand:
            await work.store(inbox.extend, frozenset(self._in_hand))
        for waiting in await work.store(inbox.take_over):
            if waiting.event_id not in self._in_hand:
                self._begin(waiting)

    def _begin(self, waiting: Waiting) -> None:
        self._in_hand.add(waiting.event_id)
        self._reception.work.start(self._answer(waiting), partial(self._apologise, waiting))

    async def _answer(self, waiting: Waiting) -> None:
        """Only what is worth an apology: the delivery is a task of its own."""
        asker = _asker(waiting)
        text = spoken(waiting.question["text"] or "", self._reception.identity.user)
        thread_ts = waiting.question["thread_ts"]
        self._work_on(waiting, text, asker)
        if files := waiting.question.get("files"):
            reply = await self._dropping.reply(files, text, asker, thread_ts)
            self._reception.work.start(self._deliver_and_answer(waiting, reply, text))
        else:
            reply = await self._reception.written(text, asker, place_of(asker.channel, thread_ts))
            self._reception.work.start(self._deliver(waiting, reply, text))

    def _work_on(self, waiting: Waiting, text: str, asker: Asker) -> None:
        """In a direct message Slack shows meanwhile that an answer takes its time."""
        if not (is_direct(asker.channel) and waiting.question.get("ts")):
            return
        if waiting.question.get("files") or self._reception.is_about_data(text, asker):
            language = self._reception.language_of(asker)
            self._reception.work.start(self.agent.work_on(_worked_on(waiting), language))

    async def _apologise(self, waiting: Waiting) -> None:
        language = self._reception.language_of(_asker(waiting))
        await self._deliver(waiting, said("broken", language))

    async def _deliver(self, waiting: Waiting, reply: Reply, text: str = "") -> None:
        """Says it, and closes the event unless Slack was away: then it is taken up again."""
        try:
            outcome = await self._said(waiting, reply)
            if isinstance(outcome, Done | Refused | Unknowable):
                await self._close(waiting, outcome)
        finally:
            self._in_hand.discard(waiting.event_id)
            self._reception.work.start(self.agent.done_with(_worked_on(waiting)))
        tell = partial(self._tell, waiting, reply.language)
        answer = Answer(reply, _asker(waiting), text, tell, waiting.question["thread_ts"])
        self._reception.delivered(answer, outcome, _places(waiting, outcome))

    async def _deliver_and_answer(self, waiting: Waiting, reply: Reply, text: str) -> None:
        """What was understood of a file, then the answer to what was asked of it, if anything."""
        await self._deliver(waiting, reply, text)
        asker, thread_ts = _asker(waiting), waiting.question["thread_ts"]
        place = place_of(asker.channel, thread_ts)
        drop = self._reception.drops.find(place.key, asker.user) if place and text else None
        if drop is None:
            return
        answer = await self._reception.written(text, asker, place)
        if answer.ok and drop.earlier:
            now = self._reception.now()
            post = Post(asker.channel, message(answer), str(uuid4()), now, thread_ts)
            self._reception.report("an answer", await self._reception.outbox.post(post))

    async def _said(self, waiting: Waiting, reply: Reply) -> Outcome:
        """Posted; in a channel what is private is for the asker alone."""
        asker, thread_ts = _asker(waiting), waiting.question["thread_ts"]
        if reply.private and not is_direct(asker.channel):
            full = message(reply, share=True)
            outcome = await self._reception.whisper(asker, thread_ts, full)
            self._reception.report("a private answer", outcome)
            return outcome
        return await self._reception.outbox.post(
            Post(
                channel=asker.channel,
                message=message(reply),
                key=waiting.post_key,
                since=waiting.received_at,
                thread_ts=thread_ts,
                again=waiting.again,
            )
        )

    async def _tell(self, waiting: Waiting, language: Language, code: str) -> None:
        """A sentence for the asker alone."""
        told = message(said(code, language))
        outcome = await self._reception.whisper(
            _asker(waiting), waiting.question["thread_ts"], told
        )
        self._reception.report("a whisper", outcome)

    async def _close(self, waiting: Waiting, outcome: Outcome) -> None:
        await self._reception.work.store(self._reception.inbox.answered, waiting.event_id)
        if isinstance(outcome, Unknowable):
            language = self._reception.language_of(_asker(waiting))
            await self._tell(waiting, language, "answer_unsure")


def _asker(waiting: Waiting) -> Asker:
    return Asker(waiting.question["user"], waiting.question["channel"])


def _worked_on(waiting: Waiting) -> Worked:
    return str(waiting.question["channel"]), str(waiting.question.get("ts"))


def _places(waiting: Waiting, outcome: Outcome) -> Iterator[Place | None]:
    """Where the answer can be followed up: its thread; of a direct message outside threads also
    the one that begins with the answer.
    """
    channel, thread_ts = waiting.question["channel"], waiting.question["thread_ts"]
    yield place_of(channel, thread_ts)
    if not thread_ts and isinstance(outcome, Done):
        yield place_of(channel, outcome.data.get("ts"))


def open_chat(app: AsyncApp, chat: Chat) -> None:
    """Listens to mentions and to what people write in a direct message."""

    @app.event("app_mention")
    async def mention(body: dict[str, Any], event: dict[str, Any]) -> None:
        if is_from_a_person(event):
            await chat.receive(body["event_id"], event)

    @app.event("message")
    async def direct_message(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("channel_type") == "im" and is_from_a_person(event):
            await chat.receive(body["event_id"], event)


def is_from_a_person(event: dict[str, Any]) -> bool:
    """Not a bot (ourselves included), and neither an edit nor a notice; a file may come along."""
    said = event.get("subtype") in {None, "file_share"}
    return bool(event.get("user")) and not event.get("bot_id") and said


def spoken(text: str, bot_user: str | None) -> str:
    """The text without the mention that called the bot, and without Slack's escapes.

    >>> spoken("<@U1> crr 500 50 450 &lt;3", "U1")
    'crr 500 50 450 <3'
    """
    text = _LEADING_MENTION.sub("", text)
    if bot_user:
        text = text.replace(f"<@{bot_user}>", " ")
    return html.unescape(text).strip()
