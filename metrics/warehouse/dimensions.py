"""The values of a dimension, and which of them somebody means who types one."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from babel import Locale
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
    """The value that was typed, whatever its case and the spaces around it, or in which language a
    country is named; where two differ in no more than that, exactly the one that was typed. Raises
    Trouble unknown_value.

    >>> meant("plan", "pro ", ["Basic", "Pro"])
    'Pro'
    """
    if typed in values:
        return typed
    alike = _alike(typed, values)
    if len(alike) == 1:
        return alike[0]
    nearest = tuple(alike[:NEAREST]) or _nearest(typed, values)
    raise Trouble("unknown_value", dimension=dimension, typed=typed, nearest=nearest)


def dimension_of(typed: str, values: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """The one dimension that has a value called so, and the value as it is in the data. Raises
    Trouble unknown_group and group_in_several.

    >>> dimension_of("nl", {"plan": ["Basic", "Pro"], "country": ["BE", "NL"]})
    ('country', 'NL')
    >>> dimension_of("Duitsland", {"plan": ["Basic", "Pro"], "country": ["BE", "DE"]})
    ('country', 'DE')
    """
    found = [
        (dimension, value) for dimension in values for value in _alike(typed, values[dimension])
    ]
    among = tuple(dict.fromkeys(dimension for dimension, _ in found)) or tuple(values)
    if not found:
        every = [value for known in values.values() for value in known]
        raise Trouble("unknown_group", typed=typed, among=among, nearest=_nearest(typed, every))
    if len(among) > 1:
        raise Trouble("group_in_several", typed=typed, among=among)
    return among[0], meant(among[0], typed, values[among[0]])


def _alike(typed: str, values: Sequence[str]) -> list[str]:
    """The values that are called so, or else that are the country that is."""
    called = [value for value in values if _plain(value) == _plain(typed)]
    if called or not (country := _countries().get(_plain(typed))):
        return called
    return [value for value in values if _countries().get(_plain(value)) == country]


@cache
def _countries() -> Mapping[str, str]:
    """The code of each country, by itself and by the names that people type."""
    named = {
        _plain(str(name)): str(code)
        for language in ("en", "nl")
        for code, name in Locale(language).territories.items()
        if len(str(code)) == len("NL")
    }
    return named | {_plain(code): code for code in named.values()}


def _nearest(typed: str, values: Sequence[str]) -> tuple[str, ...]:
    by_plain = {_plain(value): value for value in values}
    return tuple(by_plain[one] for one in get_close_matches(_plain(typed), by_plain, NEAREST))


def _plain(value: str) -> str:
    return value.strip().casefold()
