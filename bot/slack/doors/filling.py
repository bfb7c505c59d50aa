"""The calculator and the benchmark finder: their buttons, what is typed in them, what is sent."""

import json
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.ask.question import Ask
from bot.render.blocks import CALCULATOR, FINDER
from bot.reply import LANGUAGES, Calculates, Finds, Language
from bot.services import Asker
from bot.slack.doors.schedules import Origin
from bot.slack.filling import Filling
from bot.slack.forms.begun import Begun
from bot.slack.forms.modal import LIVE, View
from bot.slack.reception import Reception, said


class Buttons:
    """What happens after a press; each runs in the background."""

    def __init__(self, reception: Reception, filling: Filling) -> None:
        self._reception = reception
        self._filling = filling

    def begin(self, body: dict[str, Any], opens: Calculates | Finds, language: str) -> None:
        """Opens the form; if it breaks, who pressed reads an apology."""
        origin = Origin.of(body)
        known = next((one for one in LANGUAGES if one == language), None)
        begun = _begun(origin, known or self._reception.language_of(origin.asker))

        async def apologise() -> None:
            await self._filling.tell(origin.asker.user, begun, said("broken", begun.language))

        self._reception.work.start(self._open(origin, opens, begun), apologise)

    async def _open(self, origin: Origin, opens: Calculates | Finds, begun: Begun) -> None:
        instead = await self._filling.open(origin.asker, origin.trigger, opens, begun)
        if instead:
            await self._filling.tell(origin.asker.user, begun, instead)

    def answer(self, user: str, sent: View, ask: Ask) -> None:
        """Answers a form that was sent."""
        begun = Begun.of(sent)

        async def apologise() -> None:
            await self._filling.tell(user, begun, said("broken", begun.language))

        asker = Asker(user, begun.channel)
        self._reception.work.start(self._filling.answer(asker, sent, ask), apologise)


def _begun(origin: Origin, language: Language) -> Begun:
    if origin.press is None:
        return Begun(language)
    press = origin.press
    return Begun(language, press.asker.channel, press.url, press.thread_ts)


def _value(action: dict[str, Any]) -> dict[str, Any]:
    """What stands in a button of ours; one of the home may have none."""
    return dict(json.loads(action.get("value") or "{}"))


def open_filling(app: AsyncApp, reception: Reception, filling: Filling) -> None:
    """Listens to the buttons, the fields and both forms."""
    buttons = Buttons(reception, filling)

    @app.action(CALCULATOR)
    async def calculator(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        value = _value(action)
        buttons.begin(body, Calculates(value.get("metric", "crr")), value.get("language", ""))

    @app.action(FINDER)
    async def finder(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        value = _value(action)
        buttons.begin(body, Finds(value.get("key", "")), value.get("language", ""))

    @app.action(LIVE)
    async def live(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        asker = Asker(body["user"]["id"], Begun.of(body["view"]).channel)
        reception.work.start(filling.typed(asker, body["view"], action["action_ts"]))

    @app.view(CALCULATOR)
    async def calculate(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        asker = Asker(body["user"]["id"], Begun.of(view).channel)
        told, ask = filling.calculated(asker, view)
        await ack(**told)
        if ask:
            buttons.answer(asker.user, view, ask)

    @app.view(FINDER)
    async def found(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack()
        buttons.answer(body["user"]["id"], view, filling.found(view))
