"""Revenue retention and the quick ratio from typed amounts of one period and one currency."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metrics.refusal import Refusal, refuse_negative


@dataclass(frozen=True, slots=True)
class RevenueRetention:
    """Recurring revenue of the customers at the start: what became of it, as a share of `start`."""

    start: Decimal
    expansion: Decimal
    contraction: Decimal
    churned: Decimal
    end: Decimal
    rate: Fraction


@dataclass(frozen=True, slots=True)
class QuickRatio:
    """Revenue gained for each unit lost; `ratio` is None when nothing was lost."""

    new: Decimal
    expansion: Decimal
    contraction: Decimal
    churned: Decimal
    gained: Decimal
    lost: Decimal
    ratio: Fraction | None


def nrr(
    *, start: Decimal, expansion: Decimal, contraction: Decimal, churn: Decimal
) -> RevenueRetention:
    """(start + expansion - contraction - churn) / start: net revenue retention.

    Raises `negative`, `start_is_zero` and `losses_exceed_start`.
    """
    refuse_negative(start=start, expansion=expansion, contraction=contraction, churn=churn)
    if start == 0:
        raise Refusal("start_is_zero")
    losses = contraction + churn
    if losses > start:
        raise Refusal("losses_exceed_start", start=start, losses=losses)
    end = start + expansion - losses
    rate = Fraction(end) / Fraction(start)
    return RevenueRetention(start, expansion, contraction, churn, end, rate)


def grr(*, start: Decimal, contraction: Decimal, churn: Decimal) -> RevenueRetention:
    """(start - contraction - churn) / start: gross revenue retention. Raises as `nrr`."""
    return nrr(start=start, expansion=Decimal(0), contraction=contraction, churn=churn)


def quick(*, new: Decimal, expansion: Decimal, contraction: Decimal, churn: Decimal) -> QuickRatio:
    """(new + expansion) / (contraction + churn). Raises `negative`."""
    refuse_negative(new=new, expansion=expansion, contraction=contraction, churn=churn)
    gained, lost = new + expansion, contraction + churn
    ratio = Fraction(gained) / Fraction(lost) if lost else None
    return QuickRatio(new, expansion, contraction, churn, gained, lost, ratio)
