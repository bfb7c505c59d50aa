"""Customer lifetime value, by orders and by churn."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.interval import wilson
from metrics.refusal import Refusal
from metrics.value import (
    ChurnValue,
    SimpleValue,
    ValueSoFar,
    churn_value,
    clv,
    simple_value,
    so_far,
)

ORDERS: dict[str, Any] = {
    "value": Decimal("29.95"),
    "frequency": Decimal(4),
    "years": Decimal("2.5"),
}
CHURN: dict[str, Any] = {"arpa": Decimal(50), "churn": Decimal("0.05")}


def test_orders_times_years_give_the_simple_value() -> None:
    assert simple_value(**ORDERS).amount == Fraction("299.5")
    assert simple_value(**ORDERS, margin=Decimal("0.6")).amount == Fraction("179.7")


def test_revenue_per_customer_over_churn_gives_the_value_by_churn() -> None:
    assert churn_value(**CHURN).amount == 1000
    assert churn_value(**CHURN, margin=Decimal("0.6")).amount == 600
    assert churn_value(**CHURN).lower_bound is None


def test_without_churn_there_is_a_lower_bound_and_no_value() -> None:
    result = churn_value(arpa=Decimal(50), churn=Decimal(0), margin=Decimal("0.5"), start=20)
    assert result.amount is None
    assert result.lower_bound == 25 / Fraction(wilson(0, 20).high)
    assert 155 < result.lower_bound < 156  # 25 / 16.11 %


@pytest.mark.parametrize(
    ("figures", "kind"),
    [
        (ORDERS, SimpleValue),
        ({**ORDERS, "margin": Decimal("0.6")}, SimpleValue),
        (CHURN, ChurnValue),
        ({**CHURN, "margin": Decimal("0.6"), "start": 100}, ChurnValue),
        ({**CHURN, "churn": Decimal(0), "start": 100}, ChurnValue),
    ],
)
def test_clv_takes_the_formula_that_the_figures_ask_for(
    figures: dict[str, Any], kind: type[SimpleValue | ChurnValue]
) -> None:
    by_hand: Any = simple_value if kind is SimpleValue else churn_value
    assert clv(**figures) == by_hand(**figures)
    assert isinstance(clv(**figures), kind)


@pytest.mark.parametrize(
    ("figures", "code", "facts"),
    [
        ({}, "too_few_figures", {"have": ()}),
        ({"margin": Decimal(1)}, "too_few_figures", {"have": ("margin",)}),
        ({"value": Decimal(1)}, "too_few_figures", {"have": ("value",)}),
        ({"arpa": Decimal(1)}, "too_few_figures", {"have": ("arpa",)}),
        ({"churn": Decimal(1), "start": 5}, "too_few_figures", {"have": ("churn", "start")}),
        (
            {**ORDERS, "start": 5},
            "two_formulas",
            {"have": ("value", "frequency", "years", "start")},
        ),
        ({"value": Decimal(1), **CHURN}, "two_formulas", {"have": ("value", "arpa", "churn")}),
        ({**CHURN, "churn": Decimal(0)}, "churn_is_zero", {}),
        ({**CHURN, "start": 0}, "start_is_zero", {}),
        ({**CHURN, "churn": Decimal(2)}, "share_over_100", {"field": "churn", "value": 2}),
        ({**CHURN, "margin": Decimal(2)}, "share_over_100", {"field": "margin", "value": 2}),
        ({**ORDERS, "margin": Decimal(2)}, "share_over_100", {"field": "margin", "value": 2}),
        ({**ORDERS, "years": Decimal(-1)}, "negative", {"field": "years", "value": -1}),
        ({**CHURN, "arpa": Decimal(-1)}, "negative", {"field": "arpa", "value": -1}),
        ({**CHURN, "start": -1}, "negative", {"field": "start", "value": -1}),
    ],
)
def test_impossible_figures_are_refused(
    figures: dict[str, Any], code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(Refusal) as refused:
        clv(**figures)
    assert (refused.value.code, refused.value.facts) == (code, facts)


@given(st.decimals(1, 10**6, places=2), st.integers(1, 10**6))
def test_more_customers_without_a_loss_raise_the_lower_bound(arpa: Decimal, start: int) -> None:
    few = churn_value(arpa=arpa, churn=Decimal(0), start=start).lower_bound
    more = churn_value(arpa=arpa, churn=Decimal(0), start=start + 1).lower_bound
    assert few is not None
    assert more is not None
    assert arpa < few < more


@given(st.decimals(0, 10**6, places=2), st.decimals("0.01", 1, places=2))
def test_the_value_by_churn_is_at_least_one_period(arpa: Decimal, churn: Decimal) -> None:
    amount = churn_value(arpa=arpa, churn=churn).amount
    assert amount is not None
    assert amount >= arpa
    assert amount * Fraction(churn) == Fraction(arpa)


def test_revenue_per_customer_so_far_is_what_they_brought_in() -> None:
    assert so_far(Decimal("599.10"), customers=12, orders=30) == ValueSoFar(
        revenue=Decimal("599.10"),
        customers=12,
        orders=30,
        per_customer=Fraction("49.925"),
        per_order=Fraction("19.97"),
        orders_each=Fraction("2.5"),
    )


@pytest.mark.parametrize(
    ("customers", "orders", "expected"),
    [(0, 0, (None, None, None)), (4, 0, (25, None, 0)), (4, 5, (25, 20, Fraction(5, 4)))],
)
def test_what_would_divide_by_nothing_is_not_available(
    customers: int, orders: int, expected: tuple[Fraction | None, ...]
) -> None:
    value = so_far(Decimal(100), customers, orders)
    assert (value.per_customer, value.per_order, value.orders_each) == expected


@given(st.decimals(-(10**9), 10**9, places=2), st.integers(1, 10**6), st.integers(1, 10**6))
def test_order_value_times_orders_each_is_the_same_figure(
    revenue: Decimal, customers: int, orders: int
) -> None:
    value = so_far(revenue, customers, orders)
    assert value.per_order is not None
    assert value.orders_each is not None
    assert value.per_order * value.orders_each == value.per_customer
