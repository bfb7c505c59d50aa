"""How sure a share is: intervals, of 95 % by default, of one share and of the difference of two."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist

from metrics.refusal import Refusal, refuse_negative

# Six decimals of a quantile give the published limits, and keep its square exact in Decimal's 28
# digits, so that no share and every share end exactly on 0 and 1.
_SIX_DECIMALS = Decimal("0.000001")


def quantile(alpha: float) -> Decimal:
    """The z of a two-sided interval that leaves out `alpha`, a share between 0 and 1.

    >>> quantile(0.05), quantile(0.01)
    (Decimal('1.959964'), Decimal('2.575829'))
    """
    return Decimal(-NormalDist().inv_cdf(alpha / 2)).quantize(_SIX_DECIMALS)


Z = quantile(0.05)


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a share (0 to 1), or of a difference of shares (-1 to 1)."""

    low: Decimal
    high: Decimal

    def complement(self) -> "Interval":
        """The limits of the rest, where these are the limits of a share: 1 - high to 1 - low."""
        return Interval(1 - self.high, 1 - self.low)


def wilson(part: int, total: int, z: Decimal = Z) -> Interval:
    """The score interval of part/total (Wilson 1927; advised by Brown, Cai and DasGupta 2001).

    It never leaves 0 to 1. Raises `negative`, `total_is_zero`, `part_exceeds_total`.

    >>> [f"{limit:.2%}" for limit in (wilson(400, 500).low, wilson(400, 500).high)]
    ['76.27%', '83.27%']
    """
    refuse_negative(part=part, total=total)
    if total == 0:
        raise Refusal("total_is_zero")
    if part > total:
        raise Refusal("part_exceeds_total", part=part, total=total)
    spread = z * (z**2 + 4 * part * Decimal(total - part) / total).sqrt()
    centre, width = 2 * part + z**2, 2 * (total + z**2)
    return Interval(low=(centre - spread) / width, high=(centre + spread) / width)


def newcombe(part1: int, total1: int, part2: int, total2: int, z: Decimal = Z) -> Interval:
    """The interval of part1/total1 - part2/total2, independent samples (Newcombe 1998, method 10).

    It never leaves -1 to 1. Raises as `wilson`.
    """
    one, two = wilson(part1, total1, z), wilson(part2, total2, z)
    p1, p2 = Decimal(part1) / total1, Decimal(part2) / total2
    down = ((p1 - one.low) ** 2 + (two.high - p2) ** 2).sqrt()
    up = ((one.high - p1) ** 2 + (p2 - two.low) ** 2).sqrt()
    return Interval(low=p1 - p2 - down, high=p1 - p2 + up)
