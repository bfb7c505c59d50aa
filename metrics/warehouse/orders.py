"""Orders in each of many windows: who came back for a second, and what customers spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, func, select

from metrics.sums import Sums
from metrics.warehouse.amounts import amount_of, parts
from metrics.warehouse.customers import edges_of
from metrics.warehouse.places import how_many, total
from metrics.warehouse.spans import Line, Span, of_each
from metrics.warehouse.tables import Tables, Where


@dataclass(frozen=True, slots=True)
class Repeats(Sums):
    """Customers with two orders or more in a window, of all with one or more."""

    repeat: int
    total: int


@dataclass(frozen=True, slots=True)
class Spending(Sums):
    """What customers with an order in a window spent there, in so many orders."""

    revenue: Decimal
    customers: int
    orders: int


RepeatsBy = dict[str | None, tuple[Repeats, ...]]  # by segment (None: all), one a span
SpendingBy = dict[str | None, tuple[Spending, ...]]


def repeats(tables: Tables, spans: Sequence[Span], by: str | None, where: Where) -> RepeatsBy:
    """Repeats in the period of each span; `Span.ever` for the whole history. Raises Trouble."""
    counted = _counted(tables, spans, amounts=False)
    orders = [counted.c[f"n{i}"] for i in range(len(spans))]
    columns = [column for n in orders for column in (how_many(n > 1), how_many(n > 0))]
    rows = _summed(tables, counted, columns, by, where)
    return {row[0]: tuple(Repeats(*map(int, one)) for one in of_each(row, spans)) for row in rows}


def spending(tables: Tables, spans: Sequence[Span], by: str | None, where: Where) -> SpendingBy:
    """Spending in the period of each span, likewise."""
    counted = _counted(tables, spans, amounts=True)
    terms = [(counted.c[f"v{i}"], counted.c[f"n{i}"]) for i in range(len(spans))]
    columns = [column for v, n in terms for column in (total(v), how_many(n > 0), total(n))]
    rows = _summed(tables, counted, columns, by, where)
    return {row[0]: tuple(_spending(*one) for one in of_each(row, spans)) for row in rows}


def _spending(revenue: Any, customers: Any, orders: Any) -> Spending:
    return Spending(amount_of(revenue), int(customers), int(orders))


def _summed(
    tables: Tables,
    counted: Subquery,
    columns: Sequence[ColumnElement[int]],
    by: str | None,
    where: Where,
) -> list[Row[Any]]:
    labelled = [column.label(f"c{i}") for i, column in enumerate(columns)]
    wanted = tables.segmented(counted.c.customer, by, where).of(counted, labelled)
    return tables.database.rows(wanted)


def _counted(tables: Tables, spans: Sequence[Span], *, amounts: bool) -> Subquery:
    """One row a customer with an order between the first day and the last of all spans: `n0`, `n1`
    … the orders in each of them, and `v0`, `v1`, … their amounts.
    """
    orders = tables.section("orders")
    source, counts = tables.source(orders)
    at, customer = source.c[orders.at], source.c[orders.customer]
    line = Line.over([span.period for span in spans])
    edges = dict(zip(line.days, edges_of(tables.times(orders, orders.at), line), strict=True))
    windows = [(at >= edges[s.period.start]) & (at < edges[s.period.end]) for s in spans]
    columns = [_count(window, windows).label(f"n{i}") for i, window in enumerate(windows)]
    if amounts:
        spent = parts(source, orders)
        sums = [func.sum(case((window, spent))) for window in windows]
        columns += [one.label(f"v{i}") for i, one in enumerate(sums)]
    between = and_(counts, at >= edges[line.days[0]], at < edges[line.days[-1]])
    wanted = select(customer.label("customer"), *columns).where(between)
    return wanted.group_by(customer).subquery("counted")


def _count(window: ColumnElement[bool], windows: Sequence[Any]) -> ColumnElement[int]:
    """Of one window all rows are in it already."""
    return func.count() if len(windows) == 1 else func.count(case((window, 1)))
