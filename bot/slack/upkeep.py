"""Keeping schedules from Slack: paused, deleted, seen beforehand, handed over to somebody else."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.answers.schedules import SCHEDULES
from bot.reply import Does, Language, Problem, Reply
from bot.services import Asker, Services
from bot.slack.forms import schedule as form
from bot.slack.forms.choices import chosen
from bot.slack.forms.modal import View
from bot.slack.forms.plan import Wrong
from bot.slack.forms.schedule import Draft
from bot.slack.reception import Reception
from bot.slack.rights import SECONDS
from bot.slack.scheduling import Acknowledgement, Scheduling
from bot.slack.web import Done, Outcome, call
from bot.slack.work import Busy
from bot.store.schedules import Schedule, Schedules
from bot.store.transaction import Unavailable
from bot.weekly import listing
from bot.weekly.digest import Digest, Due, digest
from bot.weekly.rules import read_rule

log = logging.getLogger(__name__)

TOLD = "schedule_told"  # the template
_TURNS: dict[str, Callable[[Schedules], Callable[[int, str], Schedule | None]]] = {
    "pause": lambda schedules: schedules.pause,
    "resume": lambda schedules: schedules.resume,
    "delete": lambda schedules: schedules.remove,
}


class Upkeep:
    """Each method may be called by anybody; who may not do it is told so."""

    def __init__(self, reception: Reception, scheduling: Scheduling) -> None:
        self._reception = reception
        self._scheduling = scheduling

    async def listed(self, who: str, language: Language, most: int, *, admin: bool) -> Reply:
        """The first so many, without a way to the others."""
        begun = Reply(SCHEDULES, language, {"after": 0, "who": who, "admin": admin}, private=True)
        try:
            every = await self._reception.promptly(self._reception.schedules.all)
        except Unavailable as error:
            return self._off(error, language)
        services = self._reception.services
        shown = listing.listed(begun, every, self._reception.now(), services, most)
        return replace(shown, buttons=())

    async def turn(self, asker: Asker, does: Does, language: Language) -> Reply | None:
        """Pauses, resumes or deletes. None, or why not."""
        try:
            schedule = await self._scheduling.owned(asker, does.schedule)
            turned = _TURNS[does.deed](self._reception.schedules)
            await self._reception.promptly(turned, schedule.id, asker.user)
        except Problem as problem:
            return self._reception.problem(problem, language)
        except Unavailable as error:
            return self._off(error, language)
        return None

    async def preview(self, asker: Asker, does: Does, language: Language) -> list[Reply]:
        """As it would be posted now: what stands above it, the post, and what is in its thread. Or
        why there is none.
        """
        await self._reception.refresh()
        try:
            schedule = await self._scheduling.owned(asker, does.schedule)
            made = await self._digest(asker, schedule)
        except Problem as problem:
            return [self._reception.problem(problem, language)]
        except Busy:
            return [self._reception.problem(Problem("data_busy"), language)]
        return [self._said("preview", schedule, language), made.post, made.thread]

    async def hand_over(self, asker: Asker, does: Does, language: Language) -> View | Reply:
        """The form for another owner, or why there is none."""
        try:
            schedule = await self._scheduling.owned(asker, does.schedule)
        except Problem as problem:
            return self._reception.problem(problem, language)
        draft = Draft(language, str(uuid4()), schedule.owner, schedule.id)
        return form.hand_over(draft, self._scheduling.told(schedule, language))

    async def offer(self, asker: Asker, sent: View) -> Acknowledgement:
        """Offers it, and asks the other; or an error at the field."""
        draft, to = form.draft_of(sent), str(chosen(sent)["new_owner"])
        try:
            schedule = await self._scheduling.owned(asker, draft.schedule)
            if wrong := await self._unfit(schedule, to):
                return _error(wrong, draft.language)
            offer = self._reception.schedules.offer
            offered = await self._reception.promptly(offer, schedule.id, to, asker.user)
        except Problem as problem:
            return _error(problem.code.removeprefix("schedule_"), draft.language)
        except Unavailable as error:
            log.warning("a schedule was not offered: %s", error)
            return _error("off", draft.language)
        if offered is None:
            return _error("gone", draft.language)
        self._reception.work.start(self._ask(asker, offered, to, draft.language, sent["id"]))
        shown = form.notice("hand_over", self._said("offered", offered, draft.language, to=to))
        return {"response_action": "update", "view": shown}

    async def answer(self, asker: Asker, does: Does, language: Language) -> Reply:
        """Accepts or declines what this person was offered; its owner is told."""
        schedules, declines = self._reception.schedules, does.deed == "decline"
        turned: Callable[..., Schedule | None]
        try:
            schedule = await self._offered(asker, does.schedule)
            if declines:
                turned = partial(schedules.offer, to=None)
            else:
                await self._refuse_outsider(asker)
                turned = schedules.accept
            after = await self._reception.promptly(turned, schedule.id, who=asker.user)
        except Problem as problem:
            return self._reception.problem(problem, language)
        except Unavailable as error:
            return self._off(error, language)
        if after is None:
            return self._reception.problem(Problem("schedule_not_offered"), language)
        heard, part = ("refused", "declined") if declines else ("taken_over", "accepted")
        spoken = self._reception.language_of(Asker(schedule.owner))
        await self.tell(schedule.owner, self._said(heard, after, spoken, who=asker.user))
        return replace(self._said(part, after, language), opens=Does("list"))

    async def tell(self, user: str, reply: Reply) -> Outcome:
        """Says it in a direct message."""
        return await self._reception.to_person(user, reply, "a word about a schedule")

    def said(self, part: str, language: Language) -> Reply:
        """A sentence about no schedule in particular."""
        return Reply(TOLD, language, part=part, private=True)

    def _said(self, part: str, schedule: Schedule, language: Language, **facts: object) -> Reply:
        one = self._scheduling.told(schedule, language)
        return Reply(TOLD, language, {"one": one, **facts}, part=part, private=True)

    async def _digest(self, asker: Asker, schedule: Schedule) -> Digest:
        """With the rights of who looks at it, for the channel that would read it; mentions nobody.
        Raises Problem and Busy.
        """
        looking = Asker(asker.user, schedule.channel)
        who = await self._reception.people.sharing(looking)
        at = datetime.fromtimestamp(self._reception.now(), UTC)
        local = at.astimezone(ZoneInfo(schedule.timezone)).replace(tzinfo=None)
        due = Due(local, at, read_rule(schedule.rule).kind)
        services = _for_one_alone(self._reception.services)
        quiet = replace(schedule, mention="")
        return await self._reception.work.data(digest, quiet, due, who, services)

    async def _offered(self, asker: Asker, schedule_id: int | None) -> Schedule:
        """Raises Problem when this person is not, or no longer, asked; or may not own one."""
        found = await self._reception.promptly(self._reception.schedules.get, schedule_id or 0)
        if found is None:
            raise Problem("schedule_gone")
        if found.offered_to != asker.user:
            raise Problem("schedule_not_offered")
        return found

    async def _refuse_outsider(self, asker: Asker) -> None:
        """Raises Problem for who may not ask what it posts."""
        await self._reception.refresh()
        services = self._reception.services
        if not services.may_ask(await self._reception.people.asking(asker)):
            raise Problem("data_no_access", admins=services.access.admins)

    async def _unfit(self, schedule: Schedule, to: str) -> str | None:
        """Why this person cannot be its owner."""
        if to == schedule.owner:
            return "owns_it"
        await self._reception.refresh()
        asking = self._reception.people.asking(Asker(to))
        who = await self._reception.work.within(SECONDS, asking)
        if who is None:
            return "look"
        return None if self._reception.services.may_ask(who) else "not_a_member"

    async def _ask(
        self, asker: Asker, schedule: Schedule, to: str, language: Language, view_id: str
    ) -> None:
        """Asks the other; the form says when they cannot be reached."""
        spoken = self._reception.language_of(Asker(to))
        asked = self._said("offer", schedule, spoken, who=asker.user)
        answers = (Does("accept", schedule.id), Does("decline", schedule.id))
        outcome = await self.tell(to, replace(asked, below=(answers,)))
        if not isinstance(outcome, Done):
            told = self._said("not_reached", schedule, language, to=to)
            view = form.notice("hand_over", told)
            shown = await call(self._reception.web, "views.update", view_id=view_id, view=view)
            self._reception.report("a form", shown)

    def _off(self, error: Unavailable, language: Language) -> Reply:
        log.warning("the schedules are off: %s", error)
        return self._reception.problem(Problem("schedule_off"), language)


def _for_one_alone(services: Services) -> Services:
    """As for a channel, but written down as what it is: read by one person."""
    if (data := services.data) is None:
        return services

    def written_down(asker: Asker, question: str) -> None:
        data.written_down(replace(asker, public=False), question)

    return replace(services, data=replace(data, written_down=written_down))


def _error(code: str, language: Language) -> dict[str, Any]:
    errors = form.errors([Wrong("new_owner", code)], language)
    return {"response_action": "errors", "errors": errors}
