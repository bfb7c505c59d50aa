"""Columns of amounts: currency signs, thousands, and whether a comma or a point is the decimal."""

import re
from dataclasses import dataclass
from typing import Literal

from duckdb import DuckDBPyConnection

from bot.importing.lines import RAW, add, row

Decimal = Literal["comma", "point"]

TYPE = "DECIMAL(18, 4)"
CURRENCIES = {"€": "EUR", "eur": "EUR", "$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP"}
_SIGNS = r"[€$£\s\x{0027}\x{00a0}\x{202f}\x{2019}]|eur|usd|gbp"
_AROUND = r"^[-+(]|[.,]-+$|[-)]$"  # the Dutch write `12,-`
_NEGATIVE = r"^[-(]|[^.,-]-$"
_FORMS: dict[Decimal, str] = {
    "comma": r"^\d{1,3}(\.\d{3})+(,\d+)?$|^\d*(,\d+)?$",
    "point": r"^\d{1,3}(,\d{3})+(\.\d+)?$|^\d*(\.\d+)?$",
}


@dataclass(frozen=True, slots=True)
class Amounts:
    """How a column's amounts are written. RAW's column `sql` has them."""

    sql: str
    read: int  # values that are amounts
    decimal: Decimal | None = None  # None: no value tells, and none needs to
    sure: bool = True  # False: `1.200` could be 1200 or 1.2 throughout
    fractions: bool = False  # some are not whole
    currency: str | None = None


def amounts_in(connection: DuckDBPyConnection, cells: str, *, comma: bool) -> Amounts | None:
    """How the amounts in a column of RAW are written; None: there are none. Where nothing tells,
    `comma` decides. Gives RAW a column with them.
    """
    bare = f"regexp_replace(lower({cells}), '{_SIGNS}', '', 'g')"
    size = f"regexp_replace({bare}, '{_AROUND}', '', 'g')"
    either, commas, points, signed = row(
        connection,
        f"SELECT {_count('comma OR point')}, {_count('comma AND NOT point')}, "
        f"{_count('point AND NOT comma')}, {_count('(comma OR point) AND signed')} FROM (SELECT "
        f"regexp_matches(size, '{_FORMS['comma']}') AS comma, regexp_matches(size, "
        f"'{_FORMS['point']}') AS point, regexp_matches(size, '[.,]') AS signed "
        f"FROM (SELECT {size} AS size FROM {RAW}) WHERE size <> '')",
    )
    if not either:
        return None
    chosen: Decimal = "comma" if commas > points or (commas == points and comma) else "point"
    amount = f"amount_{cells}"
    add(connection, amount, _number(chosen), {"bare": bare, "size": size})
    read, fractions = row(
        connection, f"SELECT count({amount}), {_count(f'{amount} <> round({amount})')} FROM {RAW}"
    )
    return Amounts(
        amount,
        read,
        chosen if signed else None,
        sure=not signed or commas != points,
        fractions=fractions > 0,
        currency=_currency(connection, cells),
    )


def _number(decimal: Decimal) -> str:
    """SQL over the parts: a DECIMAL, null where there is none."""
    thousands, comma = (".", ",") if decimal == "comma" else (",", ".")
    plain = f"replace(replace(size, '{thousands}', ''), '{comma}', '.')"
    return (
        f"CASE WHEN size <> '' AND regexp_matches(size, '{_FORMS[decimal]}') THEN "
        f"try_cast({plain} AS {TYPE}) * CASE WHEN regexp_matches(bare, '{_NEGATIVE}') "
        "THEN -1 ELSE 1 END END"
    )


def _currency(connection: DuckDBPyConnection, cells: str) -> str | None:
    (sign,) = row(
        connection,
        f"SELECT mode(nullif(regexp_extract(lower({cells}), '€|eur|\\$|usd|£|gbp'), '')) "
        f"FROM {RAW}",
    )
    return CURRENCIES.get(sign or "")


def currency_named(header: str) -> str | None:
    """That of a column: `MRR ($)`, `Bedrag EUR`."""
    found = re.search(r"[€$£]|\b(?:eur|usd|gbp)\b", header.lower())
    return CURRENCIES[found[0]] if found else None


def _count(condition: str) -> str:
    return f"count(*) FILTER ({condition})"
