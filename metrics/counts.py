"""Customer retention and churn from typed counts of customers."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from operator import ne
from typing import Literal

from metrics.interval import Interval, wilson
from metrics.refusal import Refusal, refuse_negative

Evidence = Literal["counts", "interval", "full"]

# Below so many customers at the start, no more than this may be said.
GATES: tuple[tuple[int, Evidence], ...] = ((10, "counts"), (30, "interval"))


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention and churn of the customers at a period's start; rates are shares of them.

    `upper`, min(start, end) / start, is the rate if all the new that can have left again did, and
    nobody came back. `new`, `end` and `upper` are None when only `start` and `lost` are known.
    """

    start: int
    new: int | None
    end: int | None
    lost: int
    kept: int
    rate: Fraction
    churn: Fraction
    interval: Interval
    churn_interval: Interval
    upper: Fraction | None
    evidence: Evidence


def retention(
    *,
    start: int,
    new: int | None = None,
    end: int | None = None,
    lost: int | None = None,
    kept: int | None = None,
) -> Retention:
    """(end - new) / start, the customer retention rate; what is not given follows from
    end = start + new - lost and kept = start - lost. Needs start with new and end, with lost, or
    with kept.

    Raises `negative`, `start_is_zero`, `too_few_figures`, `lost_exceeds_start`,
    `kept_exceeds_start`, `kept_and_lost`, `end_too_small`, `unbalanced`, `new_exceeds_end` and
    `over_100`; the last two suggest the order that would be possible.

    >>> from metrics.rounding import rounded
    >>> [rounded(100 * retention(start=s, new=n, end=e).rate)
    ...  for s, n, e in ((500, 50, 450), (150, 5, 120), (150, 50, 193))]
    [Decimal('80.00'), Decimal('76.67'), Decimal('95.33')]
    >>> known = retention(start=130, new=23, lost=9)
    >>> known.end, rounded(100 * known.rate), rounded(100 * known.churn)
    (144, Decimal('93.08'), Decimal('6.92'))
    """
    refuse_negative(start=start, new=new, end=end, lost=lost, kept=kept)
    if start == 0:
        raise Refusal("start_is_zero")
    if kept is not None:
        lost = _lost(start, kept, lost)
    if lost is not None:
        new, end = _balance(start, new, end, lost)
    elif new is not None and end is not None:
        lost = start - _kept(start, new, end)
    else:
        given = {"start": start, "new": new, "end": end}
        have = tuple(field for field, value in given.items() if value is not None)
        raise Refusal("too_few_figures", have=have)
    return _retention(start, new, end, lost)


def churn(
    *,
    start: int,
    new: int | None = None,
    end: int | None = None,
    lost: int | None = None,
    kept: int | None = None,
) -> Retention:
    """Lost / start, with the same figures, refusals and result as `retention`."""
    return retention(start=start, new=new, end=end, lost=lost, kept=kept)


def evidence(start: int) -> Evidence:
    """How much so many customers at the start allow to be said.

    >>> evidence(9), evidence(10), evidence(30)
    ('counts', 'interval', 'full')
    """
    return next((level for gate, level in GATES if start < gate), "full")


def _retention(start: int, new: int | None, end: int | None, lost: int) -> Retention:
    kept = start - lost
    interval = wilson(kept, start)
    return Retention(
        start=start,
        new=new,
        end=end,
        lost=lost,
        kept=kept,
        rate=Fraction(kept, start),
        churn=Fraction(lost, start),
        interval=interval,
        churn_interval=interval.complement(),
        upper=None if end is None else Fraction(min(start, end), start),
        evidence=evidence(start),
    )


def _lost(start: int, kept: int, lost: int | None) -> int:
    """How many left, from how many stayed."""
    if kept > start:
        raise Refusal("kept_exceeds_start", start=start, kept=kept)
    if lost not in (None, start - kept):
        raise Refusal("kept_and_lost", start=start, kept=kept, lost=lost)
    return start - kept


def _balance(
    start: int, new: int | None, end: int | None, lost: int
) -> tuple[int, int] | tuple[None, None]:
    """New and end that fit end = start + new - lost, or two None when neither is given."""
    if lost > start:
        raise Refusal("lost_exceeds_start", start=start, lost=lost)
    if new is None:
        if end is None:
            return None, None
        new = end - (start - lost)
        if new < 0:
            raise Refusal("end_too_small", start=start, end=end, lost=lost, left=start - lost)
    expected = start + new - lost
    if end not in (None, expected):
        raise Refusal("unbalanced", start=start, new=new, end=end, lost=lost, expected_end=expected)
    return new, expected


def _kept(start: int, new: int, end: int) -> int:
    """How many of the start are still there: end - new."""
    kept = end - new
    if kept < 0:
        # Three figures are also said as start, won, lost.
        as_lost = {"start": start, "new": new, "lost": end} if 0 < end <= start else None
        raise Refusal(
            "new_exceeds_end",
            start=start,
            new=new,
            end=end,
            suggestion=_suggestion(start, new, end),
            as_lost=as_lost,
        )
    if kept > start:
        suggestion = _suggestion(start, new, end)
        raise Refusal("over_100", start=start, new=new, end=end, kept=kept, suggestion=suggestion)
    return kept


def _suggestion(start: int, new: int, end: int) -> dict[str, int]:
    """The same figures in the possible order that moves the fewest, the first staying put.

    There always is one: the largest as start, the smallest as new.
    """
    typed = (start, new, end)
    possible = [(s, n, e) for s, n, e in permutations(typed) if s > 0 and 0 <= e - n <= s]
    nearest = min(possible, key=lambda order: sum(map(ne, order, typed)))
    return dict(zip(("start", "new", "end"), nearest, strict=True))
