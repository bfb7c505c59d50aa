"""A measured figure by segment or by period as a table, and what a channel may not read of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from bot.answers.measured import Measured, shown_of
from bot.answers.measures import Figure, Measure
from bot.ask.question import Ask, Order
from bot.reply import Cell, Dimension, Head, Money, More, Own, Percent, Points, Problem, Table
from bot.services import Asker
from metrics.change import Counted, holm
from metrics.counts import evidence
from metrics.flow import Flow
from metrics.movement import Movement
from metrics.period import Period
from metrics.rounding import decimal
from metrics.warehouse.mapping import Unit

FEWEST_SHOWN = 5  # customers of a segment that a channel may read
MARK = "✓"
Name = TypeVar("Name", str, date)


def withheld(found: Measured) -> tuple[str, ...]:
    """The segments that a channel may not read."""
    return withheld_of({name: now.size for name, (now, _) in found.segments.items()})


def withheld_of(sizes: Mapping[Name, int]) -> tuple[Name, ...]:
    """Those that are too small for a channel, and the next smallest as well where the total would
    give away a single one, that they are so few together, or that each is a single customer.
    Nobody is no one to hide.
    """
    by_size = sorted((name for name in sizes if sizes[name]), key=lambda name: (sizes[name], name))
    hidden = sum(sizes[name] < FEWEST_SHOWN for name in by_size)
    together = sum(sizes[name] for name in by_size[:hidden])
    if hidden == 1 or 0 < together < FEWEST_SHOWN or 0 < together == hidden:
        hidden += 1
    return tuple(by_size[:hidden])


def refuse_few(asker: Asker, counts: object, size: int) -> None:
    """Raises Problem data_few_in_channel where a channel would read about so few customers."""
    if asker.public and 0 < _everyone(counts, size) < FEWEST_SHOWN:
        raise Problem("data_few_in_channel", fewest=FEWEST_SHOWN)


def _everyone(counts: object, size: int) -> int:
    """Who was there at any time of the period."""
    if isinstance(counts, Flow):
        return counts.start + counts.new + counts.gone + counts.returned
    if isinstance(counts, Movement):
        return max(counts.customers_start, counts.customers_end)
    return size


def ranked(
    found: Measured, hidden: tuple[str, ...], order: Order | None, among: tuple[str, ...] = ()
) -> list[str]:
    """The segments that are shown, of those asked for: the largest first, or what was asked for
    first; a share of too few customers comes last then.
    """
    there = found.segments.keys() - hidden
    shown = [name for name in among or found.segments if name in there]
    names = sorted(shown, key=lambda name: (-found.segments[name][0].size, name))
    if order is None:
        return names
    return sorted(names, key=lambda name: _rank(found.segments[name][0], order))


def ranked_periods(found: Measured, order: Order | None) -> list[Period]:
    """The periods of its trend, the newest first, or what was asked for first."""
    spans = [*reversed(shown_of(found))]
    if order:
        spans.sort(key=lambda span: _rank(found.figures[span], order))
    return [span.period for span in spans]


def leader(
    found: Measured, first: str | Period | None, order: Order | None
) -> tuple[str | Period, Figure] | None:
    """The segment or period that was asked for, unless all have too few customers to tell."""
    if order is None or first is None:
        return None
    named = found.segments[first][0] if isinstance(first, str) else _of_period(found, first)
    if _rank(named, order)[0]:
        return None
    return first, told(named)


def told(figure: Figure) -> Figure:
    """Of few customers, without a value."""
    return replace(figure, value=None) if _is_few(figure) else figure


def _of_period(found: Measured, period: Period) -> Figure:
    return next(found.figures[span] for span in shown_of(found) if span.period == period)


def _rank(figure: Figure, order: Order) -> tuple[bool, bool, Fraction]:
    """Those of which it can be told, those of too few customers, those without a value."""
    counted = figure.share if order in {"most", "fewest"} else None
    size = Fraction(counted[0] if counted else figure.value or 0)
    untold = figure.value is None or (not counted and _is_few(figure))
    return untold, figure.value is None, -size if order in {"highest", "most"} else size


def _is_few(figure: Figure) -> bool:
    return figure.share is not None and evidence(figure.size) == "counts"


def table_of(
    found: Measured, ask: Ask, unit: Unit, currency: str, names: list[str]
) -> Table | None:
    """A row a segment, in this order; those that differ by more than chance are marked. `unit`
    as the mapping has it.
    """
    shown = found.segments
    if not names:
        return None
    rows = [(Own(name), *_cells(found.measure, *shown[name], currency)) for name in names]
    head: tuple[Head, ...] = (Dimension(str(ask.by)), *_heads(found.measure, unit))
    if found.frame.ever:
        return Table(found.measure.name, head, tuple(row[:-1] for row in rows))
    marks = _beyond_chance([shown[name] for name in names])
    if marks is None:
        return Table(found.measure.name, (*head, "change"), tuple(rows))
    marked = tuple((*row, mark) for row, mark in zip(rows, marks, strict=True))
    return Table(found.measure.name, (*head, "change", "beyond_chance"), marked)


def table_of_periods(
    found: Measured, unit: Unit, currency: str, periods: Sequence[Period]
) -> Table:
    """A row a period, in this order."""
    measure = found.measure
    rows = tuple(
        (period, *_counted(measure, _of_period(found, period), currency)) for period in periods
    )
    return Table(measure.name, ("period", *_heads(measure, unit)), rows)


def _heads(measure: Measure, unit: Unit) -> tuple[str, ...]:
    """Whom the size counts, and the figure; one of them where that is how many there are."""
    if measure.unit == "count":
        return (measure.name,)
    before = measure.rests_on == "at_start" and unit == "orders"
    return ("ordered_before" if before else measure.rests_on, measure.name)


def as_cell(measure: Measure, figure: Figure, currency: str) -> Cell:
    """A value as its unit is written; of fewer than 10 customers or answers only how many."""
    value = figure.value
    if value is None:
        return None
    if figure.share and _is_few(figure):
        return "{}/{}".format(*figure.share)
    if measure.unit == "share":
        return Percent(Fraction(value))
    if measure.unit == "amount":
        return Money(Fraction(value), currency)
    return decimal(Fraction(value))


def apart(measure: Measure, now: Figure, then: Figure, currency: str) -> Cell:
    """How far two values are from each other, in points or in the unit itself."""
    if now.value is None or then.value is None:
        return None
    if now.share and evidence(min(now.size, then.size)) == "counts":
        return None
    distance = Fraction(now.value) - Fraction(then.value)
    if measure.unit == "amount":
        return Money(distance, currency, signed=True)
    if measure.unit == "share":
        return Points(100 * distance)
    return Points(distance) if measure.unit == "points" else More(distance)


def _cells(measure: Measure, now: Figure, then: Figure, currency: str) -> tuple[Cell, ...]:
    return (*_counted(measure, now, currency), apart(measure, now, then, currency))


def _counted(measure: Measure, figure: Figure, currency: str) -> tuple[Cell, ...]:
    value = as_cell(measure, figure, currency)
    return (value,) if measure.unit == "count" else (figure.size, value)


def _beyond_chance(rows: list[tuple[Figure, Figure]]) -> list[str | None] | None:
    """A mark a row, corrected for their number; None where chance cannot be reckoned."""
    pairs: list[tuple[Counted, Counted]] = []
    for now, then in rows:
        if now.share is None and then.share is None:
            return None
        pairs.append((now.share or (0, 0), then.share or (0, 0)))
    return [MARK if differs else None for differs in holm(pairs)]
