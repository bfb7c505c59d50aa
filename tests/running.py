"""Runs in hand, as tests of the store want them."""

from bot.store.runs import Run, Runs
from bot.store.schedules import Schedule, Wanted

NOW = 1_000_000
WANTED: Wanted = {
    "kind": "post",
    "channel": "C_NUMBERS",
    "question": "kpi lang=nl",
    "rule": "weekly monday 09:00",
    "timezone": "Europe/Amsterdam",
    "language": "nl",
    "owner": "U_ANN",
}
SLOT, DUE = "1970-01-12T14:47", NOW + 20
WEEK = 7 * 24 * 3600


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
