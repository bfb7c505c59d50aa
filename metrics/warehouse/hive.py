"""Hive's and Spark's Thrift server through PyHive, so that a statement can be interrupted and a
server that is silent is given up.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Self

import thrift_sasl
from pyhive import hive
from sqlalchemy import ExceptionContext
from sqlalchemy.engine import URL
from TCLIService.ttypes import TOperationState
from thrift.Thrift import TException
from thrift.transport.TSocket import TSocket

from metrics.warehouse.trouble import CONNECT_SECONDS

_PAUSES = (0.01, 0.02, 0.05, 0.1)  # between two looks at whether a statement has ended
_LOOK_SHORTLY = {"hive.server2.long.polling.timeout": "50ms"}  # else a look itself waits seconds
_PASSWORDLESS = "x"  # the server looks at none then, but it may not be empty
_RUNNING = {
    TOperationState.INITIALIZED_STATE,
    TOperationState.PENDING_STATE,
    TOperationState.RUNNING_STATE,
}

# At INFO it prints every statement with its values, at DEBUG the password too.
logging.getLogger("pyhive").setLevel(logging.WARNING)


class Gone(hive.OperationalError):  # type: ignore[misc]  # PyHive has no types
    """The server is not there, or says nothing; its connection is of no more use."""


def connect(address: URL, seconds: float) -> "Connection":
    """A session that counts in UTC, and whose server ends a statement a little after we would
    have. Raises hive.OperationalError.
    """
    line = TSocket(address.host, address.port or 10000)
    line.setTimeout(1000 * CONNECT_SECONDS)
    with _told():
        connection = Connection(
            thrift_transport=_transport(line, address),
            username=address.username,
            database=address.database or "default",
            configuration=_LOOK_SHORTLY,
        )
    line.setTimeout(1000 * (seconds + 1))  # statements run by themselves: a call returns sooner
    with connection.cursor() as cursor:
        cursor.execute("SET spark.sql.session.timeZone=UTC")
        cursor.execute(f"SET spark.sql.thriftServer.queryTimeout={int(seconds) + 1}")
    return connection


def notice_the_gone(context: ExceptionContext) -> None:
    """For SQLAlchemy, which asks of every error whether the connection survived it."""
    context.is_disconnect = isinstance(context.original_exception, Gone)


class Connection(hive.Connection):  # type: ignore[misc]  # PyHive has no types
    """A connection like DuckDB's and SQLite's: another thread may interrupt it."""

    def __init__(self, **arguments: Any) -> None:
        self.stopped = threading.Event()
        super().__init__(**arguments)

    def interrupt(self) -> None:
        self.stopped.set()

    def cursor(self) -> "Cursor":
        return Cursor(self)

    def close(self) -> None:
        with _told():
            super().close()


class Cursor(hive.Cursor):  # type: ignore[misc]  # PyHive has no types
    """Looks whether its statement has ended instead of waiting for that."""

    def execute(self, operation: str, parameters: Any = None, **_: Any) -> None:
        self._connection.stopped.clear()
        written = {name: _written(value) for name, value in (parameters or {}).items()}
        with _told():
            super().execute(operation, written, async_=True)
            self._wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self) -> None:
        looks = 0
        while (status := self.poll(get_progress_update=False)).operationState in _RUNNING:
            if self._connection.stopped.wait(_PAUSES[min(looks, len(_PAUSES) - 1)]):
                self.cancel()
                raise hive.OperationalError("interrupted")
            looks += 1
        if status.operationState != TOperationState.FINISHED_STATE:
            raise hive.OperationalError(status.errorMessage or "the server ended the statement")

    def _fetch_more(self) -> None:
        with _told():
            super()._fetch_more()


def _written(value: Any) -> Any:
    """PyHive writes a year before 1000 with fewer than four digits, which Spark does not read."""
    return str(value) if isinstance(value, date) else value


@contextmanager
def _told() -> Iterator[None]:
    """Thrift's own errors, and PyHive's that hold a whole answer, as the driver's in a sentence."""
    try:
        yield
    except (TException, OSError, EOFError) as error:
        raise Gone(f"the connection ended: {error}") from None
    except hive.OperationalError as error:
        status = getattr(error.args[0], "status", None) if error.args else None
        if status is None:
            raise
        raise hive.OperationalError(status.errorMessage) from None


def _transport(line: TSocket, address: URL) -> Any:
    who = {"username": address.username or "", "password": address.password or _PASSWORDLESS}
    return thrift_sasl.TSaslClientTransport(
        lambda: hive.get_installed_sasl(host=address.host, sasl_auth="PLAIN", service=None, **who),
        "PLAIN",
        line,
    )
