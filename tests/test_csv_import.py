"""`python -m bot import`: a warehouse that answers, or a sentence and nothing written."""

import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.settings import read_configuration
from metrics.period import containing
from metrics.warehouse.customers import Flows
from metrics.warehouse.spans import Span
from metrics.warehouse.warehouse import open_warehouse

ROOT = Path(__file__).parents[1]
AMSTERDAM = "Europe/Amsterdam"
ORDERS = "customer_id,order_date,amount\n1,2025-12-31,12.50\n2,2026-01-15,8\n1,2026-01-20,3.25\n"


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "retention.toml"
    file.write_text("")
    return str(file)


def run(*arguments: object) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["import", *map(str, arguments)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran.exit_code, ran.output


def test_a_file_that_cannot_be_used_ends_the_command_with_status_2(
    config: str, tmp_path: Path
) -> None:
    (tmp_path / "orders.csv").write_bytes(b"")
    status, output = run(tmp_path / "orders.csv", "--config", config, "--lang", "nl")
    assert (status, output.splitlines()[0]) == (2, "`orders.csv` is leeg")


def test_import_makes_a_warehouse_that_answers(config: str, tmp_path: Path) -> None:
    file = tmp_path / "My orders (2026).csv"
    file.write_text(ORDERS)
    status, output = run(file, "--into", tmp_path, "--config", config)
    assert status == 0
    assert "3 orders of 2 customers" in output
    made = tmp_path / "My-orders-2026.retention.toml"
    assert f'python -m bot ask "/crr December 2025" --config {made}' in output
    # 1 ordered in December and in January, 2 in January only.
    flow = flows(made)[None][0]
    assert (flow.start, flow.end, flow.kept, flow.new) == (1, 2, 1, 1)


def flows(made: Path, by: str | None = None) -> Flows:
    """January 2026, counted through the configuration that was made."""
    mapping = read_configuration(made, required=True).mapping
    assert mapping is not None
    warehouse = open_warehouse(mapping, ZoneInfo(AMSTERDAM), lambda: 0.0)
    try:
        return warehouse.flows([Span.of(containing(date(2026, 1, 1), "month"))], by)
    finally:
        warehouse.tables.database.close()


SUBSCRIPTIONS = (
    "klant,abonnement,begindatum,einddatum,maandbedrag\n"
    "1,Basis,2025-01-01,2025-06-01,19\n1,Plus,2025-06-01,,39\n"
    "2,Plus,2025-02-01,2026-01-15,39\n3,Basis,2025-02-01,,19\n"
)
CUSTOMERS = "klant,land,naam\n1,NL,Ann\n2,NL,Bob\n3,BE,Cas\n4,BE,Dee\n"


def test_customers_of_one_file_break_down_subscriptions_of_another(
    config: str, tmp_path: Path
) -> None:
    subscriptions, customers = tmp_path / "subscriptions.csv", tmp_path / "customers.csv"
    subscriptions.write_text(SUBSCRIPTIONS)
    customers.write_text(CUSTOMERS)
    status, output = run(subscriptions, customers, "--into", tmp_path, "--config", config)
    assert status == 0
    assert "`customers.csv`: 4 rows of 4 customers" in output
    made = tmp_path / "subscriptions.retention.toml"
    by_country = {name: (one.start, one.kept) for name, (one,) in flows(made, "land").items()}
    assert by_country == {"NL": (2, 1), "BE": (1, 1)}
    # Whoever had several subscriptions is where the newest one is.
    by_plan = {name: (one.start, one.kept) for name, (one,) in flows(made, "abonnement").items()}
    assert by_plan == {"Plus": (2, 1), "Basis": (1, 1)}


def test_headers_that_mean_something_to_sql_or_toml_do_no_harm(config: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        'klant,datum,"select",bedrag,"a ""b"" [c]\\",\'; DROP TABLE orders; --\n'
        + "".join(f"{n},2026-01-0{n},{n % 2},{n}.5,x{n % 2},y\n" for n in range(1, 9))
    )
    status, _ = run(file, "--into", tmp_path, "--config", config)
    assert status == 0
    made = tmp_path / "orders.retention.toml"
    assert flows(made)[None][0].end == 8
    segments = flows(made, "abc")
    assert {name: one.end for name, (one,) in segments.items()} == {"x0": 4, "x1": 4}


def test_cancelled_orders_do_not_count(config: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "klant;datum;orderstatus\n1;2026-01-01;betaald\n2;2026-01-02;Geannuleerd\n3;2026-01-03;\n"
    )
    status, output = run(file, "--into", tmp_path, "--config", config)
    assert status == 0
    assert "because of `orderstatus`: `Geannuleerd` (1)" in output
    assert flows(tmp_path / "orders.retention.toml")[None][0].end == 2


def test_the_configuration_in_use_lends_its_zone_and_language(tmp_path: Path) -> None:
    mine = tmp_path / "retention.toml"
    mine.write_text('language = "nl"\ntimezone = "America/New_York"\n')
    file = tmp_path / "orders.csv"
    file.write_text("customer;date\n1;1/2/2026\n")
    status, output = run(file, "--into", tmp_path, "--config", mine)
    assert status == 0
    assert "maand eerst gelezen" in output
    made = read_configuration(tmp_path / "orders.retention.toml", required=True)
    assert (made.language, made.timezone) == ("nl", "America/New_York")


@pytest.mark.parametrize("there", ["orders.duckdb", "orders.retention.toml"])
def test_nothing_is_ever_overwritten(there: str, config: str, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / there).write_text("mine")
    status, output = run(tmp_path / "orders.csv", "--into", tmp_path, "--config", config)
    assert status == 2
    assert f"{there}` is there already" in output
    assert "--into FOLDER" in output
    assert (tmp_path / there).read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 3


def test_two_files_of_one_kind_are_refused(config: str, tmp_path: Path) -> None:
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in files:
        file.write_text(ORDERS)
    status, output = run(*files, "--into", tmp_path, "--config", config)
    assert status == 2
    assert "`b.csv` is another file of orders" in output
    assert {file.name for file in tmp_path.iterdir()} == {"a.csv", "b.csv", "retention.toml"}


def test_files_of_customers_alone_are_refused(config: str, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS)
    status, output = run(file, "--into", tmp_path, "--config", config)
    assert status == 2
    assert "I can't find dates in `customers.csv`" in output


def test_a_path_without_a_file_is_a_sentence(config: str, tmp_path: Path) -> None:
    status, output = run(tmp_path / "absent.csv", "--into", tmp_path, "--config", config)
    assert status == 2
    assert "No such file or directory" in output
    assert "Is a directory" in run(tmp_path, "--into", tmp_path, "--config", config)[1]


def test_a_folder_that_cannot_be_written_is_a_sentence(config: str, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    for folder in (tmp_path / "absent", tmp_path / "orders.csv"):
        status, output = run(tmp_path / "orders.csv", "--into", folder, "--config", config)
        assert status == 2
        assert "Nothing was left behind" in output


def test_a_full_disk_is_a_sentence_and_leaves_nothing(config: str, tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-01-{n % 28 + 1:02},{n}.50\n" for n in range(20_000))
    (tmp_path / "orders.csv").write_text("klant,datum,bedrag\n" + rows)
    (tmp_path / "into").mkdir()
    command = [sys.executable, "-m", "bot", "import", str(tmp_path / "orders.csv")]
    ran = subprocess.run(
        [*command, "--into", str(tmp_path / "into"), "--config", config],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert ran.returncode == 2, ran.stderr
    assert "I can't write to" in ran.stderr
    assert list((tmp_path / "into").iterdir()) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Left out: 1 row without a customer, the first on line 3."),
        ("nl", "Weggelaten: 1 rij zonder klant, de eerste op regel 3."),
    ],
)
def test_the_report_speaks_both_languages(
    language: str, told: str, config: str, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("klantnummer;besteldatum;bedrag\n1;31-12-2025;2,50\n;31-12-2025;2,50\n")
    status, output = run(file, "--into", tmp_path, "--config", config, "--lang", language)
    assert status == 0
    assert told in output
