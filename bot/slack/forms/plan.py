"""What stands in the form of a schedule, what is wrong with it, and what is kept of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from bot.ask.question import in_short
from bot.reply import Language, Problem
from bot.services import Services
from bot.slack.forms.choices import chosen
from bot.slack.forms.modal import typed
from bot.store.schedules import Edit, Schedule
from bot.weekly.questions import read_question
from bot.weekly.rules import read_rule, read_zone
from bot.weekly.slots import DAYS, WORKDAYS, Rule
from bot.weekly.subjects import CARD, Subject, question_of, subject_of

WEEKLY, ON_WORKDAYS, FIRST, ON_DATE = "weekly", "workdays", "first", "date"
PACES = (WEEKLY, ON_WORKDAYS, FIRST, ON_DATE)
AS_IT_IS = "as_it_is"  # a question that no list has
MOST_NOTE = 500  # characters
MOST_MENTIONED = 15
_MOST_FILLED = 3000  # characters that Slack takes in a field
_GROUP = re.compile(r"S[A-Z0-9_]+")  # of members; they are mentioned from the terminal only


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field; `code` names a macro of schedule_faults.<language>.j2."""

    where: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Every field, as Slack hands it over."""

    channel: str = ""
    what: str = CARD
    by: str = ""
    spoken: Language = "en"
    when: str = WEEKLY
    days: tuple[str, ...] = (DAYS[0],)
    date: str = ""
    time: str = "09:00"
    zone: str = ""
    on_top: str = ""
    mention: tuple[str, ...] = ()

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Plan":
        """As it was filled in."""
        fields: dict[str, Any] = {**chosen(view), **typed(view)}
        return cls(**fields)

    @classmethod
    def of_schedule(cls, schedule: Schedule, services: Services) -> "Plan":
        """As it stands."""
        subject = subject_of(schedule.question, services) or Subject(AS_IT_IS)
        return cls(
            schedule.channel,
            subject.what,
            subject.by or "",
            schedule.language,
            zone=schedule.timezone,
            on_top=schedule.note[:_MOST_FILLED],
            mention=_shown(schedule),
            **times_of(read_rule(schedule.rule)),
        )

    @property
    def rule(self) -> Rule:
        """When it is posted; of fields that were checked."""
        at = time.fromisoformat(self.time)
        if self.when == WEEKLY:
            return Rule(at, tuple(sorted(DAYS.index(day) for day in self.days)))
        if self.when == ON_DATE:
            return Rule(at, day=int(self.date))
        return Rule(at, WORKDAYS) if self.when == ON_WORKDAYS else Rule(at)


def times_of(rule: Rule) -> dict[str, Any]:
    """The fields that say when."""
    days = tuple(DAYS[day] for day in rule.days)
    if not days:
        when = ON_DATE if rule.day else FIRST
    else:
        when = ON_WORKDAYS if rule.days == WORKDAYS else WEEKLY
    date = str(rule.day or "")
    return {"when": when, "days": days, "date": date, "time": f"{rule.time:%H:%M}"}


def faults(plan: Plan) -> list[Wrong]:
    """What is wrong with it without asking anybody."""
    found: list[Wrong] = []
    if plan.when == WEEKLY and not plan.days:
        found.append(Wrong("days", "days"))
    if plan.when == ON_DATE and not plan.date:
        found.append(Wrong("date", "date"))
    try:
        read_zone(plan.zone)
    except Problem as problem:
        found.append(Wrong("zone", "zone", problem.facts))
    if len(note := tidy(plan.on_top)) > MOST_NOTE:
        found.append(Wrong("on_top", "too_long", {"characters": len(note), "most": MOST_NOTE}))
    return found


def question_in(plan: Plan, before: Schedule | None, services: Services) -> str:
    """What is asked at each post. Raises Problem."""
    if plan.what == AS_IT_IS and before:
        return read_question(in_short(before.question), plan.spoken, services)
    return question_of(Subject(plan.what, plan.by or None), plan.spoken, services)


def edit_of(plan: Plan, question: str, before: Schedule | None) -> Edit:
    """What is kept; of fields that were checked. Who is mentioned and not shown stays so."""
    shown = _shown(before) if before else ()
    others = [one for one in before.mention.split() if one not in shown] if before else []
    return {
        "channel": plan.channel,
        "question": question,
        "rule": str(plan.rule),
        "timezone": read_zone(plan.zone).key,
        "language": plan.spoken,
        "note": tidy(plan.on_top),
        "mention": " ".join([*plan.mention, *others]),
    }


def _shown(schedule: Schedule) -> tuple[str, ...]:
    """Whom the form can show as mentioned."""
    people = [one for one in schedule.mention.split() if not _GROUP.fullmatch(one)]
    return tuple(people[:MOST_MENTIONED])


def tidy(note: str) -> str:
    """On one line."""
    return " ".join(note.split())
