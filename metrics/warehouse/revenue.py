"""Revenue at the start and the end of each of many periods, and the movements between, per
customer: with subscriptions their monthly amounts, with orders what they spent.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, select

from metrics.movement import Movement
from metrics.period import Period
from metrics.warehouse.amounts import amount_of
from metrics.warehouse.customers import placed_contracts, placed_rows
from metrics.warehouse.places import all_bits, has, how_many, total, whole
from metrics.warehouse.spans import Line, Span, of_each
from metrics.warehouse.tables import Tables, Where

Movements = dict[str | None, tuple[Movement, ...]]  # by segment (None: all), one a span


def movements(tables: Tables, spans: Sequence[Span], by: str | None, where: Where) -> Movements:
    """A Movement for each span, by segment of the dimension `by`. Raises Trouble."""
    line = Line.through(spans)
    bought = tables.mapping.unit == "orders"
    counted = spent(tables, line, spans) if bought else running(tables, line, spans)
    made = _of_orders if bought else _of_subscriptions
    terms = [term for span in spans for term in _sums(*made(counted.c, line, span))]
    labelled = [term.label(f"c{i}") for i, term in enumerate(terms)]
    wanted = tables.segmented(counted.c.customer, by, where).of(counted, labelled)
    rows = tables.database.rows(wanted)
    return {row[0]: tuple(map(_read, of_each(row, spans))) for row in rows}


def spent(tables: Tables, line: Line, spans: Sequence[Span]) -> Subquery:
    """One row a customer: `bits`, the places with an order in them, and `m0`, `m1`, … what was
    spent in those that the spans hold.
    """
    rows = placed_rows(tables, line, amounts=True)
    periods = [period for span in spans for period in (span.before, span.period)]
    places = {place for period in periods for place in _places(line, period)}
    sums = [_sum(rows, rows.c.bit == whole(1 << place), place) for place in sorted(places)]
    wanted = select(rows.c.customer, all_bits(rows.c.bit).label("bits"), *sums)
    return wanted.group_by(rows.c.customer).subquery("counted")


def running(tables: Tables, line: Line, spans: Sequence[Span]) -> Subquery:
    """One row a customer: `bits` and `first` as retention has them, and `m0`, `m1`, … the monthly
    amounts at the edges that the spans begin or end at.
    """
    rows = placed_contracts(tables, line, amounts=True)
    ran = rows.c.finish - rows.c.begin
    days = {day for span in spans for day in (span.period.start, span.period.end)}
    sums = [_sum(rows, has(ran, 1 << edge), edge) for edge in sorted(map(line.edge, days))]
    first = func.min(rows.c.begin).label("first")
    wanted = select(rows.c.customer, all_bits(ran).label("bits"), first, *sums)
    return wanted.group_by(rows.c.customer).subquery("counted")


Term = ColumnElement[Any]


def _of_orders(counted: Any, line: Line, span: Span) -> tuple[Term, ...]:
    """Whether a customer was there before, is now, and was ever; and what was spent before, and
    now.
    """
    bits = counted["bits"]
    spending = (
        reduce(add, (func.coalesce(counted[f"m{place}"], 0) for place in _places(line, period)))
        for period in (span.before, span.period)
    )
    return (
        has(bits, line.bits(span.before)),
        has(bits, line.bits(span.period)),
        has(bits, line.earlier(span.period)),
        *spending,
    )


def _of_subscriptions(counted: Any, line: Line, span: Span) -> tuple[Term, ...]:
    """The same of the period's start and its end."""
    start, end = line.edge(span.period.start), line.edge(span.period.end)
    return (
        has(counted["bits"], 1 << start),
        has(counted["bits"], 1 << end),
        counted["first"] <= whole(1 << start),
        func.coalesce(counted[f"m{start}"], 0),
        func.coalesce(counted[f"m{end}"], 0),
    )


def _sums(before: Term, now: Term, known: Term, start: Term, end: Term) -> list[Term]:
    """What `_read` reads, in its order."""
    kept = before & now
    return [
        how_many(before),
        how_many(now),
        total(start),
        total(end),
        total(case((now & ~known, end))),
        total(case((kept & (end > start), end - start))),
        total(case((kept & (end < start), start - end))),
        total(case((before & ~now, start))),
        total(case((now & known & ~before, end))),
        total(case((kept, end))),
        total(case((kept & (end > start), start), (kept, end))),
    ]


def _read(sums: Sequence[Any]) -> Movement:
    fields: list[Any] = [*map(amount_of, sums[2:]), *map(int, sums[:2])]
    return Movement(*fields)


def _sum(rows: Subquery, condition: ColumnElement[bool], number: int) -> Term:
    return func.sum(case((condition, rows.c.parts))).label(f"m{number}")


def _places(line: Line, period: Period) -> range:
    """Place i + 1 begins at edge i."""
    return range(line.edge(period.start) + 1, line.edge(period.end) + 1)
