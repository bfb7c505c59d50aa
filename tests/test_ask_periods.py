"""Phrases of a period: what is meant on 25 November 2026, a Wednesday, in both languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ask.dates import point_at
from bot.ask.periods import (
    EARLIEST,
    UNITS,
    Window,
    before,
    last_month,
    last_units,
    span_in,
    year_before,
)
from bot.reply import Problem
from metrics.period import Period, between, containing

TODAY = date(2026, 11, 25)


def window(text: str, today: date = TODAY) -> Window | None:
    found = span_in(text, today)
    return found.window if found else None


@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("last month", "2026-10-01", "2026-10-31", "month"),
        ("previous month", "2026-10-01", "2026-10-31", "month"),
        ("vorige maand", "2026-10-01", "2026-10-31", "month"),
        ("afgelopen maand", "2026-10-01", "2026-10-31", "month"),
        ("yesterday", "2026-11-24", "2026-11-24", "day"),
        ("gisteren", "2026-11-24", "2026-11-24", "day"),
        ("last week", "2026-11-16", "2026-11-22", "week"),
        ("vorige week", "2026-11-16", "2026-11-22", "week"),
        ("last quarter", "2026-07-01", "2026-09-30", "quarter"),
        ("vorig kwartaal", "2026-07-01", "2026-09-30", "quarter"),
        ("last year", "2025-01-01", "2025-12-31", "year"),
        ("vorig jaar", "2025-01-01", "2025-12-31", "year"),
        ("q3", "2026-07-01", "2026-09-30", "quarter"),
        ("q3 2025", "2025-07-01", "2025-09-30", "quarter"),
        ("q3-2025", "2025-07-01", "2025-09-30", "quarter"),
        ("q3'25", "2025-07-01", "2025-09-30", "quarter"),
        ("2025-q3", "2025-07-01", "2025-09-30", "quarter"),
        ("kwartaal 3", "2026-07-01", "2026-09-30", "quarter"),
        ("k3 2025", "2025-07-01", "2025-09-30", "quarter"),
        ("derde kwartaal van 2025", "2025-07-01", "2025-09-30", "quarter"),
        ("3rd quarter of 2025", "2025-07-01", "2025-09-30", "quarter"),
        ("q3 last year", "2025-07-01", "2025-09-30", "quarter"),
        ("2025", "2025-01-01", "2025-12-31", "year"),
        ("jaar 2025", "2025-01-01", "2025-12-31", "year"),
        ("april 1997", "1997-04-01", "1997-04-30", "month"),
        ("apr '25", "2025-04-01", "2025-04-30", "month"),
        ("apr. 2025", "2025-04-01", "2025-04-30", "month"),
        ("mrt '97", "1997-03-01", "1997-03-31", "month"),
        ("april", "2026-04-01", "2026-04-30", "month"),
        ("december", "2025-12-01", "2025-12-31", "month"),
        ("mei", "2026-05-01", "2026-05-31", "month"),
        ("may", "2026-05-01", "2026-05-31", "month"),
        ("churn in may", "2026-05-01", "2026-05-31", "month"),
        ("april vorig jaar", "2025-04-01", "2025-04-30", "month"),
        ("h1 2026", "2026-01-01", "2026-06-30", "custom"),
        ("first half of 2026", "2026-01-01", "2026-06-30", "custom"),
        ("eerste helft van 2026", "2026-01-01", "2026-06-30", "custom"),
        ("tweede helft van 2025", "2025-07-01", "2025-12-31", "custom"),
        ("10/2026", "2026-10-01", "2026-10-31", "month"),
        ("churn in 3/2026", "2026-03-01", "2026-03-31", "month"),
        ("april this year", "2026-04-01", "2026-04-30", "month"),
        ("vorige april", "2026-04-01", "2026-04-30", "month"),
        ("last november", "2025-11-01", "2025-11-30", "month"),
        ("2026-03", "2026-03-01", "2026-03-31", "month"),
        ("week 14", "2026-03-30", "2026-04-05", "week"),
        ("week 14 2025", "2025-03-31", "2025-04-06", "week"),
        ("wk 14 van 2025", "2025-03-31", "2025-04-06", "week"),
        ("2025-w14", "2025-03-31", "2025-04-06", "week"),
        ("week 50", "2025-12-08", "2025-12-14", "week"),
        ("week 53", "2020-12-28", "2021-01-03", "week"),
        ("last 12 months", "2025-11-01", "2026-10-31", "custom"),
        ("afgelopen 12 maanden", "2025-11-01", "2026-10-31", "custom"),
        ("last three months", "2026-08-01", "2026-10-31", "custom"),
        ("laatste 8 weken", "2026-09-28", "2026-11-22", "custom"),
        ("past 30 days", "2026-10-26", "2026-11-24", "custom"),
        ("last 3 quarters", "2026-01-01", "2026-09-30", "custom"),
        ("last 1 quarters", "2026-07-01", "2026-09-30", "quarter"),
        ("1 maart tot 15 april", "2026-03-01", "2026-04-15", "custom"),
        ("1 maart t/m 15 april", "2026-03-01", "2026-04-15", "custom"),
        ("1 maart tot en met 15 april", "2026-03-01", "2026-04-15", "custom"),
        ("from march 1st to april 15th", "2026-03-01", "2026-04-15", "custom"),
        ("from 2026-01-01 to 2026-03-31", "2026-01-01", "2026-03-31", "quarter"),
        ("van 2026-01-01 tot 2026-03-31", "2026-01-01", "2026-03-31", "quarter"),
        ("2026-10-01 until 2026-10-31", "2026-10-01", "2026-10-31", "month"),
        ("tussen 1 maart en 3 april", "2026-03-01", "2026-04-03", "custom"),
        ("between q1 and q3", "2026-01-01", "2026-09-30", "custom"),
        ("januari t/m maart 2025", "2025-01-01", "2025-03-31", "quarter"),
        ("nov 2025 to feb 2026", "2025-11-01", "2026-02-28", "custom"),
        ("nov 2024 to feb", "2024-11-01", "2025-02-28", "custom"),
        ("november to february", "2025-11-01", "2026-02-28", "custom"),
        ("november to february 2025", "2024-11-01", "2025-02-28", "custom"),
        ("2023-2025", "2023-01-01", "2025-12-31", "custom"),
        ("q1-q3 2025", "2025-01-01", "2025-09-30", "custom"),
        ("1-15 april 2026", "2026-04-01", "2026-04-15", "custom"),
        ("van 1 tot 15 april", "2026-04-01", "2026-04-15", "custom"),
        ("10 oktober tot gisteren", "2026-10-10", "2026-11-24", "custom"),
        ("3 maart 2026", "2026-03-03", "2026-03-03", "day"),
        ("march 3rd, 2026", "2026-03-03", "2026-03-03", "day"),
        ("april 25", "2026-04-25", "2026-04-25", "day"),
        ("29 februari", "2024-02-29", "2024-02-29", "day"),
        ("3-4-2026", "2026-04-03", "2026-04-03", "day"),
        ("25/3/2026", "2026-03-25", "2026-03-25", "day"),
        ("3/3/2026", "2026-03-03", "2026-03-03", "day"),
        ("churn van vorige maand per land", "2026-10-01", "2026-10-31", "month"),
        ("from january", "2026-01-01", "2026-01-31", "month"),
    ],
)  # fmt: skip
def test_a_phrase_is_a_window_of_whole_days(text: str, first: str, last: str, kind: str) -> None:
    end = date.fromisoformat(last) + timedelta(days=1)
    period = between(date.fromisoformat(first), end)
    assert (window(text), period.kind) == (Window(period), kind)


@pytest.mark.parametrize(
    ("text", "first", "of"),
    [
        ("this month", "2026-11-01", "month"),
        ("this month so far", "2026-11-01", "month"),
        ("deze maand tot nu toe", "2026-11-01", "month"),
        ("month to date", "2026-11-01", "month"),
        ("november", "2026-11-01", "month"),
        ("this week", "2026-11-23", "week"),
        ("week 48", "2026-11-23", "week"),
        ("q4", "2026-10-01", "quarter"),
        ("q4 so far", "2026-10-01", "quarter"),
        ("dit kwartaal", "2026-10-01", "quarter"),
        ("year to date", "2026-01-01", "year"),
        ("ytd", "2026-01-01", "year"),
        ("dit jaar", "2026-01-01", "year"),
        ("2026", "2026-01-01", "year"),
        ("today", "2026-11-25", "day"),
        ("vandaag", "2026-11-25", "day"),
        ("since january", "2026-01-01", None),
        ("sinds januari", "2026-01-01", None),
        ("since 2026-01-15", "2026-01-15", None),
        ("vanaf 15 januari", "2026-01-15", None),
        ("from 2026-01-15", "2026-01-15", None),
        ("since last month", "2026-10-01", None),
        ("1 mei tot nu toe", "2026-05-01", None),
        ("from 1 may to today", "2026-05-01", None),
        ("october to november", "2026-10-01", None),
        ("from 2026-11-20 to 2026-11-25", "2026-11-20", None),
    ],
)  # fmt: skip
def test_a_running_window_ends_with_today(text: str, first: str, of: str | None) -> None:
    period = Period(date.fromisoformat(first), TODAY + timedelta(days=1), "custom")
    assert window(text) == Window(period, running=True, of=of)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31 april", "no_such_date"),
        ("30 februari", "no_such_date"),
        ("2025-13-01", "no_such_date"),
        ("week 53 2025", "no_such_date"),
        ("week 99", "no_such_date"),
        ("last 0 days", "no_such_date"),
        ("3/4/2026", "two_dates"),
        ("q1 2027", "period_in_future"),
        ("2027", "period_in_future"),
        ("from 2026-11-20 to 2026-12-31", "period_in_future"),
        ("since 2027-01-01", "period_in_future"),
        ("1969", "period_too_early"),
        ("last 9999 months", "period_too_early"),
        ("from 2026-05-01 to 2026-04-01", "period_reversed"),
    ],
)
def test_a_period_that_cannot_be_is_a_problem(text: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        window(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "", "500 50 450", "2000 customers", "2000 klanten", "month", "per maand", "80%", "20.25",
        "1,2025", "what may churn cost", "5 years", "٢٠٢٥", "q5", "the quarter",
    ],
)  # fmt: skip
def test_what_names_no_period_is_left_alone(text: str) -> None:
    assert window(text) is None


def test_without_a_period_the_last_complete_month_is_meant() -> None:
    assert last_month(date(2026, 3, 1)) == window("february 2026")
    assert last_month(date(2026, 1, 31)) == window("december 2025")


def test_a_window_is_written_with_its_last_day_included() -> None:
    assert str(window("q3 2025")) == "from 2025-07-01 to 2025-09-30"
    assert str(window("this month")) == "from 2026-11-01 to 2026-11-25 month so far"
    assert str(window("since 2026-11-20")) == "from 2026-11-20 to 2026-11-25 so far"


@pytest.mark.parametrize(
    ("text", "previous", "last_year"),
    [
        ("last month", "2026-09-01 to 2026-09-30", "2025-10-01 to 2025-10-31"),
        ("last 12 months", "2024-11-01 to 2025-10-31", "2024-11-01 to 2025-10-31"),
        ("last 8 weeks", "2026-08-03 to 2026-09-27", "2025-09-28 to 2025-11-22"),
        ("this month", "2026-10-01 to 2026-10-25", "2025-11-01 to 2025-11-25"),
        ("week 1 2026", "2025-12-22 to 2025-12-28", "2024-12-30 to 2025-01-05"),
        ("29 february 2024", "2024-02-28 to 2024-02-28", "2023-02-28 to 2023-02-28"),
    ],
)
def test_a_window_knows_what_lies_before_it(text: str, previous: str, last_year: str) -> None:
    found = window(text)
    assert found is not None
    assert str(before(found)) == f"from {previous}"
    assert str(year_before(found)) == f"from {last_year}"


@st.composite
def windows(draw: st.DrawFn) -> Window:
    today = draw(st.dates(date(1970, 2, 1), date(2099, 12, 31)))
    running = draw(st.booleans())
    unit = draw(st.sampled_from([None, *UNITS]))
    if running and unit:
        start = containing(today, unit).start
        return Window(Period(start, today + timedelta(days=1), "custom"), running=True, of=unit)
    start = draw(st.dates(EARLIEST, today))
    end = today + timedelta(days=1)
    return Window(Period(start, end, "custom") if running else between(start, end), running)


@given(windows().filter(lambda one: one.period.start >= EARLIEST), st.integers(1, 1000))
def test_a_written_window_reads_back_the_same_on_any_later_day(one: Window, later: int) -> None:
    today = one.period.end + timedelta(days=later - (1 if one.running else 0) - 1)
    assert window(str(one), max(today, one.period.end)) == one


@given(st.sampled_from(UNITS), st.integers(1, 20), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_so_many_units_are_as_many_steps_back(unit: str, count: int, today: date) -> None:
    found = last_units(count, unit, today)  # type: ignore[arg-type]  # one of UNITS
    period = containing(today, unit)  # type: ignore[arg-type]
    for _ in range(count):
        period = period.previous()
    assert (found.period.start, found.period.end) == (period.start, containing(today, unit).start)  # type: ignore[arg-type]


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_text_is_a_window_in_the_past_or_a_problem(text: str, today: date) -> None:
    try:
        found = span_in(text, today)
    except Problem:
        return
    assert found is None or found.window.period.start <= today


def test_a_point_knows_where_it_ends() -> None:
    point = point_at("in march 2025, per plan", 3, TODAY)
    assert point is not None
    assert (point.typed, point.end) == ("march 2025", 13)
