"""Phrases of a period, in both languages, as windows of whole days: "last month", "Q3 2025"."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import get_args

from bot.ask.dates import Point, half_at, point_at
from bot.ask.words import any_of, words
from bot.reply import Problem
from metrics.period import (
    Calendar,
    Period,
    between,
    containing,
    last_complete,
    same_last_year,
    so_far,
)

EARLIEST = date(1970, 1, 1)
UNITS: tuple[Calendar, ...] = get_args(Calendar)
_DAY = timedelta(days=1)
_END = r"(?![\w%]|[.,/][0-9])"
_IN_MAY = re.compile(r"(?:in|of|for|over|during) $")
_DAY_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|e)?")


@dataclass(frozen=True, slots=True)
class Window:
    """`running`: it ends with the day of asking, which is in it. `of` is then the calendar period
    that is running, to be set against as many days of the one before; None: since some day.
    """

    period: Period
    running: bool = False
    of: Calendar | None = None

    def __str__(self) -> str:
        """With absolute dates, the last day included: `span_in` reads the same window of it."""
        dates = f"from {self.period.start} to {self.period.end - _DAY}"
        return " ".join([dates, *([self.of] if self.of else []), *["so far"] * self.running])


@dataclass(frozen=True, slots=True)
class Span:
    """A window and where its name stands in the text."""

    window: Window
    start: int
    end: int


def span_in(text: str, today: date) -> Span | None:
    """The first period that a levelled text names, by the longest phrase that begins there.

    Raises Problem no_such_date, two_dates, period_in_future, period_too_early, period_reversed.
    """
    places = (word.start() for word in _pattern("begin").finditer(text))
    return next(filter(None, (span_at(text, place, today) for place in places)), None)


def span_at(text: str, place: int, today: date) -> Span | None:
    """The period that is named at this place. Raises as `span_in` does."""
    readers = (_range, _days_of_a_month, _since, _last_units, _running, _half, _single)
    return next(filter(None, (read(text, place, today) for read in readers)), None)


def last_month(today: date) -> Window:
    """What is meant when no period is named: the last complete month."""
    return Window(last_complete("month", today))


def this_month(today: date) -> Window:
    """As far as it has come."""
    return _so_far(containing(today, "month").start, today, "", "month")


def last_units(count: int, unit: Calendar, today: date, typed: str = "") -> Window:
    """So many whole calendar periods, up to the running one. Raises Problem period_too_early."""
    end = start = containing(today, unit).start
    for _ in range(count):
        if start < EARLIEST:
            break
        start = containing(start - _DAY, unit).start
    return Window(_past(start, end, typed))


def before(window: Window) -> Window:
    """What it is compared with: the period before, or as many days of it as are running."""
    if window.of is None:
        return Window(window.period.previous())
    last = window.period.end - _DAY
    elapsed = so_far(window.of, last)[1]
    return Window(between(elapsed.start, elapsed.end))


def year_before(window: Window) -> Window:
    """The same days a year earlier; for a week, that of the same number."""
    period = same_last_year(window.period)
    return Window(between(period.start, period.end))


def unit_named(word: str) -> Calendar | None:
    """The unit a levelled word names: `months`, `kwartaal`."""
    return next((unit for unit in UNITS if word in words().spans[unit]), None)


def _past(start: date, end: date, typed: str) -> Period:
    if start < EARLIEST:
        raise Problem("period_too_early", typed=typed, earliest=EARLIEST)
    return between(start, end)


def _begun(period: Period, typed: str, today: date, of: Calendar | None = None) -> Window:
    """The period as far as it has come. Raises Problem when it has not begun."""
    if period.start > today:
        raise Problem("period_in_future", typed=typed, today=today)
    if period.end <= today:
        return Window(_past(period.start, period.end, typed))
    return _so_far(period.start, today, typed, of)


def _so_far(start: date, last: date, typed: str, of: Calendar | None) -> Window:
    past = _past(start, last + _DAY, typed)
    return Window(Period(past.start, past.end, "custom"), running=True, of=of)


def _single(text: str, place: int, today: date) -> Span | None:
    """`Q3`, `april 1997`, `yesterday`, `Q4 so far`."""
    if not (point := _point(text, place, today)) or _is_a_verb(point, text[:place]):
        return None
    window = _begun(point.latest(today), point.typed, today, point.kind)
    end = _after(text, point.end, "so_far") if window.running else point.end
    return Span(window, place, end)


def _is_a_verb(point: Point, before: str) -> bool:
    """May stands alone or after "in" and the like; "what may it be" names no month."""
    return point.typed == "may" and bool(before.strip()) and not _IN_MAY.search(before)


def _since(text: str, place: int, today: date) -> Span | None:
    """`since January`, `vanaf 15 januari`, and `from` a day that has no end behind it."""
    opened = _pattern("since").match(text, place) or _pattern("from").match(text, place)
    if not opened or not (point := _point(text, opened.end(), today)):
        return None
    if opened[0].strip() in words().spans["from"] and point.kind != "day":
        return None  # "from last month": of that month
    start = point.latest(today).start
    window = _begun(Period(start, date.max, "custom"), point.typed, today)
    return Span(window, place, _after(text, point.end, "so_far"))


def _range(text: str, place: int, today: date) -> Span | None:
    """`from 1 March to 15 April`, `januari t/m maart 2026`, `between Q1 and Q3`, `1 mei tot nu`."""
    between = _pattern("between").match(text, place)
    opened = between or _pattern("from").match(text, place)
    first = _point(text, opened.end() if opened else place, today)
    joined = _pattern("and" if between else "to").match(text, first.end) if first else None
    if not first or not joined:
        return None
    last = _now(text, joined.end(), today) or _point(text, joined.end(), today)
    return _ranged(text, place, first, last, today) if last else None


def _days_of_a_month(text: str, place: int, today: date) -> Span | None:
    """`1 tot 15 april`, `1-15 april 2026`."""
    opened = _pattern("from").match(text, place)
    first = _DAY_NUMBER.match(text, opened.end() if opened else place)
    joined = _pattern("to").match(text, first.end()) if first else None
    last = point_at(text, joined.end(), today) if joined else None
    if not first or not last or last.kind != "day":
        return None
    return _ranged(text, place, replace(last, day=int(first[1])), last, today)


def _half(text: str, place: int, today: date) -> Span | None:
    """`H1 2026`, `eerste helft van 2026`."""
    if not (months := half_at(text, place, today)):
        return None
    start, end = (one.latest(today) for one in months)
    window = _begun(Period(start.start, end.end, "custom"), months[1].typed, today)
    last = months[1].end
    return Span(window, place, _after(text, last, "so_far") if window.running else last)


def _ranged(text: str, place: int, first: Point, last: Point, today: date) -> Span:
    """Both ends included. `month so far` behind it is how a running window is written."""
    typed = text[place : last.end]
    start, end = _ends(first, last, today)
    if end.end <= start.start:
        raise Problem("period_reversed", typed=typed)
    if end.start > today:
        raise Problem("period_in_future", typed=typed, today=today)
    if written := _pattern("written").match(text, last.end):
        of = next((unit for unit in UNITS if unit == written["of"]), None)
        window = _so_far(start.start, end.end - _DAY, typed, of)
        return Span(window, place, written.end())
    window = _begun(Period(start.start, end.end, "custom"), typed, today)
    return Span(window, place, last.end)


def _ends(first: Point, last: Point, today: date) -> tuple[Period, Period]:
    """A year that is said once goes for both, unless the first would come after the last."""
    if last.year is None and first.year is not None:
        start, end = first.within(first.year), last.within(first.year)
        return start, end if end.end > start.start else last.within(first.year + 1)
    end = last.latest(today)
    if first.year is not None:
        return first.within(first.year), end
    year = last.year or end.start.year
    start = first.within(year)
    return (start if start.start < end.end else first.within(year - 1)), end


def _last_units(text: str, place: int, today: date) -> Span | None:
    """`last 12 months`, `afgelopen drie weken`: whole ones, up to the one that is running."""
    said = _pattern("last_units").match(text, place)
    unit = unit_named(said["unit"]) if said else None
    if not said or not unit:
        return None
    count = int(words().numerals.get(said["count"], said["count"]))
    if not count:
        raise Problem("no_such_date", typed=said[0])
    return Span(last_units(count, unit, today, said[0]), place, said.end())


def _running(text: str, place: int, today: date) -> Span | None:
    """A running one: `this month so far`, `deze maand`, `year to date`, `ytd`."""
    for unit in UNITS:
        if said := _pattern(f"running_{unit}").match(text, place):
            window = _begun(containing(today, unit), said[0], today, unit)
            return Span(window, place, said.end())
    return None


def _point(text: str, place: int, today: date) -> Point | None:
    """A named one, or `yesterday`, `last month`, `vorige april`."""
    if named := point_at(text, place, today):
        return named
    for unit in UNITS:
        if said := _pattern(f"last_{unit}").match(text, place):
            return _point_of(last_complete(unit, today), unit, said)
    said = _pattern("last").match(text, place)
    named = point_at(text, said.end(), today) if said else None
    if not named or named.kind != "month" or named.year is not None:
        return None
    latest = named.latest(today)
    return replace(named, year=latest.start.year - (latest.end > today))


def _now(text: str, place: int, today: date) -> Point | None:
    said = _pattern("now").match(text, place)
    return _point_of(containing(today, "day"), "day", said) if said else None


def _point_of(period: Period, unit: Calendar, said: re.Match[str]) -> Point:
    day = period.start
    return Point(unit, day.year, day.month, day.day, None, said[0], said.end())


def _after(text: str, place: int, part: str) -> int:
    found = _pattern(part).match(text, place)
    return found.end() if found else place


@cache
def _pattern(part: str) -> re.Pattern[str]:
    """How a part of a phrase is written; what ends a phrase ends with a word."""
    said = {name: any_of(spellings) for name, spellings in words().spans.items()}
    so_far = f" {said['so_far']}"
    whole = {
        "so_far": so_far,
        "written": rf"(?: (?P<of>{'|'.join(UNITS)}))?{so_far}",
        "now": said["now"],
        "last_units": rf"{said['last']} (?P<count>[0-9]{{1,4}}|{any_of(words().numerals)}) "
        rf"(?P<unit>{'|'.join(said[unit] for unit in UNITS)})",
        "last_day": f"{said['yesterday']}|{said['last']} {said['day']}",
        "running_day": f"{said['today']}(?:{so_far})?",
    }
    for unit in UNITS[1:]:
        whole[f"last_{unit}"] = f"{said['last']} {said[unit]}"
        this = f"{said['this']} {said[unit]}(?:{so_far})?|{said[unit]}{so_far}"
        whole[f"running_{unit}"] = f"{this}|{said[f'{unit}_to_date']}"
    first = [call for calls in words().spans.values() for call in calls]
    opening = {
        "begin": rf"(?<![\w.,/'-])(?=[0-9']|(?:q|k|h|w|wk|week)[0-9]|"
        rf"{any_of([*first, *words().months, *words().ordinals])}(?!\w))",
        "from": f"{said['from']} ",
        "since": f"{said['since']} ",
        "between": f"{said['between']} ",
        "last": f"{said['last']} ",
        "and": f" {said['and']} ",
        "to": f" ?[-–] ?| {said['to']} ",
    }
    return re.compile(f"(?:{whole[part]}){_END}" if part in whole else opening[part])
