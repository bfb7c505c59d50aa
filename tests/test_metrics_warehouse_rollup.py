"""What the roll-up answers is what the tables would answer; what it cannot is asked of them."""

import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from metrics.flow import Flow
from metrics.period import Period, containing, history
from metrics.warehouse.rolling import RollupError, roll_up
from metrics.warehouse.rollup import open_rollup
from metrics.warehouse.spans import Span
from metrics.warehouse.trouble import Trouble
from metrics.warehouse.warehouse import Kept, Warehouse
from tests.warehouses import AMSTERDAM, Company, Rows, Sections, Tables

NOW = datetime(2026, 4, 15, 8, tzinfo=UTC)
TODAY = date(2026, 4, 15)
MADE = datetime.fromisoformat("2026-04-15 10:00")  # in Amsterdam
ORDERS: Sections = {"orders": {"table": "orders", "customer": "who", "at": "bought"}}
MARCH, Q1 = containing(date(2026, 3, 1), "month"), containing(date(2026, 3, 1), "quarter")
YEAR = containing(date(2025, 1, 1), "year")


def orders(*rows: tuple[int | None, str | None]) -> Tables:
    return {"orders": Rows({"who": "id", "bought": "time"}, rows)}


def at_random(customers: int, count: int) -> Tables:
    """Of eight years, some of which are before the first month that a roll-up knows; and plans."""
    made = random.Random(7)
    first = datetime.fromisoformat("2018-06-01")
    moments = [first + timedelta(minutes=made.randrange(8 * 366 * 24 * 60)) for _ in range(count)]
    edge = ["2026-03-01 00:00:00", "2026-02-28 23:59:59", "2026-04-01 00:00:00"]
    rows = [(made.randrange(customers), str(moment)) for moment in moments]
    return orders(*rows, *((who, at) for who, at in enumerate(edge)), (None, edge[0]), (1, None))


def rolled(warehouse: Warehouse, file: Path, now: datetime = NOW) -> Warehouse:
    """The same warehouse beside a roll-up that is made now, and no answer kept."""
    warehouse.tables.database.close()
    roll_up(warehouse.tables, file, now, lambda _: None)
    return beside(warehouse, file)


def beside(warehouse: Warehouse, file: Path, now: datetime = NOW) -> Warehouse:
    """The same warehouse beside a file."""
    rollup = open_rollup(file, warehouse.mapping, AMSTERDAM, 1)
    rollup.now = lambda: now
    return Warehouse(warehouse.tables, Kept(lambda: 0.0), rollup)


def spans(period: Period, count: int) -> list[Span]:
    return [Span.of(one) for one in (*history(period, count - 1), period)]


QUESTIONS: dict[str, Callable[[Warehouse], Any]] = {
    "a month": lambda w: w.flows([Span.of(MARCH)]),
    "57 months": lambda w: w.flows(spans(MARCH, 57)),
    "a month and a year before": lambda w: w.flows(
        [Span.of(MARCH), Span.of(containing(date(2025, 3, 1), "month"))]
    ),
    "quarters": lambda w: w.flows(spans(Q1, 9)),
    "years": lambda w: w.flows(spans(YEAR, 3)),
    "cohorts": lambda w: w.cohorts(MARCH, 24),
    "unbounded cohorts": lambda w: w.cohorts(MARCH, 24, unbounded=True),
    "earlier cohorts": lambda w: w.cohorts(containing(date(2025, 9, 1), "month"), 6),
    "who ever came back": lambda w: w.repeats([Span.ever(TODAY + timedelta(days=1))]),
}


def test_whole_months_are_answered_alike_by_the_roll_up_and_by_the_tables(
    company: Company, tmp_path: Path
) -> None:
    warehouse = company(at_random(60, 900), ORDERS, utc=True)
    expected = {name: ask(warehouse) for name, ask in QUESTIONS.items()}
    with_it = rolled(warehouse, tmp_path / "rollup.duckdb")
    with_it.tables.database.url = "duckdb:////nowhere"  # the tables cannot be asked any more
    with_it.tables.database.close()
    assert {name: ask(with_it) for name, ask in QUESTIONS.items()} == expected
    assert expected["a month"][None][0].adds_up


TABLES = orders((1, "2026-02-02 00:00:00"), (1, "2026-03-03 00:00:00"), (2, "2026-03-31 23:59:59"))
FLOW = Flow(start=1, end=2, kept=1, new=1, gone=0, returned=0, acquired=1)


@pytest.fixture
def small(tmp_path: Path) -> Company:
    return Company(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", [])


OTHERS: dict[str, Callable[[Warehouse], Any]] = {
    "the running month": lambda w: w.flows([Span.of(containing(TODAY, "month"))]),
    "weeks": lambda w: w.flows([Span.of(containing(TODAY, "week").previous())]),
    "days": lambda w: w.flows([Span.of(Period(date(2026, 3, 2), date(2026, 3, 9), "custom"))]),
    "years ago": lambda w: w.flows([Span.of(containing(date(2019, 3, 1), "month"))]),
    "by plan": lambda w: w.flows([Span.of(MARCH)], by="plan"),
    "of a plan": lambda w: w.flows([Span.of(MARCH)], where=[("plan", "Pro")]),
    "quarters of cohorts": lambda w: w.cohorts(Q1, 2),
    "unbounded up to February": lambda w: w.cohorts(MARCH.previous(), 2, unbounded=True),
    "repeats in March": lambda w: w.repeats([Span.of(MARCH)]),
    "repeats up to March": lambda w: w.repeats([Span.ever(date(2026, 4, 1))]),
}


@pytest.mark.parametrize("question", OTHERS)
def test_the_tables_are_asked_what_the_roll_up_does_not_know(
    small: Company, question: str, tmp_path: Path
) -> None:
    plans = {"customers": Rows({"id": "id", "plan": "text"}, [(1, "Pro")])}
    known = {"customers": {"table": "customers", "id": "id", "by": {"plan": "plan"}}}
    warehouse = small(TABLES | plans, ORDERS | known)
    expected = OTHERS[question](warehouse)
    with_it = rolled(warehouse, tmp_path / "rollup.duckdb")
    assert OTHERS[question](with_it) == expected
    with_it.tables.database.close()
    with_it.tables.database.url = "duckdb:////nowhere"
    with pytest.raises(Trouble):
        OTHERS[question](rebuilt(with_it))
    small.close()


def rebuilt(warehouse: Warehouse) -> Warehouse:
    """With no answer kept, and its engine made anew."""
    warehouse.tables.database._engine = None
    return Warehouse(warehouse.tables, Kept(lambda: 0.0), warehouse.rollup)


def test_it_says_when_it_was_made_where_it_answers(small: Company, tmp_path: Path) -> None:
    with_it = rolled(small(TABLES, ORDERS), tmp_path / "rollup.duckdb")
    assert with_it.rolled_up("flows", [Span.of(MARCH)]) == MADE
    assert with_it.cohorts_rolled_up(MARCH, 3) == MADE
    ever = [Span.ever(TODAY + timedelta(days=1))]
    assert with_it.rolled_up("repeats", ever) == MADE
    assert with_it.rolled_up("spending", ever) is None
    assert with_it.rolled_up("flows", [Span.of(MARCH)], by="plan") is None
    assert with_it.rolled_up("flows", ever) is None
    assert small.mapped(ORDERS).rolled_up("flows", [Span.of(MARCH)]) is None
    small.close()


def used(warehouse: Warehouse) -> bool:
    return warehouse.rolled_up("flows", [Span.of(MARCH)]) is not None


def test_it_is_used_for_a_day(small: Company, tmp_path: Path) -> None:
    file = tmp_path / "rollup.duckdb"
    warehouse = small(TABLES, ORDERS)
    assert not used(beside(warehouse, file))
    rolled(warehouse, file)
    assert used(beside(warehouse, file, NOW + timedelta(hours=23, minutes=59)))
    old = beside(warehouse, file, NOW + timedelta(hours=24))
    assert not used(old)
    assert old.flows([Span.of(MARCH)]) == {None: (FLOW,)}
    small.close()


def test_another_mapping_has_no_use_for_it(small: Company, tmp_path: Path) -> None:
    file = tmp_path / "rollup.duckdb"
    rolled(small(TABLES, ORDERS), file)
    where = {"orders": ORDERS["orders"] | {"where": "who > 1"}}
    assert not used(beside(small.mapped(where), file))
    assert not used(beside(small.mapped(ORDERS, utc=True), file))
    assert used(beside(small.mapped(ORDERS), file))
    small.close()


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_a_file_that_is_no_roll_up_is_passed_over(
    small: Company, content: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "rollup.duckdb"
    file.write_bytes(content)
    warehouse = beside(small(TABLES, ORDERS), file)
    assert not used(warehouse)
    assert warehouse.flows([Span.of(MARCH)]) == {None: (FLOW,)}
    small.close()


def test_so_is_one_of_another_version(small: Company, tmp_path: Path) -> None:
    file = tmp_path / "rollup.duckdb"
    warehouse = small(TABLES, ORDERS)
    rolled(warehouse, file)
    with duckdb.connect(file) as connection:
        connection.execute("UPDATE about SET version = 99")
    assert not used(beside(warehouse, file))
    small.close()


def test_a_new_one_is_used_as_soon_as_it_is_there(small: Company, tmp_path: Path) -> None:
    file = tmp_path / "rollup.duckdb"
    warehouse = rolled(small(TABLES, ORDERS), file)
    assert warehouse.flows(spans(Q1, 1))[None][0].end == 2
    small(orders((3, "2026-03-05 00:00:00")), ORDERS)
    roll_up(warehouse.tables, file, NOW, lambda _: None)
    fresh = Warehouse(warehouse.tables, Kept(lambda: 0.0), warehouse.rollup)
    assert fresh.flows(spans(Q1, 1))[None][0].end == 1
    assert fresh.flows([Span.of(MARCH)])[None][0].end == 1
    small.close()


def test_subscriptions_are_counted_in_their_table(small: Company, tmp_path: Path) -> None:
    file = tmp_path / "rollup.duckdb"
    rows = Rows({"who": "id", "s": "day", "e": "day"}, [(1, "2026-01-01", None)])
    both: Sections = ORDERS | {
        "subscriptions": {"table": "contracts", "customer": "who", "started": "s", "ended": "e"}
    }
    warehouse = rolled(small(TABLES | {"contracts": rows}, both), file)
    assert warehouse.flows([Span.of(MARCH)])[None][0].kept == 1
    assert not used(warehouse)
    assert warehouse.cohorts_rolled_up(MARCH, 3) is None
    small.close()


def test_customers_are_told_as_they_come(small: Company, tmp_path: Path) -> None:
    warehouse = small(orders(*((who, "2026-03-01 00:00:00") for who in range(250))), ORDERS)
    warehouse.tables.database.close()
    told: list[int] = []
    file = tmp_path / "rollup.duckdb"
    assert roll_up(warehouse.tables, file, NOW, told.append) == sum(told) == 250
    small.close()


def test_without_an_order_there_is_a_roll_up_of_nobody(small: Company, tmp_path: Path) -> None:
    warehouse = rolled(small(orders(), ORDERS), tmp_path / "rollup.duckdb")
    assert warehouse.flows([Span.of(MARCH)]) == {None: (Flow.NONE,)}
    assert used(warehouse)
    small.close()


def test_a_warehouse_that_fails_leaves_the_old_one_in_place(small: Company, tmp_path: Path) -> None:
    file = tmp_path / "rollup.duckdb"
    rolled(small(TABLES, ORDERS), file)
    before = file.read_bytes()
    broken = small.mapped({"orders": ORDERS["orders"] | {"where": "nowhere = 1"}})
    with pytest.raises(Trouble, match="missing_column"):
        roll_up(broken.tables, file, NOW, lambda _: None)
    assert file.read_bytes() == before
    small.close()


HOLD = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print(1, flush=True); sys.stdin.read()"


def test_two_at_once_are_refused(small: Company, tmp_path: Path) -> None:
    warehouse, file = small(TABLES, ORDERS), tmp_path / "rollup.duckdb"
    command = [sys.executable, "-c", HOLD, f"{file}.new"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline()
        with pytest.raises(RollupError, match="Another roll-up"):
            roll_up(warehouse.tables, file, NOW, lambda _: None)
        other.communicate(b"")
    rolled(warehouse, file)  # what the other left behind is no hindrance
    assert not Path(f"{file}.new").exists()
    small.close()


FULL = """
import resource, sys, zoneinfo, datetime, pathlib
from metrics.warehouse.mapping import Mapping
from metrics.warehouse.rolling import RollupError, patiently, roll_up
mapping = Mapping.model_validate_json(sys.argv[1])
tables = patiently(mapping, zoneinfo.ZoneInfo("UTC"), 1)
resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))
now = datetime.datetime(2026, 4, 15, tzinfo=datetime.UTC)
try:
    roll_up(tables, pathlib.Path(sys.argv[2]), now, lambda _: None)
except RollupError as error:
    print(error)
"""


def test_a_full_disk_leaves_the_old_one_in_place(small: Company, tmp_path: Path) -> None:
    file = tmp_path / "rollup.duckdb"
    warehouse = small(TABLES, ORDERS)
    rolled(warehouse, file)
    before = file.read_bytes()
    warehouse.tables.database.close()
    command = [sys.executable, "-c", FULL, warehouse.mapping.model_dump_json(), str(file)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "cannot be written" in told
    assert file.read_bytes() == before
    assert not Path(f"{file}.new").exists()
    small.close()
