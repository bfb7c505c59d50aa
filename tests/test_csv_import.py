"""CSV files as people have them become a warehouse; what cannot be used leaves a sentence only."""

import ast
import io
import random
import re
import resource
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import app
from bot.desk import refused
from bot.importing.reading import read_csv
from bot.importing.understood import Understood
from bot.importing.warehouse import build
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Language, Problem
from bot.services import Preferences
from bot.settings import read_configuration
from metrics.period import containing
from metrics.warehouse.customers import Flows
from metrics.warehouse.spans import Span
from metrics.warehouse.warehouse import open_warehouse

ROOT = Path(__file__).parents[1]
AMSTERDAM = "Europe/Amsterdam"
ORDERS = "customer_id,order_date,amount\n1,2025-12-31,12.50\n2,2026-01-15,8\n1,2026-01-20,3.25\n"


def read(
    content: str | bytes, zone: str = AMSTERDAM
) -> tuple[Understood, list[tuple[object, ...]]]:
    """What was understood of a file, and the rows of its table."""
    data = content if isinstance(content, bytes) else content.encode()
    with duckdb.connect() as connection:
        understood = read_csv(io.BytesIO(data), "file.csv", connection, zone)
        return understood, connection.execute(f"FROM {understood.kind}").fetchall()


def column(content: str | bytes, place: int, zone: str = AMSTERDAM) -> list[object]:
    return [row[place] for row in read(content, zone)[1]]


def test_a_plain_file_of_orders() -> None:
    understood, rows = read(ORDERS)
    assert understood.kind == "orders"
    headers = {role: one.header for role, one in understood.roles.items()}
    assert headers == {"customer": "customer_id", "at": "order_date", "amount": "amount"}
    assert rows == [
        ("1", date(2025, 12, 31), Decimal("12.5")),
        ("2", date(2026, 1, 15), Decimal(8)),
        ("1", date(2026, 1, 20), Decimal("3.25")),
    ]
    counted = understood.counted
    assert (counted.rows, counted.customers, counted.doubles) == (3, 2, 0)
    assert (counted.first, counted.last) == (date(2025, 12, 31), date(2026, 1, 20))
    assert understood.unread == ()


DUTCH = (
    "Klantnummer{0}Besteldatum{0}Bedrag{0}Land\n"
    "7{0}31-12-2025{0}{1}{0}België\n8{0}01-02-2026{0}{1}{0}Curaçao\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_any_separator_and_encoding_give_the_same_rows(delimiter: str, encoding: str) -> None:
    amount = '"12,50"' if delimiter == "," else "12,50"
    content = DUTCH.format(delimiter, amount).encode(encoding)
    understood, rows = read(content)
    assert understood.loaded.dialect.delimiter == delimiter
    assert rows == [
        ("7", date(2025, 12, 31), Decimal("12.5"), "België"),
        ("8", date(2026, 2, 1), Decimal("12.5"), "Curaçao"),
    ]


def test_columns_apart_by_spaces_as_in_cdnow() -> None:
    understood, rows = read(
        " customer_id  date cds  dollar_value\n"
        " 00001 19970101  1   11.77\n 00002 19970112 12   12.00\n"
    )
    assert rows[0] == ("00001", date(1997, 1, 1), "1", Decimal("11.77"))
    assert understood.roles["amount"].header == "dollar_value"
    assert understood.unused == ("cds",)


def test_the_first_line_that_excel_writes_names_the_separator() -> None:
    assert len(read("sep=;\nklant;datum\na,b;2026-01-01\n")[1]) == 1


@pytest.mark.parametrize(
    ("headers", "kind", "roles"),
    [
        ("klantnummer,besteldatum,bedrag", "orders", "customer at amount"),
        ("Customer ID,Order Date,Total", "orders", "customer at amount"),
        ("customerId,createdAt,order_total", "orders", "customer at amount"),
        ("debiteurnr.,factuurdatum,totaalbedrag", "orders", "customer at amount"),
        ("E-mail,Paid at,Subtotal", "orders", "customer at amount"),
        ("relatienummer,datum,omzet", "orders", "customer at amount"),
        ("customer_id,something,price", "orders", "customer at amount"),
        ("klantnummer,begindatum,einddatum", "subscriptions", "customer started ended"),
        ("Klant-ID,Ingangsdatum,Opzegdatum", "subscriptions", "customer started ended"),
        ("account_id,start_date,end_date", "subscriptions", "customer started ended"),
        ("Customer ID,Start Date (UTC),Ended At (UTC)", "subscriptions", "customer started ended"),
        ("lid,geldig vanaf,geldig tot", "subscriptions", "customer started ended"),
    ],
)
def test_headers_in_both_languages(headers: str, kind: str, roles: str) -> None:
    last = "9.95" if kind == "orders" else "2026-03-01"
    understood, _ = read(f"{headers}\n1,2026-01-01,{last}\n2,2026-02-01,{last}\n")
    assert understood.kind == kind
    named = headers.split(",")
    assert {role: one.header for role, one in understood.roles.items()} == dict(
        zip(roles.split(), named, strict=True)
    )


@pytest.mark.parametrize(
    ("values", "read_as", "order", "why"),
    [
        (["2025-12-31", "2026-01-02"], ["2025-12-31", "2026-01-02"], None, None),
        (["2025/12/31", "2026/1/2"], ["2025-12-31", "2026-01-02"], None, None),
        (["20251231", "20260102"], ["2025-12-31", "2026-01-02"], None, None),
        (["31-12-2025", "2-1-2026"], ["2025-12-31", "2026-01-02"], "day", "over_12"),
        (["31.12.25", "02.01.26"], ["2025-12-31", "2026-01-02"], "day", "over_12"),
        (["12/31/2025", "1/2/2026"], ["2025-12-31", "2026-01-02"], "month", "over_12"),
        (["1/2/2026", "2/2/2026"], ["2026-02-01", "2026-02-02"], "day", "zone"),
        (
            ["01/02/2026", "01/03/2026", "01/04/2026", "02/01/2026", "02/02/2026", "03/01/2026"],
            ["2026-01-02", "2026-01-03", "2026-01-04", "2026-02-01", "2026-02-02", "2026-03-01"],
            "month",
            "sorted",
        ),
        (
            ["03/01/2026", "02/02/2026", "02/01/2026", "01/04/2026", "01/03/2026", "01/02/2026"],
            ["2026-03-01", "2026-02-02", "2026-02-01", "2026-01-04", "2026-01-03", "2026-01-02"],
            "month",
            "sorted",
        ),
        (["31 dec 2025", "2 mei 2026"], ["2025-12-31", "2026-05-02"], None, None),
        (["31 December 2025", "2 March 2026"], ["2025-12-31", "2026-03-02"], None, None),
        (["wo, 31 okt. 2025", "2 mrt. 2026"], ["2025-10-31", "2026-03-02"], None, None),
    ],
)
def test_dates_as_people_write_them(
    values: list[str], read_as: list[str], order: str | None, why: str | None
) -> None:
    understood, rows = read("klant;datum\n" + "".join(f"1;{value}\n" for value in values))
    assert [str(row[1]) for row in rows] == read_as
    dates = understood.roles["at"].dates
    assert dates is not None
    assert (dates.order, dates.why) == (order, why)


def test_an_american_zone_tips_the_balance_where_the_column_does_not() -> None:
    content = "customer;date\n1;1/2/2026\n2;2/2/2026\n"
    assert column(content, 1, "America/New_York") == [date(2026, 1, 2), date(2026, 2, 2)]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-01-31 23:30", "2026-01-31 23:30:00"),
        ("2026-01-31T23:30:15.250", "2026-01-31 23:30:15"),
        ("31-01-2026 23.30", "2026-01-31 23:30:00"),
        ("1/31/2026 1:05 PM", "2026-01-31 13:05:00"),
        ("1/31/2026 12:00 a.m.", "2026-01-31 00:00:00"),
        ("2026-01-31T23:30:00Z", "2026-02-01 00:30:00"),
        ("2026-06-30T23:30:00-05:30", "2026-07-01 07:00:00"),
        ("2026-06-30 22:30:00 UTC", "2026-07-01 00:30:00"),
    ],
)
def test_times_and_zones_become_local_time(value: str, moment: str) -> None:
    rows = column(f"klant;datum\n1;{value}\n2;2026-01-01 10:00\n", 1)
    assert str(rows[0]) == moment
    assert rows[1] == datetime(2026, 1, 1, 10)  # noqa: DTZ001 - local


@pytest.mark.parametrize(
    ("values", "amounts", "decimal", "sure"),
    [
        (["12,50", "8"], ["12.5", "8"], "comma", True),
        (["12.50", "8"], ["12.5", "8"], "point", True),
        (["1.234,50", "1.200"], ["1234.5", "1200"], "comma", True),
        (["1,234.50", "1,200"], ["1234.5", "1200"], "point", True),
        (["€ 12,50", "8,- "], ["12.5", "8"], "comma", True),
        (["$1,234.5", "($3.00)"], ["1234.5", "-3"], "point", True),
        (["12,50-", "-3"], ["-12.5", "-3"], "comma", True),
        (["1200", "3"], ["1200", "3"], None, True),
        (["1.200", "3.400"], ["1200", "3400"], "comma", False),
        (["1'234.50", "EUR 3"], ["1234.5", "3"], "point", True),
    ],
)
def test_amounts_as_people_write_them(
    values: list[str], amounts: list[str], decimal: str | None, sure: bool
) -> None:
    content = "klant;datum;bedrag\n" + "".join(f"1;2026-01-01;{value}\n" for value in values)
    understood, rows = read(content)
    assert [row[2] for row in rows] == [Decimal(amount) for amount in amounts]
    found = understood.roles["amount"].amounts
    assert found is not None
    assert (found.decimal, found.sure) == (decimal, sure)


def test_the_currency_is_told_by_the_signs() -> None:
    assert read("klant;datum;bedrag\n1;2026-01-01;£ 3\n")[0].currency == "GBP"
    assert read(ORDERS)[0].currency is None


@given(st.lists(st.dates(date(1970, 1, 1), date(2069, 12, 31)), min_size=2, max_size=30))
@settings(max_examples=10, deadline=None)
def test_dates_come_back_as_they_went_once_one_tells_the_order(days: list[date]) -> None:
    days.append(date(2026, 1, 31))
    forms = ("%d-%m-%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%y")
    rows = (";".join(["1", *(day.strftime(form) for form in forms)]) for day in days)
    _, table = read("\n".join(["klant;datum;a;b;c", *rows]))
    assert table == [("1", day, day, day, day) for day in days]


def test_a_subscription_without_an_end_or_with_one_far_away_is_running() -> None:
    content = (
        "klantnummer;begindatum;einddatum;maandbedrag\n1;01-01-2025;31-03-2025;19,95\n"
        "2;01-01-2025;;19,95\n3;01-01-2025;31-12-9999;19,95\n4;01-01-2025;n.v.t.;19,95\n"
        "5;01-05-2025;01-03-2025;19,95\n"
    )
    understood, rows = read(content)
    assert [row[2] for row in rows] == [date(2025, 3, 31), None, None, None, date(2025, 3, 1)]
    assert (understood.counted.running, understood.counted.backwards) == (3, 1)
    assert understood.counted.last == date(2025, 5, 1)


def test_subscriptions_that_all_run_are_subscriptions() -> None:
    understood, rows = read("klantnummer;begindatum;einddatum\n1;2025-01-01;\n2;2025-02-01;\n")
    assert understood.kind == "subscriptions"
    assert [row[2] for row in rows] == [None, None]


def test_rows_that_cannot_be_read_are_counted_with_the_first_of_each_kind() -> None:
    content = (
        "klantnummer;besteldatum;bedrag\n"  # line 1
        "1;31-12-2025;12,50\n"
        ";01-01-2026;1,00\n"
        "2;;1,00\n"
        "3;morgen;1,00\n"
        "3;30-02-2026;1,00\n"
        "=1+1;01-01-2026;1,00\n"
        "4;01-01-2026\n"
        "\n"
        ";;\n"
        '"5\n6";01-01-2026;1,00\n'  # lines 11 and 12
        "NULL;01-01-2026;1,00\n"
        "7;02-01-2026;gratis\n"
        "8;02-01-2026;2,00;;\n"
        "8;02-01-2026;2,00\n"
    )
    understood, rows = read(content)
    told = {one.reason: (one.rows, one.line, one.example) for one in understood.unread}
    assert told == {
        "ragged": (1, 8, "4;01-01-2026"),
        "bad_date": (2, 5, "morgen"),
        "no_customer": (2, 3, ""),
        "no_date": (1, 4, ""),
        "formula": (1, 7, "=1+1 01-01-2026 1,00"),
    }
    assert [row[0] for row in rows] == ["1", "5 6", "7", "8", "8"]
    assert understood.counted.doubles == 1
    without = understood.without_amount
    assert without is not None
    assert (without.rows, without.line, without.example) == (1, 14, "gratis")
    assert rows[2][2] is None


def test_numbers_that_excel_was_kept_from_changing_are_unwrapped() -> None:
    assert column('klant;datum\n="00123";2026-01-01\n', 0) == ["00123"]


def test_cancelled_orders_and_dimensions_are_found() -> None:
    rows = "".join(
        f"{n};2026-01-{n + 1:02};{'BE' if n % 2 else 'NL'};"
        f"{'Paid' if n % 3 else 'Canceled'};note {n}\n"
        for n in range(9)
    )
    understood, _ = read(f"customer;date;country;status;note\n{rows}")
    assert understood.dimensions == ("country",)
    assert understood.cancelled == {"Canceled": 3}
    assert understood.unused == ("note",)


def workbook(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


LONG = "klant;datum\n" + "x" * (1 << 20)
BAD: list[tuple[str, str | bytes, str, str]] = [
    ("nothing", b"", "file_empty", "is empty"),
    ("blank lines", b"\n\n  \n", "file_empty", "is empty"),
    ("a mark and nothing", b"\xef\xbb\xbf", "file_empty", "is empty"),
    ("only a header", "klant;datum;bedrag\n", "file_no_rows", "`klant`, `datum`, `bedrag`"),
    (
        "a web page",
        "<!DOCTYPE html>\n<html><body>Sign in</body></html>",
        "file_web_page",
        "web page",
    ),
    ("a web page after blanks", "\n <html lang='nl'>", "file_web_page", "web page"),
    ("a workbook", workbook("xl/workbook.xml"), "file_other_kind", "is Excel (.xlsx), not CSV"),
    ("a zip", workbook("orders.csv"), "file_other_kind", "is ZIP, not CSV"),
    ("half a zip", workbook("orders.csv")[:20], "file_other_kind", "is ZIP, not CSV"),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1" + b"\0" * 99, "file_other_kind", "(.xls)"),
    ("a PDF", b"%PDF-1.7\n", "file_other_kind", "PDF"),
    ("JSON", '[{"customer": 1}]', "file_other_kind", "JSON"),
    ("XML", '<?xml version="1.0"?><orders/>', "file_other_kind", "XML"),
    ("zeros", b"a" + b"\0" * 5000 + b"bb", "file_binary", "not text"),
    ("noise", random.Random(3).randbytes(5000), "file_binary", "not text"),
    ("one column", "klantnummer\n1\n2\n", "file_one_column", "`klantnummer`"),
    ("prose", "Dear all,\nhere is the list you asked for.\nBye\n", "file_no_customer", "customer"),
    (
        "the same header twice",
        "klant;datum;Bedrag;bedrag\n1;2026-01-01;1;2\n",
        "file_same_header",
        "columns 3 and 4",
    ),
    (
        "no header",
        "17,2026-01-01,12.50\n18,2026-01-02,3.00\n",
        "file_no_header",
        "begins with data",
    ),
    (
        "decimal commas among commas",
        "klant,datum,bedrag\n1,2026-01-01,12,50\n2,2026-01-01,3,75\n",
        "file_ragged",
        "`1,2026-01-01,12,50`",
    ),
    (
        "an open quotation mark",
        'klant;datum\n1;"2026-01-01\n' + "2;2026-01-01\n" * 99,
        "file_open_quote",
        "line 2",
    ),
    (
        "a quotation mark over all",
        'klant;datum\n1;"' + "2026-01-01 " * 20_000,
        "file_open_quote",
        "line 2",
    ),
    ("an endless line", LONG, "file_long_line", "Line 2"),
    (
        "too many columns",
        ";".join(f"c{n}" for n in range(501)) + "\n1",
        "file_too_many_columns",
        "501",
    ),
    (
        "no customer",
        "ordernummer;datum;bedrag\n1;2026-01-01;2\n",
        "file_no_customer",
        "`customer_id`",
    ),
    ("no dates", "klant;bedrag\n1;2\n", "file_no_dates", "`order_date`"),
    (
        "dates that are none",
        "klant;besteldatum\n1;gisteren\n2;vandaag\n",
        "file_bad_dates",
        "line 2 it says `gisteren`",
    ),
    ("a start without an end", "klant;begindatum\n1;2026-01-01\n", "file_no_end", "`end_date`"),
    ("not one customer", "klant;datum\n;2026-01-01\n;2026-01-02\n", "file_nothing_read", "line 2"),
    ("a date far away", "klant;datum\n1;0001-01-01\n", "file_nothing_read", "`0001-01-01`"),
]


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "retention.toml"
    file.write_text("")
    return str(file)


def run(*arguments: object) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["import", *map(str, arguments)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran.exit_code, ran.output


@pytest.mark.parametrize(
    ("content", "code", "told"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD]
)
def test_bad_input_is_a_sentence_and_leaves_nothing(
    content: str | bytes, code: str, told: str, tmp_path: Path
) -> None:
    file, into = tmp_path / "orders.csv", tmp_path / "into"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    into.mkdir()
    with pytest.raises(Problem) as refusal:
        build([file], into, AMSTERDAM, "en", lambda path: path.open("rb"))
    assert refusal.value.code == code
    assert list(into.iterdir()) == []
    english, dutch = (plain(refused(refusal.value, one, Preferences())) for one in LANGUAGES)
    assert told in english
    assert "`orders.csv`" in english
    assert "`orders.csv`" in dutch
    assert english != dutch


def test_a_file_that_cannot_be_used_ends_the_command_with_status_2(
    config: str, tmp_path: Path
) -> None:
    (tmp_path / "orders.csv").write_bytes(b"")
    status, output = run(tmp_path / "orders.csv", "--config", config, "--lang", "nl")
    assert (status, output.splitlines()[0]) == (2, "`orders.csv` is leeg")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_each_problem_with_a_file_and_none_besides(language: Language) -> None:
    raised = {
        node.value
        for file in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and str(node.value).startswith("file_")
        and node.value not in {"file_", "file_problems"}
    }
    template = ROOT / "bot" / "render" / "templates" / f"file_problems.{language}.j2"
    macros = set(re.findall(r"{% macro (file_\w+)\(", template.read_text("utf-8")))
    assert macros == raised
    tried = {bad[2] for bad in BAD} | {"file_exists", "file_unwritable", "file_taken"}
    assert macros == tried | {"file_unreadable", "file_same_kind"}


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
