"""A run, from wherever it was left to its end: computed, posted, recorded; or why it was not."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from bot.reply import Problem
from bot.store.runs import Run, Runs
from bot.store.schedules import Schedule, Schedules
from bot.weekly.digest import Due
from bot.weekly.making import Made, make
from bot.weekly.outside import Answer, Away, Letter, Maybe, Outside, Posted, Shut
from bot.weekly.reasons import LASTING, NOT_POSTED, PASSING, Hindrance, Trouble, reason_of, told
from bot.weekly.rules import read_rule
from bot.weekly.slots import in_time, is_late

log = logging.getLogger(__name__)

MOST_FAILURES = 3  # in a row
WHO = "clock"  # in the history of changes


@dataclass(frozen=True, slots=True)
class Posting:
    """`now` gives seconds since 1970. Every method may raise Unavailable: the run is then left to
    whoever takes it over.
    """

    outside: Outside
    schedules: Schedules
    runs: Runs
    now: Callable[[], float]

    async def carry(self, schedule: Schedule, run: Run) -> None:
        """Everything that is left to do for a run that this process has in hand."""
        there: Posted | None = None
        if run.state == "posting":  # by a process that died, or its answer was lost
            found = await self.outside.find(run.post_key, schedule.channel, run.started_at)
            if isinstance(found, Maybe):
                await self._unclear(schedule, run, found)
                return
            there = found
        try:
            made = await self._made(schedule, run, posted=there is not None)
        except Hindrance as hindrance:
            await self._without(schedule, run, there, hindrance.reason)
            return
        if there:
            await self._finish(schedule, run, made, there, again=True)
        else:
            await self._post(schedule, run, made)

    async def _made(self, schedule: Schedule, run: Run, *, posted: bool) -> Made:
        """With the rights that the owner has now. Raises Hindrance."""
        rule, at = read_rule(schedule.rule), datetime.fromtimestamp(run.due_at, UTC)
        now = datetime.fromtimestamp(self.now(), UTC)
        if not posted and schedule.state == "paused":
            raise Hindrance("paused")
        if not posted and not in_time(rule, at, now):
            raise Hindrance("missed")
        asker = await self.outside.asker(schedule.owner, schedule.channel)
        if asker is None:
            raise Hindrance("owner_gone")
        before = await self.outside.store(self.runs.previous_figures, schedule)
        slot = Due(datetime.fromisoformat(run.slot), at, rule.kind, late=is_late(at, now))
        services = self.outside.services
        try:
            return await self.outside.compute(make, schedule, slot, asker, services, before)
        except Problem as problem:
            raise Hindrance(reason_of(problem)) from problem

    async def _post(self, schedule: Schedule, run: Run, made: Made) -> None:
        computed = await self.outside.store(self.runs.advance, run, "computed")
        if computed is None:
            return
        if made.post is None:
            await self.outside.store(self.runs.done, run, None, made.figures, made.crossing)
            return
        held = await self.outside.store(self.runs.advance, computed, "posting")
        if held is None:
            return
        letter = Letter(schedule.channel, made.post, run.post_key, run.started_at)
        outcome = await self.outside.post(letter)
        if isinstance(outcome, Posted):
            await self._finish(schedule, held, made, outcome)
        else:
            await self._not_posted(schedule, held, outcome)

    async def _finish(
        self, schedule: Schedule, run: Run, made: Made, there: Posted, *, again: bool = False
    ) -> None:
        """The thread first: who is killed in between is taken over, and finds both."""
        key = str(uuid5(UUID(run.post_key), "thread"))
        since, ts = run.started_at, there.ts
        if made.thread:
            await self.outside.post(Letter(schedule.channel, made.thread, key, since, ts, again))
        await self.outside.store(self.runs.done, run, ts, made.figures, made.crossing)

    async def _without(
        self, schedule: Schedule, run: Run, there: Posted | None, reason: str
    ) -> None:
        """What becomes of a run that has no words. What was tried until it was too late has failed
        by what hindered it before.
        """
        if there and schedule.kind == "alert" and reason in PASSING:
            return  # taken over again: what it told has to be known, or it tells it once more
        if there:
            await self.outside.store(self.runs.done, run, there.ts, {})
        elif reason == "missed" and run.reason:
            await self._fail(schedule, run, run.reason)
        elif reason in NOT_POSTED:
            await self.outside.store(self.runs.dropped, run, reason)
        elif reason in PASSING:
            await self.outside.store(self.runs.retry_later, run, reason)
        else:
            await self._fail(schedule, run, reason)

    async def _not_posted(self, schedule: Schedule, run: Run, outcome: Answer) -> None:
        if isinstance(outcome, Maybe):
            await self._unclear(schedule, run, outcome)
        elif isinstance(outcome, Away):
            await self.outside.store(self.runs.retry_later, run, "slack_away")
        elif isinstance(outcome, Shut):
            await self._fail(schedule, run, outcome.reason)

    async def _unclear(self, schedule: Schedule, run: Run, outcome: Maybe) -> None:
        """Looked up again by whoever takes it over, unless nobody can look."""
        if outcome.for_good:
            await self._fail(schedule, run, "unknown")

    async def _fail(self, schedule: Schedule, run: Run, reason: str) -> None:
        """Told once, by whoever has it in hand."""
        if not await self.outside.store(self.runs.failed, run, reason):
            return
        log.warning("schedule %d did not post %s: %s", schedule.id, run.slot, reason)
        pause: str | None = reason if reason in LASTING else None
        in_a_row = await self.outside.store(self.runs.failures_in_a_row, schedule)
        if pause is None and in_a_row >= MOST_FAILURES:
            pause = "failures"
        if pause:
            await self.outside.store(self.schedules.pause, schedule.id, WHO, pause)
        slot = datetime.fromisoformat(run.slot)
        await self._tell(schedule, Trouble(slot, reason, paused=pause is not None))

    async def _tell(self, schedule: Schedule, trouble: Trouble) -> None:
        access = self.outside.services.access
        others = access.curators or access.admins
        reply = told(schedule, trouble, access)
        for user in others if trouble.reason == "owner_gone" else (schedule.owner,):
            await self.outside.tell(user, reply)
