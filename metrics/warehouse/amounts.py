"""Amounts as whole numbers, so that their sums are exact and the same on every engine."""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    case,
    cast,
    func,
    literal_column,
)

from metrics.warehouse.mapping import Orders, Subscriptions
from metrics.warehouse.trouble import Trouble

PARTS = 10_000  # of one: cents, and two decimals more for prices of a part of a cent
_MOST = 10**12  # above it there is no amount but a mistake, and a sum of parts could overflow


def parts(source: FromClause, mapped: Orders | Subscriptions) -> ColumnElement[int]:
    """The amount of a row in parts; null where it is none (NaN, infinite, absurd).

    Raises Trouble no_amounts.
    """
    if mapped.amount is None:
        raise Trouble("no_amounts", section=type(mapped).__name__.casefold())
    amount = cast(source.c[mapped.amount], Double)
    rounded = cast(func.round(amount * literal_column(str(PARTS))), BigInteger)
    return case((believable(source, mapped.amount), rounded))


def believable(source: FromClause, name: str) -> ColumnElement[bool]:
    """Whether an amount can be one; NaN is more than everything, or null."""
    amount = cast(source.c[name], Double)
    return (amount > literal_column(str(-_MOST))) & (amount < literal_column(str(_MOST)))


def amount_of(summed: Any) -> Decimal:
    """A sum of parts as an amount.

    >>> amount_of(299500), amount_of(None)
    (Decimal('29.95'), Decimal('0'))
    """
    return Decimal(int(summed or 0)) / PARTS
