"""👍 and 👎 under an answer: counted once a person, without keeping who."""

import hashlib
import json
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.render.blocks import DOWN, UP, message
from bot.reply import Language
from bot.slack.doors.buttons import Press, begin
from bot.slack.forms import reason
from bot.slack.forms.modal import View, typed
from bot.slack.forms.reason import REASON, Vote
from bot.slack.reception import Reception, said
from bot.slack.web import Done, call
from bot.store.transaction import Unavailable


class Votes:
    """What happens after a press."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    async def up(self, press: Press, vote: Vote) -> None:
        """Counts it and says so, to the voter alone."""
        await self._say(press, await self._counted(vote, up=True), vote.language)

    async def down(self, press: Press, trigger: str, vote: Vote) -> None:
        """Asks for the reason; it counts when that is sent."""
        view = reason.view(vote)
        outcome = await call(self._reception.web, "views.open", trigger_id=trigger, view=view)
        if not isinstance(outcome, Done):
            self._reception.report("a form", outcome)
            await self._say(press, "vote_late", vote.language)

    async def sent(self, view: View) -> View:
        """Counts it, keeps the question and the reason; what the voter reads then."""
        vote = Vote.of(view)
        part = await self._counted(vote, up=False, why=typed(view)[REASON])
        return reason.noted(vote, "noted" if part == "voted" else part)

    async def _counted(self, vote: Vote, *, up: bool, why: str = "") -> str:
        """How that went: voted, voted_before, vote_off."""
        try:
            return await self._reception.promptly(self._count, vote, up, why)
        except Unavailable as error:
            self._reception.report("a vote", error)
            return "vote_off"

    def _count(self, vote: Vote, up: bool, why: str) -> str:
        gaps, inbox = self._reception.gaps, self._reception.inbox
        if inbox.accept(vote.claim, None) is None:
            return "voted_before"
        try:
            gaps.vote(vote.entry, up=up)
            if not up:
                gaps.note(vote.asked, vote.language, "down", why)
        except Unavailable:
            inbox.release(vote.claim)
            raise
        return "voted"

    async def _say(self, press: Press, code: str, language: Language) -> None:
        how = {"response_type": "ephemeral", "replace_original": False}
        full = message(said(code, language))
        self._reception.report(
            "a word about a vote", await self._reception.respond(press.url, full, **how)
        )


def vote_of(press: Press, value: str) -> Vote:
    """The vote that a press is. Its claim tells two voters apart without their names, and is
    forgotten with the inbox.
    """
    about = json.loads(value)
    cast = f"{press.asker.channel}:{press.message_ts}:{press.asker.user}:{about['entry']}"
    return Vote(**about, claim=f"vote:{hashlib.sha256(cast.encode()).hexdigest()}")


def open_votes(app: AsyncApp, reception: Reception) -> None:
    """Listens to both thumbs, and to the form behind the second."""
    votes = Votes(reception)

    @app.action(UP)
    async def up(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        press = Press.of(body)
        begin(reception, press, votes.up(press, vote_of(press, action["value"])))

    @app.action(DOWN)
    async def down(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        press = Press.of(body)
        vote = vote_of(press, action["value"])
        begin(reception, press, votes.down(press, body["trigger_id"], vote))

    @app.view(REASON)
    async def sent(ack: AsyncAck, view: dict[str, Any]) -> None:
        await ack(response_action="update", view=await votes.sent(view))
