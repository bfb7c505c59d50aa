"""Retention and churn from typed counts: the articles' examples, the refusals, the properties."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.counts import Retention, churn, evidence, retention
from metrics.interval import Interval
from metrics.refusal import Refusal
from metrics.rounding import rounded


@st.composite
def figures(draw: st.DrawFn) -> dict[str, int]:
    """Four counts that are in balance."""
    start = draw(st.integers(1, 10**6))
    new = draw(st.integers(0, 10**6))
    lost = draw(st.integers(0, start))
    return {
        "start": start,
        "new": new,
        "end": start + new - lost,
        "lost": lost,
        "kept": start - lost,
    }


def without(counts: dict[str, int], *names: str) -> dict[str, int]:
    return {name: count for name, count in counts.items() if name not in names}


@pytest.mark.parametrize(
    ("typed", "percent", "customers"),
    [  # retention and churn in percent; customers kept, lost and at the end
        ({"start": 500, "new": 50, "end": 450}, ("80.00", "20.00"), (400, 100, 450)),
        ({"start": 150, "new": 5, "end": 120}, ("76.67", "23.33"), (115, 35, 120)),
        ({"start": 130, "new": 23, "lost": 9}, ("93.08", "6.92"), (121, 9, 144)),
        ({"start": 150, "new": 50, "end": 193}, ("95.33", "4.67"), (143, 7, 193)),
        ({"start": 150, "new": 50, "lost": 7, "end": 193}, ("95.33", "4.67"), (143, 7, 193)),
        ({"start": 800, "lost": 799}, ("0.13", "99.88"), (1, 799, None)),
        ({"start": 500, "kept": 450}, ("90.00", "10.00"), (450, 50, None)),
        ({"start": 500, "kept": 400, "end": 450}, ("80.00", "20.00"), (400, 100, 450)),
        ({"start": 500, "kept": 450, "lost": 50, "new": 9}, ("90.00", "10.00"), (450, 50, 459)),
        ({"start": 100, "new": 0, "end": 0}, ("0.00", "100.00"), (0, 100, 0)),
        ({"start": 100, "new": 0, "end": 100}, ("100.00", "0.00"), (100, 0, 100)),
    ],
)
def test_the_worked_examples_come_out(
    typed: dict[str, int], percent: tuple[str, str], customers: tuple[int, int, int | None]
) -> None:
    result = retention(**typed)
    assert (str(rounded(100 * result.rate)), str(rounded(100 * result.churn))) == percent
    assert (result.kept, result.lost, result.end) == customers


def test_500_50_450_carries_its_interval_and_its_upper_bound() -> None:
    result = retention(start=500, new=50, end=450)
    shares = (*_limits(result.interval), *_limits(result.churn_interval))
    assert shares == ("76.27", "83.27", "16.73", "23.73")
    assert result.upper == Fraction(90, 100)


def _limits(interval: Interval) -> tuple[str, str]:
    return str(rounded(100 * interval.low)), str(rounded(100 * interval.high))


def test_the_upper_bound_is_unknown_without_the_end_and_never_over_100_percent() -> None:
    assert retention(start=130, lost=9).upper is None
    assert retention(start=130, new=23, lost=9).upper == 1


@pytest.mark.parametrize(
    ("start", "level"),
    [(1, "counts"), (9, "counts"), (10, "interval"), (29, "interval"), (30, "full")],
)
def test_few_customers_are_little_evidence(start: int, level: str) -> None:
    assert evidence(start) == level
    assert retention(start=start, lost=0).evidence == level


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ({"start": 0, "new": 5, "end": 5}, "start_is_zero", {}),
        ({"start": -1, "new": 5, "end": 5}, "negative", {"field": "start", "value": -1}),
        ({"start": 9, "new": -5, "end": 5}, "negative", {"field": "new", "value": -5}),
        ({"start": 9, "new": 5, "end": -5}, "negative", {"field": "end", "value": -5}),
        ({"start": 9, "lost": -2}, "negative", {"field": "lost", "value": -2}),
        ({"start": 9}, "too_few_figures", {"have": ("start",)}),
        ({"start": 9, "new": 1}, "too_few_figures", {"have": ("start", "new")}),
        ({"start": 9, "end": 1}, "too_few_figures", {"have": ("start", "end")}),
        ({"start": 9, "lost": 10}, "lost_exceeds_start", {"start": 9, "lost": 10}),
        (
            {"start": 150, "new": 50, "lost": 7, "end": 190},
            "unbalanced",
            {"start": 150, "new": 50, "lost": 7, "end": 190, "expected_end": 193},
        ),
        (  # no number of new customers fits: even with none there would be 490
            {"start": 500, "lost": 10, "end": 450},
            "end_too_small",
            {"start": 500, "lost": 10, "end": 450, "left": 490},
        ),
        (
            {"start": 500, "kept": 490, "end": 450},
            "end_too_small",
            {"start": 500, "lost": 10, "end": 450, "left": 490},
        ),
        ({"start": 9, "kept": -1}, "negative", {"field": "kept", "value": -1}),
        ({"start": 9, "kept": 10}, "kept_exceeds_start", {"start": 9, "kept": 10}),
        (
            {"start": 9, "kept": 5, "lost": 3},
            "kept_and_lost",
            {"start": 9, "kept": 5, "lost": 3},
        ),
    ],
)
def test_impossible_figures_are_refused(
    typed: dict[str, int], code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(Refusal) as refused:
        retention(**typed)
    assert (refused.value.code, refused.value.facts) == (code, facts)


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ((120, 5, 150), "over_100", (150, 5, 120)),
        ((50, 450, 510), "over_100", (510, 50, 450)),
        ((10, 5, 100), "over_100", (100, 5, 10)),
        ((450, 500, 50), "new_exceeds_end", (450, 50, 500)),
        ((5, 150, 120), "new_exceeds_end", (150, 5, 120)),
        ((150, 50, 7), "new_exceeds_end", (150, 7, 50)),
        ((10, 30, 20), "new_exceeds_end", (10, 20, 30)),
        ((1, 9, 5), "new_exceeds_end", (9, 1, 5)),
        ((500, 450, 50), "new_exceeds_end", (500, 50, 450)),
        ((7, 7, 0), "new_exceeds_end", (7, 0, 7)),
        ((1, 0, 2), "over_100", (2, 0, 1)),
    ],
)
def test_figures_in_a_wrong_order_are_refused_with_the_nearest_order_that_works(
    typed: tuple[int, int, int], code: str, suggestion: tuple[int, int, int]
) -> None:
    start, new, end = typed
    with pytest.raises(Refusal) as refused:
        retention(start=start, new=new, end=end)
    offered = refused.value.facts["suggestion"]
    expected = dict(zip(("start", "new", "end"), suggestion, strict=True))
    assert (refused.value.code, offered) == (code, expected)


@pytest.mark.parametrize(
    ("typed", "as_lost"),
    [
        ((150, 50, 7), {"start": 150, "new": 50, "lost": 7}),
        ((5, 10, 5), {"start": 5, "new": 10, "lost": 5}),
        ((5, 10, 6), None),
        ((500, 450, 50), {"start": 500, "new": 450, "lost": 50}),
        ((500, 50, 0), None),
    ],
)
def test_a_third_figure_under_the_second_may_be_customers_lost(
    typed: tuple[int, int, int], as_lost: dict[str, int] | None
) -> None:
    start, new, end = typed
    with pytest.raises(Refusal) as refused:
        retention(start=start, new=new, end=end)
    assert refused.value.facts["as_lost"] == as_lost
    if as_lost:
        assert retention(**as_lost).lost == end


@given(st.tuples(*[st.integers(0, 60)] * 3))
def test_every_suggestion_can_be_computed(typed: tuple[int, int, int]) -> None:
    start, new, end = typed
    try:
        assert 0 <= retention(start=start, new=new, end=end).rate <= 1
    except Refusal as refusal:
        suggestion = refusal.facts.get("suggestion")
        if isinstance(suggestion, dict):
            assert sorted(suggestion.values()) == sorted(typed)
            assert 0 <= retention(**suggestion).rate <= 1


@given(figures())
def test_retention_and_churn_make_one_and_lie_in_their_intervals(counts: dict[str, int]) -> None:
    result = retention(**counts)
    assert result.rate + result.churn == 1
    assert Fraction(result.interval.low) <= result.rate <= Fraction(result.interval.high)
    assert result.upper is not None
    assert result.rate <= result.upper <= 1


@given(figures())
def test_every_sufficient_set_of_figures_gives_the_same_result(counts: dict[str, int]) -> None:
    result = retention(**counts)
    for known in ("lost", "kept"):
        alone = without(counts, "lost" if known == "kept" else "kept")
        assert retention(**without(alone, "end")) == result
        assert retention(**without(alone, "new")) == result
        assert _rates(retention(**without(alone, "new", "end"))) == _rates(result)
    assert retention(**without(counts, "lost", "kept")) == result
    assert churn(**counts) == result


@given(figures(), st.integers(2, 1000))
def test_scaling_all_figures_keeps_the_rates_and_narrows_the_interval(
    counts: dict[str, int], factor: int
) -> None:
    once = retention(**counts)
    often = retention(**{name: count * factor for name, count in counts.items()})
    assert _rates(often) == _rates(once)
    assert often.interval.high - often.interval.low < once.interval.high - once.interval.low


def _rates(result: Retention) -> tuple[Fraction, Fraction]:
    return result.rate, result.churn
