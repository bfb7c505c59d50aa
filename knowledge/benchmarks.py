"""Comparing a figure with a published one, and with the yardsticks that sources hold up."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from knowledge.library import Library
from knowledge.records import Company, Industry, Yardstick

Verdict = Literal["above", "level", "below"]

# The sources give whole percents, so a figure within half a point of one cannot be told from it.
LEVEL = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`distance` is in points, positive where the figure is the higher. No `verdict`: the two are
    not of one kind, and the distance is orientation only.
    """

    benchmark: Industry | Company
    distance: Decimal
    verdict: Verdict | None


def compare(value: Decimal, benchmark: Industry | Company, period: str | None) -> Comparison:
    """Set `value`, in percent and of the benchmark's metric, beside the benchmark.

    There is a verdict only where the source states a period and it is the asker's `period`, and
    where it gives a figure and not a bound.
    """
    distance = value - benchmark.value
    alike = benchmark.period is not None and benchmark.period == period
    exact = benchmark.relation == "equal"
    return Comparison(benchmark, distance, _verdict(distance) if alike and exact else None)


def _verdict(distance: Decimal) -> Verdict:
    if abs(distance) <= LEVEL:
        return "level"
    return "above" if distance > 0 else "below"


@lru_cache(maxsize=256)
def yardsticks(library: Library) -> tuple[Yardstick, ...]:
    """All yardsticks, the lowest first."""
    return tuple(sorted(library.yardsticks.values(), key=lambda one: (one.low, one.key)))


def meets(value: Decimal, yardstick: Yardstick) -> bool:
    """Whether `value`, in percent, is what the yardstick asks for; for a range, within it."""
    match yardstick.relation:
        case "above":
            return value > yardstick.low
        case "below":
            return value < yardstick.low
        case "between":
            return yardstick.low <= value <= (yardstick.high or yardstick.low)
        case _:  # a figure that is called good is met by more as well
            return value >= yardstick.low
