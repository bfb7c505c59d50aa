"""The periods of a question: the one asked about, what it is compared with, and its history."""

from dataclasses import dataclass
from datetime import date, timedelta

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
    none for a running period, which is not set against whole ones. `ever`: the whole history, set
    against nothing.
    """

    asked: Span
    versus: Span
    history: tuple[Span, ...]
    running: bool = False
    ever: bool = False

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
    if window.running:
        return _running(window.period, window.of, last_year=ask.versus == "last_year")
    period = window.period
    asked = Span.of(period)
    before = tuple(map(Span.of, history(period, _how_many(period))))
    versus = (
        Span.of(same_last_year(period)) if ask.versus == "last_year" else Span.of(period.previous())
    )
    return Frame(asked, versus, before)


def _how_many(period: Period) -> int:
    return min(MOST, max(1, LONGEST_HISTORY_DAYS // period.days))


def _running(period: Period, of: Calendar | None, *, last_year: bool) -> Frame:
    """As many days of the period before, or of the same one a year ago."""
    whole = containing(period.start, of) if of else period
    earlier = same_last_year(whole) if last_year else whole.previous()
    part = same_part(period, earlier) if of else between(earlier.start, earlier.end)
    return Frame(Span(whole.previous(), period), Span(earlier.previous(), part), (), running=True)
