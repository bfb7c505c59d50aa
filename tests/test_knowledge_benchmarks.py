"""Comparing with a benchmark: a verdict between likes only, and whose yardstick is met."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.benchmarks import Verdict, compare, meets, yardsticks
from knowledge.library import Company, Industry, load

LIBRARY = load()
SOFTWARE = LIBRARY.industries["software"]
YEARLY = SOFTWARE.model_copy(update={"period": "year"})
BOUND = LIBRARY.companies["the-local"].model_copy(update={"period": "year"})

PERCENT = st.decimals(0, 100, places=2)


def test_a_distance_is_in_points_from_the_benchmark() -> None:
    assert compare(Decimal("76.67"), SOFTWARE, None).distance == Decimal("-0.33")
    assert compare(Decimal(80), SOFTWARE, "year").distance == 3
    assert compare(Decimal(80), SOFTWARE, "year").benchmark is SOFTWARE


@given(PERCENT, st.sampled_from(["week", "month", "quarter", "year", None]))
def test_todays_content_gives_no_verdict(value: Decimal, period: str | None) -> None:
    benchmarks: list[Industry | Company] = [
        *LIBRARY.industries.values(),
        *LIBRARY.companies.values(),
    ]
    assert {compare(value, one, period).verdict for one in benchmarks} == {None}


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("80", "above"),
        ("77.51", "above"),
        ("77.5", "level"),
        ("77", "level"),
        ("76.5", "level"),
        ("76.49", "below"),
        ("0", "below"),
    ],
)
def test_likes_are_compared_to_half_a_point(value: str, verdict: Verdict) -> None:
    assert compare(Decimal(value), YEARLY, "year").verdict == verdict


@pytest.mark.parametrize("period", ["month", "quarter", None])
def test_another_period_gives_no_verdict(period: str | None) -> None:
    assert compare(Decimal(90), YEARLY, period).verdict is None


def test_a_bound_gives_no_verdict() -> None:
    assert compare(Decimal(3), BOUND, "year").verdict is None


def test_yardsticks_come_lowest_first() -> None:
    ladder = [f"{one.source} {one.relation} {one.low} {one.high}" for one in yardsticks(LIBRARY)]
    assert ladder == [
        "shopify between 70 80",
        "xoxoday at least 80 None",
        "salesforce above 85 None",
        "liveagent equal 95 None",
    ]


@pytest.mark.parametrize(
    ("value", "sources"),
    [
        ("69.99", []),
        ("70", ["shopify"]),
        ("79.99", ["shopify"]),
        ("80", ["shopify", "xoxoday"]),
        ("80.01", ["xoxoday"]),
        ("85", ["xoxoday"]),
        ("85.01", ["xoxoday", "salesforce"]),
        ("95", ["xoxoday", "salesforce", "liveagent"]),
        ("97", ["xoxoday", "salesforce", "liveagent"]),
    ],
)
def test_whose_yardstick_a_figure_meets(value: str, sources: list[str]) -> None:
    assert [one.source for one in yardsticks(LIBRARY) if meets(Decimal(value), one)] == sources


def test_a_yardstick_from_above_is_met_below_it() -> None:
    ceiling = LIBRARY.yardsticks["goal-above-85"].model_copy(update={"relation": "below"})
    assert [meets(Decimal(value), ceiling) for value in (84, 85, 86)] == [True, False, False]
