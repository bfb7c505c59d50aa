"""When an alert speaks up: once a crossing, and again only after it was back inside."""

from datetime import date
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.watching import Outcome
from bot.weekly.crossing import Crossing, crossed
from metrics.period import containing

OCTOBER = containing(date(2026, 10, 1), "month")
OUTCOMES: tuple[Outcome, ...] = ("above", "below", "inside", "none", "few", "short")


@pytest.mark.parametrize(
    ("before", "outcome", "tells", "kept"),
    [
        ("", "above", True, "2026-10-01 above"),
        ("", "below", True, "2026-10-01 below"),
        ("", "inside", False, ""),
        ("", "none", False, ""),
        ("", "few", False, ""),
        ("", "short", False, ""),
        # The next day, and the next month: it has been told.
        ("2026-10-01 above", "above", False, "2026-10-01 above"),
        ("2026-09-01 above", "above", False, "2026-09-01 above"),
        # From one side to the other is another crossing.
        ("2026-09-01 above", "below", True, "2026-10-01 below"),
        ("2026-09-01 below", "above", True, "2026-10-01 above"),
        # Back inside: ready to tell again.
        ("2026-09-01 above", "inside", False, ""),
        # Where nobody can say, all stays as it was.
        ("2026-09-01 above", "none", False, "2026-09-01 above"),
        ("2026-09-01 above", "few", False, "2026-09-01 above"),
        ("2026-09-01 below", "short", False, "2026-09-01 below"),
    ],
)
def test_a_crossing_is_told_once(before: str, outcome: Outcome, tells: bool, kept: str) -> None:
    assert crossed(before, outcome, OCTOBER) == Crossing(tells=tells, kept=kept)
    assert len(kept) <= 20  # as the store has room for


@given(st.lists(st.sampled_from(OUTCOMES)))
def test_as_often_as_the_figure_goes_beyond(outcomes: list[Outcome]) -> None:
    """What nobody can say left out, each run of days on one side is told once."""
    kept, told = "", 0
    for outcome in outcomes:
        crossing = crossed(kept, outcome, OCTOBER)
        kept, told = crossing.kept, told + crossing.tells
    clear = [one for one in outcomes if one in {"above", "below", "inside"}]
    assert told == sum(side != "inside" for side, _ in groupby(clear))
