"""When: rules of recurrence, their slots in local wall time, and the instant of each.

A slot is a wall time such as 2026-03-29T02:30. It has one instant: where clocks go back the first
pass, where they go forward the first minute there is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, rrule

Kind = Literal["daily", "weekly", "monthly"]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKDAYS = (0, 1, 2, 3, 4)
EVERY_DAY = (*WORKDAYS, 5, 6)
# How long after its time a slot may still be posted, and from when the post says that it is late.
GRACE: dict[Kind, timedelta] = {
    "daily": timedelta(hours=3),
    "weekly": timedelta(hours=12),
    "monthly": timedelta(hours=12),
}
LATE = timedelta(minutes=15)

_SHORTEST_MONTH = 28
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """At `time` (whole minutes), on `days` of the week, Monday being 0, in order; without any, once
    a month: on `day`, the last where the month is shorter, or on the first Monday-to-Friday.
    """

    time: time
    days: tuple[int, ...] = ()
    day: int | None = None

    @property
    def kind(self) -> Kind:
        """Daily: on every working day or more."""
        if not self.days:
            return "monthly"
        return "daily" if set(WORKDAYS) <= set(self.days) else "weekly"

    def __str__(self) -> str:
        """The canonical text; `read_rule` makes the same rule of it.

        >>> str(Rule(time(9), days=(0, 3)))
        'weekly monday thursday 09:00'
        """
        return f"{self._days()} {self.time:%H:%M}"

    def _days(self) -> str:
        if not self.days:
            return f"monthly {self.day or 'first weekday'}"
        if self.days in {WORKDAYS, EVERY_DAY}:
            return "workdays" if self.days == WORKDAYS else "daily"
        return " ".join(["weekly", *(DAYS[day] for day in self.days)])


@dataclass(frozen=True, slots=True)
class Slot:
    """`local`: the wall time, without a zone. `at`: its instant, UTC."""

    local: datetime
    at: datetime

    def __str__(self) -> str:
        """Its name in the store.

        >>> str(Slot(datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, tzinfo=UTC)))
        '2026-03-29T02:30'
        """
        return self.local.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be done with the slots that are due: one is posted, if any; the others are not."""

    post: Slot | None
    skipped: tuple[Slot, ...]


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a wall time, UTC."""
    at = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == local:
        return at
    before, after = sorted((at, local.replace(tzinfo=zone, fold=1).astimezone(UTC)))
    return _end_of_gap(before, after, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """When the clocks went forward, between these two: no wall time of the gap is in between."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def slots_after(rule: Rule, zone: ZoneInfo, after: datetime) -> Iterator[Slot]:
    """Every slot whose instant is later than `after`, in order, without end. Of slots with the same
    instant, on both sides of a day that a zone left out, the last counts.
    """
    begin = after.astimezone(zone).replace(tzinfo=None)  # no earlier wall time has a later instant
    slots = (Slot(local, instant(local, zone)) for local in _recurring(rule, begin))
    return (slot for slot, later in pairwise(slots) if after < slot.at < later.at)


def next_slots(rule: Rule, zone: ZoneInfo, after: datetime, count: int = 3) -> tuple[Slot, ...]:
    """The first so many after an instant."""
    return tuple(islice(slots_after(rule, zone, after), count))


def due(
    rule: Rule, zone: ZoneInfo, anchor: datetime, last: datetime | None, now: datetime
) -> tuple[Slot, ...]:
    """The slots up to `now` that nothing was done about, the oldest first. `anchor`: when the
    schedule was made or resumed; `last`: the instant of the newest slot that has a run.
    """
    since = max(anchor, last or anchor)
    return tuple(takewhile(lambda slot: slot.at <= now, slots_after(rule, zone, since)))


def turn(rule: Rule, slots: Sequence[Slot], now: datetime) -> Turn:
    """Of the slots that are due the newest is posted, within the grace time; none piles up."""
    if slots and in_time(rule, slots[-1].at, now):
        return Turn(slots[-1], tuple(slots[:-1]))
    return Turn(None, tuple(slots))


def in_time(rule: Rule, at: datetime, now: datetime) -> bool:
    """Whether what was due `at` an instant may still be posted."""
    return now - at <= GRACE[rule.kind]


def is_late(at: datetime, now: datetime) -> bool:
    """Whether a post says that it comes later than it should."""
    return now - at > LATE


def _recurring(rule: Rule, begin: datetime) -> Iterator[datetime]:
    """Naive wall times: a rule with a zone would give some that do not exist."""
    clock = {"byhour": rule.time.hour, "byminute": rule.time.minute, "bysecond": 0}
    days: dict[str, Any] = {"freq": MONTHLY}
    if rule.days:
        days = {"freq": DAILY, "byweekday": rule.days}
    elif rule.day is None:
        days |= {"byweekday": WORKDAYS, "bysetpos": 1}
    elif rule.day <= _SHORTEST_MONTH:
        days |= {"bymonthday": rule.day}
    else:  # the last there is of these
        days |= {"bymonthday": tuple(range(_SHORTEST_MONTH, rule.day + 1)), "bysetpos": -1}
    return iter(rrule(dtstart=begin, **days, **clock))
