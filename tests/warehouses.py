"""Small warehouses that tests fill by themselves: the same rows on every engine."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import make_url

from metrics.warehouse.mapping import Mapping
from metrics.warehouse.warehouse import Warehouse, open_warehouse

ENGINES = ("duckdb", "sqlite", "postgresql", pytest.param("hive", marks=pytest.mark.spark))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AT_ONCE = 1000  # rows in one INSERT
MOST_IN_A_VIEW = 200  # rows, on Spark
PATIENCE = 120  # seconds, for Spark on a busy machine

Kind = Literal["id", "number", "text", "time", "instant", "day", "float", "money"]
Value = int | float | str | date | datetime | Decimal | None

TYPES: dict[str, dict[Kind, str]] = {
    "duckdb": {"time": "TIMESTAMP", "float": "DOUBLE"},
    "sqlite": {"time": "TEXT", "day": "TEXT", "float": "REAL"},
    "postgresql": {"time": "TIMESTAMP", "float": "DOUBLE PRECISION"},
    "hive": {"time": "TIMESTAMP", "float": "DOUBLE", "text": "STRING"},
}
USUAL: dict[Kind, str] = {
    "id": "BIGINT",
    "number": "INTEGER",
    "text": "VARCHAR(100)",
    "day": "DATE",
    "money": "DECIMAL(12, 2)",
    "instant": "TIMESTAMP WITH TIME ZONE",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its columns with the kind of what is in them, and its rows. Times are datetimes or
    what their `fromisoformat` reads.
    """

    columns: dict[str, Kind]
    rows: Sequence[tuple[Value, ...]]

    def statements(self, name: str, dialect: str) -> Iterator[str]:
        """What makes and fills it, for a cursor of any driver."""
        types = USUAL | TYPES[dialect]
        if dialect == "hive":
            yield from self._on_spark(name, types)
            return
        columns = ", ".join(f"{column} {types[kind]}" for column, kind in self.columns.items())
        yield f"DROP TABLE IF EXISTS {name}"
        yield f"CREATE TABLE {name} ({columns})"
        kinds = tuple(self.columns.values())
        for first in range(0, len(self.rows), AT_ONCE):
            written = (_row(row, kinds, dialect) for row in self.rows[first : first + AT_ONCE])
            yield f"INSERT INTO {name} VALUES {', '.join(written)}"

    def _on_spark(self, name: str, types: dict[Kind, str]) -> Iterator[str]:
        """Spark takes seconds to write a table, and none to keep what a small one would hold."""
        texts = (", ".join(map(_text, row)) for row in self.rows)
        nulls = ", ".join(["NULL"] * len(self.columns))
        values = ", ".join([f"(FALSE, {nulls})", *(f"(TRUE, {text})" for text in texts)])
        typed = ", ".join(
            f"CAST({column} AS {types[kind]}) AS {column}" for column, kind in self.columns.items()
        )
        columns = ", ".join(self.columns)
        filled = f"SELECT {typed} FROM VALUES {values} AS made(is_row, {columns}) WHERE is_row"
        if len(self.rows) > MOST_IN_A_VIEW:
            yield f"DROP TABLE IF EXISTS many_{name}"
            yield f"CREATE TABLE many_{name} USING parquet AS {filled}"
            filled = f"SELECT * FROM many_{name}"
        yield f"CREATE OR REPLACE VIEW {name} AS {filled}"


Tables = dict[str, Rows]
Sections = dict[str, dict[str, Any]]  # of retention.toml


def fill(connection: Any, dialect: str, tables: Tables) -> None:
    """Fills a database through its driver's own connection."""
    cursor = connection.cursor()
    for name, table in tables.items():
        for statement in table.statements(name, dialect):
            cursor.execute(statement)
    connection.commit()


def url_of(dialect: str, folder: Path, server: str) -> str:
    """The address of a test's own warehouse; `server` is that of a PostgreSQL or a Spark."""
    if dialect in ("postgresql", "hive"):
        return server
    return f"{dialect}:///{folder / f'warehouse.{dialect}'}"


def connected(url: str) -> Any:
    """A driver's connection that may write."""
    dialect, _, path = url.partition(":///")
    if dialect == "duckdb":
        import duckdb  # noqa: PLC0415 - slow

        return duckdb.connect(path)
    if dialect == "sqlite":
        return sqlite3.connect(path)
    if dialect.startswith("hive"):
        from metrics.warehouse.hive import connect  # noqa: PLC0415 - not always installed

        return connect(make_url(url), 300)
    import psycopg  # noqa: PLC0415 - slow

    return psycopg.connect(url.replace("+psycopg", ""))


@dataclass(slots=True)
class Company:
    """Opens warehouses at one address, and closes them when the test is over."""

    url: str
    opened: list[Warehouse]

    @property
    def dialect(self) -> str:
        return self.url.partition(":")[0].partition("+")[0]

    def __call__(
        self, tables: Tables, sections: Sections, *, utc: bool = False, zone: ZoneInfo = AMSTERDAM
    ) -> Warehouse:
        """A warehouse with these tables in it and these sections of retention.toml. The one before
        is closed: DuckDB has no writer beside a reader.
        """
        self.close()
        with closing(connected(self.url)) as connection:
            fill(connection, self.dialect, tables)
        return self.mapped(sections, utc=utc, zone=zone)

    def mapped(
        self, sections: Sections, *, utc: bool = False, zone: ZoneInfo = AMSTERDAM
    ) -> Warehouse:
        """The warehouse as it is, under another mapping."""
        connection = {
            "url": self.url,
            "timestamps": "utc" if utc else "local",
            "timeout_seconds": PATIENCE,
        }
        mapping = Mapping.model_validate({"warehouse": connection, **sections})
        self.opened.append(open_warehouse(mapping, zone, lambda: 0.0))
        return self.opened[-1]

    def close(self) -> None:
        for warehouse in self.opened:
            warehouse.tables.database.close()
        self.opened.clear()


def _text(value: Value) -> str:
    """Spark casts a text to anything, and wants one type in a column."""
    if value is None:
        return "NULL"
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def _row(row: tuple[Value, ...], kinds: tuple[Kind, ...], dialect: str) -> str:
    written = (_value(one, kind, dialect) for one, kind in zip(row, kinds, strict=True))
    return f"({', '.join(written)})"


def _value(value: Value, kind: Kind, dialect: str) -> str:
    """A literal; SQLite keeps texts as they were given."""
    if value is None:
        return "NULL"
    if kind == "instant":
        return f"TIMESTAMP WITH TIME ZONE '{value}'"
    if kind in ("time", "day"):
        text = value.isoformat(" ") if isinstance(value, datetime) else str(value)
        typed = "" if dialect == "sqlite" else "TIMESTAMP " if kind == "time" else "DATE "
        return f"{typed}'{text}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


ORDERS: Sections = {"orders": {"table": "orders", "customer": "who", "at": "bought"}}
CONTRACTS: Sections = {
    "subscriptions": {"table": "contracts", "customer": "who", "started": "s", "ended": "e"}
}


def orders(*rows: tuple[Value, ...], kind: Kind = "time") -> Tables:
    """A table of who bought when, as ORDERS maps it."""
    return {"orders": Rows({"who": "id", "bought": kind}, rows)}


def contracts(*rows: tuple[Value, ...], kind: Kind = "day") -> Tables:
    """A table of whose contract ran from when to when, as CONTRACTS maps it."""
    return {"contracts": Rows({"who": "id", "s": kind, "e": kind}, rows)}
