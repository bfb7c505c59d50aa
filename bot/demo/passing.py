"""The demo's time: the real one, moved on by whoever does not want to wait for Monday."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as wall_time
from zoneinfo import ZoneInfo

from bot.store.engine import Engine
from bot.store.runs import Runs
from bot.store.schedules import Schedules
from bot.weekly.plan import duties, next_instant
from bot.weekly.slots import Rule, next_slots

_MONDAY = Rule(wall_time(9), days=(0,))
_LOOK = 0.05  # real seconds between looks at what the clock has in hand
_LOOKS = 400  # after which time goes on all the same


class Passing:
    """`now` and `move_to` are in seconds since 1970; time never goes back."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self._ahead = 0.0

    def now(self) -> float:
        return self._real() + self._ahead

    def move_to(self, at: float) -> None:
        self._ahead += max(0.0, at - self.now())


def next_monday(now: float, zone: ZoneInfo) -> float:
    """The next Monday at nine, in seconds since 1970."""
    (slot,) = next_slots(_MONDAY, zone, datetime.fromtimestamp(now, UTC), 1)
    return slot.at.timestamp()


async def pass_until(last: float, passing: Passing, engine: Engine) -> None:
    """Moves on from instant to instant at which something is due, and waits until the bot, whose
    clock tells this time, has done it.
    """
    schedules, runs = Schedules(engine, passing.now), Runs(engine, passing.now)
    at: float | None = passing.now()
    while at is not None and at <= last:
        passing.move_to(at)
        await _done(schedules, runs, passing)
        at = await asyncio.to_thread(next_instant, schedules, runs, at)
    passing.move_to(last)


async def _done(schedules: Schedules, runs: Runs, passing: Passing) -> None:
    for _ in range(_LOOKS):
        if not await asyncio.to_thread(_is_left, schedules, runs, passing.now()):
            return
        await asyncio.sleep(_LOOK)


def _is_left(schedules: Schedules, runs: Runs, now: float) -> bool:
    """Whether the bot has yet to do something, or is doing it; what waits for another attempt does
    not count.
    """
    in_hand = any(run.reason is None for run in runs.in_hand())
    return in_hand or bool(duties(schedules, runs, now))
