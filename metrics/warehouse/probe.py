"""Whether every table and column that retention.toml names is there: asked for without a row."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import literal_column, select

from metrics.warehouse.mapping import Customers
from metrics.warehouse.tables import Mapped, Tables, condition, named
from metrics.warehouse.trouble import Trouble

SECTIONS = ("customers", "orders", "subscriptions", "nps", "csat", "activity")
_NAMES = ("id", "customer", "at", "started", "ended", "amount", "score")


@dataclass(frozen=True, slots=True)
class Probe:
    """A mapped section: its table, the columns it names, and what is wrong with them."""

    section: str
    table: str
    columns: tuple[str, ...]
    trouble: Trouble | None


def probe(tables: Tables) -> Iterator[Probe]:
    """Each mapped section, one by one."""
    for section in SECTIONS:
        mapped: Customers | Mapped | None = getattr(tables.mapping, section)
        if mapped is not None:
            columns = _columns(mapped)
            yield Probe(section, mapped.table, columns, _looked_for(tables, mapped, columns))


def _columns(mapped: Customers | Mapped) -> tuple[str, ...]:
    named_ones = [getattr(mapped, name, None) for name in _NAMES]
    dimensions = mapped.by.values() if isinstance(mapped, Customers) else ()
    return tuple(dict.fromkeys(filter(None, [*named_ones, *dimensions])))


def _looked_for(
    tables: Tables, mapped: Customers | Mapped, columns: tuple[str, ...]
) -> Trouble | None:
    made = named(mapped.table, *columns)
    wanted = select(*(made.c[one] for one in columns)).where(literal_column("1 = 0"))
    if mapped.where:
        wanted = wanted.where(condition(mapped.where))
    try:
        tables.database.rows(wanted)
    except Trouble as trouble:
        return trouble
    return None
