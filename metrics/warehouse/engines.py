"""How each database is opened so that it can only be read, and how its driver is interrupted."""

import os
import socket
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError

from metrics.warehouse.trouble import CONNECT_SECONDS, Trouble

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IN_MEMORY = "duckdb:///:memory:"
_SILENT_SECONDS = 2
_POOL = {"pool_size": 8, "max_overflow": 8, "hide_parameters": True}


def open_engine(url: str, seconds: float, threads: int) -> Engine:
    """An engine that can only read, as far as its database lets us say so. Opens no connection
    yet. Raises Trouble unreachable for a URL that no driver here understands.
    """
    address = address_of(url)
    backend = address.get_backend_name()
    try:
        match backend:
            case "duckdb":
                return _duckdb(address, seconds, threads)
            case "sqlite":
                return _sqlite(address, seconds)
            case "postgresql":
                return _postgresql(address, seconds)
            case "hive" if address.drivername == "hive":
                return _hive(address, seconds)
            case _:
                pool = {**_POOL, "pool_timeout": seconds, "pool_pre_ping": True}
                return create_engine(address, **cast("Any", pool))
    except (NoSuchModuleError, ImportError):
        raise Trouble("unreachable", f"no driver for {backend} is installed") from None


def engine_in(memory: "DuckDBPyConnection", seconds: float) -> Engine:
    """An engine on a database in memory, which is there as long as its owner keeps it."""
    from duckdb_engine import ConnectionWrapper  # noqa: PLC0415 - used here only

    return create_engine(
        IN_MEMORY,
        creator=lambda: ConnectionWrapper(memory.cursor()),
        pool_timeout=seconds,
        **cast("Any", _pool_of_files()),
    )


def address_of(url: str) -> URL:
    """Raises Trouble unreachable when the URL is none."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise Trouble("unreachable", "[warehouse] url is not an address") from None


def interrupt(raw: Any) -> None:
    """Ends the statement that a driver's connection runs in another thread. DuckDB, SQLite and our
    Hive have it; psycopg asks the server to cancel; others are left to their own limit.
    """
    if hasattr(raw, "interrupt"):
        raw.interrupt()
    elif hasattr(raw, "cancel_safe"):
        _cancel(raw)


def _cancel(raw: Any) -> None:
    """A server that does not answer the request to cancel either is hung up on."""
    from psycopg import Error  # noqa: PLC0415 - not everyone's warehouse

    try:
        raw.cancel_safe(timeout=_SILENT_SECONDS)
    except Error:
        with socket.socket(fileno=os.dup(raw.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)


def _duckdb(address: URL, seconds: float, threads: int) -> Engine:
    config = {
        "enable_external_access": False,
        "lock_configuration": True,
        "threads": threads,
    }
    return create_engine(
        address,
        connect_args={"read_only": True, "config": config},
        pool_timeout=seconds,
        **cast("Any", _POOL),
    )


def _sqlite(address: URL, seconds: float) -> Engine:
    """A file that another process writes to is waited for during half the time limit."""
    file = f"{Path(address.database or '').absolute().as_uri()}?mode=ro"
    patience = min(seconds / 2, CONNECT_SECONDS)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(file, uri=True, check_same_thread=False, timeout=patience)
        connection.set_authorizer(_reading_only)
        connection.create_aggregate("bit_or", 1, cast("Any", _BitOr))
        return connection

    return create_engine(
        "sqlite://", creator=connect, pool_timeout=seconds, **cast("Any", _pool_of_files())
    )


def _pool_of_files() -> dict[str, Any]:
    """The pool that SQLAlchemy would choose if it knew that the address is a file's."""
    from sqlalchemy.pool import QueuePool  # noqa: PLC0415 - used here only

    return {**_POOL, "poolclass": QueuePool}


def _postgresql(address: URL, seconds: float) -> Engine:
    """The server's own limit ends a statement a little after ours would have. A server that is
    gone without a word is noticed by keep-alives.
    """
    options = (
        f"-c statement_timeout={int(seconds * 1000) + 1000} "
        "-c default_transaction_read_only=on -c timezone=UTC"
    )
    arguments = {
        "options": options,
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 1000 * CONNECT_SECONDS,
    }
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args=arguments,
        pool_timeout=seconds,
        **cast("Any", _POOL),
    )
    event.listen(engine, "checkout", _still_there)
    return engine


def _still_there(raw: Any, *_: object) -> None:
    """What `pool_pre_ping` does, but for a server that holds the line and says nothing: that one
    is hung up on, and called again.
    """
    from psycopg import Error  # noqa: PLC0415 - not everyone's warehouse

    timer = threading.Timer(_SILENT_SECONDS, interrupt, [raw])
    timer.start()
    try:
        raw.execute("SELECT 1")
        raw.rollback()
    except Error:
        raise DisconnectionError from None
    finally:
        timer.cancel()
        timer.join()


def _hive(address: URL, seconds: float) -> Engine:
    from metrics.warehouse import hive  # noqa: PLC0415 - PyHive is not everyone's

    engine = create_engine(
        address,
        creator=lambda: hive.connect(address, seconds),
        pool_timeout=seconds,
        pool_pre_ping=True,
        **cast("Any", _POOL),
    )
    event.listen(engine, "handle_error", hive.notice_the_gone)
    return engine


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
