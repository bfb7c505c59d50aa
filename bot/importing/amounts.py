"""Columns of amounts: currency signs, thousands, and whether a comma or a point is the decimal."""

from dataclasses import dataclass
from typing import Literal

from duckdb import DuckDBPyConnection

from bot.importing.lines import RAW, row

Decimal = Literal["comma", "point"]

TYPE = "DECIMAL(18, 4)"
CURRENCIES = {"€": "EUR", "eur": "EUR", "$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP"}
_SIGNS = r"[€$£\s'\x{00a0}\x{202f}\x{2019}]|eur|usd|gbp"
_FORMS: dict[Decimal, str] = {
    "comma": r"^\d{1,3}(\.\d{3})+(,\d+)?$|^\d*(,\d+)?$",
    "point": r"^\d{1,3}(,\d{3})+(\.\d+)?$|^\d*(\.\d+)?$",
}


@dataclass(frozen=True, slots=True)
class Amounts:
    """How a column's amounts are written. `sql` yields a DECIMAL, or null."""

    sql: str
    read: int  # values that are amounts
    decimal: Decimal | None = None  # None: no value tells, and none needs to
    sure: bool = True  # False: `1.200` could be 1200 or 1.2 throughout
    fractions: bool = False  # some are not whole
    currency: str | None = None


def amounts_in(connection: DuckDBPyConnection, value: str, *, comma: bool) -> Amounts | None:
    """How the amounts in `value` (SQL over RAW, lower case) are written; None: there are none.
    Where nothing tells, `comma` decides.
    """
    bare = f"regexp_replace({value}, '{_SIGNS.replace(chr(39), chr(39) * 2)}', '', 'g')"
    size = f"regexp_replace({bare}, '^[-+(]|[-)]$', '', 'g')"
    read = {form: f"({size} <> '' AND regexp_matches({size}, '{_FORMS[form]}'))" for form in _FORMS}
    either, commas, points, signed = row(
        connection,
        f"SELECT count(*) FILTER ({read['comma']} OR {read['point']}), "
        f"count(*) FILTER ({read['comma']} AND NOT {read['point']}), "
        f"count(*) FILTER ({read['point']} AND NOT {read['comma']}), "
        f"count(*) FILTER (({read['comma']} OR {read['point']}) "
        f"AND regexp_matches({size}, '[.,]')) FROM {RAW}",
    )
    if not either:
        return None
    chosen: Decimal = "comma" if commas > points or (commas == points and comma) else "point"
    sql = _number(bare, size, chosen)
    good, fractions = row(
        connection,
        f"SELECT count(n), count(*) FILTER (n <> round(n)) FROM (SELECT {sql} AS n FROM {RAW})",
    )
    return Amounts(
        sql,
        good,
        chosen if signed else None,
        sure=not signed or commas != points,
        fractions=fractions > 0,
        currency=_currency(connection, value),
    )


def _number(bare: str, size: str, decimal: Decimal) -> str:
    thousands, comma = (".", ",") if decimal == "comma" else (",", ".")
    plain = f"replace(replace({size}, '{thousands}', ''), '{comma}', '.')"
    negative = f"regexp_matches({bare}, '^[-(]|-$')"
    return (
        f"CASE WHEN {size} <> '' AND regexp_matches({size}, '{_FORMS[decimal]}') THEN "
        f"try_cast({plain} AS {TYPE}) * CASE WHEN {negative} THEN -1 ELSE 1 END END"
    )


def _currency(connection: DuckDBPyConnection, value: str) -> str | None:
    (sign,) = row(
        connection,
        f"SELECT mode(nullif(regexp_extract({value}, '€|eur|\\$|usd|£|gbp'), '')) FROM {RAW}",
    )
    return CURRENCIES.get(sign or "")
