"""Natural process limits: rows to reckon by hand, and what the limits may never depend on."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.process import Limits, Verdict, judge, limits

hundredths = st.integers(-(10**6), 10**6).map(lambda n: Fraction(n, 100))
rows = st.lists(hundredths, min_size=8, max_size=30)


@pytest.mark.parametrize(
    ("row", "mean", "reach"),
    [
        ([10, 12] * 5, "11", "5.32"),  # moving range always 2
        ([1, 2, 3, 4, 5, 6, 7, 8], "4.5", "2.66"),  # moving range always 1
        ([80, 80, 80, 80, 80, 80, 80, 87], "80.875", "2.66"),  # ranges add up to 7, over 7
        ([5] * 8, "5", "0"),
    ],
)
def test_limits_are_the_mean_and_2_66_mean_moving_ranges(
    row: list[int], mean: str, reach: str
) -> None:
    centre, width = Fraction(mean), Fraction(reach)
    assert limits(row) == Limits(centre - width, centre + width, centre, len(row))


def test_seven_periods_are_too_few_for_a_verdict() -> None:
    assert limits([1, 2, 3, 4, 5, 6, 7]) is None
    assert limits([]) is None
    assert judge(100, None) is None


@pytest.mark.parametrize("periods", [8, 23, 24, 25, 60])
def test_only_the_last_24_periods_count(periods: int) -> None:
    row = [1000] * 100 + [10, 12] * 30
    drawn = limits(row[-periods:])
    assert drawn is not None
    assert drawn.periods == min(periods, 24)
    assert drawn == limits(row[-min(periods, 24) :])


def test_older_periods_do_not_widen_the_limits() -> None:
    assert limits([1000, *[10, 12] * 12]) == limits([10, 12] * 12)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("11", "usual"),
        ("16.32", "usual"),
        ("16.33", "high"),
        ("5.68", "usual"),
        ("5.67", "low"),
    ],
)
def test_a_value_on_a_limit_is_still_usual(value: str, verdict: Verdict) -> None:
    drawn = limits([10, 12] * 5)
    assert judge(Decimal(value), drawn) == verdict
    assert judge(Fraction(value), drawn) == verdict


def test_counts_amounts_and_rates_are_all_reckoned_exactly() -> None:
    amounts = [Decimal("0.10"), Decimal("0.30")] * 5
    drawn = limits(amounts)
    assert drawn == Limits(Fraction("-0.332"), Fraction("0.732"), Fraction("0.2"), 10)
    assert limits([Fraction(amount) for amount in amounts]) == drawn


@given(rows)
def test_the_mean_lies_between_the_limits_and_is_usual(row: list[Fraction]) -> None:
    drawn = limits(row)
    assert drawn is not None
    assert drawn.low <= drawn.mean <= drawn.high
    assert drawn.mean - drawn.low == drawn.high - drawn.mean
    assert judge(drawn.mean, drawn) == "usual"


@given(rows, hundredths, st.integers(1, 10**4).map(lambda n: Fraction(n, 100)))
def test_limits_move_and_stretch_with_the_unit_of_the_figures(
    row: list[Fraction], shift: Fraction, factor: Fraction
) -> None:
    drawn, moved = limits(row), limits([factor * value + shift for value in row])
    assert drawn is not None
    assert moved is not None
    assert (moved.low, moved.high) == (factor * drawn.low + shift, factor * drawn.high + shift)


@given(rows, hundredths)
def test_a_row_turned_upside_down_turns_the_verdict(row: list[Fraction], value: Fraction) -> None:
    turned: dict[Verdict | None, Verdict] = {"high": "low", "low": "high", "usual": "usual"}
    verdict = judge(value, limits(row))
    assert judge(-value, limits([-one for one in row])) == turned[verdict]
