"""The periods of a question: what is asked about, what it is set against, and its history."""

from datetime import date, datetime

import pytest

from bot.answers.frame import frame_of, stops_short
from bot.ask.data_words import DataWords
from bot.ask.grammar import read
from metrics.period import containing
from metrics.process import MOST
from metrics.warehouse.spans import Span
from tests.asking import LIBRARY
from tests.company import TODAY

DATA = DataWords(TODAY, ())


def days(span: Span) -> str:
    return f"{span.period.start} {span.period.end}"


@pytest.mark.parametrize(
    ("text", "asked", "versus", "first", "count"),
    [
        ("last month", "2026-10-01 2026-11-01", "2026-09-01 2026-10-01", "2024-10-01", 24),
        ("", "2026-10-01 2026-11-01", "2026-09-01 2026-10-01", "2024-10-01", 24),
        ("last month vs last year", "2026-10-01 2026-11-01", "2025-10-01 2025-11-01",
         "2024-10-01", 24),
        ("Q3", "2026-07-01 2026-10-01", "2026-04-01 2026-07-01", "2020-07-01", 24),
        ("Q1 vs last year", "2026-01-01 2026-04-01", "2025-01-01 2025-04-01", "2020-01-01", 24),
        ("week 45", "2026-11-02 2026-11-09", "2026-10-26 2026-11-02", "2026-05-18", 24),
        ("week 45 vs last year", "2026-11-02 2026-11-09", "2025-11-03 2025-11-10",
         "2026-05-18", 24),
        ("week 1", "2025-12-29 2026-01-05", "2025-12-22 2025-12-29", "2025-07-14", 24),
        ("yesterday", "2026-11-11 2026-11-12", "2026-11-10 2026-11-11", "2026-10-18", 24),
        ("2025", "2025-01-01 2026-01-01", "2024-01-01 2025-01-01", "2013-01-01", 12),
        ("last 12 months", "2025-11-01 2026-11-01", "2024-11-01 2025-11-01", "2013-11-01", 12),
        ("1 March to 15 April", "2026-03-01 2026-04-16", "2026-01-14 2026-03-01",
         "2023-02-21", 24),
        # Leap years: the February before 29 days, the year after a 29th.
        ("1 February 2024 to 29 February 2024", "2024-02-01 2024-03-01", "2024-01-01 2024-02-01",
         "2022-02-01", 24),
    ],
)  # fmt: skip
def test_a_complete_period_has_a_history_of_its_own_kind(
    text: str, asked: str, versus: str, first: str, count: int
) -> None:
    frame = frame_of(read(f"/crr {text}", "en", LIBRARY, DATA), TODAY)
    assert (days(frame.asked), days(frame.versus)) == (asked, versus)
    assert (str(frame.history[0].period.start), len(frame.history)) == (first, count)
    assert frame.history[-1].period.end == frame.asked.period.start
    assert (frame.running, frame.ever, frame.each) == (False, False, False)


@pytest.mark.parametrize(
    ("text", "asked", "versus"),
    [
        ("this month so far", "2026-11-01 2026-11-13", "2026-10-01 2026-10-13"),
        ("this month vs last year", "2026-11-01 2026-11-13", "2025-11-01 2025-11-13"),
        ("this week", "2026-11-09 2026-11-13", "2026-11-02 2026-11-06"),
        ("this quarter", "2026-10-01 2026-11-13", "2026-07-01 2026-08-13"),
        ("this year", "2026-01-01 2026-11-13", "2025-01-01 2025-11-13"),
        ("since July", "2026-07-01 2026-11-13", "2026-02-16 2026-07-01"),
        ("since July vs last year", "2026-07-01 2026-11-13", "2025-07-01 2025-11-13"),
    ],
)
def test_a_running_period_is_set_against_as_many_days_and_has_no_history(
    text: str, asked: str, versus: str
) -> None:
    frame = frame_of(read(f"/crr {text}", "en", LIBRARY, DATA), TODAY)
    assert (days(frame.asked), days(frame.versus)) == (asked, versus)
    assert (frame.running, frame.history) == (True, ())
    assert frame.asked.period.days == frame.versus.period.days


def test_a_month_that_was_shorter_is_set_against_whole() -> None:
    today = date(2026, 3, 30)
    frame = frame_of(read("/crr this month", "en", LIBRARY, DataWords(today, ())), today)
    assert days(frame.versus) == "2026-02-01 2026-03-01"


@pytest.mark.parametrize(
    ("text", "asked", "versus", "shown"),
    [
        ("by month", "2026-10-01 2026-11-01", "2026-09-01 2026-10-01", 12),
        ("by month 2025", "2025-12-01 2026-01-01", "2025-11-01 2025-12-01", 12),
        ("by month this year", "2026-10-01 2026-11-01", "2026-09-01 2026-10-01", 10),
        ("by quarter 2025 vs last year", "2025-10-01 2026-01-01", "2024-10-01 2025-01-01", 4),
        ("by week 2025", "2025-12-22 2025-12-29", "2025-12-15 2025-12-22", 51),
        ("by week last 12 weeks", "2026-11-02 2026-11-09", "2026-10-26 2026-11-02", 12),
    ],
)
def test_by_a_unit_the_last_whole_one_is_asked_about_and_all_are_shown(
    text: str, asked: str, versus: str, shown: int
) -> None:
    frame = frame_of(read(f"/crr {text}", "en", LIBRARY, DATA), TODAY)
    assert (days(frame.asked), days(frame.versus)) == (asked, versus)
    assert (frame.shown, frame.each, frame.running) == (shown, True, False)
    assert len(frame.history) >= max(shown - 1, MOST)


@pytest.mark.parametrize("text", ["by year last month", "by month last month"])
def test_a_unit_that_the_period_does_not_hold_changes_nothing(text: str) -> None:
    frame = frame_of(read(f"/crr {text}", "en", LIBRARY, DATA), TODAY)
    assert (days(frame.asked), frame.each) == ("2026-10-01 2026-11-01", False)


def test_the_whole_history_is_set_against_nothing() -> None:
    frame = frame_of(read("/clv", "en", LIBRARY, DATA), TODAY)
    assert (frame.ever, frame.history) == (True, ())
    assert frame.asked == frame.versus
    assert frame.asked.period.end == date(2026, 11, 13)  # today is in it


def test_every_period_is_asked_for_once() -> None:
    frame = frame_of(read("/crr last month", "en", LIBRARY, DATA), TODAY)
    assert len(frame.spans) == len(set(frame.spans)) == 25


@pytest.mark.parametrize(
    ("newest", "short"),
    [
        ("2026-11-11T09:00", False),
        ("2026-10-31", False),
        ("2026-10-24", False),  # 7 of the 31 days are missing
        ("2026-10-23", True),
        ("2026-09-01", True),
    ],
)
def test_data_that_ends_before_the_period_is_noticed(newest: str, short: bool) -> None:
    october = containing(date(2026, 10, 5), "month")
    assert stops_short(october, datetime.fromisoformat(newest), date(2026, 11, 12)) is short


def test_of_a_running_period_only_the_days_that_are_over_can_be_missing() -> None:
    november = containing(date(2026, 11, 5), "month")
    newest = datetime(2026, 11, 2)  # noqa: DTZ001 - a wall time
    assert not stops_short(november, newest, date(2026, 11, 3))
    assert not stops_short(november, newest, date(2026, 11, 1))
    assert stops_short(november, newest, date(2026, 11, 4))
    assert not stops_short(november, None, date(2026, 11, 4))
    today = containing(date(2026, 11, 5), "day")
    assert stops_short(today, newest, date(2026, 11, 5))
    assert not stops_short(today, newest, date(2026, 11, 4))  # has not begun
