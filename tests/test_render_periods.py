"""Periods as people read them: each kind, across months and years, in both languages."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.periods import day, period, short
from bot.render.text import FILTERS
from bot.reply import LANGUAGES, Language
from metrics.period import Calendar, Period, containing

MOST_LABEL = 20  # characters of a category in a chart of Slack's


def custom(first: str, last: str) -> Period:
    end = date.fromisoformat(last) + timedelta(days=1)
    return Period(date.fromisoformat(first), end, "custom")


CASES = [
    (containing(date(2026, 10, 5), "month"), "October 2026", "oktober 2026"),
    (containing(date(2026, 3, 31), "month"), "March 2026", "maart 2026"),
    (containing(date(2025, 9, 30), "quarter"), "Q3 2025", "kwartaal 3 2025"),
    (containing(date(2025, 1, 1), "quarter"), "Q1 2025", "kwartaal 1 2025"),
    (containing(date(2025, 10, 1), "quarter"), "Q4 2025", "kwartaal 4 2025"),
    (containing(date(2025, 6, 1), "year"), "2025", "2025"),
    (
        containing(date(2026, 11, 22), "week"),
        "week 47 · 16–22 November",
        "week 47 · 16–22 november",
    ),
    (
        containing(date(2026, 10, 26), "week"),
        "week 44 · 26 October – 1 November",
        "week 44 · 26 oktober – 1 november",
    ),
    (
        containing(date(2026, 1, 1), "week"),
        "week 1 · 29 December 2025 – 4 January 2026",
        "week 1 · 29 december 2025 – 4 januari 2026",
    ),
    (containing(date(2026, 5, 1), "day"), "1 May 2026", "1 mei 2026"),
    (custom("2026-03-01", "2026-03-14"), "1–14 March 2026", "1–14 maart 2026"),
    (custom("2026-03-14", "2026-03-14"), "14 March 2026", "14 maart 2026"),
    (
        custom("2026-03-01", "2026-04-15"),
        "1 March – 15 April 2026",
        "1 maart – 15 april 2026",
    ),
    (
        custom("2025-11-22", "2026-11-21"),
        "22 November 2025 – 21 November 2026",
        "22 november 2025 – 21 november 2026",
    ),
]


@pytest.mark.parametrize(("value", "english", "dutch"), CASES)
def test_a_period_is_named_as_people_name_it(value: Period, english: str, dutch: str) -> None:
    assert (period("en", value), period("nl", value)) == (english, dutch)


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [
        (containing(date(2026, 9, 5), "month"), "Sept 2026", "sep 2026"),
        (containing(date(2026, 3, 5), "month"), "Mar 2026", "mrt 2026"),
        (containing(date(2026, 3, 5), "quarter"), "Q1 2026", "kwartaal 1 2026"),
        (containing(date(2026, 3, 5), "year"), "2026", "2026"),
        (containing(date(2026, 11, 22), "week"), "week 47", "week 47"),
        (containing(date(2026, 11, 2), "day"), "2 Nov", "2 nov"),
        (custom("2026-03-01", "2026-03-14"), "1–14 Mar 2026", "1–14 mrt 2026"),
        (custom("2026-10-26", "2026-11-01"), "26 Oct–1 Nov 2026", "26 okt–1 nov 2026"),
    ],
)
def test_an_axis_gets_the_short_form(value: Period, english: str, dutch: str) -> None:
    assert (short("en", value), short("nl", value)) == (english, dutch)


@given(
    st.dates(date(1, 1, 8), date(9998, 12, 24)),
    st.integers(1, 2000),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
    st.sampled_from(LANGUAGES),
)
def test_the_short_form_fits_an_axis_whatever_the_period(
    start: date, days: int, kind: Calendar, language: Language
) -> None:
    end = min(start + timedelta(days=days), date.max)
    for value in (containing(start, kind), Period(start, end, "custom")):
        assert 0 < len(short(language, value)) <= MOST_LABEL


@given(
    st.dates(date(1000, 1, 1), date(9998, 1, 1)),
    st.integers(0, 2000),
    st.sampled_from(LANGUAGES),
)
def test_a_custom_period_names_its_last_day_and_begins_with_its_first(
    start: date, days: int, language: Language
) -> None:
    last = min(start + timedelta(days=days), date(9998, 12, 31))
    shown = period(language, Period(start, last + timedelta(days=1), "custom"))
    assert shown.endswith(day(language, last))
    assert shown.startswith(str(start.day))


def test_a_day_has_its_year_and_a_moment_is_its_day() -> None:
    assert day("en", date(2026, 11, 21)) == "21 November 2026"
    assert day("nl", datetime(2026, 11, 21, 6, 0)) == "21 november 2026"  # noqa: DTZ001 - a wall time


def test_templates_may_use_both() -> None:
    october = containing(date(2026, 10, 5), "month")
    assert FILTERS["period"]("nl", october) == "oktober 2026"
    assert FILTERS["day"]("nl", october.start) == "1 oktober 2026"
