"""A measured figure by segment: the table, and what a channel may not read of it."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TypeVar

from bot.answers.measured import Measured
from bot.answers.measures import Figure, Measure
from bot.reply import Cell, Money, Own, Percent, Points, Table, Value
from metrics.change import Counted, holm
from metrics.rounding import decimal

FEWEST_SHOWN = 5  # customers of a segment that a channel may read
MARK = "✓"
Name = TypeVar("Name", str, date)


def withheld(found: Measured) -> tuple[str, ...]:
    """The segments that a channel may not read."""
    return withheld_of({name: now.size for name, (now, _) in found.segments.items()})


def withheld_of(sizes: Mapping[Name, int]) -> tuple[Name, ...]:
    """Those that are too small for a channel; where there is a single one, the next smallest as
    well, since the total would give it away.
    """
    by_size = sorted(sizes, key=lambda name: (sizes[name], name))
    small = sum(size < FEWEST_SHOWN for size in sizes.values())
    return tuple(by_size[: max(2, small)]) if small else ()


def table_of(found: Measured, by: str, currency: str, hidden: tuple[str, ...]) -> Table:
    """A row a segment, the largest first; those that differ by more than chance are marked."""
    shown = {name: one for name, one in found.segments.items() if name not in hidden}
    names = sorted(shown, key=lambda name: (-shown[name][0].size, name))
    rows = [(Own(name), *_cells(found.measure, *shown[name], currency)) for name in names]
    head: tuple[str | Own, ...] = (Own(by), found.measure.rests_on, found.measure.name)
    if found.frame.ever:
        return Table(found.measure.name, head, tuple(row[:-1] for row in rows))
    marks = _beyond_chance([shown[name] for name in names])
    if marks is None:
        return Table(found.measure.name, (*head, "change"), tuple(rows))
    marked = tuple((*row, mark) for row, mark in zip(rows, marks, strict=True))
    return Table(found.measure.name, (*head, "change", "beyond_chance"), marked)


def as_cell(measure: Measure, value: Value | None, currency: str) -> Cell:
    """A value as its unit is written."""
    if value is None:
        return None
    if measure.unit == "share":
        return Percent(Fraction(value))
    if measure.unit == "amount":
        return Money(Fraction(value), currency)
    return decimal(Fraction(value))


def apart(measure: Measure, now: Figure, then: Figure, currency: str) -> Cell:
    """How far two values are from each other, in points or in the unit itself."""
    if now.value is None or then.value is None:
        return None
    distance = Fraction(now.value) - Fraction(then.value)
    if measure.unit == "amount":
        return Money(distance, currency, signed=True)
    return Points(100 * distance if measure.unit == "share" else distance)


def _cells(measure: Measure, now: Figure, then: Figure, currency: str) -> tuple[Cell, ...]:
    value = as_cell(measure, now.value, currency)
    return now.size, value, apart(measure, now, then, currency)


def _beyond_chance(rows: list[tuple[Figure, Figure]]) -> list[str] | None:
    """A mark a row, corrected for their number; None where chance cannot be reckoned."""
    pairs: list[tuple[Counted, Counted]] = []
    for now, then in rows:
        if now.share is None and then.share is None:
            return None
        pairs.append((now.share or (0, 0), then.share or (0, 0)))
    return [MARK if differs else "" for differs in holm(pairs)]
