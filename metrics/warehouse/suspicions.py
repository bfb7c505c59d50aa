"""Rows that look wrong, counted: most of them are left out of every answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Double, case, cast, func, literal_column, select

from metrics.warehouse.amounts import believable
from metrics.warehouse.mapping import Subscriptions, Survey
from metrics.warehouse.places import how_many, total
from metrics.warehouse.surveys import SCALES, on_scale
from metrics.warehouse.tables import Mapped, Tables, condition, named

Doubt = Literal[
    "no_customer",
    "no_time",
    "in_future",
    "ended_before_started",
    "negative_amount",
    "no_amount",
    "out_of_scale",
    "named_twice",
]
_OF_CUSTOMERS: tuple[Doubt, ...] = ("no_customer", "named_twice")
_SECTIONS = ("orders", "subscriptions", "nps", "csat", "activity")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """So many rows of a section; `named_twice` counts customers."""

    section: str
    doubt: Doubt
    count: int


def suspicions(tables: Tables, today: date) -> list[Suspicion]:
    """What is there more than 0 times, over all mapped sections. Raises Trouble."""
    found: list[Suspicion] = []
    for section in _SECTIONS:
        if (mapped := getattr(tables.mapping, section)) is not None:
            found += _of_rows(tables, section, mapped, today)
    if tables.mapping.customers is not None:
        found += _of_customers(tables)
    return [one for one in found if one.count]


def _of_rows(tables: Tables, section: str, mapped: Mapped, today: date) -> Iterator[Suspicion]:
    doubts = dict(_doubts(tables, section, mapped, today))
    wanted = select(*(how_many(wrong).label(doubt) for doubt, wrong in doubts.items()))
    if mapped.where:
        wanted = wanted.where(condition(mapped.where))
    counts = tables.database.rows(wanted)[0]
    for doubt, count in zip(doubts, counts, strict=True):
        yield Suspicion(section, doubt, int(count))


def _doubts(
    tables: Tables, section: str, mapped: Mapped, today: date
) -> Iterator[tuple[Doubt, ColumnElement[bool]]]:
    """What can be wrong with a row of this section."""
    source, _ = tables.source(mapped)
    began = mapped.started if isinstance(mapped, Subscriptions) else mapped.at
    at = source.c[began]
    if mapped.customer:
        yield "no_customer", source.c[mapped.customer].is_(None)
    yield "no_time", at.is_(None)
    yield "in_future", at >= tables.times(mapped, began).edge(today + timedelta(days=1))
    if isinstance(mapped, Subscriptions):
        yield "ended_before_started", source.c[mapped.ended] < at
    if isinstance(mapped, Survey):
        scale = SCALES["nps" if section == "nps" else "csat"]
        yield "out_of_scale", ~on_scale(source.c[mapped.score], scale)
    if name := getattr(mapped, "amount", None):
        amount = source.c[name]
        yield "negative_amount", cast(amount, Double) < literal_column("0")
        yield "no_amount", amount.is_(None) | ~believable(source, name)


def _of_customers(tables: Tables) -> Iterator[Suspicion]:
    customers = tables.section("customers")
    key = named(customers.table, customers.id).c[customers.id]
    each = select(key.label("id"), func.count().label("times"))
    if customers.where:
        each = each.where(condition(customers.where))
    known = each.group_by(key).subquery("known")
    nameless = case((known.c.id.is_(None), known.c.times), else_=0)
    twice = how_many(known.c.id.is_not(None) & (known.c.times > 1))
    row = tables.database.rows(select(total(nameless), twice))[0]
    for doubt, count in zip(_OF_CUSTOMERS, row, strict=True):
        yield Suspicion("customers", doubt, int(count))
