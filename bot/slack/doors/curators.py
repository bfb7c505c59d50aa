"""Curators' buttons and their form: opened, sent, put back, looked up."""

import json
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.render.blocks import CLOSE, FORM, message
from bot.reply import Opens, Reply
from bot.services import Asker
from bot.slack.curating import Curating
from bot.slack.doors.buttons import Press, begin
from bot.slack.forms.term import HISTORY, PUT_BACK, TERM
from bot.slack.home import Home
from bot.slack.reception import Reception
from bot.slack.web import call

BESIDE = {"response_type": "ephemeral", "replace_original": False}


class Curators:
    """What happens after a press; each runs in the background."""

    def __init__(self, reception: Reception, home: Home) -> None:
        self._reception = reception
        self._home = home
        self.curating = Curating(reception)

    async def open(self, press: Press, trigger: str, value: dict[str, Any]) -> None:
        """Opens the form, or says beside the button why not, to who pressed it."""
        language = value.pop("language")
        instead = await self.curating.open(trigger, press.asker, Opens(**value), language)
        if instead:
            await self._tell(press, instead, replace=False)

    async def open_at_home(self, body: dict[str, Any], value: dict[str, Any]) -> None:
        """The same from the home."""
        trigger, asker, language = (
            body["trigger_id"],
            Asker(body["user"]["id"]),
            value.pop("language"),
        )
        if instead := await self.curating.open(trigger, asker, Opens(**value), language):
            await self._home.tell(asker.user, trigger, instead)

    async def close(self, press: Press, value: dict[str, Any]) -> None:
        """Closes a gap; the list becomes what is left of it."""
        reply = await self.curating.close(press.asker, **value)
        await self._tell(press, reply, replace=reply.ok)

    async def history(self, body: dict[str, Any]) -> None:
        """Over the form: its text stays."""
        view = await self.curating.history(body["view"])
        trigger = body["trigger_id"]
        outcome = await call(self._reception.web, "views.push", trigger_id=trigger, view=view)
        self._reception.report("a history", outcome)

    async def put_back(self, body: dict[str, Any]) -> None:
        """In place of the form."""
        view = await self.curating.put_back(Asker(body["user"]["id"]), body["view"])
        shown = body["view"]["id"]
        outcome = await call(self._reception.web, "views.update", view_id=shown, view=view)
        self._reception.report("a form", outcome)

    async def _tell(self, press: Press, reply: Reply, *, replace: bool) -> None:
        how = {"replace_original": True} if replace else BESIDE
        outcome = await self._reception.respond(press.url, message(reply), **how)
        self._reception.report("an answer to a curator", outcome)


def open_curators(app: AsyncApp, reception: Reception, home: Home) -> None:
    """Listens to the buttons in messages, and to the form with the buttons in it."""
    curators = Curators(reception, home)
    start = reception.work.start

    @app.action(FORM)
    async def form(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        value = json.loads(action["value"])
        if "view" in body:
            opening = curators.open_at_home(body, value)
            start(opening, partial(home.apologise, body["user"]["id"]))
            return
        press = Press.of(body)
        begin(reception, press, curators.open(press, body["trigger_id"], value))

    @app.action(CLOSE)
    async def close(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        press = Press.of(body)
        begin(reception, press, curators.close(press, json.loads(action["value"])))

    @app.action(HISTORY)
    async def history(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        start(curators.history(body))

    @app.action(PUT_BACK)
    async def put_back(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        start(curators.put_back(body))

    @app.view(TERM)
    async def save(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(**await curators.curating.save(Asker(body["user"]["id"]), view))
