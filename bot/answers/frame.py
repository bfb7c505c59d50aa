"""The periods of a question: the one asked about, what it is compared with, and its history."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.ask.question import Ask
from metrics.period import (
    Calendar,
    Period,
    between,
    containing,
    history,
    same_last_year,
    same_part,
)
from metrics.process import MOST
from metrics.warehouse.spans import Span

LONGEST_HISTORY_DAYS = 366 * 12  # of all the periods that usual limits are drawn from
SHOWN = 12  # periods of a trend


@dataclass(frozen=True, slots=True)
class Frame:
    """`history` holds complete periods of the same kind, oldest first, ending where `asked` begins;
    none for a running period, which is not set against whole ones. `shown` of them, with the one
    asked about, are a trend; `each`: it was asked for. `ever`: the whole history, set against
    nothing.
    """

    asked: Span
    versus: Span
    history: tuple[Span, ...]
    running: bool = False
    ever: bool = False
    shown: int = SHOWN
    each: bool = False

    @property
    def spans(self) -> tuple[Span, ...]:
        """Each once, in one order for every measure of the same question."""
        return tuple(dict.fromkeys((*self.history, self.versus, self.asked)))


def frame_of(ask: Ask, today: date) -> Frame:
    """The periods of an Ask; without a window the whole history, up to and including `today`."""
    window = ask.window
    if window is None:
        whole = Span.ever(today + timedelta(days=1))
        return Frame(whole, whole, (), ever=True)
    last_year = ask.versus == "last_year"
    if ask.period and (units := _units(window.period, ask.period)):
        return _complete(units[-1], last_year, shown=len(units), each=True)
    if window.running:
        return _running(window.period, window.of, last_year=last_year)
    return _complete(window.period, last_year)


def stops_short(period: Period, newest: datetime | None, today: date) -> bool:
    """Whether the data ends with more than a quarter of the days of a period to go, as far as it
    has come, or before it: who left or did not order then may only be missing.
    """
    end = min(period.end, today)
    if newest is None or today < period.start:
        return False
    if newest.date() < period.start:
        return True  # nothing of it is there
    missing = end - max(newest.date() + timedelta(days=1), period.start)
    return 4 * missing > end - period.start


def _complete(period: Period, last_year: bool, *, shown: int = SHOWN, each: bool = False) -> Frame:
    before = history(period, max(_how_many(period), shown - 1 if each else 0))
    versus = same_last_year(period) if last_year else period.previous()
    spans = tuple(map(Span.of, before))
    return Frame(Span.of(period), Span.of(versus), spans, shown=shown, each=each)


def _units(period: Period, unit: Calendar) -> list[Period]:
    """The whole months, weeks … of a longer period, oldest first."""
    units: list[Period] = []
    one = containing(period.start, unit)
    one = one if one.start == period.start else one.next()
    while one.end <= period.end:
        units.append(one)
        one = one.next()
    return units if len(units) > 1 else []


def _how_many(period: Period) -> int:
    return min(MOST, max(1, LONGEST_HISTORY_DAYS // period.days))


def _running(period: Period, of: Calendar | None, *, last_year: bool) -> Frame:
    """As many days of the period before, or of the same one a year ago."""
    whole = containing(period.start, of) if of else period
    earlier = same_last_year(whole) if last_year else whole.previous()
    part = same_part(period, earlier) if of else between(earlier.start, earlier.end)
    return Frame(Span(whole.previous(), period), Span(earlier.previous(), part), (), running=True)
