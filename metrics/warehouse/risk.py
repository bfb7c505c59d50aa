"""The traffic light at each of many dates, in one pass: how long customers have been silent.

The light tells the whole calendar days since a customer's last sign of life, up to and including a
date: a row of [activity] where that is mapped, else an order; an order too for who has no activity.
Who has no order up to then is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from sqlalchemy import ColumnElement, Subquery, func, select

from metrics.lights import Lights
from metrics.process import FEWEST
from metrics.warehouse.customers import ordered
from metrics.warehouse.mapping import Definitions
from metrics.warehouse.places import has, how_many
from metrics.warehouse.spans import Line
from metrics.warehouse.tables import Tables, Where

LightsBy = dict[str | None, Lights]  # by segment (None: all)


@dataclass(frozen=True, slots=True)
class Since:
    """Last seen from `green` up to `end` a customer is green, from `amber` up to `green` amber."""

    amber: date
    green: date
    end: date

    @classmethod
    def at(cls, as_of: date, limits: Definitions) -> "Since":
        """The day after `as_of` is the first that is not counted."""
        end = as_of + timedelta(days=1)
        red, amber = timedelta(days=limits.red_days), timedelta(days=limits.amber_days)
        return cls(amber=end - red, green=end - amber, end=end)


def lights(
    tables: Tables, as_of: date, earlier: Sequence[date], by: str | None, where: Where
) -> LightsBy:
    """The Lights at `as_of`, by segment. `earlier`, one date or more, newest first: what turned red
    is told from the first, and its usual number from each of them and the next. Raises Trouble.
    """
    moments = [Since.at(day, tables.mapping.definitions) for day in (as_of, *earlier)]
    line = Line.at(day for one in moments for day in (one.amber, one.green, one.end))
    signs = seen(tables, line)
    now, *before = [_Light(signs, line, moment) for moment in moments]
    turned = [one.red & ~last.red for one, last in pairwise((now, *before))]
    columns = map(how_many, (now.green, now.amber, now.red, *turned))
    labelled = [column.label(f"c{i}") for i, column in enumerate(columns)]
    wanted = tables.segmented(signs.c.customer, by, where).of(signs, labelled)
    return {row[0]: _read(*map(int, row[1:])) for row in tables.database.rows(wanted)}


def seen(tables: Tables, line: Line) -> Subquery:
    """One row a customer: `bits`, the places with an order in them, and `signs`, those with
    activity. Without orders, activity is both; without activity, orders are.
    """
    if tables.mapping.activity is None or tables.mapping.orders is None:
        rows = ordered(tables, line, "orders" if tables.mapping.activity is None else "activity")
        return select(rows.c.customer, rows.c.bits, rows.c.bits.label("signs")).subquery("seen")
    bought = ordered(tables, line).alias("bought")
    active = ordered(tables, line, "activity").alias("active")
    joined = bought.outerjoin(active, active.c.customer == bought.c.customer)
    signs = func.coalesce(active.c.bits, 0).label("signs")
    return select(bought.c.customer, bought.c.bits, signs).select_from(joined).subquery("seen")


class _Light:
    """Conditions on the rows of `seen`: which light a customer has at one moment."""

    def __init__(self, signs: Subquery, line: Line, moment: Since) -> None:
        until = line.before(moment.end)
        known = has(signs.c.bits, until)

        def last_seen_since(day: date) -> ColumnElement[bool]:
            window = until - line.before(day)
            silent = ~has(signs.c.signs, until)
            return has(signs.c.signs, window) | (silent & has(signs.c.bits, window))

        lately, of_late = last_seen_since(moment.green), last_seen_since(moment.amber)
        self.green = known & lately
        self.amber = known & of_late & ~lately
        self.red = known & ~of_late


def _read(green: int, amber: int, red: int, turned: int, *earlier: int) -> Lights:
    usual = Fraction(sum(earlier), len(earlier)) if len(earlier) >= FEWEST else None
    return Lights(green, amber, red, turned, usual)
