"""The form of a schedule from beginning to end: opened, checked, shown once more, saved."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import uuid4

from bot.answers.schedules import SCHEDULE, SCHEDULES
from bot.ask.question import in_short
from bot.reply import Does, Language, Problem, Reply
from bot.services import Asker
from bot.slack.forms import schedule as form
from bot.slack.forms.choices import MOST_OPTION
from bot.slack.forms.modal import View
from bot.slack.forms.plan import (
    AS_IT_IS,
    Plan,
    Wrong,
    edit_of,
    faults,
    question_in,
    times_of,
)
from bot.slack.forms.schedule import Draft
from bot.slack.opening import open_form
from bot.slack.places import is_direct
from bot.slack.reception import Reception
from bot.slack.rights import refusal
from bot.slack.zones import zone_of
from bot.store.schedules import KIND, Changed, Edit, Schedule, Wanted
from bot.store.transaction import Unavailable
from bot.weekly.listing import DATES, Told, told
from bot.weekly.rules import read_rule
from bot.weekly.subjects import CARD, offered

log = logging.getLogger(__name__)

SECONDS = 1.0  # of the three in which a form must open, for what Slack says of a person

Hear = Callable[[Reply], Awaitable[None]]
Acknowledgement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be saved, in place of what was there before."""

    edit: Edit
    before: Schedule | None


class Scheduling:
    """Each method may be called by anybody; who may not do it is told so."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def has_more_to_do(self, reply: Reply) -> bool:
        """Whether the reply to a command is only the beginning: a form to open, a list to read."""
        return reply.template in {SCHEDULE, SCHEDULES}

    async def finish(self, reply: Reply, asker: Asker, body: Mapping[str, Any], hear: Hear) -> None:
        """Opens the form that the reply is about, or fills in its list; else `hear` says why."""
        if not isinstance(reply.opens, Does):
            await hear(await self._reception.filled(reply))
            return
        view = await self.first(asker, reply.opens, reply.language)
        if instead := await self.open(body["trigger_id"], view, reply.opens):
            await hear(instead)

    async def open(self, trigger: str, view: View | Reply, does: Does) -> Reply | None:
        """Opens a form. None, or the reply that says why it is not there."""
        if isinstance(view, Reply):
            return view
        language = form.draft_of(view).language
        return await open_form(self._reception, trigger, view, does, language)

    async def first(self, asker: Asker, does: Does, language: Language) -> View | Reply:
        """The first step of the form, or why there is none."""
        await self._reception.refresh()
        try:
            if does.deed == "new":
                return await self._new(asker, does, language)
            return self._edited(await self.owned(asker, does.schedule), language)
        except Problem as problem:
            return self._reception.problem(problem, language)

    async def owned(self, asker: Asker, schedule_id: int | None) -> Schedule:
        """The schedule, for who may change it. Raises Problem."""
        try:
            found = await self._reception.promptly(self._reception.schedules.get, schedule_id or 0)
        except Unavailable as error:
            log.warning("a schedule cannot be read: %s", error)
            raise Problem("schedule_off") from None
        if found is None:
            raise Problem("schedule_gone")
        if asker.user != found.owner and not self._reception.services.is_admin(asker):
            raise Problem("schedule_not_yours", owner=found.owner)
        return found

    async def next(self, asker: Asker, sent: View) -> Acknowledgement:
        """The second step; or errors at the fields of the first."""
        draft, plan = form.draft_of(sent), Plan.of(sent)
        checked = await self._checked(asker, draft, plan)
        if not isinstance(checked, Checked):
            errors = form.errors(checked, draft.language)
            return {"response_action": "errors", "errors": errors}
        return _update(form.confirm(draft, plan, self._as_saved(draft, checked)))

    async def back(self, shown: View) -> View:
        """The first step again, as it was filled in."""
        return form.view(*form.confirmed(shown), self._reception.services)

    async def save(self, asker: Asker, sent: View) -> Acknowledgement:
        """Saves what the second step shows. Nothing that was chosen is lost: whatever is in the
        way, it stays in the form.
        """
        draft, plan = form.confirmed(sent)
        checked = await self._checked(asker, draft, plan)
        if not isinstance(checked, Checked):
            return _update(self._again(draft, plan, form.errors(checked, draft.language).values()))
        try:
            saved = await self._reception.promptly(self._saved, draft, checked.edit, asker.user)
        except Changed as changed:
            return _update(await self._conflict(draft, plan, changed.current))
        except Unavailable as error:
            log.warning("a schedule was not saved: %s", error)
            return self._waiting(draft, plan, checked, "off")
        if saved is None:
            return self._waiting(draft, plan, checked, "saving")
        return _update(form.saved(draft.language, self.told(saved, draft.language)))

    def told(self, schedule: Schedule, language: Language, dates: int = 1) -> Told:
        """A schedule as it stands."""
        return told(schedule, self._reception.now(), self._reception.services, language, dates)

    async def _new(self, asker: Asker, does: Does, language: Language) -> View:
        """Raises Problem for who may not ask; who that is may be found out only later."""
        services, people, within = (
            self._reception.services,
            self._reception.people,
            self._reception.work.within,
        )
        if services.data is None:
            raise Problem("no_warehouse", metric=does.what or CARD)
        zone, who = await asyncio.gather(
            within(SECONDS, zone_of(self._reception.web, asker.user)),
            within(SECONDS, people.asking(asker)),
        )
        chosen_zone = services.settings_for(asker).timezone
        if who and not services.may_ask(who):
            raise Problem("data_no_access", admins=services.access.admins)
        plan = Plan(
            channel="" if is_direct(asker.channel) else asker.channel,
            what=does.what if does.what in offered(services.data.mapping) else CARD,
            spoken=language,
            zone=chosen_zone or zone or services.data.timezone,
        )
        draft, above = Draft(language, str(uuid4()), asker.user), []
        try:
            plan = replace(plan, **times_of(read_rule(does.when))) if does.when else plan
        except Problem:
            above = form.says("unread", language, typed=does.when)
        return form.view(draft, plan, services, above)

    def _edited(self, schedule: Schedule, language: Language) -> View:
        plan = Plan.of_schedule(schedule, self._reception.services)
        asked = in_short(schedule.question)[:MOST_OPTION] if plan.what == AS_IT_IS else ""
        draft = Draft(language, str(uuid4()), schedule.owner, schedule.id, schedule.mark, asked)
        return form.view(draft, plan, self._reception.services)

    async def _checked(self, asker: Asker, draft: Draft, plan: Plan) -> Checked | list[Wrong]:
        """Every fault that can be found, at its field."""
        before: Schedule | None = None
        if draft.schedule is not None:
            try:
                before = await self.owned(asker, draft.schedule)
            except Problem as problem:
                return [Wrong("channel", problem.code.removeprefix("schedule_"))]
        found, question = faults(plan), ""
        try:
            question = question_in(plan, before, self._reception.services)
        except Problem as problem:
            whole = problem.code == "schedule_whole"
            found.append(Wrong("by", "whole") if whole else Wrong("what", "not_asked"))
        yours = draft.owner == asker.user
        at_channel = await refusal(self._reception, draft.owner, plan.channel, yours=yours)
        found += [at_channel] if at_channel else []
        return found or Checked(edit_of(plan, question, before), before)

    def _as_saved(self, draft: Draft, checked: Checked) -> Told:
        """How it will stand."""
        before = checked.before
        schedule = Schedule(
            id=draft.schedule or 0,
            kind="post",
            owner=draft.owner,
            offered_to=before.offered_to if before else None,
            anchor_at=0,
            state=before.state if before else "active",
            reason=before.reason if before else None,
            crossing="",
            **checked.edit,
        )
        return self.told(schedule, draft.language, DATES)

    def _saved(self, draft: Draft, edit: Edit, who: str) -> Schedule | None:
        """Once, however often the form is sent; None while the first time may still be at it.
        Raises Changed and Unavailable.
        """
        schedules, inbox = self._reception.schedules, self._reception.inbox
        if draft.schedule is not None:
            return self._changed(draft, draft.schedule, edit, who)
        claim = f"schedule:{draft.key}"
        if inbox.accept(claim, None) is None:
            own = schedules.of(draft.owner)
            return next((one for one in reversed(own) if _holds(one, edit)), None)
        try:
            return schedules.add(_wanted(draft.owner, edit), who)
        except Unavailable:
            inbox.release(claim)
            raise

    def _changed(self, draft: Draft, schedule_id: int, edit: Edit, who: str) -> Schedule | None:
        try:
            return self._reception.schedules.change(schedule_id, edit, who, draft.seen)
        except Changed as changed:
            if _holds(changed.current, edit):
                return changed.current
            raise

    async def _conflict(self, draft: Draft, plan: Plan, current: Schedule) -> View:
        """The first step, which now knows what the other saved."""
        changes = self._reception.changes
        newest = await self._reception.work.store(changes.of, KIND, str(current.id), 1)
        theirs = self.told(current, draft.language)
        who = newest[0].who if newest else current.owner
        above = form.says("conflict", draft.language, one=theirs, who=who)
        known = replace(draft, seen=current.mark)
        return form.view(known, plan, self._reception.services, above)

    def _again(self, draft: Draft, plan: Plan, sentences: Iterable[str]) -> View:
        """The first step, under what is wrong with it now."""
        above = form.says("wrong", draft.language, sentences=list(sentences))
        return form.view(draft, plan, self._reception.services, above)

    def _waiting(self, draft: Draft, plan: Plan, checked: Checked, part: str) -> Acknowledgement:
        """The second step, to be sent again."""
        above = form.says(part, draft.language)
        return _update(form.confirm(draft, plan, self._as_saved(draft, checked), above))


def _wanted(owner: str, edit: Edit) -> Wanted:
    return {
        "kind": "post",
        "owner": owner,
        "channel": edit["channel"],
        "question": edit["question"],
        "rule": edit["rule"],
        "timezone": edit["timezone"],
        "language": edit["language"],
        "note": edit["note"],
        "mention": edit["mention"],
    }


def _holds(schedule: Schedule, edit: Edit) -> bool:
    """Whether it is already as it is wanted."""
    return dict(edit).items() <= asdict(schedule).items()


def _update(view: View) -> Acknowledgement:
    return {"response_action": "update", "view": view}
