"""Figures in the fields of a form are read as typed ones are; what is missing is told as ways."""

from decimal import Decimal
from typing import Any

import pytest

from bot.ask.filled import read_filled
from bot.reply import Language
from metrics.catalog import METRICS
from tests.asking import reading

CRR, CLV = METRICS["crr"], METRICS["clv"]


@pytest.mark.parametrize(
    ("typed", "language", "figure"),
    [
        ("1200", "en", Decimal(1200)),
        ("1,250.5", "en", Decimal("1250.5")),
        ("1.250,5", "nl", Decimal("1250.5")),
        ("1.250", "nl", Decimal(1250)),
        ("1.250", "en", Decimal("1.250")),
        ("€ 80", "en", Decimal(80)),
        ("80 €", "nl", Decimal(80)),
        ("1 200,50", "nl", Decimal("1200.50")),
        ("\u200b 12k ", "en", Decimal(12_000)),
    ],
)
def test_amounts_are_read_by_the_grammar_of_the_language(
    typed: str, language: Language, figure: Decimal
) -> None:
    filled = read_filled(CLV, {"value": typed}, language)
    assert dict(filled.figures) == {"value": figure}
    line = f"clv value={typed} frequency=4 years=3 lang={language}"
    assert reading(line).named["value"] == figure


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("start", "1.250,5", "fraction_of_a_customer"),
        ("start", "80%", "percent_for_a_count"),
        ("start", "five hundred", "unreadable_number"),
        ("start", "500 customers", "unreadable_number"),
        ("start", "-5", "negative"),
        ("start", "١٢", "other_digits"),
        ("start", "1e5", "exponent"),
        ("start", "NaN", "not_a_number"),
        ("start", "9" * 16, "too_many_digits"),
        ("start", "9" * 10_000, "too_long"),
        ("start", "<!channel>", "unreadable_number"),
        ("start", "\u200b", "empty"),
    ],
)
def test_what_cannot_be_read_is_wrong_in_its_field(field: str, typed: str, code: str) -> None:
    filled = read_filled(CRR, {field: typed, "lost": "9"}, "en")
    assert {name: problem.code for name, problem in filled.wrong.items()} == {field: code}
    assert dict(filled.figures) == {"lost": 9}


@pytest.mark.parametrize(
    ("metric", "given", "ways"),
    [
        ("crr", "", {("start", "new", "end"), ("start", "lost"), ("start", "kept")}),
        ("crr", "start", {("new", "end"), ("lost",), ("kept",)}),
        ("crr", "start new", {("end",), ("lost",), ("kept",)}),
        ("crr", "start lost", set()),
        ("clv", "value", {("frequency", "years"), ("arpa", "churn")}),
        ("clv", "value churn", {("frequency", "years"), ("arpa",)}),
        ("nps", "passives", {("promoters", "detractors")}),
    ],
)
def test_what_is_missing_are_the_shortest_ways(
    metric: str, given: str, ways: set[tuple[str, ...]]
) -> None:
    filled = read_filled(METRICS[metric], dict.fromkeys(given.split(), "5"), "en")
    assert set(filled.ways) == ways


def test_an_empty_field_was_not_filled_in() -> None:
    typed: dict[str, Any] = {"start": " ", "lost": ""}
    assert read_filled(CRR, typed, "en").figures == ()
