"""The forms that end in an answer: opened anywhere, told what is typed, answered where they began.

Nothing of the company's data is in them, so anybody may use them.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from bot.answers.forms import CALCULATOR, FINDER
from bot.answers.worked_out import Sums, worked_out
from bot.ask.question import Ask
from bot.render import blocks
from bot.render.blocks import Block, message
from bot.reply import Calculates, Finds, Language, Reply
from bot.services import Asker
from bot.slack.forms import calculator, finder
from bot.slack.forms.begun import Begun
from bot.slack.forms.modal import View
from bot.slack.opening import open_form
from bot.slack.places import is_direct
from bot.slack.reception import Reception
from bot.slack.web import Done, Outcome, call
from bot.store.transaction import Unavailable
from metrics.catalog import METRICS

log = logging.getLogger(__name__)

PAUSE = 0.15  # seconds that typing may go on before the form is shown anew

Acknowledgement = dict[str, Any]
Hear = Callable[[Reply], Awaitable[None]]


class Filling:
    """`opens` of a reply says which form; both work alike."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._newest: dict[str, str] = {}  # by view: when its last field was filled in
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def has_more_to_do(self, reply: Reply) -> bool:
        """Whether the reply to a command is only the beginning: a form to open."""
        return reply.template in {CALCULATOR, FINDER}

    async def finish(self, reply: Reply, asker: Asker, body: Mapping[str, Any], hear: Hear) -> None:
        """Opens the form that the reply to a command is about; else `hear` says why."""
        if isinstance(reply.opens, Calculates | Finds):
            begun = Begun(reply.language, asker.channel, body["response_url"])
            if instead := await self.open(asker, body["trigger_id"], reply.opens, begun):
                await hear(instead)

    async def open(
        self, asker: Asker, trigger: str, opens: Calculates | Finds, begun: Begun
    ) -> Reply | None:
        """None, or the reply that says why it did not open."""
        await self._reception.refresh()
        view = self._first(asker, opens, begun)
        return await open_form(self._reception, trigger, view, opens, begun.language)

    async def typed(self, asker: Asker, shown: View, at: str) -> None:
        """Shows what the fields come to by now; who types on sees only the last of it."""
        one = str(shown["id"])
        self._newest[one] = max(at, self._newest.get(one, ""))
        await asyncio.sleep(PAUSE)
        async with self._turns[one]:
            if self._newest.get(one) != at:
                return
            view = self._again(asker, shown)
            if _readable(view["blocks"]) != _readable(shown["blocks"]):
                outcome = await call(self._reception.web, "views.update", view_id=one, view=view)
                self._reception.report("a form", outcome)
            if self._newest.get(one) == at:
                del self._newest[one], self._turns[one]

    def calculated(self, asker: Asker, sent: View) -> tuple[Acknowledgement, Ask | None]:
        """Errors at the fields; or nothing to say, and the question to answer."""
        begun, sums = Begun.of(sent), calculator.sums_of(sent)
        services = self._reception.services
        found = worked_out(sums, begun.language, asker, services)
        if found.ask:
            return {}, found.ask
        errors = calculator.errors(sums, found, begun.language, services)
        return {"response_action": "errors", "errors": errors}, None

    def found(self, sent: View) -> Ask:
        """The question to answer."""
        return finder.asked(finder.picked(sent), Begun.of(sent).language)

    async def answer(self, asker: Asker, sent: View, ask: Ask) -> None:
        """Where the form was opened, once however often it is sent."""
        if not await self._is_first(sent):
            return
        begun = Begun.of(sent)
        reply = await self._reception.written(ask.question(), asker)
        await self.tell(asker.user, begun, reply)

    async def tell(self, user: str, begun: Begun, reply: Reply) -> None:
        """By the response_url; where there is none, or it is used up, in a direct message."""
        outcome: Outcome | None = None
        if begun.url:
            share = not is_direct(begun.channel)
            full = message(reply, share=share)
            outcome = await self._reception.respond(begun.url, full, **begun.how)
        if not isinstance(outcome, Done):
            await self._reception.to_person(user, reply, "the answer to a form")

    def language_of(self, asker: Asker) -> Language:
        """Of the person, where no button tells it."""
        return self._reception.language_of(asker)

    def _first(self, asker: Asker, opens: Calculates | Finds, begun: Begun) -> View:
        services = self._reception.services
        if isinstance(opens, Finds):
            return finder.view(begun, opens.key, asker, services)
        metric = opens.metric if opens.metric in METRICS else "crr"
        industry = services.settings_for(asker).industry
        return calculator.view(begun, Sums(metric, {}, industry), asker, services)

    def _again(self, asker: Asker, shown: View) -> View:
        begun, services = Begun.of(shown), self._reception.services
        if shown["callback_id"] == blocks.FINDER:
            return finder.view(begun, finder.picked(shown), asker, services)
        return calculator.view(begun, calculator.sums_of(shown), asker, services)

    async def _is_first(self, sent: View) -> bool:
        """Of two that Slack sends, one is answered; with the store away, both."""
        try:
            accept = self._reception.inbox.accept
            return await self._reception.promptly(accept, f"form:{sent['id']}", None) is not None
        except Unavailable as error:
            log.warning("a form may be answered twice: %s", error)
            return True


def _readable(shown: Iterable[Block]) -> list[tuple[str, ...]]:
    """What can be read in a view: the names of its fields, and the words beside them."""
    texts = ([block, *block.get("elements", ())] for block in shown)
    return [tuple(map(_text, some)) for some in texts]


def _text(part: Block) -> str:
    """A label or a text, whatever Slack has added to it."""
    text = part.get("label") or part.get("text") or ""
    return str(text.get("text", "")) if isinstance(text, dict) else str(text)
