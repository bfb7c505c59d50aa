"""Customers of a period: an example to count by hand, the variants, the other tools' churn."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.counts import retention
from metrics.flow import Flow, Variant, other_tools, rate, retention_of
from metrics.rounding import rounded

# The example of four ways to count churn: 500 at the start, 50 come, 60 of the 500 leave and 10 of
# the 50; nobody returns.
FOUR_WAYS = Flow(start=500, end=480, kept=440, new=40, gone=10, returned=0, acquired=900)

counts = st.integers(0, 10**6)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Counts that can be true: built up from the groups that do not overlap."""
    kept, lost, new, gone, returned, away = (draw(counts) for _ in range(6))
    start = kept + lost
    return Flow(start, kept + new + returned, kept, new, gone, returned, start + returned + away)


def percent(part: int, total: int) -> str:
    return str(rounded(Fraction(100 * part, total), 1))


def test_the_same_customers_give_three_churns() -> None:
    tools = {tool: percent(*counted) for tool, counted in other_tools(FOUR_WAYS).items()}
    assert tools == {"chartmogul": "12.0", "stripe": "12.7", "leavers": "14.0"}
    assert other_tools(FOUR_WAYS)["stripe"] == (70, 550)


def test_what_the_formula_hides_shows_when_customers_return() -> None:
    """5 returned: E is 485. With all 50 who came taken for new, the formula says 87 %."""
    flow = replace(FOUR_WAYS, end=485, returned=5)
    assert flow.adds_up
    assert rate(flow, "strict") == Fraction(88, 100)
    assert rate(flow, "formula") == Fraction(89, 100)
    assert Fraction(flow.end - (flow.new + flow.gone), flow.start) == Fraction(87, 100)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [("strict", "80.00"), ("formula", "105.00"), ("all_acquired", "25.00")],
)
def test_the_variants_count_and_divide_by_others(variant: Variant, expected: str) -> None:
    flow = Flow(start=100, end=120, kept=80, new=15, gone=0, returned=25, acquired=420)
    value = rate(flow, variant)
    assert value is not None
    assert str(rounded(100 * value)) == expected


@pytest.mark.parametrize(
    ("flow", "strict", "formula", "all_acquired"),
    [
        (Flow.NONE, None, None, None),
        (replace(Flow.NONE, end=3, new=3), None, None, None),
        (replace(Flow.NONE, end=3, new=1, returned=2, acquired=8), None, None, Fraction(1, 4)),
        (replace(Flow.NONE, start=1, acquired=1), Fraction(0), Fraction(0), Fraction(0)),
    ],
)
def test_a_rate_of_nobody_is_not_available(
    flow: Flow,
    strict: Fraction | None,
    formula: Fraction | None,
    all_acquired: Fraction | None,
) -> None:
    assert rate(flow, "strict") == strict
    assert rate(flow, "formula") == formula
    assert rate(flow, "all_acquired") == all_acquired


@pytest.mark.parametrize(
    ("start", "evidence"), [(1, "counts"), (9, "counts"), (10, "interval"), (30, "full")]
)
def test_retention_of_a_flow_passes_the_gates_of_typed_figures(start: int, evidence: str) -> None:
    flow = Flow(start=start, end=start, kept=start, new=0, gone=0, returned=0, acquired=start)
    result = retention_of(flow)
    assert result == retention(start=start, lost=0)
    assert result is not None
    assert result.evidence == evidence


def test_retention_of_nobody_is_not_available() -> None:
    assert retention_of(replace(Flow.NONE, end=5, new=5)) is None


@pytest.mark.parametrize("field", ["end", "kept", "new", "returned"])
def test_a_customer_counted_twice_does_not_add_up(field: str) -> None:
    assert FOUR_WAYS.adds_up
    assert not replace(FOUR_WAYS, **{field: getattr(FOUR_WAYS, field) + 1}).adds_up


@given(flows())
def test_everyone_at_the_end_stayed_is_new_or_returned(flow: Flow) -> None:
    assert flow.adds_up
    assert flow.end == flow.kept + flow.new + flow.returned
    strict, formula = rate(flow, "strict"), rate(flow, "formula")
    if strict is not None and formula is not None:
        assert 0 <= strict <= 1
        assert formula - strict == Fraction(flow.returned, flow.start)


@given(flows())
def test_retention_and_the_first_of_the_tools_make_one(flow: Flow) -> None:
    result = retention_of(flow)
    lost, start = other_tools(flow)["chartmogul"]
    if result is not None:
        assert result.rate == rate(flow, "strict")
        assert result.rate + Fraction(lost, start) == 1
        assert result.churn == Fraction(lost, start)


@given(st.lists(flows(), max_size=5))
def test_segments_add_up_to_the_whole(segments: list[Flow]) -> None:
    whole = sum(segments, Flow.NONE)
    assert whole.adds_up
    assert whole.start == sum(segment.start for segment in segments)
    assert whole.lost == sum(segment.lost for segment in segments)
    for tool, (leavers, customers) in other_tools(whole).items():
        assert leavers == sum(other_tools(segment)[tool][0] for segment in segments)
        assert customers == sum(other_tools(segment)[tool][1] for segment in segments)


@given(flows())
def test_nobody_adds_nothing(flow: Flow) -> None:
    assert flow + Flow.NONE == flow == Flow.NONE + flow
