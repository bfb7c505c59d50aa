"""What if retention were another: which end reaches it, and what it would mean over time.

That 5 % more retention brings 25 to 95 % more profit is a claim about other companies: it cannot be
computed from these figures, and is not.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from metrics.refusal import Refusal, refuse_negative, refuse_over_100
from metrics.rounding import rounded

PERIODS = 12


@dataclass(frozen=True, slots=True)
class Reach:
    """The smallest `end` that reaches the target, and what it leaves room for."""

    target: Fraction
    start: int
    new: int
    end: int
    kept: int
    may_lose: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a constant retention rate leads to.

    `lifetime` is the mean number of periods a customer stays, 1 / (1 - rate), None at 100 %.
    `after_a_year` is the share left after twelve periods (a year when the rate is a month's).
    `kept` is how many of the start the next period keeps, rounded half up. `revenue_next` and
    `revenue_year` are what the present customers bring in the next period and in the next twelve,
    presuming that those who stay go on paying the same.
    """

    rate: Fraction
    lifetime: Fraction | None
    after_a_year: Fraction
    kept: int | None
    revenue_next: Fraction | None
    revenue_year: Fraction | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two outlooks for the same customers and the same revenue of the present period."""

    before: Outlook
    after: Outlook
    start: int | None
    revenue: Decimal | None


def end_for(*, target: Fraction, start: int, new: int) -> Reach:
    """The smallest end with (end - new) / start >= target.

    Raises `negative`, `share_over_100` and `start_is_zero`.

    >>> end_for(target=Fraction(85, 100), start=500, new=50).end
    475
    """
    refuse_negative(target=target, start=start, new=new)
    refuse_over_100(target=target)
    if start == 0:
        raise Refusal("start_is_zero")
    kept = ceil(target * start)
    return Reach(target, start, new, end=new + kept, kept=kept, may_lose=start - kept)


def compare(
    *, before: Fraction, after: Fraction, start: int | None = None, revenue: Decimal | None = None
) -> Comparison:
    """What changes when the retention rate goes from `before` to `after`.

    An illustration: it presumes one constant rate for all, and the same revenue per customer.
    Raises `negative`, `share_over_100`, `start_is_zero`, and `nothing_to_compare` for equal rates.
    """
    refuse_negative(before=before, after=after, start=start, revenue=revenue)
    refuse_over_100(before=before, after=after)
    if start == 0:
        raise Refusal("start_is_zero")
    if before == after:
        raise Refusal("nothing_to_compare", rate=before)
    return Comparison(
        before=_outlook(before, start, revenue),
        after=_outlook(after, start, revenue),
        start=start,
        revenue=revenue,
    )


def _outlook(rate: Fraction, start: int | None, revenue: Decimal | None) -> Outlook:
    year = sum((rate**period for period in range(1, PERIODS + 1)), Fraction(0))
    return Outlook(
        rate=rate,
        lifetime=None if rate == 1 else 1 / (1 - rate),
        after_a_year=rate**PERIODS,
        kept=None if start is None else int(rounded(rate * start, 0)),
        revenue_next=None if revenue is None else Fraction(revenue) * rate,
        revenue_year=None if revenue is None else Fraction(revenue) * year,
    )
