"""The two expressions that all counting rests on: in which period a time lies, and the periods of a
customer as the bits of one number.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, case, cast, func, literal_column

from metrics.warehouse.edges import Edge


def placed(
    column: ColumnElement[Any], edges: Sequence[Edge], leaves: Sequence[int]
) -> ColumnElement[int]:
    """`leaves[i]` for a time with i of the edges at or before it. A search tree of CASE: five
    comparisons for 25 edges, exact in any time zone, and the same on every engine.
    """
    if not edges:
        return whole(leaves[0])
    middle = len(edges) // 2
    earlier = placed(column, edges[:middle], leaves[: middle + 1])
    later = placed(column, edges[middle + 1 :], leaves[middle + 1 :])
    return case((column < edges[middle], earlier), else_=later)


def powers(count: int) -> list[int]:
    """1, 2, 4, …: a bit for each place among `count - 1` edges."""
    return [1 << i for i in range(count)]


def whole(number: int) -> ColumnElement[int]:
    """A number of ours, written out."""
    return literal_column(str(number), BigInteger)


def all_bits(column: ColumnElement[int]) -> ColumnElement[int]:
    """The bits of every row of a group."""
    return func.bit_or(column, type_=BigInteger)


def has(bits: ColumnElement[int], wanted: int) -> ColumnElement[bool]:
    """Whether any of the wanted bits is set."""
    return bits.bitwise_and(whole(wanted)) != whole(0)


def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """The rows that fulfil it; 0 where there is no row. Nothing in it is bound: no engine would
    see then that two of these are the same, and count once.
    """
    fulfilled = func.sum(cast(condition, Integer))
    return func.coalesce(fulfilled, literal_column("0"), type_=BigInteger)


def total(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """The sum; 0 where there is no row."""
    return func.coalesce(func.sum(amount), 0)
