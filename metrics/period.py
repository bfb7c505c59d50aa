"""Periods of whole days, half-open: `start` is the first day in, `end` the first day out.

Days are calendar days of the workspace's time zone; weeks are ISO weeks and begin on Monday.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from metrics.refusal import Refusal, refuse_negative
from metrics.rounding import decimal

Calendar = Literal["day", "week", "month", "quarter", "year"]
Kind = Calendar | Literal["custom"]

PER_YEAR: dict[Calendar, int] = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to `end`. Raises `empty_period` when `end` is not later."""

    start: date
    end: date
    kind: Kind

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Refusal("empty_period", start=self.start, end=self.end)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def previous(self) -> "Period":
        """The period of the same kind that ends here; for `custom` of the same number of days."""
        if self.kind == "custom":
            return Period(self.start - timedelta(days=self.days), self.start, "custom")
        return containing(self.start - _DAY, self.kind)

    def next(self) -> "Period":
        """The period of the same kind that starts here, likewise."""
        if self.kind == "custom":
            return Period(self.end, self.end + timedelta(days=self.days), "custom")
        return containing(self.end, self.kind)


def containing(day: date, kind: Calendar) -> Period:
    """The calendar period that `day` lies in.

    >>> containing(date(2026, 2, 14), "quarter")
    Period(start=datetime.date(2026, 1, 1), end=datetime.date(2026, 4, 1), kind='quarter')
    """
    if kind == "day":
        return Period(day, day + _DAY, kind)
    if kind == "week":
        monday = day - day.weekday() * _DAY
        return Period(monday, monday + _WEEK, kind)
    length = 12 // PER_YEAR[kind]
    month = day.year * 12 + day.month - 1
    first = month - month % length
    return Period(_first_day(first), _first_day(first + length), kind)


def last_complete(kind: Calendar, today: date) -> Period:
    """The latest period that is over: `today` lies after it."""
    return containing(today, kind).previous()


def so_far(kind: Calendar, today: date) -> tuple[Period, Period]:
    """The running period up to and including `today`, and as many days of the one before.

    The second is shorter when the one before was: 30 March is set against all of February.
    """
    running = containing(today, kind)
    before = running.previous()
    current = Period(running.start, today + _DAY, "custom")
    same_end = min(before.start + timedelta(days=current.days), before.end)
    return current, Period(before.start, same_end, "custom")


def convert(rate: Fraction, frm: Calendar, to: Calendar) -> Fraction | Decimal:
    """A retention rate of one length as that of another: r_year = r_month^12, rate constant.

    Exact where the power is whole, else a Decimal root. Raises `negative`.

    >>> f"{float(convert(Fraction(4, 5), 'month', 'year')):.2%}"
    '6.87%'
    >>> f"{convert(Fraction(4, 5), 'year', 'month'):.2%}"
    '98.16%'
    """
    refuse_negative(rate=rate)
    power = Fraction(PER_YEAR[frm], PER_YEAR[to])
    if power.denominator == 1:
        return rate**power.numerator
    return decimal(rate) ** decimal(power)


def _first_day(month: int) -> date:
    """The first day of a month that is counted from January of year 0."""
    return date(month // 12, month % 12 + 1, 1)
