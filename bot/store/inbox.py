"""What came in and has to be answered once: accepted, leased, answered, forgotten."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, delete, select, update

from bot.store.tables import inbox
from bot.store.transaction import INSERT, transaction

LEASE_SECONDS = 60
KEPT_SECONDS = 48 * 3600  # Slack may deliver an event again for a day
TOO_LATE_SECONDS = 3600  # an answer later than this only confuses


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event in this process's hands. `again`: another process may have answered it already."""

    event_id: str
    post_key: str
    received_at: int
    question: dict[str, Any]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """`now` gives seconds since 1970; every method is one short transaction."""

    engine: Engine
    now: Callable[[], float]
    lease: int = LEASE_SECONDS

    def accept(self, event_id: str, question: dict[str, Any] | None) -> Waiting | None:
        """Takes the event in hand; None when it was taken before. What has no question is only
        remembered: no other process takes it over. Raises Unavailable.
        """
        waiting = Waiting(event_id, str(uuid4()), self._second(), question or {})
        row = {
            "event_id": event_id,
            "post_key": waiting.post_key,
            "received_at": waiting.received_at,
            "leased_until": waiting.received_at + self.lease,
            "question": None if question is None else json.dumps(question),
        }
        once = INSERT[self.engine.dialect.name](inbox).values(row).on_conflict_do_nothing()
        with transaction(self.engine) as connection:
            accepted = connection.execute(once.returning(inbox.c.event_id)).one_or_none()
        return waiting if accepted else None

    def take_over(self) -> list[Waiting]:
        """What a process that died left unanswered, each taken by one process only."""
        late = inbox.c.leased_until < self._second()
        fresh = inbox.c.received_at > self._second() - TOO_LATE_SECONDS
        wanted = select(inbox).where(inbox.c.question.is_not(None), late, fresh)
        with self.engine.begin() as connection:
            rows = connection.execute(wanted.order_by(inbox.c.received_at)).all()
        return [
            Waiting(
                row.event_id, row.post_key, row.received_at, json.loads(row.question), again=True
            )
            for row in rows
            if self._leased(row.event_id, row.leased_until)
        ]

    def extend(self, event_ids: Collection[str]) -> None:
        """Keeps what is being answered from being taken over."""
        until = self._second() + self.lease
        with self.engine.begin() as connection:
            connection.execute(
                update(inbox).where(inbox.c.event_id.in_(event_ids)).values(leased_until=until)
            )

    def answered(self, event_id: str) -> None:
        """Done with: the question's text is not kept."""
        with self.engine.begin() as connection:
            connection.execute(
                update(inbox).where(inbox.c.event_id == event_id).values(question=None)
            )

    def release(self, event_id: str) -> None:
        """As if it never came: it may be accepted again."""
        with self.engine.begin() as connection:
            connection.execute(delete(inbox).where(inbox.c.event_id == event_id))

    def forget(self) -> int:
        """Drops what is older than Slack's last redelivery; says how many."""
        with self.engine.begin() as connection:
            oldest = self._second() - KEPT_SECONDS
            return connection.execute(delete(inbox).where(inbox.c.received_at < oldest)).rowcount

    def delete_all(self) -> None:
        """Forgets every event."""
        with transaction(self.engine) as connection:
            connection.execute(delete(inbox))

    def _leased(self, event_id: str, seen: int) -> bool:
        """Whether this process got it: the lease is still the one that was seen."""
        until = self._second() + self.lease
        unchanged = (inbox.c.event_id == event_id) & (inbox.c.leased_until == seen)
        with self.engine.begin() as connection:
            return (
                connection.execute(
                    update(inbox).where(unchanged).values(leased_until=until)
                ).rowcount
                == 1
            )

    def _second(self) -> int:
        return int(self.now())
