"""Intervals: published values, limits that stay in bounds, symmetry."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.interval import Interval, Z, newcombe, quantile, wilson
from metrics.refusal import Refusal
from metrics.rounding import rounded


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.integers(1, 10**15))
    return draw(st.integers(0, total)), total


@pytest.mark.parametrize(
    ("part", "total", "low", "high"),
    [
        (400, 500, "76.27", "83.27"),
        (115, 150, "69.28", "82.72"),
        (40, 50, "66.96", "88.76"),
        (8, 10, "49.02", "94.33"),
        (20, 20, "83.89", "100.00"),
        (0, 20, "0.00", "16.11"),
        (0, 1, "0.00", "79.35"),
    ],
)
def test_wilson_gives_the_published_limits(part: int, total: int, low: str, high: str) -> None:
    assert _percent(wilson(part, total)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe 1998, table II, method 10
        ((56, 70), (48, 80), "5.24", "33.39"),
        ((9, 10), (3, 10), "17.05", "80.90"),
        ((6, 7), (2, 7), "5.82", "80.62"),
        ((5, 56), (0, 29), "-3.81", "19.26"),
        ((0, 10), (0, 20), "-16.11", "27.75"),
        ((10, 10), (0, 20), "67.91", "100.00"),
    ],
)
def test_newcombe_gives_the_published_limits(
    first: tuple[int, int], second: tuple[int, int], low: str, high: str
) -> None:
    assert _percent(newcombe(*first, *second)) == (low, high)


def _percent(interval: Interval) -> tuple[str, str]:
    return str(rounded(100 * interval.low)), str(rounded(100 * interval.high))


@pytest.mark.parametrize(
    ("alpha", "z"),
    [(0.1, "1.644854"), (0.05, "1.959964"), (0.05 / 2, "2.241403"), (0.01, "2.575829")],
)
def test_the_quantiles_are_those_of_the_tables(alpha: float, z: str) -> None:
    assert str(quantile(alpha)) == z


def test_an_interval_is_of_95_percent_unless_another_is_asked_for() -> None:
    assert quantile(0.05) == Z
    assert wilson(8, 10) == wilson(8, 10, Z)
    assert newcombe(8, 10, 3, 10) == newcombe(8, 10, 3, 10, Z)
    assert _percent(wilson(8, 10, quantile(0.01))) == ("40.08", "95.99")


@pytest.mark.parametrize(
    ("part", "total", "code"),
    [
        (0, 0, "total_is_zero"),
        (3, 2, "part_exceeds_total"),
        (-1, 2, "negative"),
        (0, -2, "negative"),
    ],
)
def test_a_share_of_nothing_or_over_all_is_refused(part: int, total: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        wilson(part, total)
    assert refused.value.code == code


@given(shares())
def test_wilson_contains_the_share_and_stays_between_0_and_1(share: tuple[int, int]) -> None:
    interval = wilson(*share)
    assert 0 <= interval.low < interval.high <= 1
    assert Fraction(interval.low) <= Fraction(*share) <= Fraction(interval.high)


@given(shares(), st.integers(2, 1000))
def test_wilson_narrows_as_the_same_share_is_seen_more_often(
    share: tuple[int, int], factor: int
) -> None:
    part, total = share
    once, often = wilson(part, total), wilson(part * factor, total * factor)
    assert often.high - often.low < once.high - once.low


@given(shares(), shares())
def test_newcombe_contains_the_difference_and_stays_between_minus_1_and_1(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    interval = newcombe(*first, *second)
    difference = Fraction(*first) - Fraction(*second)
    assert -1 <= interval.low < interval.high <= 1
    assert Fraction(interval.low) <= difference <= Fraction(interval.high)


@given(shares(), shares())
def test_newcombe_turns_round_when_the_shares_change_places(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    forward, backward = newcombe(*first, *second), newcombe(*second, *first)
    assert (forward.low, forward.high) == (-backward.high, -backward.low)


@given(shares(), shares(), st.floats(1e-9, 0.99), st.floats(1e-9, 0.99))
def test_the_surer_interval_holds_the_other(
    first: tuple[int, int], second: tuple[int, int], one: float, other: float
) -> None:
    wide, narrow = quantile(min(one, other)), quantile(max(one, other))
    assert _holds(wilson(*first, wide), wilson(*first, narrow))
    assert _holds(newcombe(*first, *second, wide), newcombe(*first, *second, narrow))


def _holds(wide: Interval, narrow: Interval) -> bool:
    least = Decimal("1e-12")  # what 28 digits leave of totals of 15
    return wide.low <= narrow.low + least and narrow.high <= wide.high + least
