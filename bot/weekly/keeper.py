"""Keeps the clock: looks what is due, has it posted channel by channel, and keeps it in hand."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from bot.store.runs import Run, Runs
from bot.store.schedules import Schedule, Schedules
from bot.weekly.outside import Outside
from bot.weekly.plan import Duty, duties
from bot.weekly.posting import Posting

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # between looks at what is due
EXTEND_SECONDS = 30.0  # between extensions of what is in hand


class Keeper:
    """Any number of them may run, each in a process. `now` gives seconds since 1970."""

    def __init__(
        self, outside: Outside, schedules: Schedules, runs: Runs, now: Callable[[], float]
    ) -> None:
        self._outside = outside
        self._schedules = schedules
        self._runs = runs
        self._now = now
        self._posting = Posting(outside, schedules, runs, now)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._begun: set[tuple[int, str]] = set()
        self._in_hand: dict[int, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def look(self) -> None:
        """Begins all that is due now, and what another process left; waits for nothing."""
        store = self._outside.store
        await self._outside.refresh()
        for duty in await store(duties, self._schedules, self._runs, self._now()):
            self._begin(duty.schedule, str(duty.slot), partial(self._claimed, duty))
        for run in await store(self._runs.take_over):
            schedule = await store(self._schedules.get, run.schedule_id)
            if schedule and self._begin(schedule, run.slot, partial(self._carried, schedule, run)):
                self._in_hand[run.id] = run  # while it waits for its turn, too

    async def keep(self) -> None:
        """Keeps other processes from taking over what is in hand."""
        if self._in_hand:
            await self._outside.store(self._runs.extend, list(self._in_hand.values()))

    async def idle(self) -> None:
        """Waits until nothing is in hand."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self, seconds: float) -> None:
        """Begins nothing any more, and gives the posts in hand so long to be finished. What is left
        then is taken over by another process, or by this one later.
        """
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _begin(
        self, schedule: Schedule, slot: str, work: Callable[[], Coroutine[Any, Any, None]]
    ) -> bool:
        """One after another in a channel, in this order; False where it was begun before."""
        this = (schedule.id, slot)
        if this in self._begun:
            return False
        self._begun.add(this)
        task = asyncio.create_task(self._in_turn(schedule.channel, work))
        self._tasks.add(task)
        task.add_done_callback(partial(self._ended, this))
        return True

    async def _in_turn(self, channel: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async with self._turns[channel]:
            if not self._stopping:
                await work()

    async def _claimed(self, duty: Duty) -> None:
        slot, due_at = str(duty.slot), int(duty.slot.at.timestamp())
        run = await self._outside.store(self._runs.claim, duty.schedule, slot, due_at)
        if run:
            await self._carried(duty.schedule, run)

    async def _carried(self, schedule: Schedule, run: Run) -> None:
        self._in_hand[run.id] = run
        try:
            await self._posting.carry(schedule, run)
        finally:
            self._in_hand.pop(run.id, None)

    def _ended(self, this: tuple[int, str], task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._begun.discard(this)
        if not task.cancelled() and (error := task.exception()):
            log.error("the post of schedule %d at %s failed", *this, exc_info=error)
