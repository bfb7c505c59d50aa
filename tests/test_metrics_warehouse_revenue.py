"""Revenue movements of subscriptions and of orders, the same on every engine."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from metrics.movement import Movement
from metrics.period import Period, containing, history
from metrics.warehouse.spans import Span
from metrics.warehouse.trouble import Trouble
from tests.warehouses import Company, Kind, Rows, Sections, Tables

CONTRACTS: Sections = {
    "subscriptions": {
        "table": "contracts",
        "customer": "who",
        "started": "s",
        "ended": "e",
        "amount": "mrr",
    }
}
ORDERS: Sections = {
    "orders": {"table": "orders", "customer": "who", "at": "bought", "amount": "paid"}
}
CUSTOMERS: Sections = {"customers": {"table": "customers", "id": "id", "by": {"plan": "plan"}}}
MARCH = containing(date(2026, 3, 1), "month")
SPAN = [Span.of(MARCH)]


def contracts(*rows: tuple[Any, ...], kind: Kind = "float") -> Tables:
    return {"contracts": Rows({"who": "id", "s": "day", "e": "day", "mrr": kind}, rows)}


def orders(*rows: tuple[Any, ...], kind: Kind = "float") -> Tables:
    return {"orders": Rows({"who": "id", "bought": "time", "paid": kind}, rows)}


def movement(*amounts: float | str, start: int, end: int) -> Movement:
    """In the order of its fields; the customers by name."""
    fields: list[Any] = [*(Decimal(str(amount)) for amount in amounts), start, end]
    return Movement(*fields)


RAN = contracts(
    (1, "2026-01-01", None, 10),  # the same all along
    (2, "2026-01-01", "2026-03-15", 20),  # from 20
    (2, "2026-03-15", None, 50.5),  # to 50.50: expansion 30.50
    (3, "2026-01-01", None, 5),  # two contracts, of which
    (3, "2026-01-01", "2026-03-31", 7.25),  # one ends on March's last day: contraction 7.25
    (4, "2026-02-01", "2026-04-01", 99),  # ends as April begins: there at the end
    (5, "2026-02-01", "2026-03-31", 40),  # churn 40
    (6, "2026-03-01", None, 30),  # new 30: starting on the first day is not at the start
    (7, "2026-03-02", "2026-03-20", 1000),  # came and went
    (8, "2025-01-01", "2025-06-01", 60),  # reactivation 25, not 60
    (8, "2026-03-10", None, 25),
    (9, "2026-04-01", None, 70),  # in April only
    (10, "2026-02-01", None, None),  # without an amount: a customer all the same
    (None, "2026-02-01", None, 500),
    (11, "2026-03-05", "2026-03-04", 500),  # ended before it started
)
#                start   end     new  exp.   contr. churn  react. kept    least
MOVED = movement(181.25, 219.5, 30, "30.5", "7.25", 40, 25, "164.5", 134, start=6, end=7)
# At the start 10 + 20 + 12.25 + 99 + 40 + 0; at the end 10 + 50.5 + 5 + 99 + 30 + 25 + 0
# kept at the end: 10 + 50.5 + 5 + 99 + 0; the least of both: 10 + 20 + 5 + 99 + 0


def test_monthly_amounts_move_between_the_boundaries(company: Company) -> None:
    warehouse = company(RAN, CONTRACTS)
    assert warehouse.movements(SPAN) == {None: (MOVED,)}
    assert MOVED.adds_up


BOUGHT = orders(
    (1, "2026-02-01 00:00:00", 10),
    (1, "2026-03-31 23:59:59", "12.34"),  # expansion 2.34
    (2, "2026-02-28 23:59:59", 40),  # two orders before,
    (2, "2026-02-10 10:00:00", 0.5),
    (2, "2026-03-01 00:00:00", 20),  # two now: contraction 10.40
    (2, "2026-03-02 00:00:00", 10.1),
    (3, "2026-02-20 12:00:00", 7),  # churn 7
    (4, "2026-03-20 12:00:00", 3.3),  # new 3.30, and again
    (4, "2026-03-20 12:00:00", 3.3),  # as often as the row is there
    (5, "2025-12-31 12:00:00", 80),  # reactivation 0.01
    (5, "2026-03-20 12:00:00", 0.01),
    (6, "2026-04-01 00:00:00", 900),  # after the period
    (7, "2026-01-31 23:59:59", 900),  # before both: not in either
    (8, "2026-02-01 12:00:00", None),  # an order without an amount is an order
    (8, "2026-03-01 12:00:00", 0),
    (None, "2026-03-01 12:00:00", 900),
)
SPENT = movement("57.5", "49.05", "6.6", "2.34", "10.4", 7, "0.01", "42.44", "40.1", start=4, end=5)
# Before 10 + 40.5 + 7 + 0; in March 12.34 + 30.1 + 6.6 + 0.01 + 0
# kept at the end: 12.34 + 30.1; the least of both: 10 + 30.1


def test_spending_moves_between_the_periods(company: Company) -> None:
    assert company(BOUGHT, ORDERS).movements(SPAN) == {None: (SPENT,)}
    assert SPENT.adds_up


PLANS: Tables = {
    "customers": Rows({"id": "id", "plan": "text"}, [(1, "Pro"), (2, "Basic"), (2, "Basic")])
}


def test_by_plan_the_segments_add_up_to_the_whole(company: Company) -> None:
    bought = company(BOUGHT | PLANS, ORDERS | CUSTOMERS)
    segments = bought.movements(SPAN, by="plan")
    assert segments["Pro"] == (
        movement(10, "12.34", 0, "2.34", 0, 0, 0, "12.34", 10, start=1, end=1),
    )
    assert sorted(map(str, segments)) == ["", "Basic", "Pro"]
    assert sum((one for (one,) in segments.values()), Movement.NONE) == SPENT
    assert bought.movements(SPAN, where=[("plan", "Pro")]) == {None: segments["Pro"]}
    ran = company(RAN | PLANS, CONTRACTS | CUSTOMERS).movements(SPAN, by="plan")
    assert sum((one for (one,) in ran.values()), Movement.NONE) == MOVED


@pytest.mark.parametrize("kind", ["float", "money"])
def test_a_thousand_times_ten_cents_is_a_hundred_exactly(company: Company, kind: Kind) -> None:
    paid = orders(*[(1, "2026-03-02 00:00:00", "0.10")] * 1000, kind=kind)
    assert company(paid, ORDERS).movements(SPAN)[None][0].end == Decimal(100)


def test_a_part_of_a_cent_counts(company: Company) -> None:
    paid = orders(*[(1, "2026-03-02 00:00:00", 0.0035)] * 3)
    assert company(paid, ORDERS).movements(SPAN)[None][0].end == Decimal("0.0105")


def test_without_a_row_nothing_moved(company: Company) -> None:
    assert company(orders(), ORDERS).movements(SPAN) == {None: (Movement.NONE,)}
    assert company(contracts(), CONTRACTS).movements(SPAN) == {None: (Movement.NONE,)}


def test_amounts_that_are_none_are_left_out(company: Company) -> None:
    absurd = orders((1, "2026-03-02 00:00:00", 1e300), (1, "2026-03-02 00:00:00", 5))
    assert company(absurd, ORDERS).movements(SPAN)[None][0].end == 5
    if company.dialect != "sqlite":  # which has neither
        nan = orders(*((1, "2026-03-02 00:00:00", text) for text in ("NaN", "Infinity", "5")))
        assert company(nan, ORDERS).movements(SPAN)[None][0].end == 5


def test_without_a_column_of_amounts_the_section_is_named(company: Company) -> None:
    section = {"orders": {"table": "orders", "customer": "who", "at": "bought"}}
    with pytest.raises(Trouble) as trouble:
        company(BOUGHT, section).movements(SPAN)
    assert (trouble.value.code, trouble.value.facts) == ("no_amounts", {"section": "orders"})


def test_movements_of_random_businesses_add_up(company: Company) -> None:
    chance = random.Random(4)

    def day() -> date:
        return date(2025, 10, 1) + timedelta(days=chance.randrange(240))

    def price() -> float:
        return chance.randrange(-500, 50_000) / 100

    ran = [
        (chance.randrange(400), day(), chance.choice([None, day()]), price()) for _ in range(400)
    ]
    bought = [(chance.randrange(400), f"{day()} 12:00:00", price()) for _ in range(600)]
    periods = (*history(MARCH, 4), MARCH, Period(date(2026, 1, 10), date(2026, 3, 5), "custom"))
    spans = [Span.of(period) for period in periods]
    both: list[tuple[Tables, Sections]] = [
        (contracts(*ran), CONTRACTS),
        (orders(*bought), ORDERS),
    ]
    for tables, section in both:
        found = company(tables, section).movements(spans)[None]
        assert len(found) == 6
        assert all(one.adds_up for one in found)
        assert all(one.churn and one.new and one.expansion and one.contraction for one in found[2:])
        one_by_one = [company.mapped(section).movements([span])[None][0] for span in spans]
        assert list(found) == one_by_one
