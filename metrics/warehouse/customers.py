"""Customers who stayed, came and left in each of many periods, in one pass over the table.

Each customer becomes one row with one number, whose bits are the places between the edges of the
periods in which there was an order, or the edges at which a subscription ran.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, Literal

from sqlalchemy import ColumnElement, Label, Row, Subquery, case, func, select

from metrics.flow import Flow
from metrics.warehouse.amounts import parts
from metrics.warehouse.edges import Times
from metrics.warehouse.places import all_bits, has, how_many, placed, powers, whole
from metrics.warehouse.spans import Line, Span, of_each
from metrics.warehouse.tables import Tables, Where

FIELDS = tuple(field.name for field in fields(Flow))
Flows = dict[str | None, tuple[Flow, ...]]  # by segment (None: all), one a span


def flows(tables: Tables, spans: Sequence[Span], by: str | None, where: Where) -> Flows:
    """A Flow for each span, by segment of the dimension `by`. Raises Trouble."""
    line = Line.through(spans)
    if tables.mapping.unit == "orders":
        counted = ordered(tables, line)
        columns = columns_of_orders(counted.c, line, spans)
    else:
        counted = subscribed(tables, line)
        columns = _columns(_of_subscriptions, counted.c, line, spans)
    wanted = tables.segmented(counted.c.customer, by, where).of(counted, columns)
    return read_flows(tables.database.rows(wanted), spans)


def columns_of_orders(counted: Any, line: Line, spans: Sequence[Span]) -> list[Label[int]]:
    """What `read_flows` reads after the segment, from rows with the `bits` of customers."""
    return _columns(_of_orders, counted, line, spans)


def read_flows(rows: Sequence[Row[Any]], spans: Sequence[Span]) -> Flows:
    """From rows of a segment and its columns."""
    return {row[0]: tuple(Flow(*map(int, one)) for one in of_each(row, spans)) for row in rows}


def _columns(
    made: Callable[[Any, Line, Span], list[ColumnElement[int]]],
    counted: Any,
    line: Line,
    spans: Sequence[Span],
) -> list[Label[int]]:
    return [
        column.label(f"{field}_{i}")
        for i, span in enumerate(spans)
        for field, column in zip(FIELDS, made(counted, line, span), strict=True)
    ]


def ordered(
    tables: Tables, line: Line, section: Literal["orders", "activity"] = "orders"
) -> Subquery:
    """One row a customer: `bits`, the places with an order in them, or a sign of life."""
    rows = placed_rows(tables, line, section)
    wanted = select(rows.c.customer, all_bits(rows.c.bit).label("bits"))
    return wanted.group_by(rows.c.customer).subquery("counted")


def subscribed(tables: Tables, line: Line) -> Subquery:
    """One row a customer: `bits`, the edges at which a subscription ran; `first`, the bit of the
    place of the first start.
    """
    rows = placed_contracts(tables, line)
    wanted = select(
        rows.c.customer,
        all_bits(rows.c.finish - rows.c.begin).label("bits"),
        func.min(rows.c.begin).label("first"),
    )
    return wanted.group_by(rows.c.customer).subquery("counted")


def placed_rows(
    tables: Tables,
    line: Line,
    section: Literal["orders", "activity"] = "orders",
    *,
    amounts: bool = False,
) -> Subquery:
    """One row an order, or a sign of life: `customer`, the `bit` of its place, and if need be the
    amount of an order in `parts`.
    """
    mapped = tables.section(section)
    source, counts = tables.source(mapped)
    edges = edges_of(tables.times(mapped, mapped.at), line)
    at = source.c[mapped.at]
    rows = select(
        source.c[mapped.customer].label("customer"),
        placed(at, edges, powers(len(edges) + 1)).label("bit"),
        *([parts(source, mapped).label("parts")] if amounts else []),
    )
    return rows.where(counts, at < edges[-1]).subquery("placed")


def placed_contracts(tables: Tables, line: Line, *, amounts: bool = False) -> Subquery:
    """One row a contract: `customer`, the bits of the places where it began and ended, and if need
    be its amount in `parts`. A row that ends before it starts never ran.
    """
    contracts = tables.section("subscriptions")
    source, counts = tables.source(contracts)
    started, ended = source.c[contracts.started], source.c[contracts.ended]
    starts = edges_of(tables.times(contracts, contracts.started), line)
    ends = edges_of(tables.times(contracts, contracts.ended), line)
    leaves = powers(len(line.days) + 1)
    finish = case((ended.is_(None), whole(leaves[-1])), else_=placed(ended, ends, leaves))
    rows = select(
        source.c[contracts.customer].label("customer"),
        placed(started, starts, leaves).label("begin"),
        finish.label("finish"),
        *([parts(source, contracts).label("parts")] if amounts else []),
    )
    sane = ended.is_(None) | (ended >= started)
    return rows.where(counts, sane, started < starts[-1]).subquery("placed")


def _of_orders(counted: Any, line: Line, span: Span) -> list[ColumnElement[int]]:
    """The fields of a Flow, in its order: active is an order or more in the period. In terms that
    the next period shares: who is new had come by its end and not by its start, and who returned
    is all the rest.
    """
    bits = counted.bits
    before, during = has(bits, line.bits(span.before)), has(bits, line.bits(span.period))
    end, kept = how_many(during), how_many(before & during)
    acquired = how_many(has(bits, line.before(span.period.start)))
    new = how_many(has(bits, line.before(span.period.end))) - acquired
    return [how_many(before), end, kept, new, whole(0), end - kept - new, acquired]


def _of_subscriptions(counted: Any, line: Line, span: Span) -> list[ColumnElement[int]]:
    """The same: active at a boundary is started before it and not ended before it."""
    start, end = line.edge(span.period.start), line.edge(span.period.end)
    at_start, at_end = has(counted.bits, 1 << start), has(counted.bits, 1 << end)
    known = counted.first <= whole(1 << start)
    came = ~known & (counted.first <= whole(1 << end))
    return [
        how_many(at_start),
        how_many(at_end),
        how_many(at_start & at_end),
        how_many(came & at_end),
        how_many(came & ~at_end),
        how_many(at_end & known & ~at_start),
        how_many(known),
    ]


def edges_of(times: Times, line: Line) -> list[Any]:
    """The edges of a line, as a column of times keeps them."""
    return [times.edge(day) for day in line.days]
