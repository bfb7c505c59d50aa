"""The table that a CSV file becomes: rows that can be used, the others counted with a reason."""

from collections.abc import Iterator, Mapping, Sequence

from duckdb import DuckDBPyConnection

from bot.importing.lines import RAW, Unread, row
from bot.importing.understood import Column, Counted, Kind
from bot.importing.words import Role, bare, words

MOST_DIMENSIONS = 6
MOST_NAME = 255  # characters of a dimension, as in retention.toml
FEWEST_VALUES, MOST_VALUES = 2, 30  # of a dimension
_EARLIEST, _LATEST = 1900, 2200  # years; an end after them means: running
_FORMULA = r"^[=@]|^[+-][^\d.,€$£]"


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _reason(roles: Mapping[Role, Column]) -> str:
    """SQL: why a row cannot be used; null when it can."""
    used = [column for role, column in roles.items() if role not in {"status", "order"}]
    formula = " OR ".join(f"regexp_matches({one.cells}, '{_FORMULA}')" for one in used)
    cases = [(formula, "formula"), (f"{roles['customer'].cells} IS NULL", "no_customer")]
    for role in ("at", "started"):
        if column := roles.get(role):
            outside = (
                f"NOT coalesce(year({column.moments}) BETWEEN {_EARLIEST} AND {_LATEST}, false)"
            )
            cases += [(f"{column.cells} IS NULL", "no_date"), (outside, "bad_date")]
    if ended := roles.get("ended"):
        cases.append((f"{ended.cells} IS NOT NULL AND {ended.moments} IS NULL", "bad_end"))
    whens = " ".join(f"WHEN {condition} THEN '{reason}'" for condition, reason in cases)
    return f"CASE {whens} END"


def unread(connection: DuckDBPyConnection, roles: Mapping[Role, Column]) -> list[Unread]:
    """Rows that are left out, by reason, with the first of each."""
    shown = {
        "no_customer": "''",
        "no_date": "''",
        "formula": f"concat_ws(' ', {', '.join(one.cells for one in roles.values())})",
        "bad_end": roles["ended"].cells if "ended" in roles else "''",
        "bad_date": roles.get("started", roles.get("at", roles["customer"])).cells,
    }
    example = " ".join(f"WHEN '{reason}' THEN {cells}" for reason, cells in shown.items())
    found = connection.execute(
        f"SELECT reason, count(*), min(line), arg_min(CASE reason {example} END, line) "
        f"FROM (SELECT *, {_reason(roles)} AS reason FROM {RAW}) "
        "WHERE reason IS NOT NULL GROUP BY reason ORDER BY 2 DESC, 1"
    ).fetchall()
    return [Unread(reason, rows, line, example or "") for reason, rows, line, example in found]


def without_amount(connection: DuckDBPyConnection, roles: Mapping[Role, Column]) -> Unread | None:
    """Rows that are kept although their amount cannot be read."""
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


def make(
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


def count(connection: DuckDBPyConnection, kind: Kind, roles: Mapping[Role, Column]) -> Counted:
    """What the table holds."""
    customer = quoted(roles["customer"].header)
    rows, customers, doubles = row(
        connection,
        f"SELECT count(*), count(DISTINCT {customer}), (SELECT coalesce(sum(n - 1), 0) FROM "
        f"(SELECT *, count(*) AS n FROM {kind} GROUP BY ALL)) FROM {kind}",
    )
    moment = roles.get("started", roles.get("at"))
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


def dimensions(
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
        values, filled = row(
            connection, f"SELECT count(DISTINCT {name}), count({name}) FROM {kind}"
        )
        few = FEWEST_VALUES <= values <= MOST_VALUES and values * 2 <= filled
        usable = few and bare(column.header) and len(column.header) <= MOST_NAME
        if usable and bare(column.header) not in names and len(names) < MOST_DIMENSIONS:
            names.add(bare(column.header))
            yield column.header


def cancelled(connection: DuckDBPyConnection, status: Column) -> dict[str, int]:
    """The values of an orders table's status that say so."""
    name = quoted(status.header)
    found = connection.execute(
        f"SELECT {name}, count(*) FROM orders WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchmany(1_000)
    return {value: rows for value, rows in found if bare(value) in words().cancelled}
