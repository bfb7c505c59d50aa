"""The mapped tables as SQLAlchemy sees them, and how each of their time columns keeps its times."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    String,
    TableClause,
    and_,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)

from metrics.warehouse.database import Database
from metrics.warehouse.edges import Times
from metrics.warehouse.mapping import Activity, Mapping, Orders, Subscriptions, Survey
from metrics.warehouse.trouble import Trouble

Mapped = Orders | Subscriptions | Survey | Activity
Where = Sequence[tuple[str, str]]
_DAY_ALONE = len("2026-10-01")
UNKNOWN = ""  # the segment of customers that the customers table does not know


@dataclass(slots=True, weakref_slot=True)
class Tables:
    """The tables of one mapping. What is found out about a column is asked once."""

    mapping: Mapping
    zone: ZoneInfo
    database: Database
    _times: dict[tuple[str, str], Times] = field(default_factory=dict)

    def section(self, name: str) -> Any:
        """A mapped section. Raises Trouble not_mapped."""
        if (found := getattr(self.mapping, name)) is None:
            raise Trouble("not_mapped", section=name)
        return found

    def source(self, mapped: Mapped) -> tuple[FromClause, ColumnElement[bool]]:
        """The table, and what every row of it that counts fulfils."""
        made = named(mapped.table, *_columns(mapped))
        counts = [condition(mapped.where)] if mapped.where else []
        if mapped.customer and not isinstance(mapped, Survey):  # an answer may be nobody's
            counts.append(made.c[mapped.customer].is_not(None))
        return made, and_(literal_column("1") == literal_column("1"), *counts)

    def times(self, mapped: Mapped, name: str) -> Times:
        """How a column of times keeps them."""
        key = (mapped.table, name)
        if key not in self._times:
            self._times[key] = self._looked_at(mapped.table, name)
        return self._times[key]

    def segmented(self, customer: ColumnElement[Any], by: str | None, where: Where) -> "Segments":
        """How to join what is known of customers to a column of their ids."""
        return Segments(self, customer, by, tuple(where))

    def dimensions(self) -> Select[Any]:
        """One row a customer, however often the table names one: `id` and a column a dimension."""
        customers = self.section("customers")
        made = named(customers.table, customers.id, *customers.by.values())
        texts = {dimension: cast(made.c[name], String) for dimension, name in customers.by.items()}
        kept = [func.max(text).label(dimension) for dimension, text in texts.items()]
        wanted = select(made.c[customers.id].label("id"), *kept)
        wanted = wanted.where(made.c[customers.id].is_not(None))
        if customers.where:
            wanted = wanted.where(condition(customers.where))
        return wanted.group_by(made.c[customers.id])

    def _looked_at(self, name: str, at: str) -> Times:
        zone = self.zone if self.mapping.warehouse.timestamps == "utc" else None
        if self.database.dialect == "sqlite":
            return self._text_form(name, at, zone)
        made = named(name, at)
        wanted = select(made.c[at]).where(literal_column("1") == literal_column("0"))
        match self.database.kind(wanted):
            case "date":
                return Times("day")
            case "instant":
                return Times("instant", self.zone)
            case "time":
                return Times("time", zone)

    def _text_form(self, name: str, at: str, zone: ZoneInfo | None) -> Times:
        """SQLite's texts: with a `T`, a space, or days alone, as the newest one has it."""
        made = named(name, at)
        newest = self.database.rows(select(func.max(made.c[at])))[0][0]
        if not isinstance(newest, str | None):
            raise Trouble("failed", f"{name}.{at} holds numbers, not times as text")
        if newest and len(newest) == _DAY_ALONE:
            return Times("text")
        return Times("text T" if newest and "T" in newest else "text", zone)


@dataclass(frozen=True, slots=True)
class Segments:
    """The join of customers' dimensions, where a question needs one."""

    tables: Tables
    customer: ColumnElement[Any]
    by: str | None
    where: tuple[tuple[str, str], ...]

    def of(self, counted: FromClause, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        """The columns summed per segment, the segment first; one row without `by`."""
        if self.by is None and not self.where:
            return select(literal_column("NULL").label("segment"), *columns).select_from(counted)
        known = self.tables.dimensions().subquery("known")
        joined = counted.outerjoin(known, known.c.id == self.customer)
        shown = func.coalesce(known.c[self.by], UNKNOWN) if self.by else literal_column("NULL")
        wanted = select(shown.label("segment"), *columns).select_from(joined)
        for dimension, value in self.where:
            wanted = wanted.where(known.c[dimension] == value)
        return wanted.group_by(shown) if self.by else wanted


def named(name: str, *columns: str) -> TableClause:
    """A table by its name in retention.toml, `schema.table` included, without asking for it."""
    *schema, bare = name.split(".")
    made = table(bare, *(column(one) for one in dict.fromkeys(columns)))
    made.schema = ".".join(schema) or None
    return made


def condition(written: str) -> ColumnElement[bool]:
    """A `where` of the administrator's, as it stands."""
    return literal_column(f"({written})", Boolean)


def _columns(mapped: Mapped) -> list[str]:
    names = ("customer", "at", "started", "ended", "amount", "score")
    return [found for name in names if (found := getattr(mapped, name, None))]
