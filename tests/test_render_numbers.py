"""Numbers as each language writes them, rounded half up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.numbers import Number, money, number, percent, signed
from bot.reply import Language


@pytest.mark.parametrize(
    ("share", "english", "dutch"),
    [
        (Fraction(4, 5), "80%", "80%"),
        (Fraction(115, 150), "76.67%", "76,67%"),
        (Fraction(121, 130), "93.08%", "93,08%"),
        (Fraction(143, 150), "95.33%", "95,33%"),
        (Fraction(1, 800), "0.13%", "0,13%"),
        (Fraction(1, 3), "33.33%", "33,33%"),
        (Fraction(1, 1), "100%", "100%"),
        (Fraction(0), "0%", "0%"),
        (Fraction(1, 10**6), "0%", "0%"),
        (Fraction(-1, 10**6), "0%", "0%"),
        (Fraction(-1, 8), "−12.5%", "−12,5%"),
        (Decimal("0.765"), "76.5%", "76,5%"),
        (Decimal("0.76665"), "76.67%", "76,67%"),
        (Fraction(26, 25), "104%", "104%"),
        (Fraction(1234), "123,400%", "123.400%"),
    ],
)
def test_percentages(share: Number, english: str, dutch: str) -> None:
    assert (percent("en", share), percent("nl", share)) == (english, dutch)


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [
        (0, "0", "0"),
        (1200, "1,200", "1.200"),
        (Decimal("1234.5"), "1,234.5", "1.234,5"),
        (Decimal("14.50"), "14.5", "14,5"),
        (Fraction(1, 8), "0.13", "0,13"),
        (Fraction(-1, 8), "−0.13", "−0,13"),
        (-1200, "−1,200", "−1.200"),
        (10**45, f"{10**45:,}", f"{10**45:,}".replace(",", ".")),
    ],
)
def test_numbers(value: Number, english: str, dutch: str) -> None:
    assert (number("en", value), number("nl", value)) == (english, dutch)


@pytest.mark.parametrize(
    ("value", "currency", "english", "dutch"),
    [
        (1250, "EUR", "€1,250", "€\u00a01.250"),
        (Decimal("29.95"), "EUR", "€29.95", "€\u00a029,95"),
        (Decimal("29.9"), "EUR", "€29.90", "€\u00a029,90"),
        (Fraction(1, 3), "EUR", "€0.33", "€\u00a00,33"),
        (0, "EUR", "€0", "€\u00a00"),
        (Decimal("-2.5"), "EUR", "−€2.50", "€\u00a0−2,50"),
        (960, "USD", "US$960", "US$\u00a0960"),
        (Decimal("2.5"), "GBP", "£2.50", "£\u00a02,50"),
        (10**45, "EUR", f"€{10**45:,}", "€\u00a0" + f"{10**45:,}".replace(",", ".")),
    ],
)
def test_amounts(value: Number, currency: str, english: str, dutch: str) -> None:
    assert (money("en", value, currency), money("nl", value, currency)) == (english, dutch)


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        (3, "en", "+3"),
        (Decimal("-1.5"), "nl", "−1,5"),
        (0, "en", "0"),
        (Decimal("0.004"), "en", "0"),
        (Decimal("-0.004"), "nl", "0"),
    ],
)
def test_distances_carry_their_sign(value: Number, language: Language, shown: str) -> None:
    assert signed(language, value) == shown


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_percentage_is_never_further_than_half_a_hundredth_away(part: int, total: int) -> None:
    share = Fraction(part, total)
    shown = Fraction(percent("en", share).rstrip("%").replace(",", "")) / 100
    assert abs(shown - share) <= Fraction(1, 20000)
