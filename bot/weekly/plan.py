"""What is due now: of each schedule the newest slot, and what nobody will post any more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.store.runs import Runs
from bot.store.schedules import Schedule, Schedules
from bot.weekly.rules import read_rule
from bot.weekly.slots import Slot, due, next_slots, turn


@dataclass(frozen=True, slots=True)
class Duty:
    """A slot that is to be posted."""

    schedule: Schedule
    slot: Slot


def duties(schedules: Schedules, runs: Runs, now: float) -> list[Duty]:
    """By channel and time; slots that are too late are written down as skipped."""
    newest = runs.newest()  # before the schedules: what is claimed in between is not claimed twice
    found = [
        duty
        for schedule in _active(schedules)
        if (duty := _duty(schedule, runs, newest.get(schedule.id), _instant(now)))
    ]
    return sorted(found, key=lambda one: (one.schedule.channel, one.slot.at, one.schedule.id))


def next_instant(schedules: Schedules, runs: Runs, after: float) -> float | None:
    """When there is something to do next: a slot, or a run whose turn has come again."""
    slots = (
        slot.at.timestamp()
        for one in _active(schedules)
        for slot in next_slots(read_rule(one.rule), ZoneInfo(one.timezone), _instant(after), 1)
    )
    again = (run.lease_until + 1.0 for run in runs.in_hand() if run.lease_until >= after)
    return min([*slots, *again], default=None)


def _active(schedules: Schedules) -> Iterator[Schedule]:
    return (one for one in schedules.all() if one.state == "active")


def _duty(schedule: Schedule, runs: Runs, newest: int | None, now: datetime) -> Duty | None:
    rule, zone = read_rule(schedule.rule), ZoneInfo(schedule.timezone)
    last = None if newest is None else _instant(newest)
    todo = turn(rule, due(rule, zone, _instant(schedule.anchor_at), last, now), now)
    if todo.skipped:
        slots = [(str(slot), int(slot.at.timestamp())) for slot in todo.skipped]
        runs.skipped(schedule, slots, "missed")
    return Duty(schedule, todo.post) if todo.post else None


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
