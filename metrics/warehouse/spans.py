"""The periods of a question as edges on one line, and as bits between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metrics.period import Period


@dataclass(frozen=True, slots=True)
class Span:
    """A period, and the one before that its retention on orders looks back to."""

    before: Period
    period: Period

    @classmethod
    def of(cls, period: Period) -> "Span":
        return cls(period.previous(), period)


@dataclass(frozen=True, slots=True)
class Line:
    """Every edge of the spans, in order. Place i lies before edge i, the last one after all."""

    days: tuple[date, ...]

    @classmethod
    def through(cls, spans: Sequence[Span]) -> "Line":
        periods = [period for span in spans for period in (span.before, span.period)]
        days = {day for period in periods for day in (period.start, period.end)}
        return cls(tuple(sorted(days)))

    def edge(self, day: date) -> int:
        """Which edge a day is."""
        return self.days.index(day)

    def bits(self, period: Period) -> int:
        """The places between the period's edges, as bits."""
        return (1 << self.edge(period.end) + 1) - (1 << self.edge(period.start) + 1)

    def earlier(self, period: Period) -> int:
        """The places before the period, as bits."""
        return (1 << self.edge(period.start) + 1) - 1
