"""Settings and access: the buttons that open their forms, and the forms that come back."""

import json
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.render.blocks import SET, message
from bot.reply import Language, Reply, Sets
from bot.services import Asker
from bot.slack.choosing import Choosing
from bot.slack.doors.curators import BESIDE
from bot.slack.doors.schedules import Origin
from bot.slack.forms.modal import View
from bot.slack.forms.schedule import notice
from bot.slack.forms.settings import SETTINGS
from bot.slack.home import Home
from bot.slack.reception import Reception, said
from bot.slack.web import call

BUTTON = re.compile(f"^{SET}-")


class Settings:
    """What happens after a press; each runs in the background."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self.choosing = Choosing(reception)

    def begin(self, body: dict[str, Any], value: dict[str, Any]) -> None:
        """Opens a form; if that breaks, who pressed reads an apology."""
        origin, language = Origin.of(body), value.pop("language")

        async def apologise() -> None:
            await self._tell(origin, said("broken", language))

        self._reception.work.start(self._open(origin, Sets(**value), language), apologise)

    async def _open(self, origin: Origin, sets: Sets, language: Language) -> None:
        """In place of the form in which it was pressed, else as a new one."""
        view = await self.choosing.first(origin.asker, sets, language)
        if origin.is_form and not isinstance(view, Reply):
            await self._put(origin, view)
        elif instead := await self.choosing.open(origin.trigger, view, sets):
            await self._tell(origin, instead)

    async def _tell(self, origin: Origin, reply: Reply) -> None:
        """Beside the message, or in a form of its own."""
        if origin.press:
            outcome = await self._reception.respond(origin.press.url, message(reply), **BESIDE)
        else:
            view, trigger = notice("own_settings", reply), origin.trigger
            method = "views.push" if origin.is_form else "views.open"
            outcome = await call(self._reception.web, method, trigger_id=trigger, view=view)
        self._reception.report("an answer about settings", outcome)

    async def _put(self, origin: Origin, view: View) -> None:
        shown = origin.view["id"]
        outcome = await call(self._reception.web, "views.update", view_id=shown, view=view)
        self._reception.report("a form", outcome)


def open_settings(app: AsyncApp, reception: Reception, home: Home) -> None:
    """Listens to the buttons, and to the forms behind them."""
    settings = Settings(reception)

    @app.action(BUTTON)
    async def button(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        settings.begin(body, json.loads(action["value"]))

    @app.view(SETTINGS)
    async def save(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        user = body["user"]["id"]
        await ack(**await settings.choosing.save(Asker(user), view))
        reception.work.start(home.show(user))
