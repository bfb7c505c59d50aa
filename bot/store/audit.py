"""Who asked what of the company's data, and where; never what the answer was."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select

from bot.services import Asked
from bot.store.tables import audit
from bot.store.transaction import transaction

KEPT_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Audit:
    """`now` gives seconds since 1970; every method is one short transaction and may raise
    Unavailable.
    """

    engine: Engine
    now: Callable[[], float]

    def write(self, who: str, channel: str, question: str, *, public: bool) -> None:
        """Before the answer is given: what cannot be written down is not answered."""
        row = {"at": int(self.now()), "who": who, "channel": channel}
        with transaction(self.engine) as connection:
            connection.execute(insert(audit).values(**row, public=public, question=question))

    def last(self, limit: int = 20) -> tuple[Asked, ...]:
        """The newest first."""
        columns = (audit.c.at, audit.c.who, audit.c.channel, audit.c.public, audit.c.question)
        wanted = select(*columns).order_by(audit.c.id.desc()).limit(limit)
        with transaction(self.engine) as connection:
            return tuple(Asked(*row) for row in connection.execute(wanted))

    def forget(self) -> int:
        """Drops what is older than a year; says how many."""
        oldest = int(self.now()) - KEPT_SECONDS
        with transaction(self.engine) as connection:
            return connection.execute(delete(audit).where(audit.c.at < oldest)).rowcount

    def delete_all(self) -> None:
        """Forgets everything."""
        with transaction(self.engine) as connection:
            connection.execute(delete(audit))
