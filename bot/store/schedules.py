"""What the clock posts or watches, for whom and when; every change of it is written down."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NotRequired, TypedDict

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from bot.reply import Language
from bot.store.changes import Values, record
from bot.store.tables import runs, schedules
from bot.store.transaction import transaction

KIND = "schedule"  # in the history of changes
_NOT_RECORDED = {"id", "anchor_at", "crossing"}  # nobody chooses these
_NOT_POSTED = ("claimed", "computed")


@dataclass(frozen=True, slots=True)
class Schedule:
    """`question` as `Ask.question` writes it, but without dates, or the condition of an alert;
    `rule` as a Rule is written; `timezone` an IANA name. `mention`: Slack ids with a space in
    between, or nobody. `offered_to` is who may accept to be its owner. Nothing that was due at
    `anchor_at` (seconds since 1970) or before is ever posted. `crossing`: what an alert told last,
    empty where it is not beyond its limit.
    """

    id: int
    kind: Literal["post", "alert"]
    channel: str
    question: str
    rule: str
    timezone: str
    language: Language
    note: str
    mention: str
    owner: str
    offered_to: str | None
    anchor_at: int
    state: Literal["active", "paused"]
    reason: str | None  # of the pause
    crossing: str

    @property
    def mark(self) -> str:
        """Of what may be changed: another one after every change."""
        values = asdict(self)
        edited = [values[name] for name in sorted(Edit.__annotations__)]
        return hashlib.sha256(json.dumps(edited).encode()).hexdigest()[:16]


class Edit(TypedDict, total=False):
    """What may be changed later."""

    channel: str
    question: str
    rule: str
    timezone: str
    language: Language
    note: str
    mention: str


class Wanted(TypedDict):
    """What a new schedule is made of."""

    kind: Literal["post", "alert"]
    channel: str
    question: str
    rule: str
    timezone: str
    language: Language
    owner: str
    note: NotRequired[str]
    mention: NotRequired[str]


class Changed(Exception):  # noqa: N818 - nothing failed: somebody else was first
    """Another change came between looking at it and changing it; `current` is what is there now."""

    def __init__(self, current: Schedule) -> None:
        super().__init__(current.id)
        self.current = current


@dataclass(frozen=True, slots=True)
class Schedules:
    """`now` gives seconds since 1970; every method is one short transaction and may raise
    Unavailable. `who` is the id of the person who does it, or what else did it. Methods that change
    a schedule give it as it is then, None where there was nothing to change.
    """

    engine: Engine
    now: Callable[[], float]

    def add(self, wanted: Wanted, who: str) -> Schedule:
        """Nothing before now is ever due."""
        values = {"note": "", "mention": "", **wanted, "state": "active", "crossing": ""}
        made = insert(schedules).values(**values, anchor_at=int(self.now())).returning(schedules)
        with transaction(self.engine) as connection:
            added = _schedule(connection.execute(made).one())
            self._record(connection, who, added.id, {}, _recorded(added))
        return added

    def all(self) -> tuple[Schedule, ...]:
        """The oldest first."""
        wanted = select(schedules).order_by(schedules.c.id)
        with transaction(self.engine) as connection:
            return tuple(map(_schedule, connection.execute(wanted)))

    def of(self, owner: str) -> tuple[Schedule, ...]:
        """Those that this person owns or is offered."""
        return tuple(one for one in self.all() if owner in {one.owner, one.offered_to})

    def get(self, schedule_id: int) -> Schedule | None:
        wanted = select(schedules).where(schedules.c.id == schedule_id)
        with transaction(self.engine) as connection:
            row = connection.execute(wanted).one_or_none()
        return _schedule(row) if row else None

    def change(
        self, schedule_id: int, edit: Edit, who: str, seen: str | None = None
    ) -> Schedule | None:
        """Other times begin now: they bring nothing of the past. Another condition tells anew.
        Raises Changed when its mark is no longer the one that was `seen`.
        """
        with transaction(self.engine) as connection:
            if not (before := locked(connection, schedule_id)):
                return None
            if seen is not None and seen != before.mark:
                raise Changed(before)
            values: dict[str, Any] = dict(edit)
            wanted = replace(before, **values)
            if (wanted.rule, wanted.timezone) != (before.rule, before.timezone):
                values["anchor_at"] = int(self.now())
            if wanted.question != before.question:
                values["crossing"] = ""
            return self._written(connection, before, values, who)

    def pause(self, schedule_id: int, who: str, reason: str | None = None) -> Schedule | None:
        """At once: what is in hand and not being posted is skipped. None if it was paused."""
        with transaction(self.engine) as connection:
            before = locked(connection, schedule_id)
            if before is None or before.state == "paused":
                return None
            in_hand = (runs.c.schedule_id == schedule_id) & runs.c.state.in_(_NOT_POSTED)
            stopped = {"state": "skipped", "reason": "paused", "finished_at": int(self.now())}
            connection.execute(update(runs).where(in_hand).values(stopped))
            return self._written(connection, before, {"state": "paused", "reason": reason}, who)

    def resume(self, schedule_id: int, who: str) -> Schedule | None:
        """From now on: nothing has piled up. None if it was not paused."""
        with transaction(self.engine) as connection:
            before = locked(connection, schedule_id)
            if before is None or before.state == "active":
                return None
            values = {"state": "active", "reason": None, "anchor_at": int(self.now())}
            return self._written(connection, before, values, who)

    def offer(self, schedule_id: int, to: str | None, who: str) -> Schedule | None:
        """Its owner stays until the other accepts. None takes the offer back, or declines it."""
        with transaction(self.engine) as connection:
            before = locked(connection, schedule_id)
            return before and self._written(connection, before, {"offered_to": to}, who)

    def accept(self, schedule_id: int, who: str) -> Schedule | None:
        """Whom it is offered to becomes its owner; None for anybody else."""
        with transaction(self.engine) as connection:
            before = locked(connection, schedule_id)
            if before is None or before.offered_to != who:
                return None
            return self._written(connection, before, {"owner": who, "offered_to": None}, who)

    def remove(self, schedule_id: int, who: str) -> Schedule | None:
        """With its runs; gives it as it was. Its history stays."""
        with transaction(self.engine) as connection:
            if before := locked(connection, schedule_id):
                connection.execute(delete(runs).where(runs.c.schedule_id == schedule_id))
                connection.execute(delete(schedules).where(schedules.c.id == schedule_id))
                self._record(connection, who, schedule_id, _recorded(before), {})
        return before

    def delete_all(self) -> None:
        """Forgets every schedule and every run."""
        with transaction(self.engine) as connection:
            connection.execute(delete(runs))
            connection.execute(delete(schedules))

    def _written(
        self, connection: Connection, before: Schedule, values: Mapping[str, Any], who: str
    ) -> Schedule:
        after = replace(before, **values)
        this = schedules.c.id == before.id
        connection.execute(update(schedules).where(this).values(asdict(after)))
        self._record(connection, who, before.id, _recorded(before), _recorded(after))
        return after

    def _record(
        self, connection: Connection, who: str, schedule_id: int, before: Values, after: Values
    ) -> None:
        about = {"kind": KIND, "key": str(schedule_id), "who": who}
        record(connection, before, after, **about, at=self.now())


def locked(connection: Connection, schedule_id: int) -> Schedule | None:
    """The schedule, which other transactions that want to write it now wait for."""
    same = update(schedules).where(schedules.c.id == schedule_id).values(id=schedules.c.id)
    row = connection.execute(same.returning(schedules)).one_or_none()
    return _schedule(row) if row else None


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(**row._asdict())


def _recorded(schedule: Schedule) -> Values:
    return {
        field: value or None
        for field, value in asdict(schedule).items()
        if field not in _NOT_RECORDED
    }
