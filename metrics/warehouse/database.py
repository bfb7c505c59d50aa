"""One engine per database: read-only, pooled, every statement within a time limit and a row cap."""

import atexit
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sqlalchemy import ClauseElement, Connection, Engine, Executable, Row
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from metrics.warehouse.engines import address_of, engine_in, interrupt, open_engine
from metrics.warehouse.faults import reason_of, trouble_of
from metrics.warehouse.trouble import Trouble

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_ROWS = 100_000
IDLE_SECONDS = 5.0  # after which a DuckDB file is let go of: an open one keeps every writer out

Kind = Literal["date", "instant", "time"]
_KINDS: dict[str, Kind] = {  # as DuckDB, PostgreSQL and Hive call their types
    "date": "date",
    "1082": "date",
    "date_type": "date",
    "timestamp with time zone": "instant",
    "1184": "instant",
}

T = TypeVar("T")


_NOTES: ContextVar[list[str] | None] = ContextVar("notes", default=None)


@contextmanager
def noted() -> Iterator[list[str]]:
    """The SQL of every statement that is run inside, in the order it is run."""
    notes: list[str] = []
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


@dataclass(slots=True)
class Database:
    """A warehouse's engine. `threads` is how many cores one query may use (DuckDB). `memory`: the
    database is in there, and its owner lets go of it.
    """

    url: str
    seconds: float
    threads: int = 1
    idle: float = IDLE_SECONDS
    memory: "DuckDBPyConnection | None" = None
    _engine: Engine | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _busy: int = 0
    _leaving: threading.Timer | None = None

    @property
    def dialect(self) -> str:
        """`duckdb`, `sqlite`, `postgresql`, `hive` or another of SQLAlchemy's names."""
        return address_of(self.url).get_backend_name()

    def rows(self, statement: Executable, most: int = MOST_ROWS) -> list[Row[Any]]:
        """Every row of a statement. Raises Trouble."""
        if (notes := _NOTES.get()) is not None:
            notes.append(self._written(statement))
        return self._run(statement, lambda connection: _fetch(connection, statement, most))

    def chunks(self, statement: Executable, size: int) -> Iterator[Sequence[Row[Any]]]:
        """The rows of a statement that are too many to hold, as they come; within no time limit but
        the server's own. Raises Trouble.
        """
        try:
            with self._opened() as engine, engine.connect() as connection:
                streaming = connection.execution_options(stream_results=True)
                yield from streaming.execute(statement).partitions(size)
        except SQLAlchemyError as error:
            trouble = trouble_of(error, address_of(self.url), statement, self.seconds)
        else:
            return
        raise trouble

    def kind(self, statement: Executable) -> Kind:
        """What a statement's first column holds: days, instants that know their zone, or times
        without one. Raises Trouble.
        """
        described = self._run(statement, lambda connection: _described(connection, statement))
        return _KINDS.get(described.casefold(), "time")

    def _written(self, statement: Executable) -> str:
        """The statement as this database gets it, its values filled in: to be read, not run."""
        if not isinstance(statement, ClauseElement):
            return str(statement)
        with self._opened() as engine:
            return str(statement.compile(engine, compile_kwargs={"literal_binds": True}))

    def close(self) -> None:
        """Lets go of every connection; the next statement opens one again."""
        with self._lock:
            if self._engine is not None and not self._busy:
                self._engine.dispose()

    def _run(self, statement: Executable, run: Callable[[Connection], T]) -> T:
        try:
            with self._opened() as engine, engine.connect() as connection:
                return _within(self.seconds, connection, lambda: run(connection))
        except SQLAlchemyError as error:
            trouble = trouble_of(error, address_of(self.url), statement, self.seconds)
        raise trouble  # here, so that no log shows the statement that the driver's error quotes

    def _leave(self) -> None:
        """At the end of the process: a thread that is inside DuckDB then would abort it."""
        if (leaving := self._leaving) is not None:
            leaving.cancel()
            leaving.join()

    @contextmanager
    def _opened(self) -> Iterator[Engine]:
        with self._lock:
            if self._engine is None:
                self._engine = self._made()
            if self._leaving:
                self._leaving.cancel()
            self._busy += 1
        try:
            yield self._engine
        finally:
            self._free()

    def _made(self) -> Engine:
        if self.memory is not None:
            return engine_in(self.memory, self.seconds)
        atexit.register(self._leave)
        return open_engine(self.url, self.seconds, self.threads)

    def _free(self) -> None:
        with self._lock:
            self._busy -= 1
            if self._busy == 0 and self.dialect == "duckdb" and self.memory is None:
                self._leaving = threading.Timer(self.idle, self.close)
                self._leaving.daemon = True
                self._leaving.start()


def _fetch(connection: Connection, statement: Executable, most: int) -> list[Row[Any]]:
    rows = list(connection.execute(statement).fetchmany(most + 1))
    if len(rows) > most:
        raise Trouble("too_many_rows", most=most)
    return rows


def _described(connection: Connection, statement: Executable) -> str:
    description = connection.execute(statement).cursor.description
    return str(description[0][1]) if description else ""


def _within(seconds: float, connection: Connection, run: Callable[[], T]) -> T:
    """Interrupts the driver when the time is over, and waits for that before the connection goes
    back to the pool: an interrupt that came later would hit the next statement.
    """
    over = threading.Event()
    raw = connection.connection.driver_connection

    def stop() -> None:
        over.set()
        interrupt(raw)

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        return run()
    except DBAPIError as error:
        if not over.is_set():
            raise
        trouble = Trouble("too_slow", reason_of(error), seconds=seconds)
    finally:
        timer.cancel()
        timer.join()
    raise trouble
