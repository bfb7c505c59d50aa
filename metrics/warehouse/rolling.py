"""Making a roll-up: built aside in chunks, then put in the place of the one before."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd  # type: ignore[import-untyped]
from sqlalchemy import func, select

from metrics.warehouse.customers import placed_rows
from metrics.warehouse.database import Database
from metrics.warehouse.mapping import Mapping
from metrics.warehouse.places import all_bits
from metrics.warehouse.rollup import VERSION, edges, fingerprint_of
from metrics.warehouse.spans import Line
from metrics.warehouse.tables import Tables

CHUNK = 100_000  # customers at a time
PATIENCE = 3600.0  # seconds, for the warehouse to count them


class RollupError(Exception):
    """No roll-up was made, and the one before is as it was; the message says why."""


def patiently(mapping: Mapping, zone: ZoneInfo, threads: int) -> Tables:
    """The tables, with time enough to read all of them."""
    return Tables(mapping, zone, Database(mapping.warehouse.url, PATIENCE, threads))


def roll_up(tables: Tables, file: Path, now: datetime, told: Callable[[int], None]) -> int:
    """The number of customers. `told` hears how many more there are after every chunk.

    Raises Trouble, and RollupError when another is at it or the file cannot be written.
    """
    days = edges(now.astimezone(tables.zone).date())
    rows = placed_rows(tables, Line.at(days))
    wanted = select(all_bits(rows.c.bit).label("bits"), func.count().label("orders"))
    customers = 0
    with _written(file) as connection:
        connection.execute("CREATE OR REPLACE TABLE customers (bits BIGINT, orders BIGINT)")
        for chunk in tables.database.chunks(wanted.group_by(rows.c.customer), CHUNK):
            frame = pd.DataFrame.from_records([tuple(row) for row in chunk])
            connection.register("chunk", frame)
            connection.execute("INSERT INTO customers SELECT * FROM chunk")
            customers += len(chunk)
            told(len(chunk))
        _sum_up(connection, len(days))
        about = (VERSION, now.isoformat(), fingerprint_of(tables.mapping, tables.zone))
        written_days = " ".join(day.isoformat() for day in days)
        connection.execute(
            "CREATE OR REPLACE TABLE about AS "
            "SELECT ? AS version, ? AS made_at, ? AS fingerprint, ? AS days",
            [*about, written_days],
        )
    return customers


def _sum_up(connection: duckdb.DuckDBPyConnection, places: int) -> None:
    """What months come down to, a number for each place. The last is that of the running month."""
    over = (1 << places - 1) - 1
    active = _sums(f"(bits >> {place}) & 1" for place in range(places))
    later = _sums(f"CAST((bits & {over}) >> {place} <> 0 AS INTEGER)" for place in range(places))
    kept = _sums(f"(bits >> {place}) & (bits << 1 >> {place}) & 1" for place in range(places))
    connection.execute(
        "CREATE OR REPLACE TABLE cohorts AS "  # noqa: S608 - numbers of ours, as below
        f"SELECT bits & -bits AS first, {active} AS active, {later} AS later "
        "FROM customers GROUP BY first"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE sums AS "  # noqa: S608
        f"SELECT count(*) FILTER (orders > 1) AS repeat, count(*) AS total, {kept} AS kept "
        "FROM customers"
    )


def _sums(terms: Iterable[str]) -> str:
    return f"CAST([{', '.join(f'coalesce(sum({term}), 0)' for term in terms)}] AS BIGINT[])"


@contextmanager
def _written(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A file beside it, that takes its place once it is whole. DuckDB keeps a second one out."""
    aside = file.with_name(f"{file.name}.new")
    try:
        with _opened(aside) as connection:
            yield connection
        aside.replace(file)
    except (duckdb.Error, OSError) as error:
        if "lock" in str(error):
            raise RollupError(f"Another roll-up is writing {aside}.") from None
        aside.unlink(missing_ok=True)
        reason = str(error).partition("\n")[0]
        raise RollupError(f"{aside} cannot be written: {reason}") from None


def _opened(aside: Path) -> duckdb.DuckDBPyConnection:
    """What one that was stopped left behind is begun anew."""
    try:
        return duckdb.connect(aside)
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise
    aside.unlink()
    return duckdb.connect(aside)
