"""The list of schedules: each with what, where and when, and with what can be done about it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.ask.question import Ask, in_short
from bot.render.text import label
from bot.reply import Button, Deed, Does, Language, Reply
from bot.services import Services
from bot.weekly.rules import read_rule
from bot.weekly.slots import Rule, next_slots
from bot.weekly.subjects import SECTION, Subject, subject_of

if TYPE_CHECKING:  # SQLAlchemy, for no more than a name
    from collections.abc import Sequence

    from bot.store.schedules import Schedule

AT_A_TIME = 10
DATES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A schedule, with its rule, what it is about in words (`title` and `by`, or as it is asked),
    and the wall times of its next posts; none while it is paused.
    """

    schedule: "Schedule"
    rule: Rule
    title: str
    by: str | None
    dates: tuple[datetime, ...]


def told(
    schedule: "Schedule", now: float, services: Services, language: Language, dates: int = 1
) -> Told:
    """As it stands. `now` in seconds since 1970."""
    rule, subject = read_rule(schedule.rule), subject_of(schedule.question, services)
    title = title_of(subject, language) if subject else in_short(schedule.question)
    paused = schedule.state == "paused"
    coming = () if paused else coming_dates(rule, schedule.timezone, now, dates)
    return Told(schedule, rule, title, subject.by if subject else None, coming)


def title_of(subject: Subject, language: Language) -> str:
    """What its figure is called."""
    return label(SECTION.get(subject.what, "kinds"), subject.what, language)


def coming_dates(rule: Rule, zone: str, now: float, count: int = DATES) -> tuple[datetime, ...]:
    """Wall times there, of the first posts from now on."""
    there, after = ZoneInfo(zone), datetime.fromtimestamp(now, UTC)
    slots = next_slots(rule, there, after, count)
    return tuple(slot.at.astimezone(there).replace(tzinfo=None) for slot in slots)


def listed(
    reply: Reply, every: "Sequence[Schedule]", now: float, services: Services, most: int = AT_A_TIME
) -> Reply:
    """A list filled in, from the first `after` so many: of all schedules those that this person
    owns or is offered, all of them for an admin.
    """
    facts: dict[str, Any] = dict(reply.facts)
    who, admin = facts["who"], facts["admin"]
    own = [one for one in every if one.kind == "post" and (admin or who in _of(one))]
    after = facts["after"] if facts["after"] < len(own) else 0
    shown = own[after : after + most]
    more = Ask(reply.template, reply.language, after=after + most)
    return replace(
        reply,
        facts={
            **facts,
            "after": after,
            "count": len(own),
            "schedules": [told(one, now, services, reply.language) for one in shown],
        },
        below=tuple(_deeds(one, who, admin=admin) for one in shown),
        buttons=(Button("more", more.question()),) if more.after < len(own) else (),
        opens=Does("new"),
    )


def _of(schedule: "Schedule") -> tuple[str | None, ...]:
    return schedule.owner, schedule.offered_to


def _deeds(schedule: "Schedule", who: str, *, admin: bool) -> tuple[Does, ...]:
    """What this person can do about it."""
    deeds: list[Deed] = []
    if schedule.offered_to == who:
        deeds += ["accept", "decline"]
    if admin or schedule.owner == who:
        turn: Deed = "resume" if schedule.state == "paused" else "pause"
        deeds += ["edit", turn, "preview", "hand_over", "delete"]
    return tuple(Does(deed, schedule.id) for deed in deeds)
