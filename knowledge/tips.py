"""Ranking the tips: the order is fixed, so the same question gets the same tip."""

from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from itertools import chain, groupby

from knowledge.library import Library
from knowledge.records import Industry, Result, Tip

# Points from the comparison within which a result is as usual.
USUAL = Decimal(2)


class Nearness(IntEnum):
    """For whom a tip is meant, seen from the asker's industry."""

    OWN = 0
    ANALOGY = 1
    WIDER = 2
    ANYONE = 3
    OTHERS = 4


def result_of(distance: Decimal | None) -> Result:
    """How a figure did, from its points above the comparison; where lower is better (churn), turn
    the sign first. Without a comparison it is as usual.
    """
    if distance is None or abs(distance) <= USUAL:
        return "usual"
    return "low" if distance < 0 else "high"


@lru_cache(maxsize=256)
def ranked(
    library: Library, *, metric: str, industry: str | None, result: Result | None
) -> tuple[Tip, ...]:
    """The tips for this industry (a key) and for any business, the most fitting first: by
    industry, then metric, then result, then key. Tips for other industries are left out.
    """
    return tuple(chain.from_iterable(fitting(library, metric, industry, result)))


@lru_cache(maxsize=256)
def fitting(
    library: Library, metric: str, industry: str | None, result: Result | None
) -> tuple[tuple[Tip, ...], ...]:
    """The same, with those that fit equally well together."""
    asker = library.industries[industry] if industry else None

    def order(tip: Tip) -> tuple[Nearness, bool, bool]:
        fits = result is None or result in tip.fits
        return _nearness(tip, asker), metric not in tip.metrics, not fits

    near = (tip for tip in library.tips.values() if _nearness(tip, asker) < Nearness.OTHERS)
    by_fit = sorted(near, key=lambda tip: (order(tip), tip.key))
    return tuple(tuple(equal) for _, equal in groupby(by_fit, key=order))


def _nearness(tip: Tip, asker: Industry | None) -> Nearness:
    if not tip.industries:
        return Nearness.OTHERS if tip.models else Nearness.ANYONE
    if asker and asker.key in tip.industries:
        return Nearness.ANALOGY if tip.analogy else Nearness.OWN
    if asker and not set(asker.wider).isdisjoint(tip.industries):
        return Nearness.WIDER
    return Nearness.OTHERS
