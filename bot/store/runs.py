"""Each slot of a schedule in one process's hands, once: claimed, computed, posted, recorded.

The unique slot makes one of many processes claim it. What a process that died had in hand is taken
over when its lease has ended; whoever lost it that way learns so at its next step.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, func, select, update

from bot.store.schedules import Schedule, locked
from bot.store.tables import runs, schedules
from bot.store.transaction import INSERT, transaction

State = Literal["claimed", "computed", "posting", "done", "failed", "skipped"]
IN_HAND: tuple[State, ...] = ("claimed", "computed", "posting")

LEASE_SECONDS = 120
KEPT_SECONDS = 365 * 24 * 3600
FIRST_PAUSE, LONGEST_PAUSE = 60, 1800  # seconds before another attempt, doubling


@dataclass(frozen=True, slots=True)
class Run:
    """`slot` is a local wall time, `due_at` its instant; all times in seconds since 1970.
    `attempts`: how many processes have begun it; more than one that is `posting` may have been
    posted. `figures`: what was posted, for the next time; `ts` the post's, if there is one.
    """

    id: int
    schedule_id: int
    slot: str
    due_at: int
    state: State
    attempts: int
    lease_until: int
    post_key: str
    started_at: int
    finished_at: int | None = None
    reason: str | None = None
    ts: str | None = None
    figures: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Runs:
    """`now` gives seconds since 1970; every method is one short transaction and may raise
    Unavailable.
    """

    engine: Engine
    now: Callable[[], float]
    lease: int = LEASE_SECONDS

    def claim(self, schedule: Schedule, slot: str, due_at: int) -> Run | None:
        """Takes the slot in hand; None when it was taken before, or when the schedule has been
        paused, removed or moved to other times.
        """
        with transaction(self.engine) as connection:
            current = locked(connection, schedule.id)
            if current is None or current.state != "active" or due_at <= current.anchor_at:
                return None
            return self._inserted(connection, schedule.id, slot, due_at)

    def take_over(self, limit: int = 20) -> tuple[Run, ...]:
        """What a process that died left, and what waited for another attempt; each taken by one
        process only. The longest due first.
        """
        ended = and_(runs.c.state.in_(IN_HAND), runs.c.lease_until < self._second())
        oldest = select(runs.c.id).where(ended).order_by(runs.c.due_at, runs.c.id).limit(limit)
        taken = (
            update(runs)
            .where(ended, runs.c.id.in_(oldest))
            .values(attempts=runs.c.attempts + 1, lease_until=self._second() + self.lease)
        )
        with transaction(self.engine) as connection:
            found = [_run(row) for row in connection.execute(taken.returning(runs))]
        return tuple(sorted(found, key=lambda run: (run.due_at, run.id)))

    def extend(self, in_hand: Iterable[Run]) -> None:
        """Keeps them from being taken over."""
        until = self._second() + self.lease
        with transaction(self.engine) as connection:
            for run in in_hand:
                held = update(runs).where(_held(run))
                connection.execute(held.values(lease_until=until))

    def advance(self, run: Run, state: Literal["computed", "posting"]) -> Run | None:
        """To its next state, the lease begun anew; None when it is in hand no longer: paused,
        removed, or taken over. Nothing may be posted then.
        """
        return self._changed(run, state=state, lease_until=self._second() + self.lease)

    def retry_later(self, run: Run, reason: str) -> Run | None:
        """Back to the beginning, for whoever takes it over after a pause. Nothing was posted."""
        pause = min(FIRST_PAUSE * 2 ** (run.attempts - 1), LONGEST_PAUSE)
        return self._changed(
            run, state="claimed", reason=reason, lease_until=self._second() + pause
        )

    def done(
        self,
        run: Run,
        ts: str | None,
        figures: Mapping[str, Any],
        crossing: str | None = None,
    ) -> None:
        """Posted, or for an alert looked at (`ts` None) and `crossing` what it told now. It is done
        whoever has it in hand by now.
        """
        told = {"ts": ts, "figures": json.dumps(figures), "reason": None}
        over = {"state": "done", "finished_at": self._second(), **told}
        with transaction(self.engine) as connection:
            if crossing is not None:  # the schedule first, as everywhere: two never wait crosswise
                watched = update(schedules).where(schedules.c.id == run.schedule_id)
                connection.execute(watched.values(crossing=crossing))
            this = (runs.c.id == run.id) & (runs.c.state != "done")
            connection.execute(update(runs).where(this).values(over))

    def failed(self, run: Run, reason: str) -> Run | None:
        """For good; None when it is in hand no longer."""
        return self._changed(run, state="failed", reason=reason, finished_at=self._second())

    def dropped(self, run: Run, reason: str) -> Run | None:
        """Likewise, through no fault of the schedule: it was found too late, say."""
        return self._changed(run, state="skipped", reason=reason, finished_at=self._second())

    def skipped(self, schedule: Schedule, slots: Collection[tuple[str, int]], reason: str) -> None:
        """Slots, each with its instant, that nobody took in hand and nobody will."""
        with transaction(self.engine) as connection:
            if not locked(connection, schedule.id):
                return
            for slot, due_at in slots:
                over = {"state": "skipped", "reason": reason, "finished_at": self._second()}
                self._inserted(connection, schedule.id, slot, due_at, **over)

    def newest(self) -> Mapping[int, int]:
        """The newest instant that has a run, by schedule."""
        due_at = select(func.max(runs.c.due_at)).where(runs.c.schedule_id == schedules.c.id)
        with transaction(self.engine) as connection:
            rows = connection.execute(select(schedules.c.id, due_at.scalar_subquery()))
            return {schedule_id: newest for schedule_id, newest in rows if newest is not None}

    def in_hand(self) -> tuple[Run, ...]:
        """What is not over yet, whoever has it; the lease first that ends first."""
        wanted = select(runs).where(runs.c.state.in_(IN_HAND)).order_by(runs.c.lease_until)
        with transaction(self.engine) as connection:
            return tuple(map(_run, connection.execute(wanted)))

    def last(self, limit: int = 20) -> tuple[Run, ...]:
        """The newest first."""
        newest = select(runs).order_by(runs.c.due_at.desc(), runs.c.id.desc()).limit(limit)
        with transaction(self.engine) as connection:
            return tuple(map(_run, connection.execute(newest)))

    def failures_in_a_row(self, schedule: Schedule) -> int:
        """Since the last that was done, and since it was made, resumed or moved."""
        its = runs.c.schedule_id == schedule.id
        done = select(func.max(runs.c.due_at)).where(its, runs.c.state == "done").scalar_subquery()
        since = func.coalesce(done, 0)
        late = and_(runs.c.due_at > since, runs.c.due_at > schedule.anchor_at)
        counted = select(func.count()).where(its, late, runs.c.state == "failed")
        with transaction(self.engine) as connection:
            return int(connection.execute(counted).scalar_one())

    def previous_figures(self, schedule: Schedule) -> Mapping[str, Any] | None:
        """What the newest run that was done told."""
        done = (runs.c.schedule_id == schedule.id) & (runs.c.state == "done")
        newest = select(runs).where(done).order_by(runs.c.due_at.desc()).limit(1)
        with transaction(self.engine) as connection:
            row = connection.execute(newest).one_or_none()
        return _run(row).figures if row else None

    def forget(self) -> int:
        """Drops what was due more than a year ago; says how many."""
        oldest = self._second() - KEPT_SECONDS
        with transaction(self.engine) as connection:
            return connection.execute(delete(runs).where(runs.c.due_at < oldest)).rowcount

    def _inserted(
        self, connection: Connection, schedule_id: int, slot: str, due_at: int, **over: object
    ) -> Run | None:
        now = self._second()
        row = {
            "schedule_id": schedule_id,
            "slot": slot,
            "due_at": due_at,
            "state": "claimed",
            "attempts": 1,
            "lease_until": now + self.lease,
            "post_key": str(uuid4()),
            "started_at": now,
            **over,
        }
        once = INSERT[self.engine.dialect.name](runs).values(row).on_conflict_do_nothing()
        inserted = connection.execute(once.returning(runs)).one_or_none()
        return _run(inserted) if inserted else None

    def _changed(self, run: Run, **values: object) -> Run | None:
        held = update(runs).where(_held(run)).values(values)
        with transaction(self.engine) as connection:
            row = connection.execute(held.returning(runs)).one_or_none()
        return _run(row) if row else None

    def _second(self) -> int:
        return int(self.now())


def _held(run: Run) -> ColumnElement[bool]:
    """In the hands of the process that has this run."""
    return and_(runs.c.id == run.id, runs.c.attempts == run.attempts, runs.c.state.in_(IN_HAND))


def _run(row: Row[Any]) -> Run:
    values = row._asdict()
    figures = values.pop("figures")
    return Run(**values, figures=None if figures is None else json.loads(figures))
