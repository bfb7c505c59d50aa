"""Cohorts of orders and of subscriptions, the same on every engine."""

from datetime import date
from typing import Any

import pytest

from metrics.cohort import Cohort
from metrics.period import containing
from metrics.warehouse.spans import Span
from metrics.warehouse.trouble import Trouble
from tests.warehouses import Company, Rows, Sections, Tables

ORDERS: Sections = {"orders": {"table": "orders", "customer": "who", "at": "bought"}}
CONTRACTS: Sections = {
    "subscriptions": {"table": "contracts", "customer": "who", "started": "s", "ended": "e"}
}
CUSTOMERS: Sections = {"customers": {"table": "customers", "id": "id", "by": {"plan": "plan"}}}
APRIL, Q2 = containing(date(2026, 4, 1), "month"), containing(date(2026, 4, 1), "quarter")
JAN, FEB, MARCH, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))


def orders(*rows: tuple[int | None, str | None]) -> Tables:
    return {"orders": Rows({"who": "id", "bought": "time"}, rows)}


def contracts(*rows: tuple[int, str, str | None]) -> Tables:
    return {"contracts": Rows({"who": "id", "s": "day", "e": "day"}, rows)}


BOUGHT = orders(
    (1, "2026-01-01 00:00:00"),  # the first instant of January
    (1, "2026-01-31 23:59:59"),
    (1, "2026-03-10 12:00:00"),
    (2, "2026-01-15 09:00:00"),
    (2, "2026-02-15 09:00:00"),
    (2, "2026-02-15 09:00:00"),  # a row that is there twice
    (3, "2026-02-01 00:00:00"),
    (3, "2026-04-30 23:59:59"),
    (4, "2025-12-31 23:59:59"),  # a customer of December: in no cohort that is shown
    (4, "2026-01-10 10:00:00"),
    (5, "2026-04-02 10:00:00"),
    (6, "2026-05-01 00:00:00"),  # after the last complete period
    (7, "2199-01-01 00:00:00"),
    (None, "2026-01-05 10:00:00"),
    (8, None),
)


def test_customers_are_followed_from_the_month_of_their_first_order(company: Company) -> None:
    warehouse = company(BOUGHT, ORDERS)
    assert warehouse.cohorts(APRIL, 4) == {
        None: (
            Cohort(JAN, 2, (2, 1, 1, 0)),  # 1 and 2; 2 in February, 1 in March
            Cohort(FEB, 1, (1, 0, 1)),  # 3, again in April
            Cohort(MARCH, 0, (0, 0)),
            Cohort(APR, 1, (1,)),  # 5
        )
    }


def test_unbounded_counts_who_is_active_then_or_later(company: Company) -> None:
    warehouse = company(BOUGHT, ORDERS)
    assert warehouse.cohorts(APRIL, 4, unbounded=True) == {
        None: (
            Cohort(JAN, 2, (2, 2, 1, 0)),
            Cohort(FEB, 1, (1, 1, 1)),
            Cohort(MARCH, 0, (0, 0)),
            Cohort(APR, 1, (1,)),
        )
    }


def test_quarters_and_a_window_that_begins_later(company: Company) -> None:
    warehouse = company(BOUGHT, ORDERS)
    # Quarter 1: customers 1, 2 and 3, of whom 3 orders in quarter 2; quarter 2: customer 5.
    assert warehouse.cohorts(Q2, 2) == {
        None: (Cohort(JAN, 3, (3, 1)), Cohort(APR, 2, (2,)))  # 6 orders in May
    }
    assert warehouse.cohorts(APRIL, 2) == {None: (Cohort(MARCH, 0, (0, 0)), Cohort(APR, 1, (1,)))}


def test_without_a_row_every_cohort_is_empty(company: Company) -> None:
    empty = {None: (Cohort(MARCH, 0, (0, 0)), Cohort(APR, 0, (0,)))}
    assert company(orders(), ORDERS).cohorts(APRIL, 2) == empty
    assert company(contracts(), CONTRACTS).cohorts(APRIL, 2) == empty


PLANS: Tables = {
    "customers": Rows(
        {"id": "id", "plan": "text"},
        [(1, "Pro"), (2, "Basic"), (2, "Basic"), (3, None), (None, "Pro")],
    )
}


def test_cohorts_of_each_plan_and_of_one(company: Company) -> None:
    warehouse = company(BOUGHT | PLANS, ORDERS | CUSTOMERS)
    none = (Cohort(MARCH, 0, (0, 0)), Cohort(APR, 0, (0,)))
    assert warehouse.cohorts(APRIL, 4, by="plan") == {
        "Pro": (Cohort(JAN, 1, (1, 0, 1, 0)), Cohort(FEB, 0, (0, 0, 0)), *none),
        "Basic": (Cohort(JAN, 1, (1, 1, 0, 0)), Cohort(FEB, 0, (0, 0, 0)), *none),
        # 3 has no plan, 5 is not in the table.
        "": (Cohort(JAN, 0, (0,) * 4), Cohort(FEB, 1, (1, 0, 1)), none[0], Cohort(APR, 1, (1,))),
    }
    assert warehouse.cohorts(APRIL, 4, where=[("plan", "Pro")]) == {
        None: (Cohort(JAN, 1, (1, 0, 1, 0)), Cohort(FEB, 0, (0, 0, 0)), *none)
    }


RAN = contracts(
    (1, "2026-01-01", "2026-03-01"),  # ends as March begins: not in March
    (2, "2026-01-31", "2026-02-01"),  # January's last day only
    (2, "2026-04-05", None),  # and back in April
    (3, "2026-02-10", "2026-02-20"),  # within February
    (4, "2026-02-10", "2026-02-10"),  # ends as it starts
    (5, "2026-03-01", "2026-03-01"),  # and that at an edge
    (6, "2026-03-15", "2026-03-14"),  # ended before it started: never ran
    (7, "2025-06-01", None),  # began before the window
    (8, "2026-05-01", None),  # after it
    (9, "2026-04-30", "2199-01-01"),
)


def test_a_subscription_is_active_in_every_month_that_it_overlaps(company: Company) -> None:
    warehouse = company(RAN, CONTRACTS)
    assert warehouse.cohorts(APRIL, 4) == {
        None: (
            Cohort(JAN, 2, (2, 1, 0, 1)),  # 1 and 2; 1 in February; 2 in April
            Cohort(FEB, 2, (2, 0, 0)),  # 3 and 4
            Cohort(MARCH, 1, (1, 0)),  # 5
            Cohort(APR, 1, (1,)),  # 9
        )
    }
    assert warehouse.cohorts(APRIL, 4, unbounded=True)[None][0] == Cohort(JAN, 2, (2, 2, 1, 1))


@pytest.mark.parametrize("between", [" ", "T"])
def test_a_subscription_with_times_ends_at_the_instant(company: Company, between: str) -> None:
    began = f"2026-01-10{between}10:00:00"
    rows = (
        (1, began, f"2026-02-01{between}00:00:00"),  # not in February
        (2, began, f"2026-02-01{between}00:00:01"),  # for a second
    )
    table = Rows({"who": "id", "s": "time", "e": "time"}, rows)
    warehouse = company({"contracts": table}, CONTRACTS)
    february = containing(FEB, "month")
    assert warehouse.cohorts(february, 2)[None][0] == Cohort(JAN, 2, (2, 1))


@pytest.mark.parametrize(("utc", "first"), [(True, FEB), (False, JAN)])
def test_half_past_eleven_in_utc_is_tomorrow_in_amsterdam(
    company: Company, utc: bool, first: date
) -> None:
    late: Any = (1, "2026-01-31 23:30:00")
    warehouse = company(orders(late), ORDERS, utc=utc)
    found = warehouse.cohorts(APRIL, 4)[None]
    assert [cohort.start for cohort in found if cohort.size] == [first]
    assert warehouse.flows([Span.of(containing(first, "month"))])[None][0].new == 1


def test_more_periods_than_a_number_has_bits_are_refused(company: Company) -> None:
    with pytest.raises(Trouble, match="too_many_periods"):
        company(BOUGHT, ORDERS).cohorts(APRIL, 60)
    assert len(company(BOUGHT, ORDERS).cohorts(APRIL, 59)[None]) == 59
    assert len(company(RAN, CONTRACTS).cohorts(APRIL, 59)[None]) == 59
