"""What people asked and did not get, and what they made of answers: without who they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, Table, delete, select, update

from bot.reply import Language
from bot.store.masking import mask
from bot.store.tables import gaps, votes
from bot.store.transaction import INSERT, transaction

KEPT_SECONDS = 90 * 24 * 3600

Why = Literal["unanswered", "down"]
_SHOWN = ("id", "question", "language", "why", "reason", "times", "first_at", "last_at")


@dataclass(frozen=True, slots=True)
class Gap:
    """A masked question and how often it was asked; seconds since 1970. `reason` is the newest."""

    id: int
    question: str
    language: Language
    why: Why
    reason: str | None
    times: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Votes:
    """How often an entry was called useful, and how often not."""

    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """`now` gives seconds since 1970; every method is one short transaction and may raise
    Unavailable.
    """

    engine: Engine
    now: Callable[[], float]

    def note(self, question: str, language: Language, why: Why, reason: str = "") -> None:
        """Keeps the question, masked; when it is there already, it is counted. A question of which
        masking leaves nothing is not kept.
        """
        if not (masked := mask(question)):
            return
        at = int(self.now())
        told = {"reason": given} if (given := mask(reason)) else {}
        row = {"question": masked, "language": language, "why": why, "closed": False, **told}
        self._insert_or_change(
            gaps,
            {**row, "times": 1, "first_at": at, "last_at": at},
            {"times": gaps.c.times + 1, "last_at": at, **told},
            on=("question", "language", "why"),
        )

    def open(self, limit: int = 20) -> tuple[Gap, ...]:
        """What nobody has closed: most asked first, then the newest."""
        columns = [gaps.c[name] for name in _SHOWN]
        wanted = select(*columns).where(gaps.c.closed.is_(False))
        order = (gaps.c.times.desc(), gaps.c.last_at.desc(), gaps.c.id.desc())
        with transaction(self.engine) as connection:
            rows = connection.execute(wanted.order_by(*order).limit(limit)).all()
        return tuple(Gap(*row) for row in rows)

    def close(self, gap_id: int) -> None:
        """Dealt with, or not worth an entry: it stays away, however often it is asked again."""
        with transaction(self.engine) as connection:
            connection.execute(update(gaps).where(gaps.c.id == gap_id).values(closed=True))

    def forget(self) -> int:
        """Drops what was first asked over 90 days ago, closed or not; says how many."""
        oldest = int(self.now()) - KEPT_SECONDS
        with transaction(self.engine) as connection:
            return connection.execute(delete(gaps).where(gaps.c.first_at < oldest)).rowcount

    def vote(self, key: str, *, up: bool) -> None:
        """Counts a vote for, or against, the entry with this key."""
        side = votes.c.up if up else votes.c.down
        row = {"key": key, "up": int(up), "down": int(not up)}
        self._insert_or_change(votes, row, {side.name: side + 1}, on=("key",))

    def votes(self, key: str) -> Votes:
        """The votes on the entry with this key."""
        with transaction(self.engine) as connection:
            counted = select(votes.c.up, votes.c.down).where(votes.c.key == key)
            row = connection.execute(counted).one_or_none()
        return Votes(*row) if row else Votes(0, 0)

    def delete_all(self) -> None:
        """Forgets every question and every vote."""
        with transaction(self.engine) as connection:
            connection.execute(delete(gaps))
            connection.execute(delete(votes))

    def _insert_or_change(
        self, table: Table, row: Mapping[str, Any], change: Mapping[str, Any], on: tuple[str, ...]
    ) -> None:
        """One statement, so that many processes may do so at once."""
        inserted = INSERT[self.engine.dialect.name](table).values(dict(row))
        with transaction(self.engine) as connection:
            connection.execute(inserted.on_conflict_do_update(index_elements=on, set_=dict(change)))
