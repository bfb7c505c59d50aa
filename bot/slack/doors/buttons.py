"""Buttons and menus carry a question and ask it again; Share posts the answer to the channel."""

import hashlib
import re
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.ask.question import in_short
from bot.render.blocks import ASK, CHOOSE, SHARE, message
from bot.render.text import label, quoted
from bot.reply import Language, Reply
from bot.services import Asker
from bot.slack.files import Answer
from bot.slack.home import Home
from bot.slack.outbox import Post
from bot.slack.places import is_direct, place_of
from bot.slack.reception import Reception, said
from bot.slack.web import Done, Limited, NotSent, Outcome, Refused, Unknowable, Unsure
from bot.store.inbox import Waiting

_NOT_A_MEMBER = {"not_in_channel", "channel_not_found"}
_NO_ENTRY = {*_NOT_A_MEMBER, "restricted_action", "is_archived", "ekm_access_denied"}


@dataclass(frozen=True, slots=True)
class Press:
    """A button or menu, pressed: by whom, where, and where to answer."""

    asker: Asker
    url: str
    message_ts: str
    thread_ts: str | None
    private: bool  # only this person sees the message it stands in

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Press":
        container = body["container"]
        return cls(
            asker=Asker(body["user"]["id"], container["channel_id"]),
            url=body["response_url"],
            message_ts=container["message_ts"],
            thread_ts=container.get("thread_ts") or body.get("message", {}).get("thread_ts"),
            private=bool(container.get("is_ephemeral")),
        )

    @property
    def how(self) -> dict[str, Any]:
        """How an answer comes: beside the message, in its thread; to all of a direct message."""
        direct = is_direct(self.asker.channel)
        thread = {"thread_ts": self.thread_ts} if self.thread_ts else {}
        kind = "in_channel" if direct else "ephemeral"
        return {"response_type": kind, "replace_original": False, **thread}


class Buttons:
    """What happens after a press; each runs in the background."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def begin_ask(self, press: Press, question: str) -> None:
        """Answers the question beside the message."""
        self._begin(press, self._ask(press, question, press.how))

    def begin_choose(self, press: Press, question: str, industry: str) -> None:
        """Answers for another industry: in place where only the asker sees it."""
        how = {"replace_original": True} if press.private else press.how
        asked = f"{question} industry={industry}"
        self._begin(press, self._ask(press, asked, how))

    def begin_share(self, press: Press, question: str) -> None:
        """Posts the answer to the channel, in the sharer's name; a double press posts once."""
        self._begin(press, self._share(press, question))

    async def _ask(self, press: Press, question: str, how: dict[str, Any]) -> None:
        place = place_of(press.asker.channel, press.thread_ts)
        reply = await self._reception.written(question, press.asker, place, follows=False)
        in_place = press.private and bool(how.get("replace_original"))
        share = not is_direct(press.asker.channel) and (in_place or reply.private)
        outcome = await self._reception.respond(press.url, message(reply, share=share), **how)
        self._reception.report("a button's answer", outcome)
        tell = partial(self._say, press, reply.language)
        answer = Answer(reply, press.asker, in_short(question), tell, press.thread_ts)
        self._reception.delivered(answer, outcome, [place])

    async def _share(self, press: Press, question: str) -> None:
        """Claims before it posts, so that a double press posts once; what was surely not posted
        gives the claim back.
        """
        store, inbox = self._reception.work.store, self._reception.inbox
        reply = await self._asked_again(press, question)
        if not reply.ok:
            await self._reception.respond(press.url, message(reply), **press.how)
            return
        claim = _claim(press, question)
        waiting = await store(inbox.accept, claim, None)
        if waiting is None:
            await self._say(press, reply.language, "share_again")
            return
        outcome: Outcome = NotSent("stopped before it was posted")
        try:
            outcome = await self._posted(press, reply, waiting)
        finally:
            if isinstance(outcome, Refused | Limited | NotSent):
                await store(inbox.release, claim)
        await self._tell(press, reply, outcome)
        if isinstance(outcome, Done) and reply.private:
            await self._with_pictures(press, question, reply, outcome)

    async def _asked_again(self, press: Press, question: str) -> Reply:
        """From data with the rights of this person in this channel: what the channel may see."""
        if not self._reception.is_about_data(question, press.asker):
            return await self._reception.written(question, press.asker)
        await self._reception.refresh()
        asker = await self._reception.people.sharing(press.asker)
        return await self._reception.from_data(question, asker)

    async def _posted(self, press: Press, reply: Reply, waiting: Waiting) -> Outcome:
        """In the channel: as a member with chat.postMessage, else once by the response_url."""
        note = label("notes", "shared_by", reply.language).format(user=f"<@{press.asker.user}>")
        full = message(reply, note=note)
        post = Post(press.asker.channel, full, waiting.post_key, waiting.received_at)
        outcome = await self._reception.outbox.post(post)
        if isinstance(outcome, Refused) and outcome.error in _NOT_A_MEMBER:
            how = {"response_type": "in_channel", "replace_original": False}
            return await self._reception.respond(press.url, full, **how)
        return outcome

    async def _tell(self, press: Press, reply: Reply, outcome: Outcome) -> None:
        """An answer from data stays beside it, as the sharer may see more than the channel."""
        if isinstance(outcome, Done) and reply.private:
            await self._say(press, reply.language, "shared")
        elif isinstance(outcome, Done):
            full = message(reply, note=label("notes", "shared", reply.language))
            await self._reception.respond(press.url, full, replace_original=True)
        else:
            self._reception.report("a share", outcome)
            await self._say(press, reply.language, _why_not(outcome))

    async def _with_pictures(self, press: Press, question: str, reply: Reply, shared: Done) -> None:
        """The pictures of an answer that was shared, and the thread that it began."""
        channel, user = press.asker.channel, f"<@{press.asker.user}>"
        comment = label("notes", "belongs_to_shared", reply.language).format(
            user=user, question=quoted(in_short(question))
        )
        self._reception.remember(reply, [place_of(channel, shared.data.get("ts"))])
        tell = partial(self._say, press, reply.language)
        await self._reception.files.to_channel(reply, shared, channel, comment, tell)

    async def _say(self, press: Press, language: Language, code: str) -> None:
        await self._reception.respond(press.url, message(said(code, language)), **press.how)

    def _begin(self, press: Press, task: Coroutine[Any, Any, None]) -> None:
        begin(self._reception, press, task)


def begin(reception: Reception, press: Press, task: Coroutine[Any, Any, None]) -> None:
    """Runs what a press asks for in the background; if it breaks, who pressed reads an apology."""

    async def apologise() -> None:
        await reception.respond(press.url, reception.sorry(press.asker), **press.how)

    reception.work.start(task, apologise)


def _claim(press: Press, question: str) -> str:
    """One share of one answer under one message by one person."""
    asked = hashlib.sha256(question.encode()).hexdigest()[:16]
    return f"share:{press.asker.channel}:{press.message_ts}:{press.asker.user}:{asked}"


def _why_not(outcome: Outcome) -> str:
    """The sentence for a share that failed."""
    if isinstance(outcome, Unsure | Unknowable):
        return "share_unsure"
    if isinstance(outcome, Refused):
        return "share_refused" if outcome.error in _NO_ENTRY else "broken"
    return "share_later"


def open_buttons(app: AsyncApp, reception: Reception, home: Home) -> None:
    """Listens to the three kinds of control that `render.blocks` makes; one that is pressed in the
    home answers in the direct messages.
    """
    buttons = Buttons(reception)

    @app.action(re.compile(f"^{ASK}-"))
    async def ask(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        if "view" in body:
            user, question = body["user"]["id"], action["value"]
            sorry = partial(home.apologise, user)
            reception.work.start(home.answer(user, body["trigger_id"], question), sorry)
        else:
            buttons.begin_ask(Press.of(body), action["value"])

    @app.action(CHOOSE)
    async def choose(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        chosen = action["selected_option"]["value"]
        buttons.begin_choose(Press.of(body), action["block_id"], chosen)

    @app.action(SHARE)
    async def share(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        buttons.begin_share(Press.of(body), action["value"])
