"""A warehouse is only read, within its limits, and no value of it is told."""

import threading
import time
import traceback
from pathlib import Path

import pytest
from sqlalchemy import TableClause, column, select, table, text

from metrics.warehouse.trouble import Trouble
from tests.one_order import LIMIT, ORDERS, SLOW, Place, trouble


def test_a_warehouse_gives_its_rows(place: Place) -> None:
    assert place.database().rows(text("SELECT customer FROM orders")) == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM orders",
        "UPDATE orders SET customer = 2",
        "INSERT INTO orders VALUES (2, NULL, NULL)",
        "DROP TABLE orders",
        "CREATE TABLE more (id INTEGER)",
        "CREATE VIEW more AS SELECT 1",
    ],
)
def test_nothing_can_be_written(place: Place, statement: str) -> None:
    database = place.database()
    assert trouble(database, statement).code == "failed"
    assert database.rows(text("SELECT customer FROM orders")) == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{0}/new.duckdb' AS stolen",
        "COPY orders TO '{0}/new.csv'",
        "EXPORT DATABASE '{0}/new'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/passwd.csv'",
        "SET threads = 64",
        "SET enable_external_access = true",
        "PRAGMA memory_limit = '1TB'",
        "INSTALL httpfs",
        "LOAD '{0}/evil.duckdb_extension'",
    ],
)
def test_duckdb_reaches_no_file_but_its_own(duck: Place, statement: str, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    assert trouble(duck.database(), statement.format(tmp_path)).code == "failed"
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{0}/new.sqlite' AS stolen",
        "ATTACH ':memory:' AS stolen",
        "VACUUM INTO '{0}/new.sqlite'",
        "PRAGMA writable_schema = ON",
        "CREATE TEMP TABLE more (id INTEGER)",
    ],
)
def test_sqlite_attaches_nothing(lite: Place, statement: str, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    assert trouble(lite.database(), statement.format(tmp_path)).code == "failed"
    assert set(tmp_path.iterdir()) == before


def test_a_session_of_postgresql_is_read_only_in_utc_and_limited_by_the_server_too(
    server: Place,
) -> None:
    asked = " , ".join(
        f"current_setting('{name}')"
        for name in ("default_transaction_read_only", "timezone", "statement_timeout")
    )
    assert server.database(2).rows(text(f"SELECT {asked}")) == [("on", "UTC", "3s")]


def test_a_statement_is_ended_at_its_limit_and_the_next_one_works(place: Place) -> None:
    database = place.database(LIMIT)
    for _ in range(2):
        started = time.monotonic()
        found = trouble(database, SLOW[place.dialect])
        assert found.code == "too_slow"
        assert found.facts == {"seconds": LIMIT}
        assert LIMIT <= time.monotonic() - started < LIMIT + 2  # others use the same cores
        assert database.rows(text("SELECT customer FROM orders")) == [(1,)]


def test_a_limit_ends_one_statement_only(place: Place) -> None:
    patient, hasty = place.database(), place.database(LIMIT)
    rows = []
    asking = threading.Thread(target=lambda: rows.extend(patient.rows(text(quite_slow(place)))))
    asking.start()
    assert trouble(hasty, SLOW[place.dialect]).code == "too_slow"
    asking.join()
    assert len(rows) == 1


def quite_slow(place: Place) -> str:
    """About a second, and it ends."""
    return {
        "duckdb": "SELECT sum(a.range) FROM range(30000) a, range(20000) b",
        "sqlite": (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) "
            "SELECT count(*) FROM n"
        ),
        "postgresql": "SELECT pg_sleep(1)",
    }[place.dialect]


def test_more_rows_than_the_cap_are_refused(place: Place) -> None:
    numbers = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"
    database = place.database()
    assert len(database.rows(text(numbers), most=3)) == 3
    with pytest.raises(Trouble) as raised:
        database.rows(text(numbers), most=2)
    assert (raised.value.code, raised.value.facts) == ("too_many_rows", {"most": 2})


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        (table("returns", column("id")), "returns"),
        (table("returns", column("id"), schema="shop"), "shop.returns"),
    ],
)
def test_a_table_that_is_not_there_is_named(
    place: Place, statement: TableClause, table: str
) -> None:
    found = trouble(place.database(), statement)
    assert (found.code, found.facts) == ("missing_table", {"table": table})


def test_a_column_that_is_not_there_is_named_with_its_table(place: Place) -> None:
    found = trouble(place.database(), ORDERS)
    assert (found.code, found.facts) == ("missing_column", {"table": "orders", "column": "nope"})


def test_so_is_one_in_a_condition_of_the_administrators(place: Place) -> None:
    wanted = select(ORDERS.c.customer).where(text("(state <> 'gone')"))
    with pytest.raises(Trouble) as raised:
        place.database().rows(wanted)
    assert raised.value.code == "missing_column"
    assert raised.value.facts == {"table": "orders", "column": "state"}


def test_columns_tell_what_kind_of_time_they_hold(duck: Place, server: Place) -> None:
    for place in (duck, server):
        for kind, expected in (
            ("DATE", "date"),
            ("TIMESTAMP", "time"),
            ("TIMESTAMP WITH TIME ZONE", "instant"),
        ):
            asked = text(f"SELECT CAST(NULL AS {kind}) WHERE 1 = 0")
            assert place.database().kind(asked) == expected


def test_looking_at_a_column_is_limited_too(place: Place) -> None:
    with pytest.raises(Trouble, match="too_slow"):
        place.database(LIMIT).kind(text(SLOW[place.dialect]))


def test_no_value_is_told_neither_the_askers_nor_the_warehouses(place: Place) -> None:
    wanted = (
        select(text("CAST(email AS INTEGER) / 0"))
        .select_from(ORDERS)
        .where(column("email") == "bob@example.com", text("nonsense(email) = 1"))
    )
    for asked in (wanted, text("SELECT CAST('ann@example.com' AS DATE), nonsense(1)")):
        with pytest.raises(Trouble) as raised:
            place.database().rows(asked)
        assert "example.com" not in "".join(traceback.format_exception(raised.value))


def test_what_duckdb_cannot_convert_is_not_told(duck: Place) -> None:
    found = trouble(duck.database(), "SELECT CAST(email AS INTEGER) FROM orders")
    assert (found.code, "example.com" in str(found)) == ("failed", False)


def test_a_hundred_ask_at_once_and_all_are_answered(place: Place) -> None:
    database, rows = place.database(), []
    asking = [
        threading.Thread(
            target=lambda: rows.append(database.rows(text("SELECT customer FROM orders")))
        )
        for _ in range(100)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert rows == [[(1,)]] * 100
