"""Customers counted in a warehouse, by hand."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from metrics.flow import Flow
from metrics.period import containing
from metrics.warehouse.spans import Span
from tests.warehouses import CONTRACTS, ORDERS, Company, Rows, Sections, contracts, orders, url_of

CUSTOMERS: Sections = {"customers": {"table": "customers", "id": "id", "by": {"plan": "plan"}}}
MARCH = containing(date(2026, 3, 1), "month")


BOUGHT = orders(
    (1, "2026-02-01 00:00:00"),  # the first instant of February
    (1, "2026-03-31 23:59:59"),  # the last second of March: kept
    (2, "2026-02-28 23:59:59"),  # lost
    (3, "2026-03-01 00:00:00"),  # new
    (3, "2026-03-01 00:00:00"),  # a row that is there twice
    (4, "2025-06-01 12:00:00"),  # returned
    (4, "2026-03-15 12:00:00"),
    (5, "2026-01-31 23:59:59"),  # ordered once, long ago
    (6, "2026-04-01 00:00:00"),  # after the period
    (7, "2199-01-01 00:00:00"),
    (None, "2026-03-02 12:00:00"),
    (8, None),
)
FLOW = Flow(start=2, end=3, kept=1, new=1, gone=0, returned=1, acquired=4)

RAN = contracts(
    (1, "2026-01-01", None),  # kept
    (2, "2026-02-28", "2026-03-31"),  # lost on the last day
    (3, "2026-02-01", "2026-04-01"),  # ends as April begins: there at the end
    (4, "2026-03-01", None),  # new: starting on the first day is not at the start
    (5, "2026-03-01", "2026-03-31"),  # came and went
    (6, "2025-01-01", "2025-02-01"),  # came back
    (6, "2026-03-31", None),
    (7, "2026-04-01", None),  # in April only
    (8, "2026-01-01", "2026-03-01"),  # ends on the first day: there at the start
    (9, "2026-03-09", "2026-03-08"),  # ended before it started
    (10, "2026-01-01", "2026-03-10"),  # two contracts, one after the other: kept
    (10, "2026-03-10", None),
    (None, "2026-01-01", None),
    (11, None, None),
)
RAN_FLOW = Flow(start=5, end=5, kept=3, new=1, gone=1, returned=1, acquired=6)


def test_orders_of_march_by_hand(company: Company) -> None:
    assert company(BOUGHT, ORDERS).flows([Span.of(MARCH)]) == {None: (FLOW,)}
    assert FLOW.adds_up


def test_subscriptions_of_march_by_hand(company: Company) -> None:
    assert company(RAN, CONTRACTS).flows([Span.of(MARCH)]) == {None: (RAN_FLOW,)}
    assert RAN_FLOW.adds_up


def test_many_periods_are_counted_as_each_of_them_alone(company: Company) -> None:
    spans = [Span.of(containing(date(2026, month, 1), "month")) for month in (1, 2, 3, 4)]
    spans += [Span.of(containing(date(2026, 1, 1), kind)) for kind in ("quarter", "week", "year")]
    for tables, sections in ((BOUGHT, ORDERS), (RAN, CONTRACTS)):
        warehouse = company(tables, sections)
        together = warehouse.flows(spans)[None]
        assert together == tuple(warehouse.flows([span])[None][0] for span in spans)


def test_segments_hold_everyone_once_those_unknown_too(company: Company) -> None:
    plans = [(1, "Pro"), (2, "Pro"), (3, "Basic"), (3, "Basic"), (4, None), (99, "Gold")]
    known = {"customers": Rows({"id": "id", "plan": "text"}, plans)}
    warehouse = company(BOUGHT | known, ORDERS | CUSTOMERS)
    found = warehouse.flows([Span.of(MARCH)], by="plan")
    assert found == {
        "Pro": (Flow(start=2, end=1, kept=1, new=0, gone=0, returned=0, acquired=2),),
        "Basic": (Flow(start=0, end=1, kept=0, new=1, gone=0, returned=0, acquired=0),),
        "": (Flow(start=0, end=1, kept=0, new=0, gone=0, returned=1, acquired=2),),
    }
    one = warehouse.flows([Span.of(MARCH)], where=[("plan", "Pro")])
    assert one == {None: found["Pro"]}
    assert warehouse.flows([Span.of(MARCH)], where=[("plan", "'; --")]) == {None: (Flow.NONE,)}


def test_without_a_row_everything_is_zero(company: Company) -> None:
    for tables, sections in ((orders(), ORDERS), (contracts(), CONTRACTS)):
        assert company(tables, sections).flows([Span.of(MARCH)]) == {None: (Flow.NONE,)}


def test_what_the_administrator_leaves_out_is_not_counted(company: Company) -> None:
    where = {"orders": ORDERS["orders"] | {"where": "who % 2 = 1"}}
    assert company(BOUGHT, where).flows([Span.of(MARCH)]) == {
        None: (Flow(start=1, end=2, kept=1, new=1, gone=0, returned=0, acquired=2),)
    }


UTC_ROWS = (  # Amsterdam is an hour ahead of UTC on 1 March, two on 1 April
    (1, "2026-02-28 22:59:59"),  # still February
    (2, "2026-02-28 23:00:00"),  # March has begun
    (3, "2026-03-31 21:59:59"),  # still March
    (4, "2026-03-31 22:00:00"),  # April has
)
UTC_FLOW = Flow(start=1, end=2, kept=0, new=2, gone=0, returned=0, acquired=1)


def test_a_month_begins_at_the_workspaces_midnight_where_times_are_in_utc(
    company: Company,
) -> None:
    warehouse = company(orders(*UTC_ROWS), ORDERS, utc=True)
    assert warehouse.flows([Span.of(MARCH)]) == {None: (UTC_FLOW,)}
    as_local = company.mapped(ORDERS).flows([Span.of(MARCH)])
    assert as_local == {None: (Flow(2, 2, 0, 2, 0, 0, 2),)}


@pytest.mark.parametrize("utc", [False, True])
def test_days_are_the_workspaces_own_whatever_the_times_are_in(company: Company, utc: bool) -> None:
    warehouse = company(RAN, CONTRACTS, utc=utc)
    assert warehouse.flows([Span.of(MARCH)]) == {None: (RAN_FLOW,)}


@pytest.mark.parametrize("engine", ["duckdb", "postgresql"])
@pytest.mark.parametrize("utc", [False, True])
def test_times_that_know_their_zone_need_no_setting(
    engine: str, utc: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("postgres") if engine == "postgresql" else ""
    company = Company(url_of(engine, tmp_path, server), [])
    instants = [(who, f"{at}+00") for who, at in UTC_ROWS[:3]]
    instants.append((4, "2026-04-01 07:00:00+09"))  # the same instant, seen from Tokyo
    warehouse = company(orders(*instants, kind="instant"), ORDERS, utc=utc)
    assert warehouse.flows([Span.of(MARCH)]) == {None: (UTC_FLOW,)}
    company.close()


@pytest.mark.parametrize(
    "form",
    ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%SZ"],
)
def test_sqlites_texts_are_compared_in_the_form_that_they_have(form: str, tmp_path: Path) -> None:
    company = Company(url_of("sqlite", tmp_path, ""), [])
    for rows, flow, utc in ((UTC_ROWS, UTC_FLOW, True), (BOUGHT["orders"].rows, FLOW, False)):
        texts = [(who, _in(form, at)) for who, at in rows]
        warehouse = company(orders(*texts), ORDERS, utc=utc)
        assert warehouse.flows([Span.of(MARCH)]) == {None: (flow,)}
    company.close()


def test_numbers_are_no_times_on_sqlite(tmp_path: Path) -> None:
    company = Company(url_of("sqlite", tmp_path, ""), [])
    warehouse = company(orders((1, 20260301), kind="number"), ORDERS)
    with pytest.raises(Exception, match=r"orders\.bought holds numbers"):
        warehouse.flows([Span.of(MARCH)])
    company.close()


def _in(form: str, at: Any) -> str | None:
    return None if at is None else datetime.fromisoformat(at).strftime(form)
