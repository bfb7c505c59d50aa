"""Every refusal has its code in the table, carries the facts it promises, and can happen."""

import ast
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import metrics
from metrics.counts import retention
from metrics.interval import wilson
from metrics.loyalty import nps
from metrics.period import Period
from metrics.refusal import CODES, FACTS, Refusal
from metrics.revenue import grr
from metrics.value import churn_value, clv, simple_value
from metrics.whatif import compare

NEW_YEAR = date(2026, 1, 1)

CASES: dict[str, Callable[[], object]] = {
    "start_is_zero": lambda: retention(start=0, new=1, end=1),
    "negative": lambda: retention(start=1, lost=-1),
    "too_few_figures": lambda: retention(start=1),
    "two_formulas": lambda: clv(value=Decimal(1), arpa=Decimal(1)),
    "new_exceeds_end": lambda: retention(start=150, new=50, end=7),
    "over_100": lambda: retention(start=120, new=5, end=150),
    "lost_exceeds_start": lambda: retention(start=1, lost=2),
    "kept_exceeds_start": lambda: retention(start=1, kept=2),
    "kept_and_lost": lambda: retention(start=3, kept=1, lost=1),
    "end_too_small": lambda: retention(start=10, lost=1, end=8),
    "unbalanced": lambda: retention(start=10, new=1, lost=1, end=9),
    "no_answers": lambda: nps(promoters=0, passives=0, detractors=0),
    "total_is_zero": lambda: wilson(0, 0),
    "part_exceeds_total": lambda: wilson(2, 1),
    "share_over_100": lambda: simple_value(
        value=Decimal(1), frequency=Decimal(1), years=Decimal(1), margin=Decimal(2)
    ),
    "losses_exceed_start": lambda: grr(start=Decimal(1), contraction=Decimal(1), churn=Decimal(1)),
    "churn_is_zero": lambda: churn_value(arpa=Decimal(1), churn=Decimal(0)),
    "nothing_to_compare": lambda: compare(before=Fraction(1, 2), after=Fraction(1, 2)),
    "empty_period": lambda: Period(NEW_YEAR, NEW_YEAR, "custom"),
}


def _raised_codes() -> set[str]:
    """The first argument of every `Refusal(...)` in the package; none may be computed."""
    sources = Path(metrics.__file__).parent.rglob("*.py")
    nodes = [node for source in sources for node in ast.walk(ast.parse(source.read_text("utf-8")))]
    calls = [
        node
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refusal"
    ]
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_the_table_holds_exactly_the_codes_that_are_raised() -> None:
    assert _raised_codes() == CODES


def test_every_code_has_a_case_here() -> None:
    assert {*CASES} == CODES


@pytest.mark.parametrize("code", CASES)
def test_every_code_is_raised_with_the_facts_of_the_table(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        CASES[code]()
    assert refused.value.code == code
    assert {*refused.value.facts} == FACTS[code]


def test_a_refusal_reads_as_its_code_and_facts() -> None:
    assert str(Refusal("negative", field="new", value=-5)) == "negative(field='new', value=-5)"
    assert str(Refusal("no_answers")) == "no_answers()"


def test_a_refusal_survives_being_pickled() -> None:
    copy = pickle.loads(pickle.dumps(Refusal("lost_exceeds_start", start=1, lost=2)))
    assert (copy.code, copy.facts) == ("lost_exceeds_start", {"start": 1, "lost": 2})
