"""Which tip the data asks for: each sign just at its threshold and just below."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bot.answers.advice import (
    DRIVERS,
    Sign,
    advise,
    bought_once,
    result_beside,
    signs_of,
    worst_segment,
)
from bot.reply import LANGUAGES, Language
from metrics.flow import Flow
from metrics.loyalty import nps
from metrics.movement import Movement
from metrics.period import Calendar, containing
from metrics.process import Verdict
from tests.asking import LIBRARY

OCTOBER = containing(date(2026, 10, 1), "month")
TEMPLATES = Path(__file__).parents[1] / "bot" / "render" / "templates"


def flow(*, start: int = 0, lost: int = 0, new: int = 0, gone: int = 0) -> Flow:
    kept = start - lost
    return Flow(
        start=start, end=kept + new, kept=kept, new=new, gone=gone, returned=0, acquired=start
    )


def moved(contraction: int, churn: int) -> Movement:
    return replace(Movement.NONE, contraction=Decimal(contraction), churn=Decimal(churn))


@pytest.mark.parametrize(
    ("counts", "signs"),
    [
        (flow(new=90, gone=10), ["early"]),  # ten of a hundred
        (flow(new=91, gone=10), []),  # under a tenth of them
        (flow(new=1, gone=9), []),  # fewer than ten
        (flow(start=100, lost=50), []),
        (moved(contraction=101, churn=100), ["downgrades"]),
        (moved(contraction=100, churn=100), []),
        (nps(promoters=22, passives=0, detractors=8), ["detractors"]),
        (nps(promoters=24, passives=0, detractors=8), ["detractors"]),  # a quarter
        (nps(promoters=25, passives=0, detractors=8), []),
        (nps(promoters=0, passives=0, detractors=29), []),  # too few answers
        (nps(promoters=0, passives=0, detractors=30), ["detractors"]),
        (None, []),
    ],
)
def test_a_sign_shows_from_its_threshold_on(counts: object, signs: list[str]) -> None:
    assert [sign.key for sign in signs_of(counts)] == signs


@pytest.mark.parametrize(
    ("share", "signs"),
    [
        ((14, 30), ["once"]),
        ((15, 30), []),
        ((1, 29), []),  # too few to tell
        (None, []),
    ],
)
def test_most_ordered_once_only_where_there_are_enough(
    share: tuple[int, int] | None, signs: list[str]
) -> None:
    assert [sign.key for sign in bought_once(share)] == signs


@pytest.mark.parametrize(
    ("basic", "pro", "worst"),
    [
        (flow(start=100, lost=20), flow(start=300, lost=10), "Basic"),
        (flow(start=100, lost=19), flow(start=300, lost=10), None),  # 20 of them must have left
        (flow(start=100, lost=20), flow(start=100, lost=12), None),  # no more than chance
        # A quarter more than its share of the customers, and just less.
        (flow(start=8000, lost=1000), flow(start=2000, lost=0), "Basic"),
        (flow(start=8001, lost=1000), flow(start=1999, lost=0), None),
        (flow(start=100, lost=0), flow(start=100, lost=0), None),
        (flow(start=0), flow(start=0), None),
    ],
)
def test_a_segment_stands_out_by_its_share_by_chance_and_by_number(
    basic: Flow, pro: Flow, worst: str | None
) -> None:
    sign = worst_segment({"Basic": basic, "Pro": pro})
    assert (sign and sign.facts["name"]) == worst


def test_what_a_segment_that_stands_out_is_told_with() -> None:
    sign = worst_segment({"Basic": flow(start=100, lost=30), "Pro": flow(start=300, lost=10)})
    assert sign is not None
    assert sign.facts == {"name": "Basic", "of_lost": Fraction(3, 4), "of_all": Fraction(1, 4)}


def test_customers_of_no_known_segment_never_stand_out() -> None:
    assert worst_segment({"": flow(start=100, lost=50), "Pro": flow(start=300, lost=1)}) is None


def test_without_segments_none_stands_out() -> None:
    assert worst_segment({}) is None


@pytest.mark.parametrize(
    ("verdict", "lower", "result"),
    [
        ("low", False, "low"),
        ("high", False, "high"),
        ("low", True, "high"),
        ("high", True, "low"),
        ("usual", True, "usual"),
        (None, False, "usual"),
    ],
)
def test_where_less_is_better_low_is_good(
    verdict: Verdict | None, lower: bool, result: str
) -> None:
    assert result_beside(verdict, lower=lower) == result


@pytest.mark.parametrize("key", DRIVERS)
def test_every_sign_has_a_tip_that_mends_it(key: str) -> None:
    advice = advise(LIBRARY, "crr", None, "usual", signs=[Sign(key)], about=OCTOBER)
    assert advice.sign == Sign(key)
    assert DRIVERS[key] & set(advice.tip.drivers)


@pytest.mark.parametrize("kind", ["week", "month", "quarter"])
@pytest.mark.parametrize("signs", [[], [Sign("low")]])
def test_the_next_post_has_another_tip_that_fits_as_well(kind: Calendar, signs: list[Sign]) -> None:
    first = containing(date(2026, 10, 5), kind)
    periods = [first, first.next(), first.next().next()]
    tips = [
        advise(LIBRARY, "crr", None, "usual", signs=signs, about=one).tip.key for one in periods
    ]
    again = [
        advise(LIBRARY, "crr", None, "usual", signs=signs, about=one).tip.key for one in periods
    ]
    assert len(set(tips)) == len(tips)
    assert again == tips


def test_the_first_sign_decides() -> None:
    signs = [Sign("detractors"), Sign("early")]
    assert advise(LIBRARY, "crr", None, "low", signs=signs, about=OCTOBER).sign == Sign(
        "detractors"
    )


def test_without_a_sign_the_tip_is_for_the_metric() -> None:
    advice = advise(LIBRARY, "crr", None, "usual", signs=[], about=OCTOBER)
    assert advice.sign is None
    assert "crr" in advice.tip.metrics


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_has_a_sentence(language: Language) -> None:
    text = (TEMPLATES / f"_counted.{language}.j2").read_text(encoding="utf-8")
    reasons = text[text.index("{% macro reason") :]
    named = set(re.findall(r'sign\.key == "(\w+)"', reasons))
    assert named | {"detractors"} == set(DRIVERS)  # the last has the `else`
