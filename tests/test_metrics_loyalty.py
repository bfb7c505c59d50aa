"""NPS, CSAT and the repeat purchase rate."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.interval import wilson
from metrics.loyalty import csat, nps, repeat
from metrics.refusal import Refusal
from metrics.rounding import rounded

answers = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("counts", "score", "margin"),
    [
        ((15, 10, 5), "33.33", "26.67"),
        ((150, 100, 50), "33.33", "8.43"),
        ((60, 25, 15), "45.00", "14.50"),
        ((10, 0, 0), "100.00", "0.00"),
        ((0, 0, 10), "-100.00", "0.00"),
        ((0, 10, 0), "0.00", "0.00"),
        ((1, 0, 1), "0.00", "138.59"),  # 196 / sqrt(2)
    ],
)
def test_nps_is_promoters_less_detractors(
    counts: tuple[int, int, int], score: str, margin: str
) -> None:
    promoters, passives, detractors = counts
    result = nps(promoters=promoters, passives=passives, detractors=detractors)
    assert (str(rounded(result.score)), str(rounded(result.margin))) == (score, margin)
    assert result.answers == sum(counts)


def test_nps_without_answers_is_refused() -> None:
    with pytest.raises(Refusal, match="no_answers"):
        nps(promoters=0, passives=0, detractors=0)


@pytest.mark.parametrize("field", ["promoters", "passives", "detractors"])
def test_nps_names_the_negative_figure(field: str) -> None:
    counts = {"promoters": 1, "passives": 1, "detractors": 1, field: -1}
    with pytest.raises(Refusal) as refused:
        nps(**counts)
    assert refused.value.facts == {"field": field, "value": -1}


@given(answers, answers, st.integers(1, 10**6))
def test_swapping_promoters_and_detractors_turns_the_sign_only(
    promoters: int, passives: int, detractors: int
) -> None:
    there = nps(promoters=promoters, passives=passives, detractors=detractors)
    back = nps(promoters=detractors, passives=passives, detractors=promoters)
    assert back.score == -there.score
    assert back.margin == there.margin


@given(st.tuples(answers, answers, st.integers(1, 10**6)))
def test_the_scores_of_all_orders_of_three_counts_add_up_to_zero(
    counts: tuple[int, int, int],
) -> None:
    scores = [nps(promoters=p, passives=n, detractors=d).score for p, n, d in permutations(counts)]
    assert sum(scores) == 0
    assert all(-100 <= score <= 100 for score in scores)


def test_csat_and_repeat_are_shares_with_a_wilson_interval() -> None:
    satisfied = csat(satisfied=40, total=50)
    assert (satisfied.part, satisfied.total, satisfied.rate) == (40, 50, Fraction(4, 5))
    assert satisfied.interval == wilson(40, 50)
    assert repeat(repeat=40, total=50) == satisfied


@pytest.mark.parametrize(
    ("part", "total", "code", "facts"),
    [
        (51, 50, "part_exceeds_total", {"part": 51, "total": 50}),
        (0, 0, "total_is_zero", {}),
        (1, -1, "negative", {"field": "total", "value": -1}),
    ],
)
def test_impossible_shares_are_refused(
    part: int, total: int, code: str, facts: dict[str, object]
) -> None:
    for refused in (_refused_csat(part, total), _refused_repeat(part, total)):
        assert (refused.code, refused.facts) == (code, facts)


def test_a_negative_part_is_named_as_it_was_typed() -> None:
    assert _refused_csat(-1, 5).facts == {"field": "satisfied", "value": -1}
    assert _refused_repeat(-1, 5).facts == {"field": "repeat", "value": -1}


def _refused_csat(part: int, total: int) -> Refusal:
    with pytest.raises(Refusal) as refused:
        csat(satisfied=part, total=total)
    return refused.value


def _refused_repeat(part: int, total: int) -> Refusal:
    with pytest.raises(Refusal) as refused:
        repeat(repeat=part, total=total)
    return refused.value
