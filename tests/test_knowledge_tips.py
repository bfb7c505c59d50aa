"""Choosing a tip: for whom, for what, for which result, and always the same."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import load
from knowledge.records import Result, Tip
from knowledge.tips import ranked, result_of

LIBRARY = load()
MODEL = LIBRARY.tips["software-training"]

KEYS = st.sampled_from([None, *LIBRARY.industries])
METRICS = st.sampled_from(sorted(LIBRARY.terms))
RESULTS = st.sampled_from(["low", "usual", "high", None])


def tip(key: str, **changes: object) -> Tip:
    return MODEL.model_copy(update={"key": key, "metrics": ("crr",), "fits": ("low",)} | changes)


def order(*tips: Tip, industry: str | None, result: Result | None = "low") -> list[str]:
    library = replace(LIBRARY, tips={one.key: one for one in tips})
    return [one.key for one in ranked(library, metric="crr", industry=industry, result=result)]


@pytest.mark.parametrize(
    ("distance", "result"),
    [
        ("-2.01", "low"),
        ("-2", "usual"),
        ("0", "usual"),
        ("2", "usual"),
        ("2.01", "high"),
        ("3", "high"),
        (None, "usual"),
    ],
)
def test_a_result_is_usual_within_two_points(distance: str | None, result: Result) -> None:
    assert result_of(None if distance is None else Decimal(distance)) == result


def test_own_industry_goes_before_analogy_before_wider_before_anyone() -> None:
    tips = [
        tip("a", industries=()),
        tip("b", industries=("financial-services",)),
        tip("c", industries=("banking",), analogy=True),
        tip("d", industries=("banking",)),
        tip("e", industries=("insurance",)),
    ]
    assert order(*tips, industry="banking") == ["d", "c", "b", "a"]
    assert order(*tips, industry="financial-services") == ["b", "a"]
    assert order(*tips, industry=None) == ["a"]


def test_within_an_industry_metric_goes_before_result_before_key() -> None:
    tips = [
        tip("a", industries=(), metrics=("nps",)),
        tip("b", industries=(), fits=("high",)),
        tip("d", industries=()),
        tip("c", industries=()),
        tip("e", industries=("software",), metrics=("nps",), fits=("high",)),
    ]
    assert order(*tips, industry="software") == ["e", "c", "d", "b", "a"]
    assert order(*tips, industry=None, result=None) == ["b", "c", "d", "a"]


@pytest.mark.parametrize(
    ("metric", "industry", "result", "key"),
    [
        ("crr", "software", "high", "software-training"),
        ("crr", "insurance", "low", "insurance-claims"),
        ("crr", "banking", "usual", "banking-advice"),
        ("csat", "telecom", "low", "telecom-network"),
        ("repeat", "ecommerce", "low", "ecommerce-checkout"),
        ("crr", None, "low", "answer-negative-feedback"),
        ("nps", None, "high", "ambassadors"),
        ("nrr", None, "high", "community-of-regulars"),
    ],
)
def test_the_tip_that_fits_is_chosen(
    metric: str, industry: str | None, result: Result, key: str
) -> None:
    assert ranked(LIBRARY, metric=metric, industry=industry, result=result)[0].key == key


def test_an_unknown_industry_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError, match="moon"):
        ranked(LIBRARY, metric="crr", industry="moon", result=None)


@given(METRICS, KEYS, RESULTS)
def test_no_tip_is_for_another_industry(
    metric: str, industry: str | None, result: Result | None
) -> None:
    tips = ranked(LIBRARY, metric=metric, industry=industry, result=result)
    near = {industry, *(LIBRARY.industries[industry].wider if industry else ())}
    assert all(not one.industries or near & set(one.industries) for one in tips)
