"""Runs: each slot in one process's hands, once, through every way that a process can end."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest

from bot.store.runs import FIRST_PAUSE, LEASE_SECONDS, LONGEST_PAUSE, Run, Runs
from bot.store.schedules import Schedule, Schedules
from tests.house import Clock
from tests.running import DUE, NOW, SLOT, WANTED, WEEK, claimed, posting


def test_a_slot_is_claimed_once(runs: Runs, schedule: Schedule) -> None:
    run = runs.claim(schedule, SLOT, DUE)
    assert run
    assert run == Run(
        run.id, schedule.id, SLOT, DUE, "claimed", 1, NOW + LEASE_SECONDS, run.post_key, NOW
    )
    assert runs.claim(schedule, SLOT, DUE) is None
    assert runs.last() == (run,)


def test_of_eight_processes_one_claims_it(runs: Runs, schedule: Schedule) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: runs.claim(schedule, SLOT, DUE), range(8)))
    assert sum(one is not None for one in taken) == 1


def test_the_same_slot_of_another_schedule_is_another_run(
    runs: Runs, schedules: Schedules, run: Run
) -> None:
    other = claimed(runs, schedules.add(WANTED, "U_ANN"))
    assert other.slot == run.slot
    assert other.post_key != run.post_key


def test_what_was_due_when_it_was_made_is_not_claimed(runs: Runs, schedule: Schedule) -> None:
    assert runs.claim(schedule, SLOT, NOW) is None
    assert runs.claim(schedule, SLOT, NOW + 1)


def test_a_schedule_that_changed_meanwhile_is_not_claimed(
    runs: Runs, schedules: Schedules, schedule: Schedule, clock: Clock
) -> None:
    """The clock that claims has seen it as it was before."""
    schedules.pause(schedule.id, "U_ANN")
    assert runs.claim(schedule, SLOT, DUE) is None
    clock.at += 60
    schedules.resume(schedule.id, "U_ANN")
    assert runs.claim(schedule, SLOT, DUE) is None
    schedules.remove(schedule.id, "U_ANN")
    assert runs.claim(schedule, SLOT, DUE + WEEK) is None
    assert runs.last() == ()


def test_a_run_goes_its_way(runs: Runs, run: Run, clock: Clock) -> None:
    clock.at += 10
    computed = runs.advance(run, "computed")
    assert computed
    assert (computed.state, computed.lease_until) == ("computed", NOW + 10 + LEASE_SECONDS)
    moved = runs.advance(computed, "posting")
    assert moved
    assert (moved.state, moved.post_key, moved.started_at) == ("posting", run.post_key, NOW)
    clock.at += 5
    runs.done(moved, "1716.001", {"crr": "401/500"})
    (over,) = runs.last()
    assert (over.state, over.finished_at, over.reason) == ("done", NOW + 15, None)
    assert (over.ts, over.figures) == ("1716.001", {"crr": "401/500"})


@pytest.mark.parametrize("reached", ["claimed", "computed", "posting"])
def test_what_a_process_left_is_taken_over_when_its_lease_has_ended(
    runs: Runs, run: Run, clock: Clock, reached: Literal["claimed", "computed", "posting"]
) -> None:
    if reached != "claimed":
        runs.advance(run, reached)
    clock.at += LEASE_SECONDS
    assert runs.take_over() == ()
    clock.at += 1
    (taken,) = runs.take_over()
    assert (taken.id, taken.state, taken.post_key) == (run.id, reached, run.post_key)
    assert (taken.attempts, taken.lease_until) == (2, NOW + 1 + 2 * LEASE_SECONDS)
    assert runs.take_over() == ()


def test_of_many_processes_one_takes_it_over(runs: Runs, run: Run, clock: Clock) -> None:
    clock.at += LEASE_SECONDS + 1
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda _: runs.take_over(), range(6)))
    assert sum(map(len, taken)) == 1


def test_what_another_process_is_just_taking_over_is_not_taken_twice(
    runs: Runs, run: Run, clock: Clock
) -> None:
    clock.at += LEASE_SECONDS + 1
    taken = f"UPDATE runs SET attempts = 2, lease_until = {clock.at + LEASE_SECONDS:.0f}"
    with runs.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.exec_driver_sql(taken)
        waiting = pool.submit(runs.take_over)
        time.sleep(0.2)
        other.commit()
        assert waiting.result() == ()


def test_the_longest_due_are_taken_over_first_and_no_more_than_wanted(
    runs: Runs, schedule: Schedule, clock: Clock
) -> None:
    for week in (2, 0, 1):
        claimed(runs, schedule, week)
    clock.at += LEASE_SECONDS + 1
    assert [run.due_at for run in runs.take_over(limit=2)] == [DUE, DUE + WEEK]
    assert [run.due_at for run in runs.take_over(limit=2)] == [DUE + 2 * WEEK]


def test_who_lost_a_run_learns_so_at_its_next_step(runs: Runs, run: Run, clock: Clock) -> None:
    clock.at += LEASE_SECONDS + 1
    (taken,) = runs.take_over()
    assert runs.advance(run, "posting") is None
    assert runs.retry_later(run, "data_unreachable") is None
    assert runs.failed(run, "data_unreachable") is None
    assert runs.dropped(run, "too late") is None
    runs.extend([run])
    assert runs.last() == (taken,)
    assert runs.advance(taken, "posting")


def test_a_lease_that_is_extended_is_not_taken_over(runs: Runs, run: Run, clock: Clock) -> None:
    clock.at += LEASE_SECONDS
    runs.extend([run])
    clock.at += LEASE_SECONDS
    assert runs.take_over() == ()
    clock.at += 1
    assert len(runs.take_over()) == 1


def test_a_post_that_arrived_is_done_whoever_has_it_by_now(
    runs: Runs, run: Run, clock: Clock
) -> None:
    slow = posting(runs, run)
    clock.at += LEASE_SECONDS + 1
    (taken,) = runs.take_over()
    runs.done(slow, "1716.001", {"crr": "1"})
    assert runs.advance(taken, "posting") is None
    runs.done(taken, "1716.002", {"crr": "2"})
    assert [(one.state, one.ts) for one in runs.last()] == [("done", "1716.001")]


def test_another_attempt_waits_longer_each_time(runs: Runs, run: Run, clock: Clock) -> None:
    pauses, waiting = [], run
    for _ in range(7):
        begun = clock.at
        left = runs.retry_later(waiting, "data_unreachable")
        assert left
        assert (left.state, left.reason) == ("claimed", "data_unreachable")
        clock.at = left.lease_until
        assert runs.take_over() == ()
        pauses.append(clock.at - begun)
        clock.at += 1
        (waiting,) = runs.take_over()
    assert pauses == [60, 120, 240, 480, 960, 1800, 1800]
    assert (pauses[0], pauses[-1]) == (FIRST_PAUSE, LONGEST_PAUSE)


def test_what_is_known_not_to_be_posted_begins_again(runs: Runs, run: Run) -> None:
    left = runs.retry_later(posting(runs, run), "ratelimited")
    assert left
    assert left.state == "claimed"
