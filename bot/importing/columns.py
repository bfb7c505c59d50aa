"""What each column of a CSV file is: by its header, and by what its values can be read as."""

import re
from collections.abc import Mapping, Sequence

from duckdb import DuckDBPyConnection

from bot.importing.amounts import amounts_in
from bot.importing.dates import dates_in
from bot.importing.lines import RAW, Loaded, row
from bot.importing.understood import Column, Kind
from bot.importing.words import Role, are_dutch, rank
from bot.reply import Problem

_SAMPLE = 1_000  # rows that tell whether a column is worth reading as dates or amounts
_DATES = (
    r"^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|^\d{8}$|^([a-z]{2,9},? )?\d{1,2}[-/. ]+[a-z]{3}"
    r"|^[a-z]{3,9}\.? \d{1,2},? \d{4}"
)
_AMOUNTS = r"^[-+(]?([€$£]|eur|usd|gbp)?\s*[-+]?\d[\d., \x{0027}]*-?(\s?([€$£]|eur|usd|gbp))?[)-]?$"


def columns_of(connection: DuckDBPyConnection, loaded: Loaded, zone: str) -> list[Column]:
    """All of them, in order. Where nothing tells, a comma is the decimal in files with semicolons
    and in Dutch ones.
    """
    comma = loaded.dialect.delimiter == ";" or are_dutch(loaded.headers)
    return [
        _column(connection, header, f"c{place}", zone, comma=comma)
        for place, header in enumerate(loaded.headers)
    ]


def _column(
    connection: DuckDBPyConnection, header: str, cells: str, zone: str, *, comma: bool
) -> Column:
    value = f"lower({cells})"
    filled, dated, counted = row(
        connection,
        f"SELECT (SELECT count({cells}) FROM {RAW}), "
        f"count(*) FILTER (regexp_matches({value}, '{_DATES}')) * 2 > count({cells}), "
        f"count(*) FILTER (regexp_matches({value}, '{_AMOUNTS}')) * 2 > count({cells}) "
        f"FROM (FROM {RAW} WHERE {cells} IS NOT NULL LIMIT {_SAMPLE})",
    )
    dates = dates_in(connection, cells, zone) if dated else None
    if dates and dates.read * 2 < filled:
        dates = None
    named = any(rank(header, role) is not None for role in ("customer", "order"))
    countable = counted and not dates and not named
    amounts = amounts_in(connection, cells, comma=comma) if countable else None
    return Column(header, cells, filled, dates, amounts)


def roles_of(connection: DuckDBPyConnection, columns: Sequence[Column]) -> dict[Role, Column]:
    """What each column is, by its header and then by its values. A role may be nobody's."""
    dated = [one for one in columns if one.dates]
    plain = [one for one in columns if not one.dates]
    amounts = [one for one in plain if one.amounts]
    found: dict[Role, Column | None] = {
        "customer": _named(plain, "customer"),
        "started": _named(dated, "started"),
        "ended": _named([*dated, *(one for one in plain if not one.filled)], "ended"),
        "at": _named(dated, "at"),
        "order": _named(plain, "order"),
        "status": _named(plain, "status"),
        "amount": _named(amounts, "amount"),
    }
    fractions = [one for one in amounts if one.amounts and one.amounts.fractions]
    if found["amount"] is None and len(fractions) == 1:
        found["amount"] = fractions[0]
    if found["started"] is found["at"] is None and len(dated) == 1 and dated[0] != found["ended"]:
        found["at"] = dated[0]
    if found["order"] is found["customer"]:
        found["order"] = None
    if found["started"] is found["at"] is None:
        _refuse_unreadable_dates(connection, columns)
    return {role: column for role, column in found.items() if column}


def _named(columns: Sequence[Column], role: Role) -> Column | None:
    """The column whose header names the role best."""
    ranked = [(best, one) for one in columns if (best := rank(one.header, role)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _refuse_unreadable_dates(connection: DuckDBPyConnection, columns: Sequence[Column]) -> None:
    """A column that is called a date and holds none is what the person must hear of."""
    for role in ("at", "started"):
        column = _named([one for one in columns if one.filled], role)
        if column and rank(column.header, "customer") is None:
            (example, line) = row(
                connection,
                f"SELECT arg_min({column.cells}, line), min(line) FROM {RAW} "
                f"WHERE {column.cells} IS NOT NULL",
            )
            raise Problem("file_bad_dates", header=column.header, example=example, line=line)


def kind_of(
    connection: DuckDBPyConnection,
    roles: Mapping[Role, Column],
    columns: Sequence[Column],
    *,
    alone: bool,
) -> Kind:
    """What the file holds. Raises Problem naming what it lacks."""
    headers = tuple(one.header for one in columns)
    if any(re.fullmatch(r"[\d.,/: -]+", header) for header in headers):
        raise Problem("file_no_header", headers=headers)
    customer = roles.get("customer")
    if customer is None:
        raise Problem("file_no_customer", headers=headers)
    if "started" in roles and "ended" in roles:
        return "subscriptions"
    once = f"SELECT count(DISTINCT {customer.cells}) = count({customer.cells}) FROM {RAW}"
    if not alone and "amount" not in roles and row(connection, once)[0]:
        return "customers"
    if "at" in roles:
        return "orders"
    if "started" in roles:
        raise Problem("file_no_end", header=roles["started"].header)
    raise Problem("file_no_dates", headers=headers)
