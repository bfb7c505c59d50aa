"""A calendar gone through in one process, from instant to instant, in a time of its own."""

import asyncio
from dataclasses import dataclass

from bot.store.runs import Runs
from bot.store.schedules import Schedules
from bot.weekly.keeper import Keeper
from bot.weekly.outside import Outside
from bot.weekly.plan import next_instant

_LOOK = 0.02  # real seconds between looks at what others have in hand
_LOOKS = 500  # after which they are taken for dead


@dataclass(slots=True)
class Time:
    """Seconds since 1970, moved on by sleeping: those who sleep at the same time do so together."""

    at: float

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        until = self.at + seconds
        await asyncio.sleep(0)
        self.at = max(self.at, until)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The keeper and all it uses take their time from `time`. Other processes may rehearse the same
    calendar at the same moment.
    """

    keeper: Keeper
    outside: Outside
    schedules: Schedules
    runs: Runs
    time: Time

    async def until(self, last: float) -> None:
        """From now on every instant at which something is due, the last included."""
        at: float | None = self.time.at
        while at is not None and at <= last:
            self.time.at = max(self.time.at, at)
            await self.keeper.look()
            await self.keeper.idle()
            await self._others(at)
            at = await self.outside.store(next_instant, self.schedules, self.runs, at)

    async def _others(self, at: float) -> None:
        """Waits, really, for what others have begun: at a later instant it would be taken for left
        behind. What waits for another attempt is in nobody's hands.
        """
        for _ in range(_LOOKS):
            runs = await self.outside.store(self.runs.in_hand)
            if not any(run.reason is None and run.due_at <= at for run in runs):
                return
            await asyncio.sleep(_LOOK)
