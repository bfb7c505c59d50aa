"""Named days, weeks, months, quarters and years: "3 maart 2026", "week 14", "H1 2026"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from bot.ask.words import any_of, words
from bot.reply import Problem
from metrics.period import Calendar, Period, containing

_THIS_CENTURY = 70  # '69 is 2069, '70 is 1970
_MONTHS = 12
_END = r"(?![\w%]|[.,/]\d)"
_FIGURE = r"(?P<year>(?:1[89]|2[0-9])[0-9]{2}|'[0-9]{2})"


@dataclass(frozen=True, slots=True)
class Point:
    """A calendar period with or without its year. `typed` ends before `end` in the text."""

    kind: Calendar
    year: int | None
    month: int
    day: int
    week: int | None
    typed: str
    end: int

    def within(self, year: int) -> Period:
        """The one of that year. Raises Problem no_such_date for 31 April and the like."""
        try:
            return self._within(year)
        except ValueError:
            raise Problem("no_such_date", typed=self.typed) from None

    def _within(self, year: int) -> Period:
        if self.week is not None:
            return containing(date.fromisocalendar(year, self.week, 1), "week")
        return containing(date(year, self.month, self.day), self.kind)

    def latest(self, today: date) -> Period:
        """That of its year; without one, the latest that has begun. Raises as `within` does."""
        if self.year is not None:
            return self.within(self.year)
        # The ISO year may be ahead of the calendar's; 29 February comes every fourth or eighth.
        for year in range(today.year + 1, today.year - 9, -1):
            try:
                found = self._within(year)
            except ValueError:
                continue
            if found.start <= today:
                return found
        raise Problem("no_such_date", typed=self.typed)


def point_at(text: str, place: int, today: date) -> Point | None:
    """The point that stands at this place of a levelled text.

    Raises Problem two_dates for 3/4/2026, which is read in two ways.
    """
    found = next(filter(None, (pattern.match(text, place) for pattern in _patterns())), None)
    return _point(found, today) if found else None


def half_at(text: str, place: int, today: date) -> tuple[Point, Point] | None:
    """The first and the last month of a half-year that is named there: `H1 2026`, `tweede helft
    van 2025`. Without a year it is the latest that has begun.
    """
    if not (found := _half().match(text, place)):
        return None
    month = 1 if found["half"] == "1" or words().ordinals.get(found["ordinal"] or "") == "1" else 7
    first = Point("month", _year(found.groupdict(), today), month, 1, None, found[0], found.end())
    first = replace(first, year=first.latest(today).start.year)
    return first, replace(first, month=month + 5)


def _point(found: re.Match[str], today: date) -> Point:
    said: Mapping[str, str | None] = found.groupdict()
    year = _year(said, today)
    quarter = said.get("quarter") or words().ordinals.get(said.get("ordinal") or "")
    month, day, week = (said.get(part) for part in ("month", "day", "week"))
    if name := said.get("name"):
        month = str([*dict.fromkeys(words().months.values())].index(words().months[name]) + 1)
    if said.get("mark") == "/":
        _refuse_two_ways(found[0], int(year or 0), int(day or 0), int(month or 0))
    kind: Calendar = (
        "day" if day else "week" if week else "quarter" if quarter else "month" if month else "year"
    )
    first_month = int(quarter) * 3 - 2 if quarter else int(month or 1)
    return Point(
        kind, year, first_month, int(day or 1), int(week) if week else None, found[0], found.end()
    )


def _refuse_two_ways(typed: str, year: int, one: int, other: int) -> None:
    """3/4/2026 is in April or in March; 3/3/2026 and 25/3/2026 are clear."""
    if one != other and max(one, other) <= _MONTHS:
        first, second = (
            f"{year}-{month:02}-{day:02}" for month, day in ((other, one), (one, other))
        )
        raise Problem("two_dates", typed=typed, first=first, second=second)


def _year(said: Mapping[str, str | None], today: date) -> int | None:
    if said.get("shift"):
        return today.year - 1
    if said.get("same"):
        return today.year
    if not (typed := said.get("year")):
        return None
    if typed.startswith("'"):
        short = int(typed[1:])
        return short + (1900 if short >= _THIS_CENTURY else 2000)
    return int(typed)


def _year_behind() -> str:
    """How a year may follow what it is of."""
    spans = words().spans
    last_year = rf"(?P<shift>{any_of(spans['last'])} {any_of(spans['year'])})"
    this_year = rf"(?P<same>{any_of(spans['this'])} {any_of(spans['year'])})"
    return rf"(?:,? ?(?:{any_of(spans['of'])} )?(?:{_FIGURE}|{last_year}|{this_year}))?"


@cache
def _half() -> re.Pattern[str]:
    ordinals = any_of(word for word, count in words().ordinals.items() if count in {"1", "2"})
    ordinal = rf"(?P<ordinal>{ordinals}) {any_of(words().spans['half'])}"
    return re.compile(rf"(?:h(?P<half>[12])(?:-|{_END}|(?='))|{ordinal}){_year_behind()}{_END}")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<name>{any_of(words().months)})\.?"
    figure, year = _FIGURE, _year_behind()
    day = r"(?P<day>[0-9]{1,2})"
    counted = words().customers  # "2000 customers" is no year
    quarter = any_of(["kwartaal", "quarter"])
    shapes = (
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        rf"{day}(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<year>[0-9]{{4}})",
        rf"{day}(?:st|nd|rd|th|ste|de|e)? (?:of )?{month}{year}",
        rf"{month} {day}(?:st|nd|rd|th)?(?![0-9]){year}",
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})",
        r"(?P<month>1[0-2]|0?[1-9])[-/](?P<year>(?:19|20)[0-9]{2})",
        rf"{month}{year}",
        rf"(?:q|k|{quarter} )(?P<quarter>[1-4])(?:-|{_END}|(?=')){year}",
        rf"{figure}[ -]?(?:q|k)(?P<quarter>[1-4])",
        rf"(?P<ordinal>{any_of(words().ordinals)}) {quarter}{year}",
        rf"(?:week |week|wk |wk|w)(?P<week>[0-9]{{1,2}})(?:-|{_END}){year}",
        rf"{figure}[ -]?w(?P<week>[0-9]{{1,2}})",
        rf"(?:{any_of(['year', 'jaar'])} )?(?P<year>(?:19|20)[0-9]{{2}})(?! {any_of(counted)})",
    )
    return tuple(re.compile(shape + _END) for shape in shapes)
