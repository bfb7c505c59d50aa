"""More than chance or not: the difference of two rates, of a breakdown's rows, of two scores.

With large counts nearly every difference is more than chance; whether it is unusual is another
question, which `metrics.process` answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from metrics.counts import evidence
from metrics.interval import Interval, newcombe, quantile
from metrics.loyalty import Nps
from metrics.rounding import decimal

ALPHA = 0.05

Counted = tuple[int, int]  # a part and its total


@dataclass(frozen=True, slots=True)
class Change:
    """Now less before, with its 95 % interval: shares of one for rates, points for scores."""

    points: Fraction
    interval: Interval
    more_than_chance: bool


def difference(now: Counted, before: Counted) -> Change:
    """The change of a rate with its Newcombe interval, more than chance when that excludes 0.

    Both count as independent samples. Raises `negative`, `total_is_zero`, `part_exceeds_total`.

    >>> change = difference((400, 500), (425, 500))
    >>> change.points, change.more_than_chance
    (Fraction(-1, 20), True)
    """
    interval = newcombe(*now, *before)
    return Change(Fraction(*now) - Fraction(*before), interval, _excludes_0(interval))


def holm(changes: Sequence[tuple[Counted, Counted]]) -> tuple[bool, ...]:
    """Which rows (now, before) of a breakdown differ by more than chance, all rows together at 5 %.

    Step-down (Holm 1979): the first of m rows is held against an interval at level 1 - 5 % / m,
    the next at 1 - 5 % / (m - 1), and so on until a row does not pass. As a wider interval holds
    the narrower one, the rows need no order. A row with a total of 0 cannot differ and is not
    counted in m. Raises `negative` and `part_exceeds_total`.
    """
    passed = [False] * len(changes)
    compared = [row for row, (now, before) in enumerate(changes) if now[1] and before[1]]
    count = -1
    while count < sum(passed) < len(compared):
        count = sum(passed)
        z = quantile(ALPHA / (len(compared) - count))
        for row in compared:
            now, before = changes[row]
            passed[row] = passed[row] or _excludes_0(newcombe(*now, *before, z))
    return tuple(passed)


def score_difference(now: Nps, before: Nps) -> Change:
    """The change of a score in points; the squares of the two margins add up.

    Below 30 answers in either it is never called more than chance: where few answer, and all
    alike, the margin shrinks to 0.
    """
    points = now.score - before.score
    margin = (now.margin**2 + before.margin**2).sqrt()
    interval = Interval(decimal(points) - margin, decimal(points) + margin)
    enough = evidence(min(now.answers, before.answers)) == "full"
    return Change(points, interval, enough and _excludes_0(interval))


def _excludes_0(interval: Interval) -> bool:
    return interval.low > 0 or interval.high < 0
