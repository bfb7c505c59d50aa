"""A metric counted in the company's data, in every period of a question at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import dropwhile, pairwise
from math import ceil, floor
from operator import add
from typing import TYPE_CHECKING

from bot.answers.frame import Frame, frame_of
from bot.answers.measures import Figure, Measure
from bot.ask.question import Ask
from bot.reply import Line, Value
from bot.services import Data
from metrics.change import Change, difference, score_difference
from metrics.counts import evidence
from metrics.loyalty import Nps
from metrics.process import Limits, Verdict, judge, limits
from metrics.warehouse.spans import Span

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

FEWEST_POINTS = 3  # two make no trend
WHOLE = Fraction(1)
FULL_SCORE = Fraction(100)


@dataclass(frozen=True, slots=True)
class Measured:
    """`segments` holds each one's figures of the period asked for and of the one beside it."""

    measure: Measure
    frame: Frame
    figures: Mapping[Span, Figure]
    segments: Mapping[str, tuple[Figure, Figure]]
    usual: Limits | None
    verdict: Verdict | None

    @property
    def now(self) -> Figure:
        return self.figures[self.frame.asked]

    @property
    def then(self) -> Figure:
        return self.figures[self.frame.versus]

    @property
    def change(self) -> Change | None:
        """Against the period beside it; None where chance cannot be reckoned."""
        now, then = self.now, self.then
        if now.share and then.share:
            return difference(now.share, then.share)
        both = isinstance(now.counts, Nps) and isinstance(then.counts, Nps)
        return score_difference(now.counts, then.counts) if both else None

    @property
    def range(self) -> tuple[Value, Value] | None:
        """Where the value, or the change of a level, usually lies, within what it can be."""
        if self.usual is None:
            return None
        low, high = self.usual.low, self.usual.high
        if self.measure.unit == "count":
            low, high = Fraction(ceil(low)), Fraction(floor(high))
        counted = self.measure.unit == "count" and not self.measure.level
        if self.measure.unit in {"share", "ratio"} or counted:
            low = max(low, Fraction(0))
        if self.measure.unit == "share" and self.measure.at_most_all:
            high = min(high, WHOLE)
        if self.measure.unit == "points":
            low, high = max(low, -FULL_SCORE), min(high, FULL_SCORE)
        return low, high

    @property
    def enough(self) -> bool:
        """Whether a share or a score rests on enough to say more of it than its margin."""
        counted = self.measure.unit in {"share", "points"}
        return not counted or evidence(self.now.size) == "full"


def measured(ask: Ask, measure: Measure, data: Data, warehouse: "Warehouse") -> Measured:
    """Asks the warehouse for all periods at once. Raises Trouble."""
    frame = frame_of(ask, data.today())
    counted = measure.counts(warehouse, frame.spans, ask.by, ask.where)
    whole = counted or measure.counts(warehouse, frame.spans, None, ask.where)  # where no row is
    totals = (reduce(add, each) for each in zip(*whole.values(), strict=True))
    figures = {
        span: measure.figure(counts, data.mapping)
        for span, counts in zip(frame.spans, totals, strict=True)
    }
    asked, versus = frame.spans.index(frame.asked), frame.spans.index(frame.versus)
    segments = {
        name: (
            measure.figure(counts[asked], data.mapping),
            measure.figure(counts[versus], data.mapping),
        )
        for name, counts in counted.items()
        if name is not None
    }
    usual, verdict = _usual(measure, frame, figures)
    found = Measured(measure, frame, figures, segments, usual, verdict)
    return found if found.enough else replace(found, verdict=None)


def shown_of(found: Measured) -> list[Span]:
    """The periods of its trend, oldest first: none from before a business began."""
    before = found.frame.history[len(found.frame.history) - found.frame.shown + 1 :]
    spans = [*before, found.frame.asked]
    return list(dropwhile(lambda span: not found.figures[span].size, spans))


def _usual(
    measure: Measure, frame: Frame, figures: Mapping[Span, Figure]
) -> tuple[Limits | None, Verdict | None]:
    """Where the figure, or the change of a level, usually lies, and whether it does now."""
    before, now = _unbroken(frame, figures), figures[frame.asked].value
    if now is None or not before:
        return None, None
    if measure.level:
        before, now = [b - a for a, b in pairwise(before)], Fraction(now) - before[-1]
    usual = limits(before)
    return usual, judge(now, usual)


def _unbroken(frame: Frame, figures: Mapping[Span, Figure]) -> list[Fraction]:
    """The values of the periods before, from after the last that had none: before a business
    began there was nothing to count.
    """
    values: list[Fraction] = []
    for span in frame.history:
        figure = figures[span]
        values = (
            [*values, Fraction(figure.value)] if figure.value is not None and figure.size else []
        )
    return values


def trend(found: Measured, currency: str) -> Line | None:
    """The periods before, from the first that has customers, and this one; None for a running
    period, or with too few values.
    """
    spans = shown_of(found)
    values = tuple(found.figures[span].value for span in spans)
    if found.frame.running or sum(value is not None for value in values) < FEWEST_POINTS:
        return None
    low, high = (None, None) if found.measure.level else found.range or (None, None)
    return Line(
        title=found.measure.name,
        unit=found.measure.unit,
        periods=tuple(span.period for span in spans),
        series=((found.measure.name, values),),
        currency=currency,
        low=low,
        high=high,
    )
