"""Revenue of a period: six customers to add up by hand, and customers at random."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.movement import Movement, arpa, grr_of, nrr_of, quick_of
from metrics.refusal import Refusal
from metrics.revenue import grr, nrr, quick


@dataclass(frozen=True)
class Customer:
    start: Decimal
    end: Decimal
    known: bool = True  # paid before the period


def counted(customers: list[Customer]) -> Movement:
    """The movement, customer by customer, as the definitions say it."""

    def total(amounts: list[Decimal]) -> Decimal:
        return sum(amounts, Decimal(0))

    there = [one for one in customers if one.start]
    came = [one for one in customers if one.end and not one.start]
    return Movement(
        start=total([one.start for one in there]),
        end=total([one.end for one in customers]),
        new=total([one.end for one in came if not one.known]),
        expansion=total([one.end - one.start for one in there if one.end > one.start]),
        contraction=total([one.start - one.end for one in there if 0 < one.end < one.start]),
        churn=total([one.start for one in there if not one.end]),
        reactivation=total([one.end for one in came if one.known]),
        kept_end=total([one.end for one in there]),
        kept_least=total([min(one.end, one.start) for one in there]),
        customers_start=len(there),
        customers_end=len([one for one in customers if one.end]),
    )


amounts = st.decimals(0, 10**6, places=2)
movements = st.lists(st.builds(Customer, amounts, amounts, st.booleans()), max_size=8).map(counted)

# One customer for each movement, and one who pays the same.
SIX = counted(
    [
        Customer(Decimal(100), Decimal(100)),
        Customer(Decimal(100), Decimal("149.95")),
        Customer(Decimal(100), Decimal(60)),
        Customer(Decimal(100), Decimal(0)),
        Customer(Decimal(0), Decimal(80), known=False),
        Customer(Decimal(0), Decimal(30)),
    ]
)


def test_every_movement_is_counted_and_they_add_up() -> None:
    expected = Movement(
        start=Decimal(400),
        end=Decimal("419.95"),
        new=Decimal(80),
        expansion=Decimal("49.95"),
        contraction=Decimal(40),
        churn=Decimal(100),
        reactivation=Decimal(30),
        kept_end=Decimal("309.95"),
        kept_least=Decimal(260),
        customers_start=4,
        customers_end=5,
    )
    assert expected == SIX
    assert SIX.difference == Decimal("19.95")
    assert SIX.adds_up


def test_nrr_and_grr_look_at_the_customers_of_the_start_only() -> None:
    assert nrr_of(SIX) == Fraction("309.95") / 400
    assert grr_of(SIX) == Fraction(260, 400)


def test_the_quick_ratio_leaves_reactivation_out() -> None:
    result = quick_of(SIX)
    assert result == quick(
        new=Decimal(80), expansion=Decimal("49.95"), contraction=Decimal(40), churn=Decimal(100)
    )
    assert result.ratio == Fraction("129.95") / 140
    assert quick_of(replace(SIX, reactivation=Decimal(999))) == result


def test_without_losses_there_is_no_quick_ratio() -> None:
    assert quick_of(replace(SIX, contraction=Decimal(0), churn=Decimal(0))).ratio is None


def test_new_customers_whose_refunds_outweigh_their_orders_have_no_quick_ratio() -> None:
    with pytest.raises(Refusal, match=r"negative\(field='new'"):
        quick_of(replace(SIX, new=Decimal(-1)))


def test_revenue_per_customer_is_that_of_the_end() -> None:
    assert SIX.customers_end == 5
    assert arpa(SIX) == Fraction("83.99")


@pytest.mark.parametrize("start", [Decimal(0), Decimal(-5)])
def test_a_share_of_no_revenue_is_not_available(start: Decimal) -> None:
    movement = replace(SIX, start=start)
    assert (nrr_of(movement), grr_of(movement)) == (None, None)


def test_nobody_brings_nothing() -> None:
    assert (nrr_of(Movement.NONE), grr_of(Movement.NONE), arpa(Movement.NONE)) == (None,) * 3
    assert counted([]) == Movement.NONE
    assert Movement.NONE.adds_up


@pytest.mark.parametrize(
    "field", ["start", "end", "new", "expansion", "contraction", "churn", "reactivation"]
)
def test_an_amount_too_many_does_not_add_up(field: str) -> None:
    more = getattr(SIX, field) + Decimal("0.01")
    assert not replace(SIX, **{field: more}).adds_up


@given(movements)
def test_the_movements_explain_the_difference(movement: Movement) -> None:
    assert movement.adds_up
    assert movement.difference == movement.end - movement.start
    assert movement.end == movement.kept_end + movement.new + movement.reactivation


@given(movements)
def test_the_rates_are_those_of_the_typed_figures(movement: Movement) -> None:
    net, gross = nrr_of(movement), grr_of(movement)
    if net is None or gross is None:
        assert movement.customers_start == 0
        return
    losses = {"contraction": movement.contraction, "churn": movement.churn}
    assert net == nrr(start=movement.start, expansion=movement.expansion, **losses).rate
    assert gross == grr(start=movement.start, **losses).rate
    assert 0 <= gross <= 1
    assert gross <= net


@given(st.lists(movements, max_size=4))
def test_segments_add_up_to_the_whole(segments: list[Movement]) -> None:
    whole = sum(segments, Movement.NONE)
    assert whole.adds_up
    assert whole.kept_least == sum(one.kept_least for one in segments)
    assert whole.customers_end == sum(one.customers_end for one in segments)
