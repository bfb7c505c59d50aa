"""Periods as they are asked for: from two dates, by number, the last so many, a year before."""

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.period import (
    Calendar,
    Kind,
    Period,
    between,
    containing,
    history,
    kind_of,
    last,
    last_complete,
    same_last_year,
    week,
)
from metrics.refusal import Refusal

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
kinds: st.SearchStrategy[Calendar] = st.sampled_from(get_args(Calendar))


def dates(period: Period | None) -> tuple[str, str]:
    assert period is not None
    return str(period.start), str(period.end)


@pytest.mark.parametrize(
    ("start", "end", "kind", "unit"),
    [
        ("2026-02-28", "2026-03-01", "day", None),
        ("2026-02-09", "2026-02-16", "week", None),
        ("2026-02-01", "2026-03-01", "month", None),
        ("2026-01-01", "2026-04-01", "quarter", None),
        ("2026-01-01", "2027-01-01", "year", None),
        ("2026-02-10", "2026-02-17", "custom", None),  # seven days, from Tuesday
        ("2026-02-01", "2026-05-01", "custom", "month"),  # three months, not a quarter
        ("2025-04-01", "2026-04-01", "custom", "month"),
        ("2026-03-01", "2026-04-16", "custom", None),
        ("2026-03-15", "2026-04-15", "custom", None),
    ],
)
def test_two_dates_are_the_calendar_period_they_make(
    start: str, end: str, kind: Kind, unit: Calendar | None
) -> None:
    edges = date.fromisoformat(start), date.fromisoformat(end)
    assert kind_of(*edges) == kind
    assert between(*edges) == Period(*edges, kind, unit)


@given(days, kinds)
def test_the_edges_of_every_calendar_period_tell_its_kind(day: date, kind: Calendar) -> None:
    period = containing(day, kind)
    assert between(period.start, period.end) == period


@pytest.mark.parametrize("length", [0, -1])
def test_dates_that_make_no_period_are_refused(length: int) -> None:
    start = date(2026, 1, 1)
    for question in (kind_of, between):
        with pytest.raises(Refusal, match="empty_period"):
            question(start, start + timedelta(days=length))


@pytest.mark.parametrize(
    ("number", "year", "start"),
    [
        (14, 2026, "2026-03-30"),
        (1, 2026, "2025-12-29"),
        (1, 2021, "2021-01-04"),
        (53, 2020, "2020-12-28"),
        (53, 2026, "2026-12-28"),
    ],
)
def test_a_week_is_found_by_its_iso_number(number: int, year: int, start: str) -> None:
    assert week(number, year) == containing(date.fromisoformat(start), "week")


@pytest.mark.parametrize(("number", "year"), [(53, 2025), (54, 2026), (0, 2026), (-1, 2026)])
def test_a_week_that_the_year_does_not_have_is_none(number: int, year: int) -> None:
    assert week(number, year) is None


@given(days)
def test_every_day_lies_in_the_week_of_its_iso_number(day: date) -> None:
    year, number, _ = day.isocalendar()
    assert week(number, year) == containing(day, "week")


@pytest.mark.parametrize(
    ("n", "kind", "start", "end"),
    [  # as asked on Friday 10 April 2026
        (12, "month", "2025-04-01", "2026-04-01"),
        (2, "quarter", "2025-10-01", "2026-04-01"),
        (3, "year", "2023-01-01", "2026-01-01"),
        (4, "week", "2026-03-09", "2026-04-06"),
        (30, "day", "2026-03-11", "2026-04-10"),
    ],
)
def test_the_last_so_many_are_over_and_remember_their_unit(
    n: int, kind: Calendar, start: str, end: str
) -> None:
    period = last(n, kind, date(2026, 4, 10))
    assert dates(period) == (start, end)
    assert (period.kind, period.unit) == ("custom", kind)


def test_twelve_months_are_set_against_the_twelve_months_before_across_a_leap_day() -> None:
    year = last(12, "month", date(2025, 2, 10))  # February 2024 to January 2025
    assert (dates(year), year.days) == (("2024-02-01", "2025-02-01"), 366)
    assert dates(year.previous()) == ("2023-02-01", "2024-02-01")
    assert dates(year.next()) == ("2025-02-01", "2026-02-01")
    assert year.previous().next() == year == same_last_year(year.next())


@given(days, kinds)
def test_the_last_one_is_the_last_complete_one(today: date, kind: Calendar) -> None:
    assert last(1, kind, today) == last_complete(kind, today)


@pytest.mark.parametrize("n", [0, -1])
def test_the_last_none_are_refused(n: int) -> None:
    with pytest.raises(Refusal, match="empty_period"):
        last(n, "month", date(2026, 4, 10))


@given(days, kinds, st.integers(2, 40))
def test_the_last_so_many_are_as_long_as_their_history(today: date, kind: Calendar, n: int) -> None:
    period = last(n, kind, today)
    parts = history(containing(today, kind), n)
    assert (period.start, period.end) == (parts[0].start, parts[-1].end)
    assert period.days == sum(part.days for part in parts)
    assert period.previous().next() == period == period.next().previous()
    assert period.previous().end == period.start


@given(days, kinds, st.integers(0, 30))
def test_the_history_is_contiguous_oldest_first_and_leaves_the_period_out(
    day: date, kind: Calendar, count: int
) -> None:
    period = containing(day, kind)
    line = (*history(period, count), period)
    assert len(line) == count + 1
    assert all(one.end == two.start for one, two in pairwise(line))
    assert {one.kind for one in line} == {kind}


def test_the_history_of_the_last_three_months_goes_by_three_months() -> None:
    three = last(3, "month", date(2026, 4, 10))
    assert [dates(one) for one in history(three, 2)] == [
        ("2025-07-01", "2025-10-01"),
        ("2025-10-01", "2026-01-01"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2026-02-14", "2026-02-15", ("2025-02-14", "2025-02-15")),
        ("2024-02-29", "2024-03-01", ("2023-02-28", "2023-03-01")),
        ("2024-02-28", "2024-02-29", ("2023-02-28", "2023-03-01")),
        ("2025-02-28", "2025-03-01", ("2024-02-28", "2024-02-29")),
        ("2026-02-01", "2026-03-01", ("2025-02-01", "2025-03-01")),
        ("2025-02-01", "2025-03-01", ("2024-02-01", "2024-03-01")),
        ("2026-04-01", "2026-07-01", ("2025-04-01", "2025-07-01")),
        ("2026-01-01", "2027-01-01", ("2025-01-01", "2026-01-01")),
        ("2026-03-30", "2026-04-06", ("2025-03-31", "2025-04-07")),  # week 14
        ("2026-12-28", "2027-01-04", ("2025-12-22", "2025-12-29")),  # week 53, then week 52
        ("2027-01-04", "2027-01-11", ("2025-12-29", "2026-01-05")),  # week 1
        ("2026-03-01", "2026-04-16", ("2025-03-01", "2025-04-16")),
        ("2025-01-15", "2025-03-01", ("2024-01-15", "2024-02-29")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-03-01")),
        ("2025-01-01", "2025-03-01", ("2024-01-01", "2024-03-01")),  # two months
    ],
)
def test_last_year_has_the_same_dates_and_the_same_weeks(
    start: str, end: str, before: tuple[str, str]
) -> None:
    period = between(date.fromisoformat(start), date.fromisoformat(end))
    earlier = same_last_year(period)
    assert dates(earlier) == before
    assert (earlier.kind, earlier.unit) == (period.kind, period.unit)


def test_the_last_four_weeks_are_set_against_the_weeks_of_the_same_numbers() -> None:
    weeks = last(4, "week", date(2026, 4, 10))  # weeks 11 to 14
    first, latest = week(11, 2025), week(14, 2025)
    assert first is not None
    assert latest is not None
    assert same_last_year(weeks) == Period(first.start, latest.end, "custom", "week")


@given(days, kinds)
def test_last_year_is_a_period_of_the_same_kind_a_year_away(day: date, kind: Calendar) -> None:
    period = containing(day, kind)
    earlier = same_last_year(period)
    assert earlier == containing(earlier.start, kind)
    assert 357 <= (period.start - earlier.start).days <= 371


@given(days, st.integers(1, 1000))
def test_any_dates_are_there_last_year_too(start: date, length: int) -> None:
    period = between(start, start + timedelta(days=length))
    earlier = same_last_year(period)
    assert abs(earlier.days - period.days) <= 1
    assert earlier.start < period.start
