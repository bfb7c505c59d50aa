"""Periods of whole days, half-open: `start` is the first day in, `end` the first day out.

Days are calendar days of the workspace's time zone; weeks are ISO weeks and begin on Monday.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from metrics.refusal import Refusal, refuse_negative
from metrics.rounding import decimal

Calendar = Literal["day", "week", "month", "quarter", "year"]
Kind = Calendar | Literal["custom"]

PER_YEAR: dict[Calendar, int] = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_OF_MONTHS = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to `end`. Raises `empty_period` when `end` is not later.

    A `custom` period that is so many months, quarters, weeks … long remembers them as its `unit`.
    """

    start: date
    end: date
    kind: Kind
    unit: Calendar | None = None

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Refusal("empty_period", start=self.start, end=self.end)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def previous(self) -> "Period":
        """The period of the same kind that ends here; for `custom` of the same length, in months
        where these are its unit, else in days.
        """
        if self.kind == "custom":
            return self._moved(-1)
        return containing(self.start - _DAY, self.kind)

    def next(self) -> "Period":
        """The period of the same kind that starts here, likewise."""
        if self.kind == "custom":
            return self._moved(1)
        return containing(self.end, self.kind)

    def _moved(self, times: int) -> "Period":
        """`times` its own length later."""
        if self.unit in _OF_MONTHS:
            months = times * (_month(self.end) - _month(self.start))
            start, end = _months_later(self.start, months), _months_later(self.end, months)
        else:
            days = timedelta(days=times * self.days)
            start, end = self.start + days, self.end + days
        return Period(start, end, self.kind, self.unit)


def containing(day: date, kind: Calendar) -> Period:
    """The calendar period that `day` lies in.

    >>> quarter = containing(date(2026, 2, 14), "quarter")
    >>> str(quarter.start), str(quarter.end)
    ('2026-01-01', '2026-04-01')
    """
    if kind == "day":
        return Period(day, day + _DAY, kind)
    if kind == "week":
        monday = day - day.weekday() * _DAY
        return Period(monday, monday + _WEEK, kind)
    length = 12 // PER_YEAR[kind]
    first = _month(day) - _month(day) % length
    return Period(_first_day(first), _first_day(first + length), kind)


def kind_of(start: date, end: date) -> Kind:
    """Which calendar period runs from `start` up to `end`; `custom` when none does.

    Raises `empty_period`.

    >>> kind_of(date(2026, 1, 1), date(2026, 4, 1)), kind_of(date(2026, 1, 1), date(2026, 3, 1))
    ('quarter', 'custom')
    """
    kinds: tuple[Calendar, ...] = get_args(Calendar)
    fitting = (kind for kind in kinds if containing(start, kind) == Period(start, end, kind))
    return next(fitting, "custom")


def between(start: date, end: date) -> Period:
    """From `start` up to `end` as what it is: a calendar period, whole months, or just days.

    Raises `empty_period`.
    """
    kind = kind_of(start, end)
    whole_months = kind == "custom" and start.day == end.day == 1
    return Period(start, end, kind, "month" if whole_months else None)


def week(number: int, year: int) -> Period | None:
    """The ISO week of that number; None where the year has none, as most have no week 53.

    >>> str(week(14, 2026).start), week(53, 2025)
    ('2026-03-30', None)
    """
    if not 1 <= number <= _weeks_in(year):
        return None
    return containing(date.fromisocalendar(year, number, 1), "week")


def last_complete(kind: Calendar, today: date) -> Period:
    """The latest period that is over: `today` lies after it."""
    return containing(today, kind).previous()


def last(n: int, kind: Calendar, today: date) -> Period:
    """The latest `n` periods that are over, as one: "last 12 months". Raises `empty_period`.

    >>> twelve = last(12, "month", date(2026, 4, 10))
    >>> str(twelve.start), str(twelve.end), twelve.kind, twelve.unit
    ('2025-04-01', '2026-04-01', 'custom', 'month')
    """
    latest = last_complete(kind, today)
    if n < 1:
        raise Refusal("empty_period", start=latest.end, end=latest.end)
    first = (*history(latest, n - 1), latest)[0]
    return latest if n == 1 else Period(first.start, latest.end, "custom", kind)


def history(period: Period, count: int) -> tuple[Period, ...]:
    """The `count` periods of the same kind just before `period`, oldest first."""
    before = [period]
    for _ in range(count):
        before.append(before[-1].previous())
    return tuple(reversed(before[1:]))


def same_last_year(period: Period) -> Period:
    """The same period a year earlier: weeks by their number, others by their dates.

    Week 53 is set against the last week of a year without one, 29 February against the 28th.
    """
    if "week" in (period.kind, period.unit):
        return _same_weeks(period)
    start = _months_later(period.start, -12)
    if period.kind != "custom":
        return containing(start, period.kind)
    if period.unit in _OF_MONTHS:
        return Period(start, _months_later(period.end, -12), period.kind, period.unit)
    return Period(start, _months_later(period.end - _DAY, -12) + _DAY, period.kind, period.unit)


def elapsed(period: Period, today: date) -> Period:
    """The part of `period` up to and including `today`, or all of it when it is over.

    Raises `empty_period` when it has yet to begin.
    """
    if today >= period.end:
        return period
    return Period(period.start, today + _DAY, "custom")


def same_part(part: Period, of: Period) -> Period:
    """As many days from the start of another period; fewer when that is shorter."""
    return Period(of.start, min(of.start + timedelta(days=part.days), of.end), "custom")


def so_far(kind: Calendar, today: date) -> tuple[Period, Period]:
    """The running period up to and including `today`, and as many days of the one before.

    The second is shorter when the one before was: 30 March is set against all of February.
    """
    running = containing(today, kind)
    current = elapsed(running, today)
    return current, same_part(current, running.previous())


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


def _month(day: date) -> int:
    """The month of `day`, counted from January of year 0."""
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    """The first day of a month so counted."""
    return date(month // 12, month % 12 + 1, 1)


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or the last one that month has."""
    first = _first_day(_month(day) + months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _weeks_in(year: int) -> int:
    return date(year, 12, 28).isocalendar().week  # the 28th is always in the last week


def _same_weeks(period: Period) -> Period:
    """As many weeks, the last of which has the same number a year earlier."""
    year, number, _ = (period.end - _DAY).isocalendar()
    number = min(number, _weeks_in(year - 1))
    end = date.fromisocalendar(year - 1, number, 1) + _WEEK
    return Period(end - timedelta(days=period.days), end, period.kind, period.unit)
