"""The traffic light and the names behind it, the same on every engine."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from metrics.lights import Lights
from metrics.warehouse.at_risk import AtRisk
from metrics.warehouse.trouble import Trouble
from tests.warehouses import CONTRACTS, Company, Rows, Sections, Tables, contracts

ORDERS: Sections = {
    "orders": {"table": "orders", "customer": "who", "at": "bought", "amount": "paid"}
}
ACTIVITY: Sections = {"activity": {"table": "logins", "customer": "who", "at": "seen"}}
CUSTOMERS: Sections = {"customers": {"table": "customers", "id": "id", "by": {"plan": "plan"}}}
AS_OF = date(2026, 3, 31)  # green from 2 March on, amber from 31 January on
BEFORE = date(2026, 2, 28)  # green from 30 January on, amber from 31 December on


def orders(*rows: tuple[Any, ...]) -> Tables:
    return {"orders": Rows({"who": "id", "bought": "time", "paid": "float"}, rows)}


BOUGHT = orders(
    (1, "2026-03-31 23:59:59", 10),  # today: 0 days silent
    (2, "2026-03-02 00:00:00", 10),  # 29 days: green
    (3, "2026-03-01 23:59:59", 10),  # 30 days: amber
    (4, "2026-01-31 00:00:00", 10),  # 59 days: amber
    (5, "2026-01-30 23:59:59", 10),  # 60 days: red; on 28 February green
    (5, "2026-01-01 08:00:00", "2.50"),  # 29 days between the two
    (6, "2025-12-31 12:00:00", 99),  # red; on 28 February 59 days: amber
    (6, "2025-12-21 23:00:00", 1),
    (6, "2025-12-30 01:00:00", 1),  # three orders in 10 days: a gap of 5
    (7, "2025-12-30 12:00:00", 99),  # red, and 60 days on 28 February: so already
    (8, "2026-04-01 00:00:00", 10),  # not yet a customer
    (None, "2026-03-01 12:00:00", 10),
)


def test_whole_calendar_days_decide_the_light(company: Company) -> None:
    warehouse = company(BOUGHT, ORDERS)
    assert warehouse.lights(AS_OF, [BEFORE]) == {
        None: Lights(green=2, amber=2, red=3, turned_red=2, usual_turned_red=None)
    }


def test_who_is_red_by_value_and_then_by_silence(company: Company) -> None:
    warehouse = company(BOUGHT, ORDERS)
    red = [
        AtRisk(6, silent=90, gap=Fraction(5), orders=3, value=Decimal(101)),
        AtRisk(7, silent=91, gap=None, orders=1, value=Decimal(99)),
        AtRisk(5, silent=60, gap=Fraction(29), orders=2, value=Decimal("12.5")),
    ]
    assert warehouse.at_risk(AS_OF, "red", 10) == red
    assert warehouse.at_risk(AS_OF, "red", 2) == red[:2]
    amber = warehouse.at_risk(AS_OF, "amber", 10)
    assert [(one.customer, one.silent) for one in amber] == [(4, 59), (3, 30)]
    green = warehouse.at_risk(AS_OF, "green", 10)
    assert [(one.customer, one.silent) for one in green] == [(2, 29), (1, 0)]


def test_of_subscribers_only_those_who_still_run_are_named(company: Company) -> None:
    ran = contracts(
        (5, "2025-01-01", None),
        (6, "2025-01-01", "2026-03-01"),  # has left
        (6, "2024-01-01", "2024-06-01"),
        (7, "2025-01-01", "2026-03-31"),  # the last day was yesterday
        (3, "2025-01-01", "2026-04-01"),  # today is the last day
        (4, "2026-04-01", None),  # not yet
    )
    warehouse = company(BOUGHT | ran, ORDERS | CONTRACTS)
    assert [one.customer for one in warehouse.at_risk(AS_OF, "red", 10)] == [5]
    assert [one.customer for one in warehouse.at_risk(AS_OF, "amber", 10)] == [3]
    assert warehouse.lights(AS_OF, [BEFORE])[None].red == 3
    by_orders: Sections = {"definitions": {"retention": "orders"}}
    warehouse = company.mapped(ORDERS | CONTRACTS | by_orders)
    assert len(warehouse.at_risk(AS_OF, "red", 10)) == 3


def test_the_limits_are_those_of_the_definitions(company: Company) -> None:
    definitions: Sections = {"definitions": {"amber_days": 1, "red_days": 30}}
    lights = company(BOUGHT, ORDERS | definitions).lights(AS_OF, [BEFORE])[None]
    assert (lights.green, lights.amber, lights.red) == (1, 1, 5)


def test_without_amounts_there_is_no_value(company: Company) -> None:
    section = {"orders": {"table": "orders", "customer": "who", "at": "bought"}}
    found = company(BOUGHT, section).at_risk(AS_OF, "red", 10)
    assert [(one.customer, one.value) for one in found] == [(7, None), (6, None), (5, None)]


LOGINS: Tables = {
    "logins": Rows(
        {"who": "id", "seen": "day"},
        [
            (6, "2026-03-31"),  # red by orders, seen today
            (1, "2026-01-30"),  # ordered today, seen 60 days ago
            (7, "2026-04-01"),  # seen in the future only: the orders tell
            (9, "2026-03-31"),  # never ordered
        ],
    )
}


def test_activity_decides_where_there_is_any(company: Company) -> None:
    warehouse = company(BOUGHT | LOGINS, ORDERS | ACTIVITY)
    lights = warehouse.lights(AS_OF, [BEFORE])[None]
    # green 2 and 6, amber 3 and 4, red 1, 5 and 7. On 28 February customer 1 had no order yet.
    assert lights == Lights(green=2, amber=2, red=3, turned_red=2, usual_turned_red=None)
    red = [(one.customer, one.silent, one.orders) for one in warehouse.at_risk(AS_OF, "red", 9)]
    assert red == [(7, 91, 1), (5, 60, 2), (1, 60, 1)]


def test_activity_alone_is_enough(company: Company) -> None:
    warehouse = company(LOGINS | contracts((1, "2026-01-01", None)), ACTIVITY | CONTRACTS)
    lights = warehouse.lights(AS_OF, [BEFORE])[None]
    assert (lights.green, lights.amber, lights.red, lights.turned_red) == (2, 0, 1, 1)
    assert warehouse.at_risk(AS_OF, "red", 9) == [AtRisk(1, 60, None, 0, None)]


def test_without_orders_or_activity_the_missing_section_is_named(company: Company) -> None:
    warehouse = company.mapped(CONTRACTS)
    for ask in (
        lambda: warehouse.lights(AS_OF, [BEFORE]),
        lambda: warehouse.at_risk(AS_OF, "red", 9),
    ):
        with pytest.raises(Trouble) as trouble:
            ask()
        assert trouble.value.facts == {"section": "orders"}


def test_usual_is_the_mean_of_eight_dates_or_more(company: Company) -> None:
    # One customer a day, each with one order: ten turn red from one tenth day to the next.
    first = date(2025, 1, 1)
    rows = [(day, f"{first + timedelta(days=day)} 12:00:00", 1) for day in range(400)]
    rows += [(1000 + i, f"{first + timedelta(days=330)} 13:00:00", 1) for i in range(5)]
    warehouse = company(orders(*rows), ORDERS)
    as_of = first + timedelta(days=390)  # red: up to day 330; ten days before up to 320
    earlier = [as_of - timedelta(days=10 * i) for i in range(1, 26)]
    lights = warehouse.lights(as_of, earlier[:9])[None]
    assert (lights.red, lights.turned_red, lights.usual_turned_red) == (336, 15, Fraction(10))
    assert warehouse.lights(as_of, earlier[:8])[None].usual_turned_red is None
    assert warehouse.lights(as_of, earlier)[None].usual_turned_red == 10


def test_lights_of_each_plan_and_of_one(company: Company) -> None:
    plans: Tables = {
        "customers": Rows(
            {"id": "id", "plan": "text"}, [(1, "Pro"), (5, "Pro"), (6, "Basic"), (99, "Free")]
        )
    }
    warehouse = company(BOUGHT | plans, ORDERS | CUSTOMERS)
    assert warehouse.lights(AS_OF, [BEFORE], by="plan") == {
        "Pro": Lights(1, 0, 1, 1, None),
        "Basic": Lights(0, 0, 1, 1, None),
        "": Lights(1, 2, 1, 0, None),
    }
    pro = [("plan", "Pro")]
    assert warehouse.lights(AS_OF, [BEFORE], where=pro) == {None: Lights(1, 0, 1, 1, None)}
    assert [one.customer for one in warehouse.at_risk(AS_OF, "red", 9, where=pro)] == [5]


@pytest.mark.parametrize(("utc", "silent"), [(True, 59), (False, 60)])
def test_days_are_those_of_amsterdam(company: Company, utc: bool, silent: int) -> None:
    warehouse = company(orders((1, "2026-01-30 23:30:00", 1)), ORDERS, utc=utc)
    found = [one for light in ("amber", "red") for one in warehouse.at_risk(AS_OF, light, 9)]
    assert [one.silent for one in found] == [silent]
    assert warehouse.lights(AS_OF, [BEFORE])[None].red == (0 if utc else 1)


def test_without_a_row_nobody_has_a_light(company: Company) -> None:
    warehouse = company(orders(), ORDERS)
    assert warehouse.lights(AS_OF, [BEFORE]) == {None: Lights(0, 0, 0, 0, None)}
    assert warehouse.at_risk(AS_OF, "red", 9) == []
