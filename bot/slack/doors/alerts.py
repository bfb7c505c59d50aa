"""Alerts from Slack: set with a button, then paused, resumed and removed in their list."""

import asyncio
import json
import re
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.answers.alert import empty_list
from bot.desk import refused
from bot.render.blocks import KEEP, WATCH, message
from bot.reply import Keep, Language, Problem, Reply
from bot.services import Asker
from bot.slack.doors.buttons import Press, begin
from bot.slack.home import Home
from bot.slack.reception import Reception, off
from bot.slack.web import Done
from bot.store.schedules import Schedule, Wanted
from bot.store.transaction import Unavailable
from bot.weekly.alerts import is_set, wanted

_IN_PLACE = {"replace_original": True}


class Alerts:
    """What happens after a press."""

    def __init__(self, reception: Reception, home: Home) -> None:
        self._reception = reception
        self._home = home
        self._turn = asyncio.Lock()  # a double press sets one

    async def set(self, press: Press, question: str, language: Language) -> None:
        """Makes the alert, with the rights that this person has in this channel now."""
        await self._reception.refresh()
        asker = await self._reception.people.sharing(press.asker)
        try:
            reply = await self._set(asker, question, language)
        except Problem as problem:
            reply = self._refused(problem, press.asker, language)
        except Unavailable as error:
            reply = off(error, language, "alerts_off")
        await self._answer(press, reply)

    async def keep(self, press: Press, keep: Keep, language: Language) -> None:
        """Does it for its owner or an admin; the list as it is then."""
        try:
            await self._reception.promptly(self._do, keep, press.asker)
            reply = await self._reception.filled(
                empty_list(press.asker, self._reception.services, language)
            )
        except Problem as problem:
            reply = self._refused(problem, press.asker, language)
        except Unavailable as error:
            reply = off(error, language, "alerts_off")
        await self._answer(press, reply)

    async def keep_at_home(self, body: dict[str, Any], keep: Keep, language: Language) -> None:
        """The same from the home, which then shows it."""
        asker = Asker(body["user"]["id"])
        try:
            await self._reception.promptly(self._do, keep, asker)
        except Problem as problem:
            told = self._refused(problem, asker, language)
            await self._home.tell(asker.user, body["trigger_id"], told)
        except Unavailable as error:
            told = off(error, language, "alerts_off")
            await self._home.tell(asker.user, body["trigger_id"], told)
        await self._home.show(asker.user)

    async def _set(self, asker: Asker, question: str, language: Language) -> Reply:
        """Raises Problem and Unavailable."""
        new = wanted(question, language, asker, self._reception.services)
        async with self._turn:
            alert, before = await self._reception.promptly(self._added, new, asker.user)
        reply = is_set(alert, self._reception.services, self._reception.now(), before=before)
        outcome = await self._reception.people.look_at(asker.channel)
        there = not isinstance(outcome, Done) or outcome.data["channel"].get("is_member", True)
        return replace(reply, facts={**reply.facts, "invited": there})

    def _added(self, new: Wanted, who: str) -> tuple[Schedule, bool]:
        """The alert, and whether it was there before."""
        same = (new["channel"], new["question"])
        for one in self._reception.schedules.of(who):
            if one.kind == "alert" and (one.channel, one.question) == same:
                return one, True
        return self._reception.schedules.add(new, who), False

    def _do(self, keep: Keep, asker: Asker) -> None:
        """Raises Problem alert_not_yours; what is gone already is no problem."""
        schedules = self._reception.schedules
        alert = schedules.get(keep.alert)
        if alert is None or alert.kind != "alert":
            return
        if alert.owner != asker.user and not self._reception.services.is_admin(asker):
            raise Problem("alert_not_yours")
        does = {
            "pause": schedules.pause,
            "resume": schedules.resume,
            "remove": schedules.remove,
        }
        does[keep.does](alert.id, asker.user)

    def _refused(self, problem: Problem, asker: Asker, language: Language) -> Reply:
        return refused(problem, language, self._reception.services.settings_for(asker))

    async def _answer(self, press: Press, reply: Reply) -> None:
        """In place of what was pressed, where only this person sees it; else beside it."""
        how = _IN_PLACE if press.private and reply.ok else press.how
        outcome = await self._reception.respond(press.url, message(reply), **how)
        self._reception.report("an answer about an alert", outcome)


def open_alerts(app: AsyncApp, reception: Reception, home: Home) -> None:
    """Listens to the button under what would be watched, and to those in the list."""
    alerts = Alerts(reception, home)

    @app.action(WATCH)
    async def watch(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        press = Press.of(body)
        begin(reception, press, alerts.set(press, **json.loads(action["value"])))

    @app.action(re.compile(f"^{KEEP}-"))
    async def keep(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        value = json.loads(action["value"])
        language = value.pop("language")
        if "view" in body:
            kept = alerts.keep_at_home(body, Keep(**value), language)
            reception.work.start(kept, partial(home.apologise, body["user"]["id"]))
            return
        press = Press.of(body)
        begin(reception, press, alerts.keep(press, Keep(**value), language))
