"""bot/demo/passing.py: the demo's time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.demo.passing import Passing, next_monday

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).timestamp()


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-26T10:00", "2026-11-30T09:00"),
        ("2026-11-30T08:59", "2026-11-30T09:00"),
        ("2026-11-30T09:00", "2026-12-07T09:00"),
        ("2026-10-24T12:00", "2026-10-26T09:00"),  # the clocks go back in between
    ],
)
def test_next_monday_is_the_next_one_at_nine(now: str, monday: str) -> None:
    assert next_monday(at(now), AMSTERDAM) == at(monday)


def test_time_goes_on_from_where_it_was_moved_to_and_never_back() -> None:
    real = [100.0]
    passing = Passing(lambda: real[0])
    passing.move_to(500.0)
    real[0] += 5
    assert passing.now() == 505.0
    passing.move_to(200.0)
    assert passing.now() == 505.0
