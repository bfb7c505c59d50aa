"""Cohorts: how many of those who began together are active so many periods later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import add

from metrics.change import holm
from metrics.counts import evidence

WINDOW = 6  # periods after the start in which an early drop is looked for
EARLY = Fraction(1, 2)  # so large a share of the window's losses in its first period is early


@dataclass(frozen=True, slots=True)
class Cohort:
    """The `size` customers who began in the period from `start`. `active[k]` is how many of them
    are active in the k-th period after it (0: that period itself), or, unbounded, then or later;
    it holds only periods that are wholly past.
    """

    start: date
    size: int
    active: tuple[int, ...]

    def __add__(self, other: "Cohort") -> "Cohort":
        """Other customers who began in the same period: nobody is in both."""
        active = tuple(map(add, self.active, other.active))
        return Cohort(self.start, self.size + other.size, active)


@dataclass(frozen=True, slots=True)
class Pooled:
    """All cohorts that are old enough for period `k`: how many are active, of how many."""

    k: int
    active: int
    size: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class EarlyDrop:
    """Of `size` customers `lost` are gone after `WINDOW` periods, `first` after one; `share` is
    first / lost. It is over 1 when some who skipped the first period come back (never unbounded).
    """

    size: int
    first: int
    lost: int
    share: Fraction

    @property
    def is_early(self) -> bool:
        """Whether the first period takes at least half of what the window does."""
        return self.share >= EARLY


def pooled(cohorts: Sequence[Cohort]) -> tuple[Pooled, ...]:
    """For each k the sum of the cells that are complete, divided by the sizes of their cohorts.

    No mean of rates: a large cohort counts for more. A k of no customers is left out.

    >>> old = Cohort(date(2026, 1, 1), 100, (100, 60, 50))
    >>> young = Cohort(date(2026, 2, 1), 300, (300, 240))
    >>> [(one.active, one.size) for one in pooled((old, young))]
    [(400, 400), (300, 400), (50, 100)]
    """
    longest = max((len(cohort.active) for cohort in cohorts), default=0)
    sums = [(k, *_cells(cohorts, k)) for k in range(longest)]
    return tuple(Pooled(k, act, size, Fraction(act, size)) for k, act, size in sums if size)


def together(groups: Iterable[Sequence[Cohort]]) -> tuple[Cohort, ...]:
    """The cohorts of the same periods in several groups of customers, as those of all of them."""
    return tuple(reduce(add, each) for each in zip(*groups, strict=True))


def early_drop(cohorts: Sequence[Cohort]) -> EarlyDrop | None:
    """Which share of all that is lost within `WINDOW` periods of the start is lost in the first.

    Counted over the cohorts that are past the whole window, pooled. With an even loss the share
    would be about 1 / `WINDOW`, or 21 % at a loss of a tenth each period; from `EARLY` on the
    first period, the onboarding, is where to look. None when these cohorts are too few customers
    for a verdict, or lose nobody.
    """
    mature = [cohort for cohort in cohorts if len(cohort.active) > WINDOW]
    after_one, size = _cells(mature, 1)
    first, lost = size - after_one, size - _cells(mature, WINDOW)[0]
    if evidence(size) != "full" or lost <= 0:
        return None
    return EarlyDrop(size, first, lost, Fraction(first, lost))


def worst(cohorts: Sequence[Cohort], k: int) -> Cohort | None:
    """The cohort whose k-th cell is furthest below the pooled rate, and by more than chance.

    Each cohort is held against all others together, Holm-corrected over the cohorts; None when
    none is below by more than chance. Of equals the first.
    """
    complete = [cohort for cohort in cohorts if len(cohort.active) > k]
    place = _furthest_below([(cohort.active[k], cohort.size) for cohort in complete])
    return None if place is None else complete[place]


def worst_group(groups: Mapping[str, Sequence[Cohort]], k: int) -> tuple[str, Pooled] | None:
    """Likewise the group of customers whose cohorts, pooled, are furthest below after k periods."""
    cells = {name: _cells(cohorts, k) for name, cohorts in groups.items()}
    there = [(name, *cell) for name, cell in cells.items() if cell[1]]
    place = _furthest_below([(active, size) for _, active, size in there])
    if place is None:
        return None
    name, active, size = there[place]
    return name, Pooled(k, active, size, Fraction(active, size))


def _furthest_below(cells: Sequence[tuple[int, int]]) -> int | None:
    """Which (active, size) is furthest below all together, and by more than chance."""
    active, size = map(sum, zip(*cells, strict=True)) if cells else (0, 0)
    differs = holm([((part, n), (active - part, size - n)) for part, n in cells])
    below = [
        (Fraction(part, n), place)
        for place, ((part, n), differ) in enumerate(zip(cells, differs, strict=True))
        if differ and part * size < active * n
    ]
    return min(below)[1] if below else None


def _cells(cohorts: Sequence[Cohort], k: int) -> tuple[int, int]:
    """The active of period k and the sizes, over the cohorts for which k is complete."""
    complete = [cohort for cohort in cohorts if len(cohort.active) > k]
    return sum(cohort.active[k] for cohort in complete), sum(cohort.size for cohort in complete)
