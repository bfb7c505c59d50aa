"""Buttons and menus carry a question and ask it again; Share posts the answer to the channel."""

import re
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.render.blocks import ASK, CHOOSE, SHARE, Message, message
from bot.render.text import label
from bot.reply import Language, Reply
from bot.services import Asker
from bot.slack.doors.commands import A_DIRECT_MESSAGE
from bot.slack.outbox import Post
from bot.slack.reception import Reception, said
from bot.slack.web import Done, Outcome, Refused

_NOT_A_MEMBER = {"not_in_channel", "channel_not_found"}


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
        direct = self.asker.channel.startswith(A_DIRECT_MESSAGE)
        thread = {"thread_ts": self.thread_ts} if self.thread_ts else {}
        kind = "in_channel" if direct else "ephemeral"
        return {"response_type": kind, "replace_original": False, **thread}


class Buttons:
    """What happens after a press; each runs in the background."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def begin_ask(self, press: Press, question: str) -> None:
        """Answers the question beside the message."""
        self._reception.work.start(self._ask(press, question, press.how), self._sorry(press))

    def begin_choose(self, press: Press, question: str, industry: str) -> None:
        """Answers for another industry: in place where only the asker sees it."""
        how = {"replace_original": True} if press.private else press.how
        asked = f"{question} industry={industry}"
        self._reception.work.start(self._ask(press, asked, how), self._sorry(press))

    def begin_share(self, press: Press, question: str) -> None:
        """Posts the answer to the channel, in the sharer's name; a double press posts once."""
        self._reception.work.start(self._share(press, question), self._sorry(press))

    async def _ask(self, press: Press, question: str, how: dict[str, Any]) -> None:
        reply = await self._reception.written(question, press.asker)
        full = message(reply, share=press.private and bool(how.get("replace_original")))
        outcome = await self._reception.respond(press.url, full, **how)
        if not isinstance(outcome, Done):
            self._reception.report("a button's answer", outcome)

    async def _share(self, press: Press, question: str) -> None:
        store, inbox = self._reception.work.store, self._reception.inbox
        claim = f"share:{press.asker.channel}:{press.message_ts}:{press.asker.user}"
        waiting = await store(inbox.accept, claim, {})
        if waiting is None:
            return
        await store(inbox.answered, claim)
        reply = await self._reception.written(question, press.asker)
        outcome = await self._posted(press, reply, waiting.post_key)
        if isinstance(outcome, Refused):
            await store(inbox.release, claim)  # nothing was posted: it may be tried again
        await self._tell(press, reply, outcome)

    async def _posted(self, press: Press, reply: Reply, key: str) -> Outcome:
        """In the channel: as a member with chat.postMessage, else once by the response_url."""
        note = label("notes", "shared_by", reply.language).format(user=f"<@{press.asker.user}>")
        full = message(reply, note=note)
        post = Post(press.asker.channel, full, key, self._reception.now())
        outcome = await self._reception.outbox.post(post)
        if isinstance(outcome, Refused) and outcome.error in _NOT_A_MEMBER:
            how = {"response_type": "in_channel", "replace_original": False}
            return await self._reception.respond(press.url, full, **how)
        return outcome

    async def _tell(self, press: Press, reply: Reply, outcome: Outcome) -> None:
        if isinstance(outcome, Done):
            full = message(reply, note=label("notes", "shared", reply.language))
            await self._reception.respond(press.url, full, replace_original=True)
            return
        self._reception.report("a share", outcome)
        code = "share_refused" if isinstance(outcome, Refused) else "share_unsure"
        await self._reception.respond(press.url, self._sentence(code, reply.language), **press.how)

    def _sentence(self, code: str, language: Language) -> Message:
        return message(said(code, language))

    def _sorry(self, press: Press) -> Any:
        async def apologise() -> None:
            sorry = self._reception.sorry(press.asker)
            await self._reception.respond(press.url, sorry, **press.how)

        return apologise


def open_buttons(app: AsyncApp, buttons: Buttons) -> None:
    """Listens to the three kinds of control that `render.blocks` makes."""

    @app.action(re.compile(f"^{ASK}-"))
    async def ask(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
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
