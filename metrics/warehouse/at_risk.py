"""Who is behind a light, by name: days silent, usual gap and value so far."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, func, literal_column, select

from metrics.lights import Light
from metrics.warehouse.amounts import amount_of, parts
from metrics.warehouse.edges import Times
from metrics.warehouse.risk import Since
from metrics.warehouse.tables import Tables, Where


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A customer behind a light. `silent` is whole days; `gap` the days from the first order to the
    last, divided by the orders after the first (None with one order or none); `value` what was
    spent so far, None where no amounts are mapped.
    """

    customer: Any
    silent: int
    gap: Fraction | None
    orders: int
    value: Decimal | None


def at_risk(tables: Tables, as_of: date, light: Light, limit: int, where: Where) -> list[AtRisk]:
    """The first `limit` customers with this light, the most valuable first, then the longest
    silent; where retention is of subscriptions, only of those that still run. Raises Trouble.
    """
    since = Since.at(as_of, tables.mapping.definitions)
    signs = _signs(tables, since)
    c = signs.c
    columns = [c.customer, c.orders, c.value, c.first, c.last, c.seen]
    wanted = tables.segmented(c.customer, None, where).of(signs, columns)
    wanted = wanted.where(_behind(tables, signs, light, since))
    if tables.mapping.unit == "subscriptions":
        wanted = wanted.where(c.customer.in_(_running(tables, since)))
    wanted = wanted.order_by(c.value.desc(), func.coalesce(c.seen, c.last), c.customer)
    return [_read(tables, row, as_of) for row in tables.database.rows(wanted.limit(limit))]


def _signs(tables: Tables, since: Since) -> Subquery:
    """One row a customer: the orders up to then, their value, the first and the last of them, and
    when last `seen`; null for who has no activity. Without orders or activity, the other is both.
    """
    if tables.mapping.activity is None:
        bought = _bought(tables, since)
        return select(bought, bought.c.last.label("seen")).subquery("signs")
    active = _active(tables, since)
    seen = active.c.seen
    if tables.mapping.orders is None:
        none: list[ColumnElement[int]] = [
            literal_column("0").label("orders"),
            literal_column("0").label("value"),
        ]
        times = [seen.label("first"), seen.label("last"), seen]
        return select(active.c.customer, *none, *times).subquery("signs")
    bought = _bought(tables, since)
    joined = bought.outerjoin(active, active.c.customer == bought.c.customer)
    return select(bought, seen).select_from(joined).subquery("signs")


def _bought(tables: Tables, since: Since) -> Subquery:
    orders = tables.section("orders")
    source, counts = tables.source(orders)
    at, customer = source.c[orders.at], source.c[orders.customer]
    spent = (
        func.coalesce(func.sum(parts(source, orders)), 0) if orders.amount else literal_column("0")
    )
    wanted = select(
        customer.label("customer"),
        func.count().label("orders"),
        spent.label("value"),
        func.min(at).label("first"),
        func.max(at).label("last"),
    )
    wanted = wanted.where(counts, at < tables.times(orders, orders.at).edge(since.end))
    return wanted.group_by(customer).subquery("bought")


def _active(tables: Tables, since: Since) -> Subquery:
    activity = tables.section("activity")
    source, counts = tables.source(activity)
    at, customer = source.c[activity.at], source.c[activity.customer]
    wanted = select(customer.label("customer"), func.max(at).label("seen"))
    wanted = wanted.where(counts, at < tables.times(activity, activity.at).edge(since.end))
    return wanted.group_by(customer).subquery("active")


def _running(tables: Tables, since: Since) -> Select[Any]:
    """The customers with a subscription that ran up to then: nobody is to call who has left."""
    contracts = tables.section("subscriptions")
    source, counts = tables.source(contracts)
    started, ended = source.c[contracts.started], source.c[contracts.ended]
    begun = started < tables.times(contracts, contracts.started).edge(since.end)
    goes_on = ended.is_(None) | (ended >= tables.times(contracts, contracts.ended).edge(since.end))
    return select(source.c[contracts.customer]).where(counts, begun, goes_on)


def _behind(tables: Tables, signs: Subquery, light: Light, since: Since) -> ColumnElement[bool]:
    """Last seen in the days of this light."""
    of_seen, of_last = _times(tables)
    seen, last = signs.c.seen, signs.c.last

    def before(day: date) -> ColumnElement[bool]:
        by_order = last < of_last.edge(day)
        return case((seen.is_not(None), seen < of_seen.edge(day)), else_=by_order)

    if light == "red":
        return before(since.amber)
    if light == "green":
        return ~before(since.green)
    return before(since.green) & ~before(since.amber)


def _times(tables: Tables) -> tuple[Times, Times]:
    """How `seen` keeps its times, and how `first` and `last` do."""
    orders, activity = tables.mapping.orders, tables.mapping.activity
    kept = [tables.times(one, one.at) for one in (activity, orders) if one]
    return kept[0], kept[-1]


def _read(tables: Tables, row: Row[Any], as_of: date) -> AtRisk:
    customer, orders, value, first, last, seen = tuple(row)[1:]
    of_seen, of_last = _times(tables)
    begun, ended = of_last.read(first).date(), of_last.read(last).date()
    latest = ended if seen is None else of_seen.read(seen).date()
    return AtRisk(
        customer=customer,
        silent=(as_of - latest).days,
        gap=Fraction((ended - begun).days, orders - 1) if orders > 1 else None,
        orders=orders,
        value=amount_of(value) if getattr(tables.mapping.orders, "amount", None) else None,
    )
