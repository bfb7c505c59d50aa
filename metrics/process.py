"""As usual or not: the natural process limits of a row of periods (an XmR chart).

Wheeler, Understanding Variation (1993). It serves every metric, counts and amounts included, since
it learns from the row itself how much the figure moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

FEWEST, MOST = 8, 24  # periods that limits are drawn from
SCALE = Fraction("2.66")  # 3 / 1.128: from the mean moving range to three standard deviations

Verdict = Literal["usual", "high", "low"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the figure of one more period usually lies, in the unit of the figures; `low` may be
    below what such a figure can be. `periods` is how many the limits are drawn from.
    """

    low: Fraction
    high: Fraction
    mean: Fraction
    periods: int


def limits(values: Sequence[Fraction | Decimal | int]) -> Limits | None:
    """Mean ± 2.66 x mean moving range of the last 24 values, oldest first; None of fewer than 8.

    The period that is to be judged is not among them.

    >>> drawn = limits([10, 12] * 5)
    >>> str(drawn.mean), float(drawn.low), float(drawn.high)
    ('11', 5.68, 16.32)
    """
    row = [Fraction(value) for value in values[-MOST:]]
    if len(row) < FEWEST:
        return None
    mean = Fraction(sum(row), len(row))
    ranges = [abs(later - earlier) for earlier, later in pairwise(row)]
    reach = SCALE * sum(ranges) / len(ranges)
    return Limits(low=mean - reach, high=mean + reach, mean=mean, periods=len(row))


def judge(value: Fraction | Decimal | int, limits: Limits | None) -> Verdict | None:
    """Usual inside the limits or on them, high or low outside; None without limits."""
    if limits is None:
        return None
    if value > limits.high:
        return "high"
    return "low" if value < limits.low else "usual"
