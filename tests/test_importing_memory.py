"""Files in memory: what day it is for them, that nothing is left, and what is too much."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from bot.importing.memory import Held, data_of, hold
from bot.reply import Problem
from bot.services import Asker, Data
from metrics.period import containing
from metrics.warehouse.spans import Span
from tests.dropping import DUTCH, SUBSCRIPTIONS

ZONE = "Europe/Amsterdam"
DECEMBER = Span.of(containing(date(2025, 12, 1), "month"))


@pytest.fixture
def held() -> Iterator[Held]:
    made = hold([("orders.csv", DUTCH)], ZONE, "nl")
    yield made
    made.close()


def data(held: Held, today: date = date(2026, 2, 1)) -> Data:
    return data_of(held, lambda: today, time.monotonic)


def test_what_is_held_is_counted(held: Held) -> None:
    (flow,) = data(held).warehouse().flows([DECEMBER])[None]
    assert (flow.start, flow.end, flow.kept, flow.new) == (40, 40, 30, 10)


@pytest.mark.parametrize(
    ("today", "asked_on"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 7), date(2026, 1, 7)),  # a week later it is as good as new
        (date(2026, 1, 8), date(2026, 1, 1)),
        (date(2028, 5, 5), date(2026, 1, 1)),
        (date(2025, 12, 10), date(2025, 12, 10)),  # what lies ahead has not been
    ],
)
def test_old_data_is_asked_as_of_the_day_after_its_last(
    held: Held, today: date, asked_on: date
) -> None:
    assert data(held, today).today() == asked_on


def test_an_end_that_lies_ahead_does_not_move_the_day() -> None:
    later = SUBSCRIPTIONS.replace(b"2025-11-20", b"2029-11-20")
    held = hold([("subs.csv", later)], ZONE, "en")
    assert held.today(date(2026, 3, 4)) == date(2026, 3, 4)
    held.close()


def test_nothing_is_written_down(held: Held) -> None:
    one = data(held)
    one.written_down(Asker("U1", "D1"), "crr")
    assert (one.audited(), one.lasting) == ((), False)


def test_a_closed_one_is_gone(held: Held) -> None:
    held.close()
    with pytest.raises(duckdb.ConnectionException):
        held.connection.execute("FROM orders")


def test_no_statement_reaches_a_file(held: Held, tmp_path: Path) -> None:
    for sql in (f"COPY orders TO '{tmp_path / 'out.csv'}'", f"ATTACH '{tmp_path / 'out.db'}'"):
        with pytest.raises(duckdb.PermissionException):
            held.connection.execute(sql)
    with pytest.raises(duckdb.InvalidInputException):
        held.connection.execute("SET temp_directory = '/tmp'")
    assert list(tmp_path.iterdir()) == []


def test_reading_stops_when_its_time_is_over() -> None:
    head = "klant;datum" + "".join(f";k{n}" for n in range(300))
    rows = "\n".join(f"{n};2025-01-01" + ";1,5" * 300 for n in range(1_500))
    begun = time.monotonic()
    with pytest.raises(Problem) as refusal:
        hold([("wide.csv", f"{head}\n{rows}".encode())], ZONE, "nl", seconds=1.0)
    assert refusal.value.code in {"drop_too_slow", "drop_no_room"}
    assert time.monotonic() - begun < 10


def test_a_header_of_many_letters_is_no_dimension() -> None:
    long = "x" * 300
    rows = "".join(f"{n};2025-01-01;{n % 2}a\n" for n in range(20))
    held = hold([("a.csv", f"klant;datum;{long}\n{rows}".encode())], ZONE, "nl")
    assert held.contents.dimensions == {}
    held.close()
