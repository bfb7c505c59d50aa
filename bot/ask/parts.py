"""The parts of a question about the data, in any order: which period, which customers, versus."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from bot.ask.data_words import DataWords
from bot.ask.periods import UNITS, Window, before, span_at, span_in, unit_named, year_before
from bot.ask.question import NO_MEASURES, STOCKS, WHOLE_HISTORY, Versus
from bot.ask.segments import (
    Said,
    bare_breakdown,
    groups_asked_for,
    read_breakdown,
    read_filters,
    read_order,
    unit_asked_for,
    whole_values,
)
from bot.ask.unread import Unread
from bot.ask.words import any_of, words
from bot.reply import Problem
from metrics.period import Calendar, containing

# A word of its own: as a file, of all time, of what shows its trend anyway, as it is now.
Mark = Literal["sheet", "ever", "trend", "now"]
MOST_MONTHS = 60
_MONTHS: dict[Calendar, int] = {"month": 1, "quarter": 3, "year": 12}
_VERSUS: tuple[Versus, ...] = ("previous", "last_year")
_BEGIN, _END = r"(?<![\w'-])", r"(?![\w-])"


@dataclass(frozen=True, slots=True)
class Against:
    """What stood behind "vs": one of the two, the unit before ("last month"), or a period."""

    typed: str
    versus: Versus | None = None
    unit: Calendar | None = None
    window: Window | None = None

    def to(self, window: Window) -> Versus:
        """How that lies to the window of the question. Raises Problem versus_other."""
        if self.versus == "last_year" or (self.versus and not self.unit):
            return self.versus
        if self.unit and self.unit in {window.of, window.period.kind}:
            return "previous"
        if self.window and _is_of(before(window), self.window, window.of):
            return "previous"
        if self.window and _is_of(year_before(window), self.window, window.of):
            return "last_year"
        raise Problem("versus_other", typed=self.typed)


def _is_of(part: Window, named: Window, of: Calendar | None) -> bool:
    """Whether that is the period named, or as much of it as `of` the running one is over."""
    whole = containing(part.period.start, of) if of else None
    return named.period in {part.period, whole}


@dataclass(frozen=True, slots=True)
class Parts:
    """`left` are the words that were not read."""

    left: Unread
    window: Window | None = None
    phrase: str = ""  # of the window, as typed
    second: str = ""  # that of another one
    future: str = ""  # one that is still to come
    by: str | None = None
    order: Said | None = None  # which of the groups comes first
    unit: Calendar | None = None
    where: tuple[tuple[str, str], ...] = ()
    against: Against | None = None
    months: int | None = None
    unbounded: bool = False
    marks: frozenset[Mark] = frozenset()

    @property
    def any(self) -> bool:
        """Whether there were any."""
        found = (self.window, self.by, self.unit, self.where, self.against, self.months)
        return any((*found, self.unbounded, self.marks, self.future))


def parts_of(left: Unread, data: DataWords, command: str | None, *, led: bool) -> Parts:
    """What a line says beside its metric. `led`: it begins with that, so that a dimension may be
    simply named. Raises the problems of the parts.
    """
    filters, left = read_filters(left, data)
    parts = Parts(left)
    if command == "cohort":
        parts = _cohorts(parts)
    if command == "risk":
        parts = _marked(parts, "sheet")
    if command in WHOLE_HISTORY:
        parts = _marked(parts, "ever")
    if command in STOCKS:
        parts = _marked(parts, "now")
    parts = _compared(parts, data)
    parts = _grouped(parts, data)
    if parts.by and parts.unit and command != "cohort":
        raise Problem("groups_by_unit", dimension=parts.by, unit=parts.unit)
    if command not in NO_MEASURES:
        parts = _ranked(parts)
        parts = _marked(parts, "ever") if parts.unit else parts
    elif command != "risk":
        parts = _marked(parts, "trend")
    parts = _later_first(_in_a_period(parts, data))
    by = parts.by
    where, left = whole_values(filters, parts.left)
    if led and not by:
        by, left = bare_breakdown(left, data)
    return replace(parts, left=left, where=where, by=by)


def _grouped(parts: Parts, data: DataWords) -> Parts:
    """`by plan`, `per maand`, `which plan has the highest`."""
    by, unit, left = read_breakdown(parts.left, data)
    order = None
    if not by:
        by, order, left = groups_asked_for(left, data)
    return replace(parts, left=left, by=by, order=order, unit=unit)


def _ranked(parts: Parts) -> Parts:
    """`highest first`, `our best month`, `trend`: what only a table of groups or units has."""
    unit, left = parts.unit, parts.left
    order, left = read_order(left)
    if not (parts.by or unit):
        unit, said, left = unit_asked_for(left)
        order = order or said
    if not unit and (trend := _said("trend").search(left.level)):
        unit, left = "month", left.without(*trend.span())
    return replace(parts, left=left, order=parts.order or order, unit=unit)


def _in_a_period(parts: Parts, data: DataWords) -> Parts:
    left = parts.left
    if not (span := span_in(left.level, data.today)):
        return _in_the_future(parts)
    phrase = left.typed[span.start : span.end]
    opened = _as_of().search(left.level[: span.start])
    left = left.without(opened.start() if opened else span.start, span.end)
    also = ""
    if more := span_in(left.level, data.today):
        also = left.typed[more.start : more.end]
        left = left.without(more.start, more.end)
    return replace(parts, left=left, window=span.window, phrase=phrase, second=also)


def _in_the_future(parts: Parts) -> Parts:
    """`next month`."""
    if not (said := _next().search(parts.left.level)):
        return parts
    typed = parts.left.typed[slice(*said.span())]
    return replace(parts, left=parts.left.without(*said.span()), future=typed)


def _compared(parts: Parts, data: DataWords) -> Parts:
    """`vs previous`, `vergeleken met vorig jaar`, `vs Q2 2025`, `compare Q1 and Q2`, `yoy`."""
    left = parts.left
    compares = _said("comparing").search(left.level)
    than = _said("rather").search(left.level)
    heads = ("versus", *(["with"] if compares else []), *(["than"] if than else []))
    for said in _versus(*heads).finditer(left.level):
        if found := _against(said, left, data):
            against, end = found
            left = left.without(said.start(), end)
            if compares:
                left = left.without(*compares.span())
            return replace(parts, left=left, against=against)
    return parts


def _against(said: re.Match[str], left: Unread, data: DataWords) -> tuple[Against, int] | None:
    """What stands behind "vs", and where that ends."""
    end = said.end()
    typed = left.typed[end if said["head"] is None else said.end("head") : end].strip()
    if versus := next((one for one in _VERSUS if said[f"behind_{one}"] or said[f"on_{one}"]), None):
        return Against(typed or said[0], versus), end
    if said["unit"]:
        return Against(typed, "previous", unit_named(said["unit"])), end
    if span := span_at(left.level, end, data.today):
        return Against(left.typed[end : span.end], window=span.window), span.end
    return None


def _later_first(parts: Parts) -> Parts:
    """Of two periods that are compared the later one is asked about."""
    window, other = parts.window, parts.against and parts.against.window
    if not (window and other and window.period.start < other.period.start):
        return parts
    against = Against(parts.phrase, window=window)
    return replace(
        parts, window=other, phrase=str(parts.against and parts.against.typed), against=against
    )


def _cohorts(parts: Parts) -> Parts:
    """`12 months`, `last 4 quarters`, `unbounded`. Raises Problem cohort_length."""
    left, months = parts.left, None
    if said := _length().search(left.level):
        count = int(words().numerals.get(said["count"], said["count"]))
        months = count * _MONTHS[unit_named(said["unit"]) or "month"]
        if not 1 <= months <= MOST_MONTHS:
            raise Problem("cohort_length", typed=said[0], most=MOST_MONTHS)
        left = left.without(*said.span())
    if unbounded := _said("unbounded").search(left.level):
        left = left.without(*unbounded.span())
    return replace(parts, left=left, months=months, unbounded=bool(unbounded))


def _marked(parts: Parts, what: Mark) -> Parts:
    """With `csv`, `of all time`: a word of its own."""
    if not (said := _said(what).search(parts.left.level)):
        return parts
    left = parts.left.without(*said.span())
    return replace(parts, left=left, marks=parts.marks | {what})


@cache
def _versus(*heads: str) -> re.Pattern[str]:
    asked, spans = words().asked, words().spans
    later = [unit for unit in UNITS if unit != "year"]
    unit = f"{any_of(spans['last'])} (?P<unit>{any_of(c for u in later for c in spans[u])}){_END}"
    last_year, previous = (
        f"(?P<behind_{versus}>{any_of(asked[versus])}){_END}"
        for versus in ("last_year", "previous")
    )
    head = f"(?P<head>{any_of(call for name in heads for call in asked[name])} )"
    return re.compile(
        f"{_BEGIN}(?:{head}(?:{last_year}|{unit}|{previous}|)"
        f"|(?P<on_previous>{any_of(asked['on_previous'])}){_END}"
        f"|(?P<on_last_year>{any_of(asked['on_last_year'])}){_END})"
    )


@cache
def _length() -> re.Pattern[str]:
    units = any_of(call for unit in _MONTHS for call in words().spans[unit])
    last = any_of(words().spans["last"])
    count = rf"(?P<count>[0-9]{{1,3}}|{any_of(words().numerals)})"
    return re.compile(rf"{_BEGIN}(?:{last} )?{count} (?P<unit>{units}){_END}")


@cache
def _next() -> re.Pattern[str]:
    units = any_of(call for unit in UNITS for call in words().spans[unit])
    count = rf"(?:[0-9]{{1,4}}|{any_of(words().numerals)})"
    return re.compile(f"{_BEGIN}{any_of(words().spans['next'])} (?:{count} )?{units}{_END}")


@cache
def _said(what: str) -> re.Pattern[str]:
    return re.compile(f"{_BEGIN}{any_of(words().asked[what])}{_END}")


@cache
def _as_of() -> re.Pattern[str]:
    """What may stand before a date: `as of`, `per`."""
    return re.compile(f"{_BEGIN}{any_of(words().asked['as_of'])} $")
