"""The same facts in plain DuckDB SQL and in straightforward pandas: what the bot is held against.

Orders lie in 2024 and 2025; each question is asked as on 1 January 2026. Times are local.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST = date(2023, 11, 1)  # bit 0: two months before the first order
MONTHS = 26
AS_OF = date(2025, 12, 31)
ENDS = [AS_OF + timedelta(days=1 - 7 * week) for week in range(13)]  # what /risk looks at

_INDEX = "(year(ordered_at) - 2023) * 12 + month(ordered_at) - 11"
_MASKS = f"""SELECT customer_id, bit_or(1::BIGINT << ({_INDEX})) AS bits
  FROM orders GROUP BY customer_id"""


def crr() -> tuple[list[str], ...]:
    """Start, end, kept, new, returned and ever acquired of each month."""
    sums = [
        f"""count(*) FILTER ((bits >> {m - 1}) & 1 = 1), count(*) FILTER ((bits >> {m}) & 1 = 1),
        count(*) FILTER ((bits >> {m - 1}) & 3 = 3),
        count(*) FILTER ((bits >> {m}) & 1 = 1 AND bits & {2**m - 1} = 0),
        count(*) FILTER ((bits >> {m - 1}) & 3 = 2 AND bits & {2**m - 1} <> 0),
        count(*) FILTER (bits & {2**m - 1} <> 0)"""
        for m in range(1, MONTHS)
    ]
    return ([f"SELECT {', '.join(sums)} FROM ({_MASKS})"],)


def cohorts() -> tuple[list[str], ...]:
    """Active customers of each first month in each later one."""
    cells = ", ".join(f"count(*) FILTER ((bits >> {m}) & 1 = 1)" for m in range(2, MONTHS))
    return (
        [f"SELECT bits & -bits AS first, {cells} FROM ({_MASKS}) GROUP BY first"],
        [
            f"""WITH active AS (SELECT DISTINCT customer_id, {_INDEX} AS m FROM orders),
            first AS (SELECT customer_id, min(m) AS f FROM active GROUP BY customer_id)
            SELECT f, m, count(*) FROM active JOIN first USING (customer_id) GROUP BY f, m"""
        ],
    )


def repeat() -> tuple[list[str], ...]:
    """Customers with two orders or more, and all of them."""
    counted = (
        "SELECT count(*) AS n FROM orders WHERE ordered_at < '2026-01-02' GROUP BY customer_id"
    )
    return ([f"SELECT count(*) FILTER (n > 1), count(*) FROM ({counted})"],)


def lights() -> tuple[list[str], ...]:
    """Green, amber and red at the end of each of 13 weeks, who turned red, and the ten customers in
    red who spent most.
    """
    named = f"""SELECT customer_id, count(*), sum(amount) AS value, min(ordered_at), max(ordered_at)
        FROM orders WHERE ordered_at < '{ENDS[0]}' GROUP BY customer_id
        HAVING max(ordered_at) < '{ENDS[0] - timedelta(days=60)}' ORDER BY value DESC LIMIT 10"""
    last = [f"max(CASE WHEN ordered_at < '{end}' THEN ordered_at END)" for end in ENDS]
    columns = ", ".join(f"{one} AS l{i}" for i, one in enumerate(last))
    sums = ", ".join(_light(f"l{i}", end) for i, end in enumerate(ENDS))
    counted = f"SELECT {columns} FROM orders GROUP BY customer_id"
    return ([f"SELECT {sums} FROM ({counted})", named],)


def _light(last: str, end: date) -> str:
    amber, red = end - timedelta(days=30), end - timedelta(days=60)
    turned = f"{last} < '{red}' AND {last} >= '{red - timedelta(days=7)}'"
    return f"""count(*) FILTER ({last} >= '{amber}'), count(*) FILTER ({last} < '{red}'),
        count(*) FILTER ({last} >= '{red}' AND {last} < '{amber}'), count(*) FILTER ({turned})"""


def frame(file: Path) -> Any:
    """Customer and month of every order, read from Parquet."""
    import duckdb  # noqa: PLC0415 - measured processes import what they use

    found = duckdb.sql(f"SELECT customer_id, ordered_at FROM '{file}'").df()
    found["month"] = found["ordered_at"].dt.year * 12 + found["ordered_at"].dt.month
    return found[["customer_id", "month"]].drop_duplicates()


def crr_in_pandas(file: Path) -> Any:
    active = frame(file)
    first = active.groupby("customer_id")["month"].min()
    before = active.assign(month=active["month"] + 1)
    kept = active.merge(before, on=["customer_id", "month"]).groupby("month").size()
    new = first.value_counts().sort_index()
    size = active.groupby("month").size()
    acquired = new.cumsum().shift()
    return size.shift(), size, kept, new, size - kept - new, acquired


def cohorts_in_pandas(file: Path) -> Any:
    active = frame(file)
    active["first"] = active.groupby("customer_id")["month"].transform("min")
    return active.groupby(["first", "month"]).size().unstack(fill_value=0)
