"""An answer is computed once however many ask for it, and kept for a minute."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from metrics.period import containing
from metrics.warehouse.spans import Span
from metrics.warehouse.trouble import Trouble
from metrics.warehouse.warehouse import Kept
from tests.house import Clock
from tests.warehouses import Company, Rows, Sections

ORDERS: Sections = {"orders": {"table": "orders", "customer": "who", "at": "bought"}}
SPAN = Span.of(containing(date(2026, 3, 1), "month"))


class Counted:
    """A computation that takes a while and counts how often it is done."""

    def __init__(self, seconds: float = 0) -> None:
        self.times = 0
        self._seconds = seconds

    def __call__(self) -> int:
        self.times += 1
        time.sleep(self._seconds)
        return self.times


def test_a_hundred_who_ask_at_once_share_one_computation() -> None:
    kept, compute = Kept(time.monotonic), Counted(0.2)
    together = threading.Barrier(100)

    def ask(_: int) -> int:
        together.wait()
        return kept.get(("question",), compute)

    with ThreadPoolExecutor(100) as pool:
        assert list(pool.map(ask, range(100))) == [1] * 100
    assert compute.times == 1


def test_another_question_waits_for_no_one() -> None:
    kept, slow = Kept(time.monotonic), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(kept.get, ("slow",), slow.wait)
        assert kept.get(("quick",), lambda: 1) == 1
        slow.set()


def test_an_answer_is_kept_for_its_time_and_then_computed_again() -> None:
    clock = Clock()
    kept, compute = Kept(clock, seconds=60), Counted()
    moments = []
    for _ in range(4):
        moments.append(kept.get(("question",), compute))
        clock.at += 30
    assert moments == [1, 1, 2, 2]


def test_a_failure_is_told_to_all_who_wait_and_not_kept() -> None:
    kept, asked = Kept(time.monotonic), threading.Barrier(11)
    computed = []

    def fail() -> int:
        computed.append(1)
        time.sleep(0.2)
        raise Trouble("unreachable")

    def ask(_: int) -> str:
        asked.wait()
        with pytest.raises(Trouble) as raised:
            kept.get(("question",), fail)
        return raised.value.code

    with ThreadPoolExecutor(11) as pool:
        assert list(pool.map(ask, range(11))) == ["unreachable"] * 11
    assert len(computed) == 1
    assert kept.get(("question",), lambda: 2) == 2


def test_no_more_is_kept_than_there_is_room_for_and_the_oldest_goes_first() -> None:
    clock = Clock()
    kept, compute = Kept(clock, seconds=60, most=3), Counted()
    for question in range(5):
        kept.get((question,), compute)
        clock.at += 1
    assert [kept.get((question,), compute) for question in (4, 3, 2)] == [5, 4, 3]
    assert kept.get((0,), compute) == 6


def test_a_warehouse_keeps_its_answers_by_question(company: Company) -> None:
    rows = [(1, "2026-02-02 00:00:00"), (2, "2026-02-02 00:00:00")]
    plans = {"customers": Rows({"id": "id", "plan": "text"}, [(1, "Pro")])}
    mapped = {"customers": {"table": "customers", "id": "id", "by": {"plan": "plan"}}}
    warehouse = company(
        {"orders": Rows({"who": "id", "bought": "time"}, rows)} | plans, ORDERS | mapped
    )
    once = warehouse.flows([SPAN])
    assert warehouse.flows([SPAN]) is once
    assert warehouse.flows([SPAN], where=[("plan", "Pro")])[None][0].start == 1
    assert set(warehouse.flows([SPAN], by="plan")) == {"Pro", ""}
