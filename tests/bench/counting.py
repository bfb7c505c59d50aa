"""Questions of a warehouse of millions of orders, against plain SQL and pandas on the same file.

`python -m tests.bench.counting ours|pandas crr|cohorts FILE` is one measured process: it prints the
seconds of one answer, and the most memory it took, in MiB.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.table import Table

from bot import desk
from bot.services import Asker, Data, Preferences, Services
from knowledge.library import load
from metrics.warehouse.mapping import Mapping
from tests.bench import plain

ROUNDS, THREADS = 5, 2
ZONE = "Europe/Amsterdam"
QUESTIONS = {
    "crr": "/crr december 2025",
    "cohorts": "/cohort 24 months",
    "repeat": "/repeat",
    "lights": "/risk as of 2025-12-31",
}
PLAIN = {
    "crr": plain.crr,
    "cohorts": plain.cohorts,
    "repeat": plain.repeat,
    "lights": plain.lights,
}
PANDAS = {"crr": plain.crr_in_pandas, "cohorts": plain.cohorts_in_pandas}
TIMES_FASTER = {"crr": 3, "cohorts": 5}
ROLLED_TIMES_FASTER = {"crr": 10, "cohorts": 5}


def make(file: Path, millions: int) -> None:
    """Orders of two years, eight a customer on average, a few customers with many; and the same as
    Parquet beside it.
    """
    import duckdb  # noqa: PLC0415 - slow

    with duckdb.connect(str(file)) as connection:
        connection.execute("SELECT setseed(0.5)")
        connection.execute(
            f"""CREATE TABLE orders AS SELECT
            CAST(1 + floor({125_000 * millions} * power(random(), 1.3)) AS INTEGER) AS customer_id,
            TIMESTAMP '2024-01-01' + to_seconds(CAST(floor(random() * 63158400) AS BIGINT))
              AS ordered_at,
            round(random() * 100, 2) AS amount FROM range({millions * 1_000_000})"""
        )
        connection.execute(f"COPY orders TO '{parquet(file)}'")


def parquet(file: Path) -> Path:
    return file.with_suffix(".parquet")


def _now() -> datetime:
    return datetime(2026, 1, 1)  # noqa: DTZ001 - on the clock of the data


@contextmanager
def services(file: Path, rollup: Path | None = None) -> Iterator[Services]:
    """The bot's, on 1 January 2026, no answer kept; beside a roll-up of that day."""
    from metrics.warehouse.database import Database  # noqa: PLC0415 - slow, as the next are
    from metrics.warehouse.rolling import roll_up  # noqa: PLC0415
    from metrics.warehouse.rollup import open_rollup  # noqa: PLC0415
    from metrics.warehouse.tables import Tables  # noqa: PLC0415
    from metrics.warehouse.warehouse import Kept, Warehouse  # noqa: PLC0415

    orders = {"table": "orders", "customer": "customer_id", "at": "ordered_at", "amount": "amount"}
    mapping = Mapping.model_validate({"warehouse": {"url": f"duckdb:///{file}"}, "orders": orders})
    database = Database(mapping.warehouse.url, 600, THREADS)
    tables = Tables(mapping, ZoneInfo(ZONE), database)
    rolled = None
    if rollup:
        rolled = open_rollup(rollup, mapping, ZoneInfo(ZONE), THREADS)
        rolled.now = lambda: datetime(2026, 1, 1, 12, tzinfo=UTC)
        roll_up(tables, rollup, rolled.now(), lambda _: None)
    warehouse = Warehouse(tables, Kept(time.monotonic, seconds=0), rolled)
    data = Data(lambda: warehouse, mapping, ZONE, _now, lambda _asker, _question: None, tuple)
    yield Services(load(), lambda _: Preferences(industry="software"), data=data)
    database.close()


def compare(table: Table, folder: Path, advance: Callable[[], None]) -> None:
    """Adds a row for each promise about speed; the best of the rounds, taken in turns."""
    large, small = folder / "10m.duckdb", folder / "1m.duckdb"
    make(large, 10)
    make(small, 1)
    advance()
    with services(large) as at_large, services(small) as at_small:
        for name, question in QUESTIONS.items():
            ways = [_running(at_large, statements) for statements in PLAIN[name]()]
            ours, *plainly = _best(_asking(at_large, question), *ways, clock=time.process_time)
            _row(
                table,
                f"{question}, 10 M orders: s of processors / plain DuckDB SQL",
                ours,
                min(plainly),
                "≤ 1.4",
            )
            ours, less = _best(_asking(at_large, question), _asking(at_small, question))
            _row(table, f"{question}: s with 10 M orders / with 1 M", ours, less, "")
            advance()
    with services(large) as bare, services(large, folder / "rollup.duckdb") as rolled:
        for name, times in ROLLED_TIMES_FASTER.items():
            question = QUESTIONS[name]
            ours, without = _best(_asking(rolled, question), _asking(bare, question))
            promise = f"≤ {1 / times:.2f}"
            _row(
                table,
                f"{question}, 10 M orders: s with a roll-up / without",
                ours,
                without,
                promise,
            )
        advance()
    for name in PANDAS:
        (ours, held), (taken, most) = (_alone(who, name, large) for who in ("ours", "pandas"))
        question, promise = QUESTIONS[name], f"≤ {1 / TIMES_FASTER[name]:.2f}"
        _row(table, f"{question}, 10 M orders: s / pandas", ours, taken, promise)
        _row(table, f"{question}, 10 M orders: most MiB / pandas", held, most, "≤ 0.5")
        advance()


STEPS = 2 + len(QUESTIONS) + len(PANDAS)


def _asking(asked: Services, question: str) -> Callable[[], object]:
    return lambda: desk.answer(question, Asker(), asked)


def _running(asked: Services, statements: Sequence[str]) -> Callable[[], object]:
    """On the bot's own connection, so that both have the same cores and the same file open."""
    from sqlalchemy import text  # noqa: PLC0415 - slow

    assert asked.data
    database = asked.data.warehouse().tables.database
    return lambda: [database.rows(text(one.replace(":", "\\:"))) for one in statements]


def _best(
    *ways: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Seconds of each, after a first time that does not count. Those of the processors hardly
    depend on who else uses them.
    """
    took: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS + 1):
        for way, seconds in zip(ways, took, strict=True):
            started = clock()
            way()
            seconds.append(clock() - started)
    return [min(seconds[1:]) for seconds in took]


def _alone(who: str, name: str, file: Path) -> list[float]:
    """Seconds and MiB in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.counting", who, name, str(file)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(one) for one in told.split()]


def _row(table: Table, what: str, ours: float, against: float, allowed: str) -> None:
    table.add_row(what, f"{ours:.3f}", f"{against:.3f}", f"{ours / against:.2f}", allowed)


def main(who: str, name: str, file: Path) -> None:
    """One measured process."""
    with services(file) as asked:
        ours = _asking(asked, QUESTIONS[name])
        [seconds] = _best(ours if who == "ours" else partial(PANDAS[name], parquet(file)))
    print(seconds, _most_memory())  # noqa: T201


def _most_memory() -> float:
    """In MiB. Linux's `ru_maxrss` would tell that of the process that started this one."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [one for one in status.read_text().splitlines() if one.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
