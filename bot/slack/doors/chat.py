"""Mentions and direct messages: into the inbox, acknowledged, then answered where they stand."""

import html
import re
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.render.blocks import message
from bot.services import Asker
from bot.slack.doors.commands import A_DIRECT_MESSAGE
from bot.slack.outbox import Post
from bot.slack.reception import Reception, said
from bot.slack.web import Done, Outcome, Refused, Unknowable
from bot.store.inbox import Waiting

_LEADING_MENTION = re.compile(r"^\s*<@[A-Z0-9_]+(?:\|[^>]*)?>[:,]?")


class Chat:
    """Answers each accepted event once, and takes over what a dead process left."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._in_hand: set[str] = set()

    async def receive(self, event_id: str, event: dict[str, Any]) -> None:
        """Stores the event, so that it survives; then answers it in the background."""
        question = {name: event.get(name) for name in ("user", "channel", "text", "thread_ts")}
        if event["type"] == "app_mention":
            question["thread_ts"] = event.get("thread_ts") or event["ts"]
        work = self._reception.work
        if waiting := await work.store(self._reception.inbox.accept, event_id, question):
            self._begin(waiting)

    async def look_after(self) -> None:
        """Keeps the leases of what is in hand; takes over what nobody answers."""
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
        question = waiting.question
        asker = Asker(question["user"], question["channel"])
        text = spoken(question["text"] or "", self._reception.identity.user)
        reply = await self._reception.written(text, asker)
        self._reception.work.start(self._deliver(waiting, message(reply), private=reply.private))

    async def _apologise(self, waiting: Waiting) -> None:
        asker = Asker(waiting.question["user"], waiting.question["channel"])
        await self._deliver(waiting, self._reception.sorry(asker))

    async def _deliver(
        self, waiting: Waiting, full: dict[str, Any], *, private: bool = False
    ) -> None:
        """Posts, and closes the event unless Slack was away: then it is taken up again."""
        post = Post(
            channel=waiting.question["channel"],
            message=full,
            key=waiting.post_key,
            since=waiting.received_at,
            thread_ts=waiting.question["thread_ts"],
            again=waiting.again,
        )
        try:
            if private and not post.channel.startswith(A_DIRECT_MESSAGE):
                asker = Asker(waiting.question["user"], post.channel)
                outcome = await self._reception.whisper(asker, post.thread_ts, full)
            else:
                outcome = await self._reception.outbox.post(post)
            if isinstance(outcome, Done | Refused | Unknowable):
                await self._close(waiting, outcome)
        finally:
            self._in_hand.discard(waiting.event_id)

    async def _close(self, waiting: Waiting, outcome: Outcome) -> None:
        await self._reception.work.store(self._reception.inbox.answered, waiting.event_id)
        if isinstance(outcome, Unknowable):
            asker = Asker(waiting.question["user"], waiting.question["channel"])
            language = self._reception.services.settings_for(asker).language
            told = message(said("answer_unsure", language))
            outcome = await self._reception.whisper(asker, waiting.question["thread_ts"], told)
            self._reception.report("a whisper", outcome)


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
    """Not a bot (ourselves included), and neither an edit nor a notice."""
    return bool(event.get("user")) and not event.get("bot_id") and not event.get("subtype")


def spoken(text: str, bot_user: str | None) -> str:
    """The text without the mention that called the bot, and without Slack's escapes.

    >>> spoken("<@U1> crr 500 50 450 &lt;3", "U1")
    'crr 500 50 450 <3'
    """
    text = _LEADING_MENTION.sub("", text)
    if bot_user:
        text = text.replace(f"<@{bot_user}>", " ")
    return html.unescape(text).strip()
