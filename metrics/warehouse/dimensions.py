"""The values of a dimension, and which of them somebody means who types one."""

from collections.abc import Sequence
from difflib import get_close_matches

from sqlalchemy import select

from metrics.warehouse.tables import Tables
from metrics.warehouse.trouble import Trouble

MOST_VALUES = 10_000  # of a dimension; one with more is no dimension
NEAREST = 3


def values_of(tables: Tables, dimension: str) -> tuple[str, ...]:
    """Every value that a customer has, in order. Raises Trouble."""
    known = tables.dimensions().subquery("known")
    value = known.c[dimension]
    wanted = select(value).where(value.is_not(None)).distinct()
    return tuple(sorted(row[0] for row in tables.database.rows(wanted, MOST_VALUES)))


def meant(dimension: str, typed: str, values: Sequence[str]) -> str:
    """The value that was typed, whatever its case and the spaces around it; where two differ in
    no more than that, exactly the one that was typed. Raises Trouble unknown_value.

    >>> meant("plan", "pro ", ["Basic", "Pro"])
    'Pro'
    """
    if typed in values:
        return typed
    alike = [value for value in values if _plain(value) == _plain(typed)]
    if len(alike) == 1:
        return alike[0]
    nearest = tuple(alike[:NEAREST]) or _nearest(typed, values)
    raise Trouble("unknown_value", dimension=dimension, typed=typed, nearest=nearest)


def _nearest(typed: str, values: Sequence[str]) -> tuple[str, ...]:
    by_plain = {_plain(value): value for value in values}
    return tuple(by_plain[one] for one in get_close_matches(_plain(typed), by_plain, NEAREST))


def _plain(value: str) -> str:
    return value.strip().casefold()
