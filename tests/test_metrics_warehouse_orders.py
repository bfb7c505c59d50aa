"""Repeat purchases and spending, the same on every engine."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from metrics.period import containing
from metrics.warehouse.orders import Repeats, Spending
from metrics.warehouse.spans import Span
from metrics.warehouse.trouble import Trouble
from tests.warehouses import Company, Rows, Sections, Tables

ORDERS: Sections = {
    "orders": {"table": "orders", "customer": "who", "at": "bought", "amount": "paid"}
}
CUSTOMERS: Sections = {"customers": {"table": "customers", "id": "id", "by": {"plan": "plan"}}}
FEBRUARY, MARCH = (Span.of(containing(date(2026, month, 1), "month")) for month in (2, 3))
EVER = Span.ever(date(2026, 4, 1))


def orders(*rows: tuple[Any, ...]) -> Tables:
    return {"orders": Rows({"who": "id", "bought": "time", "paid": "money"}, rows)}


BOUGHT = orders(
    (1, "1997-01-01 00:00:00", "10.10"),
    (1, "2026-03-31 23:59:59", "20.20"),
    (2, "2026-02-01 00:00:00", "5"),
    (2, "2026-02-01 00:00:00", "5"),  # two orders at one instant are two
    (3, "2026-02-28 23:59:59", "0"),  # an order of nothing is an order
    (3, "2026-03-01 00:00:00", None),
    (3, "2026-03-02 00:00:00", "7"),
    (4, "2026-03-02 00:00:00", "-7"),
    (5, "2026-04-01 00:00:00", "100"),  # after all of them
    (None, "2026-03-02 00:00:00", "100"),
    (6, None, "100"),
)
PLANS: Tables = {
    "customers": Rows({"id": "id", "plan": "text"}, [(1, "Pro"), (1, "Pro"), (2, "Basic")])
}


def test_who_ordered_twice_in_a_window_and_in_all(company: Company) -> None:
    warehouse = company(BOUGHT, ORDERS)
    february, march, ever = Repeats(1, 2), Repeats(1, 3), Repeats(3, 4)
    assert warehouse.repeats([FEBRUARY, MARCH, EVER]) == {None: (february, march, ever)}
    for span, alone in ((FEBRUARY, february), (MARCH, march), (EVER, ever)):
        assert warehouse.repeats([span]) == {None: (alone,)}


def test_what_was_spent_by_how_many_in_how_many_orders(company: Company) -> None:
    warehouse = company(BOUGHT, ORDERS)
    february, march = Spending(Decimal(10), 2, 3), Spending(Decimal("20.2"), 3, 4)
    ever = Spending(Decimal("40.3"), 4, 8)
    assert warehouse.spending([FEBRUARY, MARCH, EVER]) == {None: (february, march, ever)}
    assert warehouse.spending([EVER]) == {None: (ever,)}


def test_of_each_plan_and_of_one(company: Company) -> None:
    warehouse = company(BOUGHT | PLANS, ORDERS | CUSTOMERS)
    assert warehouse.repeats([EVER], by="plan") == {
        "Pro": (Repeats(1, 1),),
        "Basic": (Repeats(1, 1),),
        "": (Repeats(1, 2),),
    }
    pro = [("plan", "Pro")]
    assert warehouse.repeats([EVER, MARCH], where=pro) == {None: (Repeats(1, 1), Repeats(0, 1))}
    assert warehouse.spending([EVER], where=pro) == {None: (Spending(Decimal("30.3"), 1, 2),)}


def test_without_a_row_there_is_nobody(company: Company) -> None:
    warehouse = company(orders(), ORDERS)
    assert warehouse.repeats([EVER, MARCH]) == {None: (Repeats(0, 0), Repeats(0, 0))}
    assert warehouse.spending([EVER]) == {None: (Spending(Decimal(0), 0, 0),)}


@pytest.mark.parametrize(("utc", "revenue"), [(True, 2 + 4 + 8), (False, 4 + 8 + 16)])
def test_half_past_two_on_the_night_with_25_hours(
    company: Company, utc: bool, revenue: int
) -> None:
    # On 25 October 2026 Amsterdam goes from UTC+2 to UTC+1 at 03:00, and 02:30 is there twice: in
    # UTC that day runs from 22:00 up to 23:00, in local time from midnight to midnight.
    day = Span.of(containing(date(2026, 10, 25), "day"))
    bought = orders(
        (1, "2026-10-24 21:59:59", 1),
        (1, "2026-10-24 22:00:00", 2),
        (1, "2026-10-25 02:30:00", 4),
        (1, "2026-10-25 22:59:59", 8),
        (1, "2026-10-25 23:00:00", 16),
    )
    assert company(bought, ORDERS, utc=utc).spending([day])[None][0].revenue == revenue


def test_the_whole_history_begins_early_in_every_zone(company: Company) -> None:
    warehouse = company(BOUGHT, ORDERS, utc=True)
    # The second order of customer 1 is in April then.
    assert warehouse.repeats([EVER]) == {None: (Repeats(2, 4),)}


def test_orders_that_are_not_mapped_are_named(company: Company) -> None:
    contracts: Sections = {
        "subscriptions": {"table": "none", "customer": "who", "started": "s", "ended": "e"}
    }
    with pytest.raises(Trouble) as trouble:
        company.mapped(contracts).repeats([EVER])
    assert (trouble.value.code, trouble.value.facts) == ("not_mapped", {"section": "orders"})
