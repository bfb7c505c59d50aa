"""What was last asked in a thread: replaced by the next question, and gone after two days."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.store.engine import Engine, migrate
from bot.store.threads import KEPT_SECONDS, Threads
from bot.store.transaction import Unavailable
from tests.house import Clock

HERE, THERE = "C_GENERAL:1.000001", "C_GENERAL:1.000002"


@pytest.fixture
def threads(empty_store: Engine, clock: Clock) -> Threads:
    migrate(empty_store)
    return Threads(empty_store, clock)


def test_each_thread_has_its_own_question(threads: Threads) -> None:
    threads.remember(HERE, "crr")
    threads.remember(THERE, "churn")
    assert (threads.earlier(HERE), threads.earlier(THERE)) == ("crr", "churn")
    assert threads.earlier("C_GENERAL") is None


def test_the_next_question_takes_the_place_of_the_first(threads: Threads, clock: Clock) -> None:
    threads.remember(HERE, "crr")
    clock.at += KEPT_SECONDS
    threads.remember(HERE, "crr by plan")
    clock.at += 1
    assert threads.earlier(HERE) == "crr by plan"


def test_a_question_is_as_fresh_as_who_asks_wants_it(threads: Threads, clock: Clock) -> None:
    threads.remember(HERE, "crr")
    clock.at += 1800
    assert threads.earlier(HERE, within=1800) == "crr"
    assert threads.earlier(HERE, within=1799) is None
    clock.at += KEPT_SECONDS - 1800
    assert threads.earlier(HERE) == "crr"
    clock.at += 1
    assert threads.earlier(HERE) is None


def test_many_at_once_leave_one_question(threads: Threads) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: threads.remember(HERE, f"crr {number}"), range(8)))
    assert threads.earlier(HERE) in {f"crr {number}" for number in range(8)}


def test_what_is_older_than_two_days_is_forgotten(threads: Threads, clock: Clock) -> None:
    threads.remember(HERE, "crr")
    clock.at += KEPT_SECONDS
    threads.remember(THERE, "churn")
    assert threads.forget() == 0
    clock.at += 1
    assert threads.forget() == 1
    assert threads.earlier(THERE) == "churn"
    assert KEPT_SECONDS == 172_800


def test_all_is_forgotten(threads: Threads) -> None:
    threads.remember(HERE, "crr")
    threads.delete_all()
    assert threads.earlier(HERE) is None


def test_without_its_table_it_is_unavailable(threads: Threads) -> None:
    with threads.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE threads")
    with pytest.raises(Unavailable):
        threads.remember(HERE, "crr")
    with pytest.raises(Unavailable):
        threads.earlier(HERE)
