"""Net and gross revenue retention, and the quick ratio."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.refusal import Refusal
from metrics.revenue import grr, nrr, quick

amounts = st.decimals(0, 10**9, places=2)


def test_nrr_counts_what_the_customers_at_the_start_pay_at_the_end() -> None:
    result = nrr(
        start=Decimal(1000), expansion=Decimal(100), contraction=Decimal(30), churn=Decimal(50)
    )
    assert (result.end, result.rate) == (Decimal(1020), Fraction(102, 100))


def test_grr_leaves_expansion_out() -> None:
    result = grr(start=Decimal(1000), contraction=Decimal(30), churn=Decimal(50))
    assert (result.end, result.rate, result.expansion) == (
        Decimal(920),
        Fraction(92, 100),
        Decimal(0),
    )


def test_all_revenue_may_be_lost() -> None:
    assert grr(start=Decimal(80), contraction=Decimal(30), churn=Decimal(50)).rate == 0


@pytest.mark.parametrize(
    ("start", "contraction", "churn", "code", "facts"),
    [
        (0, 0, 0, "start_is_zero", {}),
        (80, 30, 51, "losses_exceed_start", {"start": Decimal(80), "losses": Decimal(81)}),
        (80, -1, 0, "negative", {"field": "contraction", "value": Decimal(-1)}),
        (80, 0, -1, "negative", {"field": "churn", "value": Decimal(-1)}),
        (-80, 0, 0, "negative", {"field": "start", "value": Decimal(-80)}),
    ],
)
def test_impossible_amounts_are_refused(
    start: int, contraction: int, churn: int, code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(Refusal) as refused:
        grr(start=Decimal(start), contraction=Decimal(contraction), churn=Decimal(churn))
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_a_negative_expansion_is_refused() -> None:
    with pytest.raises(Refusal, match=r"negative\(field='expansion'"):
        nrr(start=Decimal(1), expansion=Decimal(-1), contraction=Decimal(0), churn=Decimal(0))


@given(amounts, amounts, amounts, amounts)
def test_nrr_is_grr_and_the_expansion(
    start: Decimal, expansion: Decimal, contraction: Decimal, churn: Decimal
) -> None:
    assume(start > 0)
    assume(contraction + churn <= start)
    net = nrr(start=start, expansion=expansion, contraction=contraction, churn=churn)
    gross = grr(start=start, contraction=contraction, churn=churn)
    assert net.rate - gross.rate == Fraction(expansion) / Fraction(start)
    assert net.rate >= gross.rate
    assert 0 <= gross.rate <= 1


def test_the_quick_ratio_sets_gains_against_losses() -> None:
    result = quick(
        new=Decimal(80), expansion=Decimal(40), contraction=Decimal(10), churn=Decimal(30)
    )
    assert (result.gained, result.lost, result.ratio) == (Decimal(120), Decimal(40), Fraction(3))


def test_without_losses_there_is_no_quick_ratio() -> None:
    nothing = Decimal(0)
    result = quick(new=Decimal(80), expansion=nothing, contraction=nothing, churn=nothing)
    assert (result.lost, result.ratio) == (nothing, None)


@pytest.mark.parametrize("field", ["new", "expansion", "contraction", "churn"])
def test_the_quick_ratio_names_the_negative_amount(field: str) -> None:
    figures = dict.fromkeys(("new", "expansion", "contraction", "churn"), Decimal(1))
    with pytest.raises(Refusal) as refused:
        quick(**{**figures, field: Decimal(-1)})
    assert refused.value.facts == {"field": field, "value": Decimal(-1)}
