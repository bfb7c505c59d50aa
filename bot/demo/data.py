"""`python -m bot demo-data`: three years of a made-up business in a DuckDB file.

The same last day and number of customers give the same rows.
"""

from collections.abc import Generator, Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np

from bot.demo import lives, traces
from bot.demo.business import COUNTRIES, PLANS, Calendar, calendar
from bot.demo.lives import Customers, Spans
from bot.demo.traces import Columns
from bot.reply import Problem

CUSTOMERS = 20_000
_SEED = 1993  # CRR was first written about; any number would do
_FIRST_ID = 10_001

# The tables of retention.toml, and beside them what such tables hold in practice.
TABLES: Mapping[str, str] = {
    "customers": "customer_id INTEGER, plan VARCHAR, country VARCHAR",
    "subscriptions": "customer_id INTEGER, plan VARCHAR, started_at TIMESTAMP, "
    "ended_at TIMESTAMP, mrr DECIMAL(10, 2)",
    "orders": "order_id INTEGER, customer_id INTEGER, ordered_at TIMESTAMP, "
    "amount DECIMAL(10, 2), status VARCHAR",
    "logins": "customer_id INTEGER, logged_in_at TIMESTAMP",
    "nps_answers": "customer_id INTEGER, answered_at TIMESTAMP, score TINYINT",
    "csat_answers": "customer_id INTEGER, answered_at TIMESTAMP, score TINYINT",
}


def make(
    path: Path, until: date, *, customers: int = CUSTOMERS, force: bool = False
) -> Generator[tuple[str, int], None, None]:
    """Makes the file `path` and yields each table's name and rows when it is written. The file is
    there when all of it is. Raises Problem when `path` exists, unless `force`, or cannot be made.
    """
    if path.exists() and not force:
        raise Problem("file_exists", path=str(path))
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".demo-data-") as aside:
            made = Path(aside) / "demo.duckdb"
            with duckdb.connect(made) as connection:
                for name, columns in tables(until, customers):
                    yield name, _insert(connection, name, columns)
            made.replace(path)
    except OSError as error:
        raise Problem("file_unwritable", path=str(path), reason=error.strerror) from None
    except duckdb.IOException as error:
        raise Problem("file_unwritable", path=str(path), reason=str(error)) from None


def told(path: Path, until: date, rows: Mapping[str, int]) -> str:
    """What was made, and what to ask it."""
    days = calendar(until)
    counted = "\n".join(f"{count:>12,} {name}" for name, count in rows.items())
    return (
        f"{path} holds a made-up software business, {days.start} to {until}:\n{counted}\n\n"
        f'With [warehouse] url = "duckdb:///{path}" in retention.toml, ask it something:\n'
        '  python -m bot ask "/crr last month by plan"\n'
        '  python -m bot ask "/cohort 12 months"    one quarter lost its customers early: which?\n'
        '  python -m bot ask "/risk"                who has fallen silent'
    )


def tables(until: date, customers: int) -> Iterator[tuple[str, Columns]]:
    """Each table's name and its columns. Every table draws from chances of its own."""
    days = calendar(until)
    people, paying, busy, buying, coming, nps, csat = np.random.default_rng(_SEED).spawn(7)
    who = lives.customers(people, days, customers)
    ever = lives.spans(paying, days, who)
    habit = traces.habits(busy, customers)
    yield "customers", _customers(who, lives.known(days, ever))
    yield "subscriptions", _subscriptions(days, lives.known(days, ever))
    yield "orders", _with_ids(traces.orders(buying, days, ever, habit, who))
    yield "logins", _with_ids(traces.logins(coming, days, ever, habit))
    yield "nps_answers", _with_ids(traces.nps_answers(nps, days, ever, who))
    yield "csat_answers", _with_ids(traces.csat_answers(csat, days, ever, who))


def _customers(who: Customers, spans: Spans) -> Columns:
    """Each on the plan of the newest subscription."""
    plan = np.zeros(len(who.joined), dtype=int)
    newest = np.argsort(spans.started, kind="stable")
    plan[spans.customer[newest]] = spans.plan[newest]
    return _with_ids(
        {
            "customer_id": np.arange(len(plan)),
            "plan": np.array([one.name for one in PLANS])[plan],
            "country": np.array([one.name for one in COUNTRIES])[who.country],
        }
    )


def _subscriptions(days: Calendar, spans: Spans) -> Columns:
    """A price rise ends every running row at midnight and starts another."""
    rise = np.datetime64(days.rise, "s")
    across = (spans.started < rise) & ~(spans.ended <= rise)
    before, after = spans[across], spans[across]
    before.ended[:] = rise
    after.started[:] = rise
    rows = lives.together([spans[~across], before, after])
    rows = rows[np.lexsort((rows.started, rows.customer))]
    price = np.where(
        rows.started < rise,
        lives.each_plan("price")[rows.plan],
        lives.each_plan("price_after")[rows.plan],
    )
    return _with_ids(
        {
            "customer_id": rows.customer,
            "plan": np.array([one.name for one in PLANS])[rows.plan],
            "started_at": rows.started,
            "ended_at": rows.ended,
            "mrr": price,
        }
    )


def _with_ids(columns: Columns) -> Columns:
    return columns | {"customer_id": columns["customer_id"] + _FIRST_ID}


def _insert(connection: duckdb.DuckDBPyConnection, name: str, columns: Columns) -> int:
    connection.execute(f"CREATE TABLE {name} ({TABLES[name]})")
    connection.register("made", columns)
    connection.execute(f"INSERT INTO {name} SELECT {', '.join(columns)} FROM made")  # noqa: S608 - names of ours
    connection.unregister("made")
    return len(columns["customer_id"])
