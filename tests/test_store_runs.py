"""Runs: each slot in one process's hands, once, through every way that a process can end."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest

from bot.store.engine import Engine, migrate
from bot.store.runs import FIRST_PAUSE, KEPT_SECONDS, LEASE_SECONDS, LONGEST_PAUSE, Run, Runs
from bot.store.schedules import Schedule, Schedules
from tests.house import Clock
from tests.test_store_schedules import NOW, WANTED

SLOT, DUE = "1970-01-12T14:47", NOW + 20
WEEK = 7 * 24 * 3600


@pytest.fixture
def runs(empty_store: Engine, clock: Clock) -> Runs:
    migrate(empty_store)
    return Runs(empty_store, clock)


@pytest.fixture
def schedules(runs: Runs, clock: Clock) -> Schedules:
    return Schedules(runs.engine, clock)


@pytest.fixture
def schedule(schedules: Schedules) -> Schedule:
    return schedules.add(WANTED, "U_ANN")


@pytest.fixture
def run(runs: Runs, schedule: Schedule) -> Run:
    return claimed(runs, schedule)


def claimed(runs: Runs, schedule: Schedule, week: int = 0) -> Run:
    """The run of so many weeks later, in hand."""
    found = runs.claim(schedule, f"1970-01-12T14:{47 + week}", DUE + week * WEEK)
    assert found
    return found


def posting(runs: Runs, run: Run) -> Run:
    assert runs.advance(run, "computed")
    moved = runs.advance(run, "posting")
    assert moved
    return moved


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


@pytest.mark.parametrize(("way", "state"), [("failed", "failed"), ("dropped", "skipped")])
def test_a_run_that_ends_without_a_post_says_why(
    runs: Runs, run: Run, clock: Clock, way: str, state: str
) -> None:
    clock.at += 3
    over = runs.failed(run, "too_late") if way == "failed" else runs.dropped(run, "too_late")
    assert over
    assert (over.state, over.reason, over.finished_at) == (state, "too_late", NOW + 3)
    clock.at += LEASE_SECONDS + 1
    assert runs.take_over() == ()
    assert runs.advance(over, "posting") is None


def test_a_pause_stops_what_is_not_being_posted(
    runs: Runs, schedules: Schedules, schedule: Schedule
) -> None:
    first, second, third = (claimed(runs, schedule, week) for week in range(3))
    computed, sent = runs.advance(second, "computed"), posting(runs, third)
    assert computed
    schedules.pause(schedule.id, "U_ANN")
    assert runs.advance(first, "computed") is None
    assert runs.advance(computed, "posting") is None
    runs.done(sent, "1716.001", {})
    assert [(one.state, one.reason) for one in runs.last()] == [
        ("done", None),
        ("skipped", "paused"),
        ("skipped", "paused"),
    ]


def test_a_removed_schedule_stops_its_run(
    runs: Runs, schedules: Schedules, schedule: Schedule, run: Run, clock: Clock
) -> None:
    schedules.remove(schedule.id, "U_ANN")
    assert runs.advance(run, "posting") is None
    runs.done(run, "1716.001", {}, crossing="above")
    clock.at += LEASE_SECONDS + 1
    assert runs.take_over() == ()
    assert runs.last() == ()


def test_skipped_slots_are_listed_and_never_claimed(runs: Runs, schedule: Schedule) -> None:
    taken = claimed(runs, schedule, 1)
    slots = [(f"1970-01-12T14:{47 + week}", DUE + week * WEEK) for week in range(3)]
    runs.skipped(schedule, slots, "missed")
    runs.skipped(schedule, slots, "missed")
    newest, claim, oldest = runs.last()
    assert claim == taken
    assert [(one.state, one.reason) for one in (newest, oldest)] == [("skipped", "missed")] * 2
    assert newest.finished_at == NOW
    assert runs.claim(schedule, *slots[0]) is None


def test_nothing_is_skipped_of_a_schedule_that_is_gone(
    runs: Runs, schedules: Schedules, schedule: Schedule
) -> None:
    schedules.remove(schedule.id, "U_ANN")
    runs.skipped(schedule, [(SLOT, DUE)], "missed")
    assert runs.last() == ()


def test_the_newest_instant_of_each_schedule_is_told(
    runs: Runs, schedules: Schedules, schedule: Schedule
) -> None:
    other, idle = schedules.add(WANTED, "U_ANN"), schedules.add(WANTED, "U_ANN")
    for week in (1, 0):
        claimed(runs, schedule, week)
    runs.skipped(other, [(SLOT, DUE)], "missed")
    assert runs.newest() == {schedule.id: DUE + WEEK, other.id: DUE}
    assert idle.id not in runs.newest()


def test_the_last_runs_come_newest_first(runs: Runs, schedule: Schedule) -> None:
    for week in (1, 0, 2):
        claimed(runs, schedule, week)
    assert [run.due_at for run in runs.last(2)] == [DUE + 2 * WEEK, DUE + WEEK]


def test_failures_in_a_row_are_counted(
    runs: Runs, schedules: Schedules, schedule: Schedule, clock: Clock
) -> None:
    def ended(week: int, how: str) -> int:
        run = claimed(runs, schedule, week)
        if how == "done":
            runs.done(run, "1716.001", {})
        else:
            runs.failed(run, "x") if how == "failed" else runs.dropped(run, "x")
        return runs.failures_in_a_row(schedule)

    ways = ["failed", "failed", "done", "failed", "skipped", "failed", "failed"]
    assert [ended(week, how) for week, how in enumerate(ways)] == [1, 2, 0, 1, 1, 2, 3]
    other = schedules.add(WANTED, "U_ANN")
    assert runs.failures_in_a_row(other) == 0


def test_who_resumes_a_schedule_forgives_its_failures(
    runs: Runs, schedules: Schedules, schedule: Schedule, run: Run, clock: Clock
) -> None:
    runs.failed(run, "x")
    clock.at = DUE + 60
    schedules.pause(schedule.id, "clock", "failures")
    resumed = schedules.resume(schedule.id, "U_ANN")
    assert resumed
    assert runs.failures_in_a_row(schedule) == 1
    assert runs.failures_in_a_row(resumed) == 0


def test_the_figures_of_the_last_post_are_at_hand(runs: Runs, schedule: Schedule) -> None:
    assert runs.previous_figures(schedule) is None
    for week, crr in ((1, "0.92"), (0, "0.91")):
        runs.done(claimed(runs, schedule, week), "1716.001", {"crr": crr, "seen": [1, None]})
    runs.failed(claimed(runs, schedule, 2), "x")
    assert runs.previous_figures(schedule) == {"crr": "0.92", "seen": [1, None]}


def test_an_alert_remembers_what_it_told_with_the_run_that_told_it(
    runs: Runs, schedules: Schedules, schedule: Schedule
) -> None:
    def crossing(week: int, told: str | None) -> str:
        runs.done(claimed(runs, schedule, week), None, {}, crossing=told)
        found = schedules.get(schedule.id)
        assert found
        return found.crossing

    told = ("above", None, "")
    assert [crossing(week, one) for week, one in enumerate(told)] == ["above", "above", ""]


def test_runs_are_forgotten_after_a_year(runs: Runs, schedule: Schedule, clock: Clock) -> None:
    kept = [claimed(runs, schedule, week) for week in range(2)][1]
    clock.at = DUE + KEPT_SECONDS
    assert runs.forget() == 0
    clock.at += 1
    assert runs.forget() == 1
    assert runs.last() == (kept,)
