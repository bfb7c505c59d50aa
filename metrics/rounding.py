"""From exact fractions to decimals: the one place where a number is rounded."""

from decimal import Decimal
from fractions import Fraction


def rounded(value: Decimal | Fraction | int, digits: int = 2) -> Decimal:
    """`value` to `digits` decimals, half away from zero (as Decimal's ROUND_HALF_UP), exactly.

    >>> rounded(Fraction(1, 8)), rounded(Fraction(-1, 8)), rounded(Decimal("76.665"))
    (Decimal('0.13'), Decimal('-0.13'), Decimal('76.67'))
    """
    numerator, denominator = value.as_integer_ratio()
    size = (2 * abs(numerator) * 10**digits + denominator) // (2 * denominator)
    # From text, because Decimal's operations would cut a long number to the context's precision.
    return Decimal(f"{-size if numerator < 0 else size}E-{digits}")


def decimal(value: Fraction) -> Decimal:
    """`value` to the 28 digits of Decimal's context, where a root has to be drawn."""
    return Decimal(value.numerator) / Decimal(value.denominator)
