"""Cohorts: customers by the period of their first order or start, and when they were active since.

Cohorts of orders rest on the same number of bits per customer as retention does: the lowest bit is
the cohort, every other one a period with an order in it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, select

from metrics.cohort import Cohort
from metrics.period import Period
from metrics.warehouse.customers import edges_of, ordered
from metrics.warehouse.places import all_bits, has, how_many, placed, powers, whole
from metrics.warehouse.spans import Line
from metrics.warehouse.tables import Tables, Where

Cohorts = dict[str | None, tuple[Cohort, ...]]  # by segment (None: all), oldest first


def cohorts(
    tables: Tables, periods: Sequence[Period], unbounded: bool, by: str | None, where: Where
) -> Cohorts:
    """A Cohort for each of the `periods`, which follow on each other. Raises Trouble."""
    line = Line.over(periods)
    counted = ordered(tables, line) if tables.mapping.unit == "orders" else running(tables, line)
    begun = _begun(counted)
    cells = [how_many(_active(begun.c.bits, line, period, unbounded)) for period in periods]
    labelled = [cell.label(f"c{i}") for i, cell in enumerate(cells)]
    wanted = tables.segmented(begun.c.customer, by, where).of(begun, labelled)
    wanted = wanted.add_columns(begun.c.first).group_by(begun.c.first)
    found: dict[str | None, dict[int, list[int]]] = {} if by else {None: {}}
    for row in tables.database.rows(wanted.where(begun.c.first > whole(1))):
        found.setdefault(row[0], {})[int(row[-1])] = list(map(int, row[1:-1]))
    return {segment: _read(by_first, periods) for segment, by_first in found.items()}


def running(tables: Tables, line: Line) -> Subquery:
    """One row a customer: `bits`, the places in which a subscription ran for a while. That of its
    start always is: one that ends as it starts is still a beginning.
    """
    contracts = tables.section("subscriptions")
    source, counts = tables.source(contracts)
    started, ended = source.c[contracts.started], source.c[contracts.ended]
    times = tables.times(contracts, contracts.ended)
    starts = edges_of(tables.times(contracts, contracts.started), line)
    leaves = powers(len(starts) + 2)
    finish = placed(ended, [times.just_after(day) for day in line.days], leaves[1:])
    rows = select(
        source.c[contracts.customer].label("customer"),
        placed(started, starts, leaves[:-1]).label("begin"),
        case((ended.is_(None), whole(leaves[-1])), else_=finish).label("finish"),
    ).where(counts, ended.is_(None) | (ended >= started), started < starts[-1])
    terms = rows.subquery("placed")
    ran = (terms.c.finish - terms.c.begin).bitwise_or(terms.c.begin)
    wanted = select(terms.c.customer, all_bits(ran).label("bits"))
    return wanted.group_by(terms.c.customer).subquery("counted")


def _begun(counted: Subquery) -> Subquery:
    """With `first`, the lowest bit of a customer: 1 for those who came before the first period."""
    first: ColumnElement[int] = counted.c.bits.bitwise_and(-counted.c.bits)
    kept = select(counted.c.customer, counted.c.bits, first.label("first"))
    return kept.subquery("begun")


def _active(bits: Any, line: Line, period: Period, unbounded: bool) -> ColumnElement[bool]:
    """In the period; unbounded: in it or in a later one, up to the last edge."""
    last = line.days[-1] if unbounded else period.end
    return has(bits, line.bits(Period(period.start, last, "custom")))


def _read(by_first: dict[int, list[int]], periods: Sequence[Period]) -> tuple[Cohort, ...]:
    """Place i + 1 is the i-th period; a cell before the cohort began is left out."""
    none = [0] * len(periods)
    rows = [by_first.get(1 << i + 1, none)[i:] for i in range(len(periods))]
    return tuple(
        Cohort(period.start, row[0], tuple(row)) for period, row in zip(periods, rows, strict=True)
    )
