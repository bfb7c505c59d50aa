"""A warehouse in a file: who writes to it is waited for, and let in when nobody asks."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import duckdb
import pytest
from sqlalchemy import text

from tests.one_order import LIMIT, Place, trouble


def test_a_file_that_is_written_to_is_locked(duck: Place) -> None:
    with writing(duck):
        assert trouble(duck.database(), "SELECT 1").code == "locked"
    assert duck.database().rows(text("SELECT customer FROM orders")) == [(1,)]


def test_an_idle_warehouse_lets_writers_in(duck: Place) -> None:
    database = duck.database(idle=0.2)
    database.rows(text("SELECT 1"))
    assert not can_write(duck)
    time.sleep(0.4)
    assert can_write(duck)
    assert database.rows(text("SELECT customer FROM orders")) == [(1,)]


def test_a_warehouse_that_is_asked_in_time_stays_open(duck: Place) -> None:
    database = duck.database(idle=0.4)
    for _ in range(4):
        database.rows(text("SELECT 1"))
        time.sleep(0.15)
        assert not can_write(duck)


def test_sqlite_in_the_hands_of_a_writer_is_locked(lite: Place) -> None:
    with closing(
        sqlite3.connect(lite.url.removeprefix("sqlite:///"), isolation_level=None)
    ) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert trouble(lite.database(LIMIT), "SELECT customer FROM orders").code == "locked"
        writer.execute("ROLLBACK")
    assert lite.database().rows(text("SELECT customer FROM orders")) == [(1,)]


WRITE = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def writing(place: Place) -> Iterator[None]:
    """Another process has the file open for writing."""
    command = [sys.executable, "-c", WRITE, path_of(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"open\n"
        yield
        writer.communicate(b"")


def can_write(place: Place) -> bool:
    """Whether the file is let go of; here, since another process would take its time to start."""
    try:
        duckdb.connect(path_of(place)).close()
    except duckdb.ConnectionException:
        return False
    return True


def path_of(place: Place) -> str:
    return place.url.removeprefix("duckdb:///")


LEAVE = """
import sys, time
from sqlalchemy import text
from metrics.warehouse.database import Database
databases = [Database(sys.argv[1], 5, idle=0.05) for _ in range(8)]
for database in databases:
    database.rows(text("SELECT 1"))
time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("seconds", ["0.03", "0.04", "0.05"])
def test_a_process_that_ends_while_files_are_let_go_of_ends_well(duck: Place, seconds: str) -> None:
    command = [sys.executable, "-c", LEAVE, duck.url, seconds]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "FATAL" not in ended.stderr
    assert "terminate" not in ended.stderr
