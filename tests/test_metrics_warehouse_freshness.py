"""How new the data is, what looks wrong in it, and which value is meant: on every engine."""

from datetime import date, datetime
from typing import Any

import pytest

from metrics.warehouse.suspicions import Suspicion
from metrics.warehouse.trouble import Trouble
from tests.warehouses import Company, Kind, Rows, Sections, Tables

TODAY = date(2026, 3, 31)
at = datetime.fromisoformat
NOW = at("2026-03-31 14:00")
ORDERS: Sections = {
    "orders": {"table": "orders", "customer": "who", "at": "bought", "amount": "paid"}
}
CONTRACTS: Sections = {
    "subscriptions": {
        "table": "contracts",
        "customer": "who",
        "started": "s",
        "ended": "e",
        "amount": "mrr",
    }
}
CUSTOMERS: Sections = {
    "customers": {"table": "customers", "id": "id", "by": {"plan": "plan", "store": "store"}}
}
BOUGHT: Tables = {
    "orders": Rows(
        {"who": "id", "bought": "time", "paid": "float"},
        [
            (1, "2026-03-30 23:30:00", 5),
            (1, "2026-03-01 00:00:00", -5),
            (2, "2026-04-01 00:00:00", 0),  # in the future
            (2, None, None),
            (None, "2026-03-31 12:00:00", 1e300),
        ],
    )
}
RAN: Tables = {
    "contracts": Rows(
        {"who": "id", "s": "day", "e": "day", "mrr": "money"},
        [
            (1, "2026-01-01", "2026-03-20", "10"),
            (1, "2026-03-02", "2026-12-31", "10"),
            (2, "2026-03-02", "2026-03-01", "10"),  # ended before it started
            (3, "2026-05-01", None, "10"),
        ],
    )
}


@pytest.mark.parametrize(
    ("utc", "latest"),
    [
        (False, datetime.fromisoformat("2026-03-30 23:30")),
        (True, datetime.fromisoformat("2026-03-31 01:30")),
    ],
)
def test_the_newest_order_that_is_not_in_the_future(
    company: Company, utc: bool, latest: datetime
) -> None:
    assert company(BOUGHT, ORDERS, utc=utc).newest("orders", NOW) == latest


@pytest.mark.parametrize(
    ("now", "latest"),
    [
        ("2026-03-30 23:29", "2026-03-01 00:00"),  # the next order is a minute away
        ("2026-03-30 23:30", "2026-03-30 23:30"),
        ("2026-03-31 23:59", "2026-03-31 12:00"),
    ],
)
def test_what_the_day_has_still_to_bring_is_not_there_yet(
    company: Company, now: str, latest: str
) -> None:
    rows = [(1, "2026-03-01 00:00:00"), (1, "2026-03-30 23:30:00"), (2, "2026-03-31 12:00:00")]
    table = {
        "orders": Rows(
            {"who": "id", "bought": "time", "paid": "float"}, [(*row, 5) for row in rows]
        )
    }
    assert company(table, ORDERS).newest("orders", at(now)) == at(latest)


def test_the_newest_start_or_end_of_a_subscription(company: Company) -> None:
    warehouse = company(RAN, CONTRACTS)
    assert warehouse.newest("subscriptions", NOW) == datetime.fromisoformat("2026-03-20")
    assert warehouse.newest("subscriptions", at("2026-03-10 09:00")) == at("2026-03-02")
    assert warehouse.newest("subscriptions", at("2025-12-31 23:59")) is None


def test_what_looks_wrong_is_counted(company: Company) -> None:
    answers: Kind = "number"
    tables: Tables = {
        **BOUGHT,
        **RAN,
        "customers": Rows(
            {"id": "id", "plan": "text", "store": "number"},
            [(1, "Pro", 1), (1, "Pro", 1), (2, None, 2), (None, "Pro", 3), (None, "Pro", 3)],
        ),
        "answers": Rows(
            {"given": "time", "score": answers},
            [("2026-03-01 00:00:00", score) for score in (0, 5, 10, 11, None)],
        ),
        "logins": Rows({"who": "id", "seen": "day"}, [(1, "2026-04-01")]),
    }
    survey = {"table": "answers", "at": "given", "score": "score"}
    others: Sections = {
        "nps": survey,
        "csat": survey,
        "activity": {"table": "logins", "customer": "who", "at": "seen"},
    }
    warehouse = company(tables, ORDERS | CONTRACTS | CUSTOMERS | others)
    assert warehouse.suspicions(TODAY) == [
        Suspicion("orders", "no_customer", 1),
        Suspicion("orders", "no_time", 1),
        Suspicion("orders", "in_future", 1),
        Suspicion("orders", "negative_amount", 1),
        Suspicion("orders", "no_amount", 2),  # a missing one and an absurd one
        Suspicion("subscriptions", "in_future", 1),
        Suspicion("subscriptions", "ended_before_started", 1),
        Suspicion("nps", "out_of_scale", 1),  # 11
        Suspicion("csat", "out_of_scale", 3),  # 0, 10 and 11
        Suspicion("activity", "in_future", 1),
        Suspicion("customers", "no_customer", 2),
        Suspicion("customers", "named_twice", 1),
    ]


def test_an_administrators_where_leaves_rows_out(company: Company) -> None:
    sound = {"orders": ORDERS["orders"] | {"where": "who = 1"}}
    warehouse = company(BOUGHT, sound)
    assert warehouse.suspicions(TODAY) == [Suspicion("orders", "negative_amount", 1)]


def stores(*rows: tuple[Any, ...]) -> Tables:
    return BOUGHT | {"customers": Rows({"id": "id", "plan": "text", "store": "number"}, rows)}


PLANS = stores((1, "Pro", 7), (2, "pro plus", 8), (3, "Basic ", 7), (4, "Été", None), (5, None, 12))


def test_the_values_of_a_dimension_are_texts(company: Company) -> None:
    warehouse = company(PLANS, ORDERS | CUSTOMERS)
    assert warehouse.values_of("plan") == ("Basic ", "Pro", "pro plus", "Été")
    assert warehouse.values_of("store") == ("12", "7", "8")


def test_a_dimension_of_numbers_breaks_down_too(company: Company) -> None:
    warehouse = company(PLANS, ORDERS | CUSTOMERS)
    assert set(warehouse.lights(TODAY, [date(2026, 2, 28)], by="store")) == {"7"}
    of_seven = warehouse.lights(TODAY, [date(2026, 2, 28)], where=[("store", "7")])
    assert of_seven[None].total == 1


@pytest.mark.parametrize(
    ("typed", "real"),
    [
        ("PRO", "Pro"),
        (" pro ", "Pro"),
        ("Pro Plus", "pro plus"),
        ("basic", "Basic "),
        ("été", "Été"),
    ],
)
def test_a_value_is_found_whatever_its_case(company: Company, typed: str, real: str) -> None:
    warehouse = company(PLANS, ORDERS | CUSTOMERS)
    assert warehouse.resolve([("plan", typed)]) == (("plan", real),)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("Por", ("Pro",)), ("bsic", ("Basic ",)), ("'; DROP TABLE orders; --", ()), ("", ())],
)
def test_an_unknown_value_is_told_with_the_nearest(
    company: Company, typed: str, nearest: tuple[str, ...]
) -> None:
    with pytest.raises(Trouble) as trouble:
        company(PLANS, ORDERS | CUSTOMERS).resolve([("plan", typed)])
    assert trouble.value.code == "unknown_value"
    assert trouble.value.facts == {"dimension": "plan", "typed": typed, "nearest": nearest}


def test_of_two_values_that_differ_in_case_only_the_typed_one_is_meant(company: Company) -> None:
    warehouse = company(stores((1, "Pro", 1), (2, "PRO", 1)), ORDERS | CUSTOMERS)
    assert warehouse.resolve([("plan", "PRO")]) == (("plan", "PRO"),)
    with pytest.raises(Trouble) as trouble:
        warehouse.resolve([("plan", "pro")])
    assert trouble.value.facts["nearest"] == ("PRO", "Pro")


TWICE = stores((1, "Pro", 7), (2, "Basic", 8), (3, "7", 12))


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("7", "group_in_several", {"among": ("plan", "store")}),
        ("Prro", "unknown_group", {"among": ("plan", "store"), "nearest": ("Pro",)}),
    ],
)
def test_a_value_without_its_dimension_has_to_be_of_one(
    company: Company, typed: str, code: str, facts: dict[str, Any]
) -> None:
    warehouse = company(TWICE, ORDERS | CUSTOMERS)
    assert warehouse.resolve([("", "pro")]) == (("plan", "Pro"),)
    with pytest.raises(Trouble) as trouble:
        warehouse.resolve([("", typed)])
    assert (trouble.value.code, trouble.value.facts) == (code, {"typed": typed, **facts})


@pytest.mark.parametrize(
    ("typed", "in_the_data"),
    [
        ("Nederland", "NL"),
        ("netherlands", "NL"),
        ("nl", "NL"),
        ("BE", "Belgium"),
        ("België", "Belgium"),
        ("Duitsland", "Deutschland"),  # only by its own name is it known there
    ],
)
def test_a_country_is_known_by_its_code_and_in_both_languages(
    company: Company, typed: str, in_the_data: str
) -> None:
    warehouse = company(
        stores((1, "NL", 1), (2, "Belgium", 1), (3, "Deutschland", 1)), ORDERS | CUSTOMERS
    )
    if in_the_data == "Deutschland":
        with pytest.raises(Trouble, match="unknown_group"):
            warehouse.resolve([("", typed)])
    else:
        assert warehouse.resolve([("", typed)]) == (("plan", in_the_data),)
        assert warehouse.resolve([("plan", typed)]) == (("plan", in_the_data),)


def test_without_a_table_of_customers_there_are_no_values(company: Company) -> None:
    with pytest.raises(Trouble) as trouble:
        company(BOUGHT, ORDERS).resolve([("plan", "Pro")])
    assert (trouble.value.code, trouble.value.facts) == ("not_mapped", {"section": "customers"})
