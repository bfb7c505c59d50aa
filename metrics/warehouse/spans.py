"""The periods of a question as edges on one line, and as bits between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from metrics.period import Period
from metrics.warehouse.trouble import Trouble

MOST_EDGES = 60  # bits of a whole number, with one to spare at either end


@dataclass(frozen=True, slots=True)
class Span:
    """A period, and the one before that its retention on orders looks back to."""

    before: Period
    period: Period

    @classmethod
    def of(cls, period: Period) -> "Span":
        return cls(period.previous(), period)

    @classmethod
    def ever(cls, until: date) -> "Span":
        """The whole history, up to the first day that is not in it."""
        eve, first = date.min, date.min + timedelta(days=1)  # and room for a zone's shift
        return cls(Period(eve, first, "custom"), Period(first, until, "custom"))


def of_each(row: Sequence[Any], spans: Sequence[Span]) -> tuple[tuple[Any, ...], ...]:
    """The columns of each span, in a row of a segment and then as many columns for each.

    >>> spans = [Span.ever(date(2026, 1, 1)), Span.ever(date(2026, 2, 1))]
    >>> of_each(("Pro", 1, 2, 3, 4), spans)
    ((1, 2), (3, 4))
    """
    size = (len(row) - 1) // len(spans)
    return tuple(tuple(row[i : i + size]) for i in range(1, len(row), size))


@dataclass(frozen=True, slots=True)
class Line:
    """Every edge of the spans, in order. Place i lies before edge i, the last one after all."""

    days: tuple[date, ...]

    @classmethod
    def through(cls, spans: Sequence[Span]) -> "Line":
        return cls.over([period for span in spans for period in (span.before, span.period)])

    @classmethod
    def over(cls, periods: Sequence[Period]) -> "Line":
        return cls.at({day for period in periods for day in (period.start, period.end)})

    @classmethod
    def at(cls, days: Iterable[date]) -> "Line":
        """Raises Trouble too_many_periods when a number has not so many bits."""
        edges = tuple(sorted(set(days)))
        if len(edges) > MOST_EDGES:
            raise Trouble("too_many_periods", most=MOST_EDGES - 1)
        return cls(edges)

    def edge(self, day: date) -> int:
        """Which edge a day is."""
        return self.days.index(day)

    def bits(self, period: Period) -> int:
        """The places between the period's edges, as bits."""
        return (1 << self.edge(period.end) + 1) - (1 << self.edge(period.start) + 1)

    def earlier(self, period: Period) -> int:
        """The places before the period, as bits."""
        return self.before(period.start)

    def before(self, day: date) -> int:
        """The places before a day, as bits."""
        return (1 << self.edge(day) + 1) - 1
