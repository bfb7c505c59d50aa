"""What the errors of SQLAlchemy and of the drivers mean, without the values they quote."""

import re
from typing import Any, cast

from sqlalchemy import ClauseElement, Executable, TableClause
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.sql.visitors import iterate

from metrics.warehouse.trouble import Trouble

_LOCKED = ("conflicting lock", "could not set lock", "is locked", "different configuration")
_AWAY = (
    "could not connect",
    "server closed",
    "not a database",  # SQLite opens a file at the first statement
    "terminating connection",
    "disk image is malformed",
)
_TABLES = (
    r'Table with name "?(?P<table>.+?)"? does not exist',  # DuckDB
    r"no such table: (?P<table>.+)",  # SQLite
    r"TABLE_OR_VIEW_NOT_FOUND\] The table or view (?P<table>.+?) cannot be found",  # Spark
)
_COLUMNS = (
    r'Table "(?P<table>.+?)" does not have a column named "(?P<column>.+?)"',  # DuckDB
    r'Referenced column "(?P<column>.+?)" not found',
    r"no such column: (?:(?P<table>.+)\.)?(?P<column>.+)",  # SQLite
    r"UNRESOLVED_COLUMN.*? with name (?:(?P<table>.+)\.)?(?P<column>.+?) cannot be",  # Spark
)
# PostgreSQL answers in its own language: the state tells what it is, the form which name it is.
_STATES = {
    "42P01": ("missing_table", (r'"(?P<table>.+?)"',)),
    "42703": (
        "missing_column",
        (r'"(?P<column>.+?)"', r"(?P<table>[^\s.]+)\.(?P<column>\S+)"),
    ),
}
_CANCELLED = "57014"
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def trouble_of(
    error: SQLAlchemyError, address: URL, statement: Executable, seconds: float
) -> Trouble:
    """The trouble that an error of a statement, or of connecting for it, means."""
    low = _first_line(error).casefold()
    reason = reason_of(error)
    where = f"{_shown(address)}: {reason}"
    if any(word in low for word in _LOCKED):
        return Trouble("locked", where)
    if isinstance(error, PoolTimeoutError) or _state(error) == _CANCELLED:
        return Trouble("too_slow", reason, seconds=seconds)
    if not isinstance(error, DBAPIError):
        return Trouble("failed", reason)
    if missing := _missing(error, statement):
        return Trouble(missing[0], reason, **missing[1])
    if error.statement is None or error.connection_invalidated or any(w in low for w in _AWAY):
        return Trouble("unreachable", where)
    return Trouble("failed", reason)


def reason_of(error: SQLAlchemyError) -> str:
    """The driver's first line; what it quotes may be somebody's data, except where it quotes SQL
    that it cannot read.
    """
    said = _first_line(error)
    return said if "syntax error" in said else _QUOTED.sub("…", said)


def _first_line(error: SQLAlchemyError) -> str:
    """Without the statement and its values."""
    said = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    return said.partition("\n")[0]


def _shown(address: URL) -> str:
    """Without user, password and options; what follows an `@` in a password is no host."""
    host = (address.host or "").rpartition("@")[2]
    port = f":{address.port}" if address.port else ""
    return f"{address.get_backend_name()}://{host}{port}/{address.database or ''}"


def _state(error: SQLAlchemyError) -> str | None:
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None


def _missing(error: DBAPIError, statement: Executable) -> tuple[str, dict[str, str]] | None:
    """The code and the facts of a table or a column that is not there."""
    said = _first_line(error)
    by_words = {"missing_table": _TABLES, "missing_column": _COLUMNS}
    state = _STATES.get(_state(error) or "")
    for code, patterns in [state] if state else by_words.items():
        found = next((match for one in patterns if (match := re.search(one, said))), None)
        if found:
            return code, _facts(code, found.groupdict(), statement)
    return None


def _facts(code: str, found: dict[str, Any], statement: Executable) -> dict[str, str]:
    named = (found.get("table") or "").replace("`", "").replace('"', "")
    parts = iterate(cast("ClauseElement", statement))
    tables = dict.fromkeys(one.fullname for one in parts if isinstance(one, TableClause))
    meant = [one for one in tables if one == named or one.endswith(f".{named}")]
    table = next(iter(meant), "") or named or ", ".join(tables)
    if code == "missing_table":
        return {"table": table}
    return {"table": table, "column": str(found["column"]).replace("`", "")}
