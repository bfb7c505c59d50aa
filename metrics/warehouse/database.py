"""One engine per database: read-only, pooled, every statement within a time limit and a row cap."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Engine, Executable, Row, Select, create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from metrics.warehouse.trouble import Trouble

MOST_ROWS = 100_000
IDLE_SECONDS = 5.0  # after which a DuckDB file is let go of: an open one keeps every writer out
_CONNECT_SECONDS = 5
_DATES = {"date", "date_type", "1082"}  # as DuckDB, Hive and PostgreSQL call the type


@dataclass(slots=True)
class Database:
    """A warehouse's engine. `threads` is how many cores one query may use (DuckDB)."""

    url: str
    seconds: float
    threads: int = 1
    idle: float = IDLE_SECONDS
    _engine: Engine | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _busy: int = 0
    _leaving: threading.Timer | None = None

    @property
    def dialect(self) -> str:
        """`duckdb`, `sqlite`, `postgresql`, `hive` or another of SQLAlchemy's names."""
        return _address(self.url).get_backend_name()

    def rows(self, statement: Executable, most: int = MOST_ROWS) -> list[Row[Any]]:
        """Every row of a statement. Raises Trouble."""
        with self._connection() as connection:
            return _within(self.seconds, connection, lambda: _fetch(connection, statement, most))

    def kind(self, statement: Executable) -> str:
        """`date`, or `time` for anything else, of a statement's first column. Raises Trouble."""
        with self._connection() as connection:
            described = connection.execute(statement).cursor.description
        said = str(described[0][1]).casefold() if described else ""
        return "date" if said in _DATES else "time"

    def written(self, statement: Select[tuple[Any, ...]]) -> str:
        """The statement as this database gets it, its values filled in: to be read, not run."""
        compiled = statement.compile(self._opened(), compile_kwargs={"literal_binds": True})
        self._free()
        return str(compiled)

    def close(self) -> None:
        """Lets go of every connection; the next statement opens one again."""
        with self._lock:
            if self._engine is not None and not self._busy:
                self._engine.dispose()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        engine = self._opened()
        try:
            with engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise trouble_of(error) from error
        finally:
            self._free()

    def _opened(self) -> Engine:
        with self._lock:
            self._busy += 1
            if self._leaving:
                self._leaving.cancel()
            if self._engine is None:
                self._engine = open_engine(self.url, self.seconds, self.threads)
            return self._engine

    def _free(self) -> None:
        with self._lock:
            self._busy -= 1
            if self._busy == 0 and self.dialect == "duckdb":
                self._leaving = threading.Timer(self.idle, self.close)
                self._leaving.daemon = True
                self._leaving.start()


def open_engine(url: str, seconds: float, threads: int) -> Engine:
    """An engine that can only read, as far as its database lets us say so."""
    address = _address(url)
    backend = address.get_backend_name()
    try:
        match backend:
            case "duckdb":
                return _duckdb(address, threads)
            case "sqlite":
                return _sqlite(address, seconds)
            case "postgresql":
                return _postgresql(address, seconds)
            case _:
                return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    except (NoSuchModuleError, ImportError) as error:
        raise Trouble("unreachable", f"no driver for {backend} is installed: {error}") from None


def trouble_of(error: SQLAlchemyError) -> Trouble:
    """What an error of SQLAlchemy's or the driver's means."""
    reason = _first_line(error)
    low = reason.casefold()
    if any(word in low for word in ("conflicting lock", "could not set lock", "is locked")):
        return Trouble("locked", reason)
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _is_away(low)):
        return Trouble("unreachable", reason)
    return Trouble("failed", reason)


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        raise Trouble("unreachable", "[warehouse] url is not an address") from None


def _duckdb(address: URL, threads: int) -> Engine:
    config = {"enable_external_access": False, "lock_configuration": True, "threads": threads}
    return create_engine(
        address,
        connect_args={"read_only": True, "config": config},
        pool_size=8,
        max_overflow=8,
        hide_parameters=True,
    )


def _sqlite(address: URL, seconds: float) -> Engine:
    file = f"file:{address.database}?mode=ro"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(file, uri=True, check_same_thread=False, timeout=seconds)
        connection.set_authorizer(_reading_only)
        connection.create_aggregate("bit_or", 1, cast("Any", _BitOr))
        return connection

    return create_engine("sqlite://", creator=connect, pool_size=8, hide_parameters=True)


def _postgresql(address: URL, seconds: float) -> Engine:
    """The server's own limit ends a statement a little after ours would have."""
    options = (
        f"-c statement_timeout={int(seconds * 1000) + 1000} "
        "-c default_transaction_read_only=on -c timezone=UTC"
    )
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args={"options": options, "connect_timeout": _CONNECT_SECONDS},
        pool_pre_ping=True,
        hide_parameters=True,
    )


class _BitOr:
    """SQLite's missing aggregate."""

    def __init__(self) -> None:
        self._bits = 0

    def step(self, bits: int | None) -> None:
        self._bits |= bits or 0

    def finalize(self) -> int:
        return self._bits


_READS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_RECURSIVE,
}
_ASKED_AT_CONNECT = (sqlite3.SQLITE_PRAGMA, "read_uncommitted")  # by SQLAlchemy


def _reading_only(action: int, first: str | None, *_: str | None) -> int:
    """`mode=ro` alone lets a statement attach, and so make, another file."""
    allowed = action in _READS or (action, first) == _ASKED_AT_CONNECT
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _fetch(connection: Connection, statement: Executable, most: int) -> list[Row[Any]]:
    rows = list(connection.execute(statement).fetchmany(most + 1))
    if len(rows) > most:
        raise Trouble("too_many_rows", most=most)
    return rows


def _within(
    seconds: float, connection: Connection, run: Callable[[], list[Row[Any]]]
) -> list[Row[Any]]:
    """Interrupts the driver when the time is over, and waits for that before the connection goes
    back to the pool: an interrupt that came later would hit the next statement.
    """
    over = threading.Event()
    raw: Any = connection.connection.driver_connection

    def stop() -> None:
        over.set()
        _interrupt(raw)

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        return run()
    except DBAPIError as error:
        connection.rollback()
        if over.is_set():
            raise Trouble("too_slow", _first_line(error), seconds=seconds) from error
        raise
    finally:
        timer.cancel()
        timer.join()


def _interrupt(raw: Any) -> None:
    """DuckDB and SQLite interrupt; psycopg cancels; others are left to their own limit."""
    if hasattr(raw, "interrupt"):
        raw.interrupt()
    elif hasattr(raw, "cancel_safe"):
        raw.cancel_safe(timeout=_CONNECT_SECONDS)


def _first_line(error: SQLAlchemyError) -> str:
    """Without the statement and its values."""
    said = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    return said.partition("\n")[0]


_AWAY = (
    "could not connect",
    "connection refused",
    "connection failed",
    "timeout expired",
    "unable to open database",
    "does not exist, opening",
    "cannot open",
    "tsocket",
    "connection reset",
    "server closed",
    "is not a valid",
    "not a database",
)


def _is_away(reason: str) -> bool:
    return any(word in reason for word in _AWAY)
