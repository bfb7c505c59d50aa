"""Rounding is half away from zero, and exact however long the number."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.rounding import decimal, rounded


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (Fraction(100, 800), 2, "0.13"),
        (Fraction(230, 3), 2, "76.67"),
        (Fraction(230, 3), 0, "77"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(-1, 800), 2, "0.00"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("2.665"), 2, "2.67"),
        (Fraction(10**45 + 1, 2), 0, str((10**45 + 2) // 2)),
    ],
)
def test_halves_go_away_from_zero(value: Decimal | Fraction, digits: int, expected: str) -> None:
    assert str(rounded(value, digits)) == expected


@given(st.decimals(-(10**9), 10**9, places=5), st.integers(0, 4))
def test_it_agrees_with_the_rounding_of_decimal(value: Decimal, digits: int) -> None:
    step = Decimal(1).scaleb(-digits)
    assert rounded(value, digits) == value.quantize(step, rounding=ROUND_HALF_UP)
    assert rounded(Fraction(value), digits) == rounded(value, digits)


def test_a_fraction_becomes_a_decimal_of_28_digits() -> None:
    assert str(decimal(Fraction(1, 3))) == "0." + 28 * "3"
    assert decimal(Fraction(-5, 4)) == Decimal("-1.25")
