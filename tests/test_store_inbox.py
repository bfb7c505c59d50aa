"""The inbox: each event in one process's hands, once, for 48 hours."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.store.engine import Engine, migrate
from bot.store.inbox import KEPT_SECONDS, LEASE_SECONDS, TOO_LATE_SECONDS, Inbox
from tests.house import Clock

QUESTION = {"user": "U1", "text": "crr 500 50 450"}


@pytest.fixture
def inbox(empty_store: Engine, clock: Clock) -> Inbox:
    migrate(empty_store)
    return Inbox(empty_store, clock)


def test_an_event_is_accepted_once(inbox: Inbox) -> None:
    first = inbox.accept("Ev1", QUESTION)
    assert first is not None
    assert (first.event_id, first.question, first.again) == ("Ev1", QUESTION, False)
    assert inbox.accept("Ev1", QUESTION) is None


def test_eight_at_once_are_accepted_once(inbox: Inbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: inbox.accept("Ev1", QUESTION), range(8)))
    assert sum(one is not None for one in taken) == 1


def test_every_event_has_a_random_key_of_its_own(inbox: Inbox) -> None:
    one, two = inbox.accept("Ev1", QUESTION), inbox.accept("Ev2", QUESTION)
    assert one is not None
    assert two is not None
    assert one.post_key != two.post_key
    assert "Ev1" not in one.post_key


def test_an_unanswered_event_is_taken_over_when_its_lease_has_ended(
    inbox: Inbox, clock: Clock
) -> None:
    first = inbox.accept("Ev1", QUESTION)
    assert first is not None
    clock.at += LEASE_SECONDS
    assert inbox.take_over() == []
    clock.at += 1
    (taken,) = inbox.take_over()
    assert (taken.event_id, taken.post_key, taken.question) == ("Ev1", first.post_key, QUESTION)
    assert taken.again
    assert inbox.take_over() == []


def test_of_many_processes_one_takes_it_over(inbox: Inbox, clock: Clock) -> None:
    inbox.accept("Ev1", QUESTION)
    clock.at += LEASE_SECONDS + 1
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda _: inbox.take_over(), range(6)))
    assert sum(map(len, taken)) == 1


def test_a_lease_that_is_extended_is_not_taken_over(inbox: Inbox, clock: Clock) -> None:
    inbox.accept("Ev1", QUESTION)
    clock.at += LEASE_SECONDS
    inbox.extend(["Ev1"])
    clock.at += LEASE_SECONDS
    assert inbox.take_over() == []


def test_what_was_answered_keeps_its_id_and_not_its_text(inbox: Inbox, clock: Clock) -> None:
    inbox.accept("Ev1", QUESTION)
    inbox.answered("Ev1")
    clock.at += LEASE_SECONDS + 1
    assert inbox.take_over() == []
    assert inbox.accept("Ev1", QUESTION) is None
    with inbox.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT question FROM inbox").scalar() is None


def test_what_waited_too_long_is_left(inbox: Inbox, clock: Clock) -> None:
    inbox.accept("Ev1", QUESTION)
    clock.at += TOO_LATE_SECONDS
    assert inbox.take_over() == []


def test_a_released_event_may_come_again(inbox: Inbox) -> None:
    inbox.accept("Ev1", QUESTION)
    inbox.release("Ev1")
    assert inbox.accept("Ev1", QUESTION) is not None


def test_ids_are_kept_48_hours_and_then_forgotten(inbox: Inbox, clock: Clock) -> None:
    inbox.accept("Ev1", QUESTION)
    clock.at += KEPT_SECONDS
    assert inbox.forget() == 0
    assert inbox.accept("Ev1", QUESTION) is None
    clock.at += 1
    assert inbox.forget() == 1
    assert inbox.accept("Ev1", QUESTION) is not None
