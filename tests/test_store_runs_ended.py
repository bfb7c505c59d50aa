"""Runs that are over: why they ended, what is remembered of them, and for how long."""

import pytest

from bot.store.runs import KEPT_SECONDS, LEASE_SECONDS, Run, Runs
from bot.store.schedules import Schedule, Schedules
from tests.house import Clock
from tests.running import DUE, NOW, SLOT, WANTED, WEEK, claimed, posting


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
