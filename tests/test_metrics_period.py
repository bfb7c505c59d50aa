"""Periods tile the calendar; rates are converted only on request."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.period import (
    PER_YEAR,
    Calendar,
    Kind,
    Period,
    containing,
    convert,
    elapsed,
    last_complete,
    same_last_year,
    same_part,
    so_far,
)
from metrics.refusal import Refusal
from metrics.rounding import rounded

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
kinds: st.SearchStrategy[Calendar] = st.sampled_from(get_args(Calendar))


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        ("day", "2026-02-14", "2026-02-15"),
        ("week", "2026-02-09", "2026-02-16"),
        ("month", "2026-02-01", "2026-03-01"),
        ("quarter", "2026-01-01", "2026-04-01"),
        ("year", "2026-01-01", "2027-01-01"),
    ],
)
def test_14_february_2026_lies_in(kind: Calendar, start: str, end: str) -> None:
    period = containing(date(2026, 2, 14), kind)
    assert period == Period(date.fromisoformat(start), date.fromisoformat(end), kind)


@pytest.mark.parametrize(
    ("day", "start"), [("2021-01-03", "2020-12-28"), ("2024-12-30", "2024-12-30")]
)
def test_a_week_starts_on_monday_across_the_turn_of_the_year(day: str, start: str) -> None:
    assert containing(date.fromisoformat(day), "week").start == date.fromisoformat(start)


@given(days, kinds)
def test_a_period_contains_its_day_and_meets_its_neighbours(day: date, kind: Calendar) -> None:
    period = containing(day, kind)
    assert period.start <= day < period.end
    assert period.previous().end == period.start
    assert period.next().start == period.end
    assert period.previous().next() == period == period.next().previous()


@given(days, st.integers(1, 1000))
def test_a_custom_period_moves_by_its_own_length(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length), "custom")
    assert period.days == period.previous().days == period.next().days == length
    assert period.previous().end == period.start
    assert period.previous().next() == period == period.next().previous()


@given(st.integers(1900, 2200), st.sampled_from([("month", 12), ("quarter", 4), ("year", 1)]))
def test_months_and_quarters_tile_a_year(year: int, parts: tuple[Calendar, int]) -> None:
    kind, count = parts
    periods = [containing(date(year, 1, 1), kind)]
    while len(periods) < count:
        periods.append(periods[-1].next())
    assert all(one.end == two.start for one, two in pairwise(periods))
    assert (periods[0].start, periods[-1].end) == (date(year, 1, 1), date(year + 1, 1, 1))
    assert PER_YEAR[kind] == count


@pytest.mark.parametrize("length", [0, -1])
def test_a_period_without_days_is_refused(length: int) -> None:
    start = date(2026, 1, 2)
    with pytest.raises(Refusal, match="empty_period"):
        Period(start, start + timedelta(days=length), "custom")


@pytest.mark.parametrize(
    ("today", "start"), [("2026-03-31", "2026-02-01"), ("2026-04-01", "2026-03-01")]
)
def test_the_last_complete_month_is_over(today: str, start: str) -> None:
    period = last_complete("month", date.fromisoformat(today))
    assert period == containing(date.fromisoformat(start), "month")


@given(days, kinds)
def test_today_lies_just_after_the_last_complete_period(today: date, kind: Calendar) -> None:
    complete = last_complete(kind, today)
    assert complete.end <= today < complete.next().end


@pytest.mark.parametrize(
    ("kind", "today", "current", "before"),
    [
        ("month", "2026-04-10", ("2026-04-01", "2026-04-11"), ("2026-03-01", "2026-03-11")),
        ("month", "2026-04-01", ("2026-04-01", "2026-04-02"), ("2026-03-01", "2026-03-02")),
        ("month", "2026-03-30", ("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-03-01")),
        ("week", "2026-02-11", ("2026-02-09", "2026-02-12"), ("2026-02-02", "2026-02-05")),
    ],
)
def test_a_running_period_is_set_against_the_same_part_of_the_one_before(
    kind: Calendar, today: str, current: tuple[str, str], before: tuple[str, str]
) -> None:
    parts = so_far(kind, date.fromisoformat(today))
    expected = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in (current, before)]
    assert [(part.start, part.end) for part in parts] == expected
    assert {part.kind for part in parts} == {"custom"}


@given(days, kinds)
def test_the_part_before_is_never_longer_and_ends_before_the_running_one(
    today: date, kind: Calendar
) -> None:
    current, before = so_far(kind, today)
    assert before.days <= current.days
    assert before.end <= current.start <= today < current.end


@pytest.mark.parametrize(
    ("today", "end", "kind"),
    [
        ("2026-04-01", "2026-04-02", "custom"),
        ("2026-04-10", "2026-04-11", "custom"),
        ("2026-04-30", "2026-05-01", "custom"),  # still running on its last day
        ("2026-05-01", "2026-05-01", "month"),
        ("2027-01-01", "2026-05-01", "month"),
    ],
)
def test_a_period_has_elapsed_up_to_and_including_today(today: str, end: str, kind: Kind) -> None:
    april = containing(date(2026, 4, 1), "month")
    assert elapsed(april, date.fromisoformat(today)) == Period(
        april.start, date.fromisoformat(end), kind
    )


def test_nothing_of_a_coming_period_has_elapsed() -> None:
    with pytest.raises(Refusal, match="empty_period"):
        elapsed(containing(date(2026, 4, 1), "month"), date(2026, 3, 31))


def test_the_same_part_of_last_year_has_as_many_days() -> None:
    april = containing(date(2026, 4, 1), "month")
    part = elapsed(april, date(2026, 4, 10))
    before = same_part(part, same_last_year(april))
    assert before == Period(date(2025, 4, 1), date(2025, 4, 11), "custom")


@pytest.mark.parametrize(
    ("percent", "frm", "to", "expected"),
    [
        ("80", "month", "year", "6.87"),
        ("80", "year", "month", "98.16"),
        ("85", "year", "month", "98.65"),
        ("95", "year", "month", "99.57"),
        ("97", "month", "year", "69.38"),
        ("80", "month", "quarter", "51.20"),
        ("99.9", "day", "year", "69.41"),
        ("99", "week", "year", "59.30"),
        ("0", "year", "month", "0.00"),
        ("100", "year", "week", "100.00"),
        ("80", "month", "month", "80.00"),
    ],
)
def test_rates_are_converted_at_a_constant_rate(
    percent: str, frm: Calendar, to: Calendar, expected: str
) -> None:
    assert str(rounded(100 * convert(Fraction(percent) / 100, frm, to))) == expected


def test_a_conversion_by_a_whole_power_is_exact() -> None:
    assert convert(Fraction(4, 5), "month", "quarter") == Fraction(64, 125)
    assert isinstance(convert(Fraction(4, 5), "quarter", "month"), Decimal)


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(Refusal, match="negative"):
        convert(Fraction(-1, 5), "month", "year")


@given(st.fractions("1/2", 1, max_denominator=1000), kinds, kinds)
def test_converting_there_and_back_returns(rate: Fraction, frm: Calendar, to: Calendar) -> None:
    there = Fraction(convert(rate, frm, to))
    assert abs(Fraction(convert(there, to, frm)) - rate) < Fraction(1, 10**9)
    assert there <= rate if PER_YEAR[frm] >= PER_YEAR[to] else there >= rate
