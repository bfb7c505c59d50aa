"""`read_csv`: one CSV of orders, subscriptions or customers becomes a table, and facts about it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from duckdb import DuckDBPyConnection

from bot.importing.amounts import Amounts, amounts_in
from bot.importing.dates import Dates, dates_in
from bot.importing.lines import RAW, Unread, load, row
from bot.importing.understood import Column, Counted, Kind, Understood
from bot.importing.words import Role, are_dutch, bare, rank, words
from bot.reply import Problem

MOST_DIMENSIONS = 6
MOST_VALUES = 30  # of a dimension
_SAMPLE = 1_000  # rows that tell whether a column is worth reading as dates or amounts
_EARLIEST, _LATEST = 1900, 2200  # years; an end after them means: running
_DATES = r"^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}|^\d{8}$|^\d{1,2}[-/. ]+[a-z]{3}|^[a-z]{3,9}\.? \d{1,2},? \d{4}"
_AMOUNTS = r"^[-+(]?[€$£]?\s?\d[\d.,'' ]*(\s?(€|eur))?[)-]?$"
_FORMULA = r"^[=@]|^[+-][^\d.,€$£]"


def read_csv(
    stream: BinaryIO,
    file: str,
    connection: DuckDBPyConnection,
    zone: str,
    *,
    alone: bool = True,
) -> Understood:
    """Makes the table `orders`, `subscriptions` or `customers`; the latter only when not `alone`.
    Times with a zone become local times of `zone`. Raises Problem for what cannot be used.
    """
    loaded = load(stream, connection)
    columns = [
        _column(connection, header, f"c{place}", loaded.headers, zone, loaded.dialect.delimiter)
        for place, header in enumerate(loaded.headers)
    ]
    roles = _roles(connection, columns)
    kind = _kind(connection, roles, columns, alone=alone)
    if kind == "customers":
        roles = {role: column for role, column in roles.items() if role in {"customer", "order"}}
    unread = _unread(connection, roles)
    _make(connection, kind, columns, roles)
    counted = _counted(connection, kind, roles)
    left_out = tuple(filter(lambda one: one.rows, (loaded.ragged, *unread)))
    if not counted.rows:
        raise Problem("csv_nothing_read", unread=left_out)
    status = roles.get("status")
    return Understood(
        file,
        kind,
        loaded,
        roles,
        counted,
        left_out,
        _without_amount(connection, roles),
        tuple(_dimensions(connection, kind, columns, roles)),
        _cancelled(connection, status) if status and kind == "orders" else {},
    )


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _column(
    connection: DuckDBPyConnection,
    header: str,
    cells: str,
    headers: tuple[str, ...],
    zone: str,
    delimiter: str,
) -> Column:
    """What its values can be read as: dates, amounts, or neither."""
    value = f"lower({cells})"
    (filled, dated, counted) = row(
        connection,
        f"SELECT (SELECT count({cells}) FROM {RAW}), "
        f"count(*) FILTER (regexp_matches({value}, '{_DATES}')) * 2 > count({cells}), "
        f"count(*) FILTER (regexp_matches({value}, '{_AMOUNTS}')) * 2 > count({cells}) "
        f"FROM (FROM {RAW} LIMIT {_SAMPLE})",
    )
    dates: Dates | None = None
    amounts: Amounts | None = None
    if dated:
        dates = dates_in(connection, value, zone)
    if counted and not dates:
        comma = delimiter == ";" or are_dutch(headers)
        amounts = amounts_in(connection, value, comma=comma)
    return Column(header, cells, filled, dates, amounts)


def _roles(connection: DuckDBPyConnection, columns: Sequence[Column]) -> dict[Role, Column]:
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
            raise Problem("csv_bad_dates", header=column.header, example=example, line=line)


def _kind(
    connection: DuckDBPyConnection,
    roles: Mapping[Role, Column],
    columns: Sequence[Column],
    *,
    alone: bool,
) -> Kind:
    headers = tuple(one.header for one in columns)
    customer = roles.get("customer")
    if customer is None:
        raise Problem("csv_no_customer", headers=headers)
    if "started" in roles and "ended" in roles:
        return "subscriptions"
    once = f"SELECT count(DISTINCT {customer.cells}) = count({customer.cells}) FROM {RAW}"
    if not alone and "amount" not in roles and row(connection, once)[0]:
        return "customers"
    if "at" in roles:
        return "orders"
    if "started" in roles:
        raise Problem("csv_no_end", header=roles["started"].header)
    raise Problem("csv_no_dates", headers=headers)


def _reason(roles: Mapping[Role, Column]) -> str:
    """SQL: why a row cannot be used; null when it can."""
    used = [column for role, column in roles.items() if role not in {"status", "order"}]
    formula = " OR ".join(f"regexp_matches({one.cells}, '{_FORMULA}')" for one in used)
    cases = [(formula, "formula"), (f"{roles['customer'].cells} IS NULL", "no_customer")]
    for role in ("at", "started"):
        if (column := roles.get(role)) and not (role == "at" and "started" in roles):
            outside = f"NOT coalesce(year({column.moments}) BETWEEN {_EARLIEST} AND {_LATEST}, false)"
            cases += [(f"{column.cells} IS NULL", "no_date"), (outside, "bad_date")]
    if ended := roles.get("ended"):
        cases.append((f"{ended.cells} IS NOT NULL AND {ended.moments} IS NULL", "bad_end"))
    whens = " ".join(f"WHEN {condition} THEN '{reason}'" for condition, reason in cases)
    return f"CASE {whens} END"


def _unread(connection: DuckDBPyConnection, roles: Mapping[Role, Column]) -> list[Unread]:
    """Rows that are left out, by reason, with the first of each."""
    shown = {
        "no_customer": "''",
        "no_date": "''",
        "formula": f"concat_ws(' ', {', '.join(one.cells for one in roles.values())})",
        "bad_end": roles["ended"].cells if "ended" in roles else "''",
        "bad_date": (roles.get("started") or roles.get("at") or roles["customer"]).cells,
    }
    example = " ".join(f"WHEN '{reason}' THEN {cells}" for reason, cells in shown.items())
    found = connection.execute(
        f"SELECT reason, count(*), min(line), arg_min(CASE reason {example} END, line) "
        f"FROM (SELECT *, {_reason(roles)} AS reason FROM {RAW}) "
        "WHERE reason IS NOT NULL GROUP BY reason ORDER BY 2 DESC, 1"
    ).fetchall()
    return [Unread(reason, rows, line, example or "") for reason, rows, line, example in found]


def _without_amount(
    connection: DuckDBPyConnection, roles: Mapping[Role, Column]
) -> Unread | None:
    amount = roles.get("amount")
    if amount is None or amount.amounts is None:
        return None
    rows, line, example = row(
        connection,
        f"SELECT count(*), min(line), arg_min({amount.cells}, line) FROM {RAW} "
        f"WHERE {amount.cells} IS NOT NULL AND {amount.amounts.sql} IS NULL "
        f"AND {_reason(roles)} IS NULL",
    )
    return Unread("bad_amount", rows, line, example) if rows else None


def _make(
    connection: DuckDBPyConnection,
    kind: Kind,
    columns: Sequence[Column],
    roles: Mapping[Role, Column],
) -> None:
    """The table: every column under its own header, in the order of the file."""
    values = ", ".join(f"{_value(one, roles)} AS {quoted(one.header)}" for one in columns)
    connection.execute(
        f"CREATE TABLE {kind} AS SELECT {values} FROM {RAW} "
        f"WHERE {_reason(roles)} IS NULL ORDER BY line"
    )


def _value(column: Column, roles: Mapping[Role, Column]) -> str:
    """SQL: the cell as what it is; an end too far away is none."""
    role = next((role for role, one in roles.items() if one is column), None)
    if role == "ended":
        return f"CASE WHEN year({column.moments}) <= {_LATEST} THEN {column.moments} END"
    if role in {"at", "started"}:
        return column.moments
    if role == "amount" and column.amounts:
        return column.amounts.sql
    return column.cells if role else column.typed


def _counted(
    connection: DuckDBPyConnection, kind: Kind, roles: Mapping[Role, Column]
) -> Counted:
    customer = quoted(roles["customer"].header)
    rows, customers, doubles = row(
        connection,
        f"SELECT count(*), count(DISTINCT {customer}), (SELECT coalesce(sum(n - 1), 0) FROM "
        f"(SELECT *, count(*) AS n FROM {kind} GROUP BY ALL)) FROM {kind}",
    )
    moment = roles.get("started") if kind == "subscriptions" else roles.get("at")
    if moment is None or not rows:
        return Counted(rows, customers, int(doubles), None, None)
    at = quoted(moment.header)
    first, last = row(connection, f"SELECT min({at})::DATE, max({at})::DATE FROM {kind}")
    if kind == "orders":
        return Counted(rows, customers, int(doubles), first, last)
    end = quoted(roles["ended"].header)
    running, backwards, ended = row(
        connection,
        f"SELECT count(*) FILTER ({end} IS NULL), count(*) FILTER ({end} < {at}), "
        f"max({end})::DATE FROM {kind}",
    )
    newest = max(last, ended) if ended else last
    return Counted(rows, customers, int(doubles), first, newest, running, backwards)


def _dimensions(
    connection: DuckDBPyConnection,
    kind: Kind,
    columns: Sequence[Column],
    roles: Mapping[Role, Column],
) -> Iterator[str]:
    """Text with few different values, many times each: what a breakdown is made by."""
    taken = list(roles.values())
    names: set[str] = set()
    for column in columns:
        if column in taken or column.typed != column.cells or column.amounts or not column.filled:
            continue
        name = quoted(column.header)
        values, filled = row(connection, f"SELECT count(DISTINCT {name}), count({name}) FROM {kind}")
        usable = 2 <= values <= MOST_VALUES and values * 2 <= filled and bare(column.header)
        if usable and bare(column.header) not in names and len(names) < MOST_DIMENSIONS:
            names.add(bare(column.header))
            yield column.header


def _cancelled(connection: DuckDBPyConnection, status: Column) -> dict[str, int]:
    name = quoted(status.header)
    found = connection.execute(
        f"SELECT {name}, count(*) FROM orders WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchmany(1_000)
    return {value: rows for value, rows in found if bare(value) in words().cancelled}
