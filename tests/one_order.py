"""A warehouse with one order in it on each engine, and what is wrong with a statement of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from sqlalchemy import TableClause, column, select, table, text

from metrics.warehouse.database import Database
from metrics.warehouse.trouble import FACTS, Trouble

LIMIT = 0.5
SLOW = {
    "duckdb": "SELECT sum(a.range + b.range) FROM range(1000000) a, range(1000000) b",
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    ),
    "postgresql": "SELECT pg_sleep(60)",
}
FILL = (
    "CREATE TABLE orders (customer INTEGER, ordered_at TIMESTAMP, email VARCHAR(40))",
    "INSERT INTO orders VALUES (1, '2026-01-01 00:00:00', 'ann@example.com')",
)
ORDERS = table("orders", column("customer"), column("nope"))


@dataclass(frozen=True)
class Place:
    """Where a warehouse is, and who reads from it."""

    dialect: str
    url: str
    opened: list[Database] = field(default_factory=list)

    def database(self, seconds: float = 10, idle: float = 5) -> Database:
        self.opened.append(Database(self.url, seconds, idle=idle))
        return self.opened[-1]


@contextmanager
def one_order(dialect: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Place]:
    file = folder / f"warehouse {dialect}#1"  # signs that mean something in an address
    if dialect == "postgresql":
        url = request.getfixturevalue("postgres")
        connection: Any = psycopg.connect(plain(url), autocommit=True)
    else:
        url = f"{dialect}:///{file}"
        connection = duckdb.connect(file) if dialect == "duckdb" else sqlite3.connect(file)
    with closing(connection):
        for statement in ("DROP TABLE IF EXISTS orders", *FILL):
            connection.execute(statement)
        if dialect == "sqlite":
            connection.commit()
    place = Place(dialect, url)
    yield place
    for database in place.opened:
        database.close()


def plain(url: str) -> str:
    """The address as psycopg itself takes it."""
    return url.replace("+psycopg", "")


def trouble(database: Database, statement: str | TableClause) -> Trouble:
    """What asking for it raises."""
    asked = text(statement) if isinstance(statement, str) else select(*statement.c)
    with pytest.raises(Trouble) as raised:
        database.rows(asked)
    assert set(raised.value.facts) == FACTS[raised.value.code]
    return raised.value
