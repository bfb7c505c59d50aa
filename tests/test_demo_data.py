"""The demo data: the same every time, whole or not at all, and with its stories to be found."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
import tomli
from typer.testing import CliRunner

from bot.__main__ import app
from bot.demo.business import calendar
from bot.demo.data import TABLES, make, tables
from bot.demo.lives import months_later
from bot.reply import Problem
from metrics.warehouse.mapping import Mapping

UNTIL = date(2026, 11, 24)
RETENTION_TOML = Path(__file__).parents[1] / "retention.toml"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    file = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    list(make(file, UNTIL, customers=5_000))
    with duckdb.connect(file, read_only=True) as connection:
        yield connection


def one(demo: duckdb.DuckDBPyConnection, sql: str) -> float:
    found = demo.execute(sql).fetchone()
    assert found is not None
    return float(found[0])


def stayed(demo: duckdb.DuckDBPyConnection, start: str, end: str, plan: str) -> float:
    """The share of the customers of a plan that are active at `start` who are so at `end`."""
    active = (
        "SELECT customer_id FROM subscriptions "
        "WHERE started_at < '{0}' AND (ended_at IS NULL OR ended_at >= '{0}')"
    )
    return one(
        demo,
        f"SELECT avg((customer_id IN ({active.format(end)}))::int) FROM customers "
        f"WHERE plan = '{plan}' AND customer_id IN ({active.format(start)})",
    )


def test_the_same_day_gives_the_same_rows() -> None:
    first, second = (dict(tables(UNTIL, 300)) for _ in range(2))
    assert first.keys() == TABLES.keys()
    for name, columns in first.items():
        for column, values in columns.items():
            np.testing.assert_array_equal(values, second[name][column])


def test_retention_toml_points_at_tables_and_columns_that_are_there(
    demo: duckdb.DuckDBPyConnection,
) -> None:
    sections = tomli.loads(RETENTION_TOML.read_text("utf-8"))
    mapping = Mapping(**{key: sections[key] for key in Mapping.model_fields})
    assert mapping.orders
    assert one(demo, f"SELECT count(*) FROM orders WHERE {mapping.orders.where}") > 0
    for key in ("customers", "orders", "subscriptions", "nps", "csat", "activity"):
        section = dict(sections[key])
        section.pop("where", None)
        columns = [*section.pop("by", {}).values(), *section.values()]
        columns.remove(section["table"])
        assert one(
            demo, f"SELECT count(*) FROM (SELECT {', '.join(columns)} FROM {section['table']})"
        )


@pytest.mark.parametrize("table", [name for name in TABLES if name != "customers"])
def test_nothing_happens_outside_the_three_years_or_in_an_hour_that_a_clock_skips(
    demo: duckdb.DuckDBPyConnection, table: str
) -> None:
    at = {"subscriptions": "started_at", "orders": "ordered_at", "logins": "logged_in_at"}.get(
        table, "answered_at"
    )
    rows = demo.execute(f"SELECT min({at})::date, max({at})::date FROM {table}").fetchone()
    assert rows is not None
    assert calendar(UNTIL).start <= rows[0] < date(2024, 1, 15)
    assert rows[1] == UNTIL
    assert one(demo, f"SELECT count(*) FROM {table} WHERE hour({at}) BETWEEN 1 AND 5") == 0


def test_subscriptions_of_a_customer_follow_each_other_without_overlap(
    demo: duckdb.DuckDBPyConnection,
) -> None:
    rows = (
        "SELECT *, lead(started_at) OVER (PARTITION BY customer_id ORDER BY started_at) AS next "
        "FROM subscriptions"
    )
    assert (
        one(demo, f"SELECT count(*) FROM ({rows}) WHERE coalesce(ended_at, '9999-1-1') > next") == 0
    )
    assert one(demo, "SELECT count(*) FROM subscriptions WHERE ended_at <= started_at") == 0
    changed = one(demo, f"SELECT count(*) FROM ({rows}) WHERE ended_at = next")
    returned = one(demo, f"SELECT count(*) FROM ({rows}) WHERE ended_at < next")
    assert changed > returned > 100


def test_each_plan_keeps_its_customers_better_than_the_one_below(
    demo: duckdb.DuckDBPyConnection,
) -> None:
    basic, plus, pro = (
        stayed(demo, "2025-11-01", "2026-11-01", plan) for plan in ("Basic", "Plus", "Pro")
    )
    assert 0.55 < basic < 0.72 < plus < 0.86 < pro < 0.97
    monthly = stayed(demo, "2026-10-01", "2026-11-01", "Basic")
    assert 0.93 < monthly < 0.98


def test_the_new_customers_of_one_quarter_left_far_more_in_their_first_month(
    demo: duckdb.DuckDBPyConnection,
) -> None:
    lost = dict(
        demo.execute(
            "SELECT date_trunc('quarter', first)::date, avg((last < first + INTERVAL 35 DAY)::int) "
            "FROM (SELECT customer_id, min(started_at) AS first, "
            "max(coalesce(ended_at, '9999-1-1')) AS last FROM subscriptions GROUP BY 1) "
            "WHERE first < '2026-10-01' GROUP BY 1"
        ).fetchall()
    )
    bad = calendar(UNTIL).bad_start
    assert bad == date(2026, 1, 1)
    assert lost.pop(bad) > 0.22
    assert max(lost.values()) < 0.15


def test_a_price_rise_starts_new_rows_at_midnight_for_everybody(
    demo: duckdb.DuckDBPyConnection,
) -> None:
    rise = calendar(UNTIL).rise
    amounts = demo.execute(
        f"SELECT plan, old.mrr, new.mrr FROM subscriptions old JOIN subscriptions new "
        f"USING (customer_id, plan) WHERE old.ended_at = '{rise}' AND new.started_at = '{rise}'"
    ).fetchall()
    assert {(plan, int(old), int(new)) for plan, old, new in amounts} == {
        ("Basic", 19, 22),
        ("Plus", 39, 42),
        ("Pro", 79, 84),
    }


def test_december_sells_more_than_twice_what_july_does(demo: duckdb.DuckDBPyConnection) -> None:
    count = "SELECT count(*) FROM orders WHERE ordered_at >= '{}' AND ordered_at < '{}'"
    december = one(demo, count.format("2025-12-01", "2026-01-01"))
    assert december > 1.5 * one(demo, count.format("2026-07-01", "2026-08-01"))
    cancelled = one(demo, "SELECT avg((status = 'cancelled')::int) FROM orders")
    assert 0.03 < cancelled < 0.06


def test_surveys_are_within_their_scales_and_plausible(demo: duckdb.DuckDBPyConnection) -> None:
    nps = one(demo, "SELECT 100 * avg((score >= 9)::int - (score <= 6)::int) FROM nps_answers")
    assert 20 < nps < 45
    assert one(demo, "SELECT count(*) FROM nps_answers WHERE score NOT BETWEEN 0 AND 10") == 0
    csat = one(demo, "SELECT avg((score >= 4)::int) FROM csat_answers")
    assert 0.75 < csat < 0.90
    assert one(demo, "SELECT count(*) FROM csat_answers WHERE score NOT BETWEEN 1 AND 5") == 0


def test_some_who_still_pay_have_fallen_silent(demo: duckdb.DuckDBPyConnection) -> None:
    silent = one(
        demo,
        f"SELECT avg((DATE '{UNTIL}' - last >= 60)::int) FROM (SELECT customer_id, "
        "max(logged_in_at)::date AS last FROM logins WHERE customer_id IN "
        "(SELECT customer_id FROM subscriptions WHERE ended_at IS NULL) GROUP BY 1)",
    )
    assert 0.01 < silent < 0.06


@pytest.mark.parametrize("until", [date(2024, 2, 29), date(2025, 1, 1), date(2026, 12, 31)])
def test_the_bad_quarter_lies_within_the_last_twelve_complete_months(until: date) -> None:
    days = calendar(until)
    this_month = until.replace(day=1)
    assert this_month.replace(year=this_month.year - 1) <= days.bad_start
    assert days.start < days.rise < days.bad_start < days.bad_end < this_month
    assert days.rise.day == 1


def test_a_month_later_is_the_same_day_or_the_last() -> None:
    days = np.array(["2024-01-31T08:00:00", "2024-02-29T08:00:00"], "M8[s]")
    assert months_later(days, 1).tolist()[0].isoformat() == "2024-02-29T08:00:00"
    assert months_later(days, 12).tolist()[1].isoformat() == "2025-02-28T08:00:00"


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "retention.toml"
    file.write_text("")
    return str(file)


def run(*arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["demo-data", "--customers", "100", *arguments])
    return ran.exit_code, ran.output


def test_the_command_makes_the_file_beside_the_configuration(config: str, tmp_path: Path) -> None:
    status, output = run("--config", config, "--until", "2026-11-24")
    assert status == 0
    assert "2023-11-25 to 2026-11-24" in output
    assert "         100 customers" in output
    assert '"/crr last month by plan"' in output
    assert {file.name for file in tmp_path.iterdir()} == {"retention.toml", "demo.duckdb"}


def test_a_file_that_is_there_is_replaced_only_with_force(config: str, tmp_path: Path) -> None:
    (tmp_path / "demo.duckdb").write_text("mine")
    status, output = run("--config", config)
    assert status == 2
    assert "demo.duckdb` is there already" in output
    assert (tmp_path / "demo.duckdb").read_text() == "mine"
    assert run("--config", config, "--force")[0] == 0
    assert (tmp_path / "demo.duckdb").read_bytes() != b"mine"


def test_a_folder_that_is_not_there_is_a_sentence(config: str, tmp_path: Path) -> None:
    status, output = run("--config", config, str(tmp_path / "absent" / "demo.duckdb"))
    assert status == 2
    assert "No such file or directory" in output
    assert "Nothing was left behind" in output


def test_a_last_day_far_away_is_refused(config: str) -> None:
    status, output = run("--config", config, "--until", "9999-12-31")
    assert status == 2
    assert "1990 to 2100" in output


def test_making_that_is_stopped_halfway_leaves_nothing(tmp_path: Path) -> None:
    steps = make(tmp_path / "demo.duckdb", UNTIL, customers=100)
    assert next(steps) == ("customers", 100)
    steps.close()
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_is_a_folder_cannot_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "demo.duckdb").mkdir()
    with pytest.raises(Problem) as refusal:
        list(make(tmp_path / "demo.duckdb", UNTIL, customers=100, force=True))
    assert refusal.value.code == "file_unwritable"
    assert [file.name for file in tmp_path.iterdir()] == ["demo.duckdb"]
