"""Schedules: their buttons, in a message, a form or the app's home; their forms; the home."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.ask.question import in_short
from bot.render.blocks import DO, message
from bot.reply import Does, Language, Reply
from bot.services import Asker
from bot.slack.agent import Agent
from bot.slack.doors.buttons import Press
from bot.slack.doors.curators import BESIDE
from bot.slack.files import Answer
from bot.slack.forms import schedule as form
from bot.slack.forms.modal import View, modal
from bot.slack.forms.schedule import BACK, CONFIRM, HAND_OVER, SCHEDULE
from bot.slack.home import MOST_SHOWN, Home
from bot.slack.reception import Reception, said
from bot.slack.scheduling import Scheduling
from bot.slack.upkeep import Upkeep
from bot.slack.web import Done, Outcome, call

DEED = re.compile(rf"^{DO}-(?!back$)")
REPLACED = {"replace_original": True}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a button was pressed, and by whom: in a message, else in a `view`: a form or the home.
    `trigger` opens a form.
    """

    asker: Asker
    trigger: str
    press: Press | None
    view: Mapping[str, Any]

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Origin":
        view = body.get("view") or {}
        press = None if view else Press.of(body)
        asker = press.asker if press else Asker(body["user"]["id"])
        return cls(asker, body["trigger_id"], press, view)

    @property
    def is_form(self) -> bool:
        return self.view.get("type") == "modal"


class Schedules:
    """What happens after a press; each runs in the background."""

    def __init__(self, reception: Reception, home: Home) -> None:
        self._reception = reception
        self.scheduling = Scheduling(reception)
        self.upkeep = Upkeep(reception, self.scheduling)
        self.home = home
        done: dict[str, Callable[[Origin, Does, Language], Awaitable[None]]] = {
            **dict.fromkeys(("new", "edit"), self._form),
            "hand_over": self._hand_over,
            **dict.fromkeys(("pause", "resume", "delete"), self._turn),
            **dict.fromkeys(("accept", "decline"), self._answer),
            "preview": self._preview,
            "list": self._list,
        }
        self._done = done

    def begin(self, body: dict[str, Any], value: dict[str, Any]) -> None:
        """Does what the button says; if it breaks, who pressed reads an apology."""
        origin, language = Origin.of(body), value.pop("language")
        does = Does(**value)

        async def apologise() -> None:
            await self._tell(origin, said("broken", language))

        self._reception.work.start(self._do(origin, does, language), apologise)

    async def back(self, shown: View) -> None:
        """The first step of the form in place of the second."""
        view = await self.scheduling.back(shown)
        await self._replace(shown["id"], view)

    async def _do(self, origin: Origin, does: Does, language: Language) -> None:
        await self._done[does.deed](origin, does, language)

    async def _form(self, origin: Origin, does: Does, language: Language) -> None:
        view = await self.scheduling.first(origin.asker, does, language)
        await self._show(origin, view, does)

    async def _hand_over(self, origin: Origin, does: Does, language: Language) -> None:
        view = await self.upkeep.hand_over(origin.asker, does, language)
        await self._show(origin, view, does)

    async def _turn(self, origin: Origin, does: Does, language: Language) -> None:
        if instead := await self.upkeep.turn(origin.asker, does, language):
            await self._tell(origin, instead)
            return
        await self._list(origin, does, language)
        if origin.press or origin.is_form:
            await self.home.show(origin.asker.user)

    async def _answer(self, origin: Origin, does: Does, language: Language) -> None:
        """A message that asked becomes the answer; elsewhere the list is told anew."""
        reply = await self.upkeep.answer(origin.asker, does, language)
        if origin.press and reply.ok:
            await self._respond(origin.press, reply, REPLACED)
            return
        if reply.ok:
            await self._list(origin, does, language)
        await self._tell(origin, reply)

    async def _preview(self, origin: Origin, does: Does, language: Language) -> None:
        """Beside the message; from a form or the home in a direct message."""
        notice: Outcome | None = None
        if origin.press is None:
            notice = await self._tell(origin, self.upkeep.said("preview_sent", language))
        for reply in await self.upkeep.preview(origin.asker, does, language):
            if origin.press:
                outcome = await self._respond(origin.press, reply, origin.press.how)
            else:
                outcome = await self.upkeep.tell(origin.asker.user, reply)
            if isinstance(notice, Done) and not isinstance(outcome, Done):
                lost = form.notice("schedules", self.upkeep.said("not_reached_you", language))
                await self._replace(notice.data["view"]["id"], lost)
                return
            question = in_short(reply.share or "")
            tell = partial(self._lost, origin, language)
            self._reception.delivered(Answer(reply, origin.asker, question, tell), outcome)

    async def _lost(self, origin: Origin, language: Language, code: str) -> None:
        """A picture that did not come."""
        await self.upkeep.tell(origin.asker.user, said(code, language))

    async def _list(self, origin: Origin, does: Does, language: Language) -> None:
        """In place of what was there; after a press on `list` beside it."""
        if origin.press is None and not origin.is_form:
            await self.home.show(origin.asker.user)
            return
        admin = self._reception.services.is_admin(origin.asker)
        reply = await self.upkeep.listed(origin.asker.user, language, MOST_SHOWN, admin=admin)
        if origin.press:
            how = origin.press.how if does.deed == "list" else REPLACED
            await self._respond(origin.press, reply, how)
        else:
            view = modal("schedules", message(reply)["blocks"], language)
            await self._replace(origin.view["id"], view)

    async def _show(self, origin: Origin, view: View | Reply, does: Does) -> None:
        """A form: in place of one that is open, else a new one."""
        if origin.is_form and not isinstance(view, Reply):
            await self._replace(origin.view["id"], view)
        elif instead := await self.scheduling.open(origin.trigger, view, does):
            await self._tell(origin, instead)

    async def _tell(self, origin: Origin, reply: Reply) -> Outcome:
        """To who pressed: beside a message, over a form or the home, else in a direct message."""
        if origin.press:
            return await self._respond(origin.press, reply, BESIDE)
        view = form.notice("schedules", reply)
        method = "views.push" if origin.is_form else "views.open"
        outcome = await call(self._reception.web, method, trigger_id=origin.trigger, view=view)
        if not isinstance(outcome, Done):
            await self.upkeep.tell(origin.asker.user, reply)
        return outcome

    async def _respond(self, press: Press, reply: Reply, how: Mapping[str, Any]) -> Outcome:
        outcome = await self._reception.respond(press.url, message(reply), **how)
        self._reception.report("an answer about schedules", outcome)
        return outcome

    async def _replace(self, view_id: str, view: View) -> None:
        outcome = await call(self._reception.web, "views.update", view_id=view_id, view=view)
        self._reception.report("a form", outcome)


def open_schedules(app: AsyncApp, reception: Reception, home: Home, agent: Agent) -> None:
    """Listens to the buttons, to the steps of the forms, and to who opens the home or the
    conversation beside it.
    """
    schedules = Schedules(reception, home)
    start = reception.work.start

    @app.action(DEED)
    async def deed(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        schedules.begin(body, json.loads(action["value"]))

    @app.action(BACK)
    async def back(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        start(schedules.back(body["view"]))

    @app.view(SCHEDULE)
    async def following(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(**await schedules.scheduling.next(Asker(body["user"]["id"]), view))

    @app.view(CONFIRM)
    async def save(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(**await schedules.scheduling.save(Asker(body["user"]["id"]), view))
        start(schedules.home.show(body["user"]["id"]))

    @app.view(HAND_OVER)
    async def offer(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(**await schedules.upkeep.offer(Asker(body["user"]["id"]), view))

    @app.event("app_home_opened")
    async def opened(event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            start(schedules.home.show(event["user"], event.get("view", {}).get("hash")))
        elif event.get("tab") == "messages":
            start(_suggest(reception, agent, event["user"], event["channel"]))


async def _suggest(reception: Reception, agent: Agent, user: str, channel: str) -> None:
    """What to ask: of the data too, for who may."""
    await reception.refresh()
    asker = await reception.people.asking(Asker(user, channel))
    services = reception.services
    data = services.data is not None and services.may_ask(asker)
    await agent.suggest(channel, reception.language_of(asker), data=data)
