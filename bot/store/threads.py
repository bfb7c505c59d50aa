"""What was last asked in a thread, so that "and by country?" has something to go on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Engine, delete, select

from bot.store.tables import threads
from bot.store.transaction import INSERT, transaction

KEPT_SECONDS = 48 * 3600


@dataclass(frozen=True, slots=True)
class Threads:
    """`now` gives seconds since 1970; every method is one short transaction and may raise
    Unavailable. A place is a channel, and the thread in it.
    """

    engine: Engine
    now: Callable[[], float]
    _turn: Lock = field(default_factory=Lock)

    def remember(self, place: str, question: str) -> None:
        """The canonical text of the question that was answered there. One after another: where the
        store is slow, an earlier question would else be kept last.
        """
        row = {"place": place, "question": question, "at": int(self.now())}
        made = INSERT[self.engine.dialect.name](threads).values(row)
        change = {"question": question, "at": row["at"]}
        with self._turn, transaction(self.engine) as connection:
            connection.execute(made.on_conflict_do_update(index_elements=("place",), set_=change))

    def earlier(self, place: str, within: int = KEPT_SECONDS) -> str | None:
        """What was last asked there, if that is so many seconds ago or less."""
        fresh = threads.c.at >= int(self.now()) - within
        wanted = select(threads.c.question).where(threads.c.place == place, fresh)
        with transaction(self.engine) as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def forget(self) -> int:
        """Drops what is older than two days; says how many."""
        with transaction(self.engine) as connection:
            old = threads.c.at < int(self.now()) - KEPT_SECONDS
            return connection.execute(delete(threads).where(old)).rowcount

    def delete_all(self) -> None:
        """Forgets everything."""
        with transaction(self.engine) as connection:
            connection.execute(delete(threads))
