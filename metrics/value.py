"""Customer lifetime value: from typed figures by orders and years or by churn, or so far."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metrics.interval import wilson
from metrics.refusal import Refusal, refuse_negative, refuse_over_100

WHOLE = Decimal(1)  # the margin when none is given: value is then counted in revenue


@dataclass(frozen=True, slots=True)
class SimpleValue:
    """Value of a customer who orders `frequency` times a year for `years` years."""

    value: Decimal
    frequency: Decimal
    years: Decimal
    margin: Decimal
    amount: Fraction


@dataclass(frozen=True, slots=True)
class ChurnValue:
    """Value of a customer at a constant churn. With no churn there is no `amount`, but the
    `lower_bound` that goes with the highest churn which so many customers leave possible.
    """

    arpa: Decimal
    churn: Decimal
    margin: Decimal
    start: int | None
    amount: Fraction | None
    lower_bound: Fraction | None


@dataclass(frozen=True, slots=True)
class ValueSoFar:
    """What customers have brought in until now: one figure, `per_customer`, which `per_order` x
    `orders_each` explains where there are orders. None where it would divide by 0.
    """

    revenue: Decimal
    customers: int
    orders: int
    per_customer: Fraction | None
    per_order: Fraction | None
    orders_each: Fraction | None


def simple_value(
    *, value: Decimal, frequency: Decimal, years: Decimal, margin: Decimal = WHOLE
) -> SimpleValue:
    """Average order value x orders a year x years x margin (a share).

    Raises `negative` and `share_over_100`.

    >>> simple_value(value=Decimal(80), frequency=Decimal(4), years=Decimal(3)).amount
    Fraction(960, 1)
    """
    refuse_negative(value=value, frequency=frequency, years=years, margin=margin)
    refuse_over_100(margin=margin)
    amount = Fraction(value) * Fraction(frequency) * Fraction(years) * Fraction(margin)
    return SimpleValue(value, frequency, years, margin, amount)


def churn_value(
    *, arpa: Decimal, churn: Decimal, margin: Decimal = WHOLE, start: int | None = None
) -> ChurnValue:
    """Revenue per customer x margin / churn, both of one period; margin and churn are shares.

    At churn 0 the Wilson upper limit of 0 lost of `start` customers gives the lower bound.
    Raises `negative`, `share_over_100`, `start_is_zero`, and `churn_is_zero` without `start`.
    """
    refuse_negative(arpa=arpa, churn=churn, margin=margin, start=start)
    refuse_over_100(churn=churn, margin=margin)
    if start == 0:
        raise Refusal("start_is_zero")
    income = Fraction(arpa) * Fraction(margin)
    if churn > 0:
        return ChurnValue(arpa, churn, margin, start, income / Fraction(churn), None)
    if start is None:
        raise Refusal("churn_is_zero")
    least = income / Fraction(wilson(0, start).high)
    return ChurnValue(arpa, churn, margin, start, None, least)


def clv(  # noqa: PLR0913 - one argument for each field that can be typed
    *,
    value: Decimal | None = None,
    frequency: Decimal | None = None,
    years: Decimal | None = None,
    margin: Decimal | None = None,
    arpa: Decimal | None = None,
    churn: Decimal | None = None,
    start: int | None = None,
) -> SimpleValue | ChurnValue:
    """`simple_value` or `churn_value`, whichever the given figures ask for.

    Raises as they do, `two_formulas` for figures of both, and `too_few_figures`.
    """
    share = WHOLE if margin is None else margin
    by_orders = _given(value=value, frequency=frequency, years=years)
    by_churn = _given(arpa=arpa, churn=churn, start=start)
    if by_orders and by_churn:
        raise Refusal("two_formulas", have=by_orders + by_churn)
    if value is not None and frequency is not None and years is not None:
        return simple_value(value=value, frequency=frequency, years=years, margin=share)
    if arpa is not None and churn is not None:
        return churn_value(arpa=arpa, churn=churn, margin=share, start=start)
    raise Refusal("too_few_figures", have=by_orders + by_churn + _given(margin=margin))


def so_far(revenue: Decimal, customers: int, orders: int) -> ValueSoFar:
    """Revenue / customers, a historic figure and no forecast. Refunds may bring it below 0.

    >>> value = so_far(Decimal("1500.00"), customers=20, orders=60)
    >>> str(value.per_customer), str(value.per_order), str(value.orders_each)
    ('75', '25', '3')
    """
    return ValueSoFar(
        revenue=revenue,
        customers=customers,
        orders=orders,
        per_customer=Fraction(revenue) / customers if customers else None,
        per_order=Fraction(revenue) / orders if orders else None,
        orders_each=Fraction(orders, customers) if customers else None,
    )


def _given(**figures: Decimal | int | None) -> tuple[str, ...]:
    return tuple(field for field, value in figures.items() if value is not None)
