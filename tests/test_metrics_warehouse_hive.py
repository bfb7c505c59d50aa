"""Spark, the distributed engine, keeps to the same limits and tells the same troubles."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import column, func, literal, select, table, text

from metrics.warehouse.database import Database
from metrics.warehouse.trouble import Trouble

pytestmark = pytest.mark.spark

LIMIT = 2
ENDLESS = "SELECT count(*) FROM range(100000000000) WHERE hash(id) = 1"
MADE = table("made", column("nope"))


@pytest.fixture
def database(spark: str) -> Iterator[Database]:
    made = Database(spark, 60)
    made.rows(text("SELECT 1"))  # the first statement of a server takes its time
    yield made
    made.close()


def trouble(database: Database, statement: str) -> Trouble:
    with pytest.raises(Trouble) as raised:
        database.rows(text(statement))
    return raised.value


def test_a_session_counts_in_utc_whatever_the_servers_zone(database: Database) -> None:
    assert database.rows(text("SELECT current_timezone()")) == [("UTC",)]


def test_two_executors_share_the_work(database: Database) -> None:
    process = "reflect('java.lang.ProcessHandle', 'current') AS process"
    told = database.rows(text(f"SELECT id, {process} FROM range(0, 16, 1, 16)"))
    assert len({row.process for row in told}) == 2


def test_a_statement_is_cancelled_at_its_limit_and_the_next_one_works(
    spark: str, database: Database
) -> None:
    hasty = Database(spark, LIMIT)
    for _ in range(2):
        started = time.monotonic()
        found = trouble(hasty, ENDLESS)
        assert (found.code, found.facts) == ("too_slow", {"seconds": LIMIT})
        assert time.monotonic() - started < LIMIT + 10  # connecting included, cores shared
    assert database.rows(text("SELECT 1")) == [(1,)]
    hasty.close()


def test_a_limit_ends_one_statement_only(spark: str, database: Database) -> None:
    hasty, rows = Database(spark, LIMIT), list[int]()
    slow = text("SELECT count(*) FROM range(300000000) WHERE hash(id) = 1")
    asking = threading.Thread(target=lambda: rows.append(len(database.rows(slow))))
    asking.start()
    assert trouble(hasty, ENDLESS).code == "too_slow"
    asking.join()
    assert rows == [1]
    hasty.close()


def test_what_is_missing_is_named(database: Database) -> None:
    database.rows(text("CREATE OR REPLACE TEMPORARY VIEW made AS SELECT 1 AS id"))
    with pytest.raises(Trouble) as raised:
        database.rows(select(MADE.c.nope))
    assert raised.value.code == "missing_column"
    assert raised.value.facts == {"table": "made", "column": "nope"}
    with pytest.raises(Trouble) as raised:
        database.rows(select(table("absent", column("id"), schema="shop").c.id))
    assert (raised.value.code, raised.value.facts) == ("missing_table", {"table": "shop.absent"})


def test_columns_tell_what_kind_of_time_they_hold(database: Database) -> None:
    for written, kind in (("DATE", "date"), ("TIMESTAMP", "time"), ("TIMESTAMP_NTZ", "time")):
        assert database.kind(text(f"SELECT CAST(NULL AS {written}) WHERE 1 = 0")) == kind


def test_no_value_of_an_asker_or_a_row_is_told(database: Database) -> None:
    found = trouble(database, "SELECT CAST('ann@example.com' AS INT)")
    assert (found.code, "example.com" in str(found)) == ("failed", False)


@pytest.mark.parametrize("value", ["it's", "\\' OR 1 = 1 --", "a\\", 'say "so"', "50%", "é\n\t"])
def test_a_value_stays_a_value(database: Database, value: str) -> None:
    made = select(literal(value).label("a")).subquery("made")
    wanted = select(func.count()).select_from(made).where(made.c.a == value)
    assert database.rows(wanted) == [(1,)]


def test_a_server_that_is_not_there_or_says_nothing_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (1, silent.getsockname()[1]):
            started = time.monotonic()
            found = trouble(Database(f"hive://ann:hunter2@127.0.0.1:{port}/shop", 10), "SELECT 1")
            assert found.code == "unreachable"
            assert "hunter2" not in str(found)
            assert time.monotonic() - started < 8


def test_a_database_that_is_not_there_is_unreachable(spark: str) -> None:
    assert trouble(Database(spark.replace("/default", "/absent"), 60), "SELECT 1").code in (
        "unreachable",
        "missing_table",
    )
