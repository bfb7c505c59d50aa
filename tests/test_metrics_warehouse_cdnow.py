"""The warehouse against an independent computation in pandas, on the orders of CDNOW."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest

from metrics.flow import Flow
from metrics.lights import Lights
from metrics.movement import Movement
from metrics.period import Period, containing, history
from metrics.warehouse.orders import Repeats, Spending
from metrics.warehouse.spans import Span
from metrics.warehouse.warehouse import Warehouse
from tests.warehouses import Company, Rows, Sections

FILE = Path(__file__).parent / "data" / "cdnow.csv"
ORDERS: Sections = {
    "orders": {"table": "cdnow", "customer": "customer", "at": "day", "amount": "amount"}
}
LAST = containing(date(1998, 6, 1), "month")
MONTHS = (*history(LAST, 17), LAST)  # January 1997, when the first of them came, to June 1998
UNTIL = date(1998, 7, 1)


@cache
def orders() -> pd.DataFrame:
    frame = pd.read_csv(FILE, parse_dates=["day"])
    frame["cents"] = (frame["amount"] * 100).round().astype("int64")
    frame["month"] = frame["day"].dt.year * 12 + frame["day"].dt.month
    return frame.join(frame.groupby("customer")["month"].min().rename("first"), on="customer")


@pytest.fixture
def cdnow(company: Company) -> Warehouse:
    rows: list[Any] = list(pd.read_csv(FILE, dtype=str).itertuples(index=False, name=None))
    return company(
        {"cdnow": Rows({"customer": "id", "day": "day", "amount": "float"}, rows)}, ORDERS
    )


def customers(condition: "pd.Series[bool]") -> set[int]:
    return set(orders().loc[condition, "customer"])


def month_of(period: Period) -> int:
    return period.start.year * 12 + period.start.month


def expected_flow(period: Period) -> Flow:
    month, at = month_of(period), orders()["month"]
    before, now, earlier = customers(at == month - 1), customers(at == month), customers(at < month)
    return Flow(
        start=len(before),
        end=len(now),
        kept=len(before & now),
        new=len(now - earlier),
        gone=0,
        returned=len(now & earlier - before),
        acquired=len(earlier),
    )


def test_customers_who_stayed_came_and_came_back(cdnow: Warehouse) -> None:
    found = cdnow.flows(list(map(Span.of, MONTHS)))[None]
    assert list(found) == list(map(expected_flow, MONTHS))
    assert found[1].kept > 50  # February 1997: there is something to compare
    assert found[-1].returned > 50


def expected_movement(period: Period) -> Movement:
    month = month_of(period)
    spent = orders().pivot_table(
        index="customer", columns="month", values="cents", aggfunc="sum", observed=True
    )
    none = pd.Series(float("nan"), index=spent.index)
    before, now = (spent.get(one, none) for one in (month - 1, month))
    first = orders().groupby("customer")["first"].first()
    was, is_now = before.notna(), now.notna()
    change = (now - before)[was & is_now]
    amounts = (
        before.sum(),
        now.sum(),
        now[first == month].sum(),
        change.clip(lower=0).sum(),
        -change.clip(upper=0).sum(),
        before[was & ~is_now].sum(),
        now[is_now & ~was & (first < month)].sum(),
        now[was].sum(),
        pd.concat([now, before], axis=1)[was & is_now].min(axis=1).sum(),
    )
    fields: list[Any] = [Decimal(round(cents)) / 100 for cents in amounts]
    fields += [int(was.sum()), int(is_now.sum())]
    return Movement(*fields)


def test_revenue_that_moved(cdnow: Warehouse) -> None:
    found = cdnow.movements(list(map(Span.of, MONTHS)))[None]
    assert list(found) == list(map(expected_movement, MONTHS))
    assert all(one.adds_up for one in found)
    assert found[-1].reactivation > 1000


@pytest.mark.parametrize("unbounded", [False, True])
def test_cohorts(cdnow: Warehouse, unbounded: bool) -> None:
    frame = orders()
    found = cdnow.cohorts(LAST, 18, unbounded=unbounded)[None]
    for period, cohort in zip(MONTHS, found, strict=True):
        of_cohort = frame[frame["first"] == month_of(period)]
        later = [month_of(one) for one in MONTHS if one.start >= period.start]
        active = tuple(
            of_cohort.loc[
                (of_cohort["month"] >= month) if unbounded else (of_cohort["month"] == month),
                "customer",
            ].nunique()
            for month in later
        )
        assert (cohort.start, cohort.size) == (period.start, of_cohort["customer"].nunique())
        assert cohort.active == active
    assert [cohort.size for cohort in found if cohort.size] == [781, 857, 719]


def test_repeat_purchases_and_spending(cdnow: Warehouse) -> None:
    frame, ever, quarter = orders(), Span.ever(UNTIL), Span.of(containing(LAST.start, "quarter"))
    of_quarter = frame[frame["day"] >= pd.Timestamp(quarter.period.start)]
    each = [one.groupby("customer").size() for one in (frame, of_quarter)]
    expected = [Repeats(int((counts >= 2).sum()), len(counts)) for counts in each]
    assert list(cdnow.repeats([ever, quarter])[None]) == expected
    revenue = Decimal(int(frame["cents"].sum())) / 100
    assert cdnow.spending([ever]) == {None: (Spending(revenue, 2357, 6919),)}


def light_of(as_of: date) -> "pd.Series[str]":
    frame = orders()
    last = frame[frame["day"] <= pd.Timestamp(as_of)].groupby("customer")["day"].max()
    silent = (pd.Timestamp(as_of) - last).dt.days
    return pd.cut(silent, [-1, 29, 59, 9999], labels=["green", "amber", "red"]).astype(str)


def test_the_traffic_light(cdnow: Warehouse) -> None:
    ends = [period.end - timedelta(days=1) for period in reversed(MONTHS)]
    lights = [light_of(day) for day in ends]
    reds = [set(one.index[one == "red"]) for one in lights]
    turned = [len(now - before) for now, before in pairwise(reds)]
    counts = lights[0].value_counts()
    found = cdnow.lights(ends[0], ends[1:])[None]
    assert found == Lights(
        green=int(counts["green"]),
        amber=int(counts["amber"]),
        red=int(counts["red"]),
        turned_red=turned[0],
        usual_turned_red=Fraction(sum(turned[1:]), len(turned[1:])),
    )
    assert found.total == 2357


def test_the_names_behind_the_red_light(cdnow: Warehouse) -> None:
    frame = orders()
    lights = light_of(date(1998, 6, 30))
    red = frame[frame["customer"].isin(lights.index[lights == "red"])]
    each = red.groupby("customer").agg(
        value=("cents", "sum"), orders=("day", "size"), first=("day", "min"), last=("day", "max")
    )
    each = each.reset_index().sort_values(
        ["value", "last", "customer"], ascending=[False, True, True]
    )
    found = cdnow.at_risk(date(1998, 6, 30), "red", 100)
    assert [one.customer for one in found] == each["customer"].head(100).tolist()
    for one, row in zip(found, each.itertuples(), strict=False):
        days = (row.last - row.first).days
        assert one.silent == (pd.Timestamp(1998, 6, 30) - row.last).days
        assert one.gap == (None if row.orders == 1 else Fraction(days, row.orders - 1))
        assert (one.orders, one.value) == (row.orders, Decimal(row.value) / 100)
