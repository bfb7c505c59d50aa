"""A CSV as people have it: what is understood of its headers, dates, amounts and rows."""

import io
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.importing.reading import read_csv
from bot.importing.understood import Understood

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
    assert read("customer;date;total ($)\n1;2026-01-01;3.50\n")[0].currency == "USD"
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


def test_who_has_left_is_no_group_of_subscribers() -> None:
    rows = "".join(
        f"{n};2025-01-{n + 1:02};{'2026-01-01' if n % 2 else ''};{'BE' if n % 3 else 'NL'};"
        f"{'cancelled' if n % 2 else 'active'}\n"
        for n in range(9)
    )
    understood, _ = read(f"customer;start date;end date;country;status\n{rows}")
    assert (understood.kind, understood.dimensions) == ("subscriptions", ("country",))
    assert understood.unused == ("status",)


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
