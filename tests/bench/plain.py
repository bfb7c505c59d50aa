"""The same facts in plain DuckDB SQL and in straightforward pandas: what the bot is held against.

Orders lie in 2024 and 2025; each question is asked as on 1 January 2026. Times are local.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST = date(2023, 11, 1)  # bit 0: two months before the first order
MONTHS = 26
AS_OF = date(2025, 12, 31)
WEEKS = 13  # that /risk looks at

_INDEX = "(year(ordered_at) - 2023) * 12 + month(ordered_at) - 11"
_MASKS = f"""SELECT customer_id, bit_or(1::BIGINT << ({_INDEX})) AS bits
  FROM orders GROUP BY customer_id"""


def crr() -> tuple[list[str], ...]:
    """Start, end, kept, new and ever acquired of each month; who returned is what is left."""
    sums = [
        f"""sum((bits >> {m - 1}) & 1), sum((bits >> {m}) & 1),
        sum((bits >> {m - 1}) & (bits >> {m}) & 1),
        sum((first = {1 << m})::INT), sum((first < {1 << m})::INT)"""
        for m in range(1, MONTHS)
    ]
    customers = f"SELECT bits, bits & -bits AS first FROM ({_MASKS})"
    return ([f"SELECT {', '.join(sums)} FROM ({customers})"],)


def cohorts() -> tuple[list[str], ...]:
    """Active customers of each first month in each later one."""
    cells = ", ".join(f"sum((bits >> {m}) & 1)" for m in range(2, MONTHS))
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
        FROM orders WHERE ordered_at < '{AS_OF + timedelta(days=1)}' GROUP BY customer_id
        HAVING max(ordered_at) < '{AS_OF - timedelta(days=59)}' ORDER BY value DESC LIMIT 10"""
    days = f"date_diff('day', ordered_at, TIMESTAMP '{AS_OF}')"
    places = f"""least(({days} + 7) // 7, 13) + least(greatest({days} - 23, 0) // 7, 13)
        + least(greatest({days} - 53, 0) // 7, 13)"""
    counted = f"""SELECT bit_or(1::BIGINT << ({places})) AS bits FROM orders
        WHERE ordered_at < '{AS_OF + timedelta(days=1)}' GROUP BY customer_id"""
    conditions = [one for week in range(WEEKS) for one in _lights(7 * week)]
    sums = ", ".join(f"sum(({one})::INT)" for one in conditions)
    return ([f"SELECT {sums} FROM ({counted})", named],)


def _lights(ago: int) -> tuple[str, ...]:
    """Green, amber, red and turned red, so many days before."""
    known, lately, of_late = _bits(ago, None), _bits(ago, ago + 30), _bits(ago, ago + 60)
    red = f"bits & {known} <> 0 AND bits & {of_late} = 0"
    return (
        f"bits & {lately} <> 0",
        f"bits & {lately} = 0 AND bits & {of_late} <> 0",
        red,
        f"{red} AND bits & {_bits(ago + 7, ago + 67)} <> 0",
    )


def _bits(since: int, until: int | None) -> int:
    """Of the orders from so many days ago up to so many."""
    last = 40 if until is None else _place(until)
    return int((1 << last) - (1 << _place(since)))


def _place(days: int) -> int:
    terms = ((days + 7) // 7, max(days - 23, 0) // 7, max(days - 53, 0) // 7)
    return sum(min(term, 13) for term in terms)


def frame(file: Path) -> Any:
    """Customer and month of every order, read from Parquet."""
    import duckdb  # noqa: PLC0415 - measured processes import what they use

    found: Any = duckdb.query(f"SELECT customer_id, ordered_at FROM '{file}'")
    found = found.df()
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
