"""Figures inside a sentence: which word each belongs to, and which are no figures at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ask.sentences import figures_in, mentions, metric_implied, metric_named
from bot.reply import Problem

COUNTS = frozenset({"start", "new", "end", "lost", "kept"})
SHARE = frozenset({"satisfied", "total"})


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("won 50, lost 9", {"new": "50", "lost": "9"}),
        ("50 won, 9 lost", {"new": "50", "lost": "9"}),
        ("9 lost 50 won", {"new": "50", "lost": "9"}),
        ("lost 9 won 50", {"new": "50", "lost": "9"}),
        ("start 500 and end 450", {"start": "500", "end": "450"}),
        ("9 of the 130 left", {"start": "130", "lost": "9"}),
        ("9 of all our 130 customers left", {"start": "130", "lost": "9"}),
        ("500 customers, 9 left", {"start": "500", "lost": "9"}),
        ("won 50 in 2025", {"new": "50"}),
        ("won 2025 customers", {"new": "2025"}),
        ("started 2025 with 500 customers", {"start": "500"}),
        ("lost 9 in 6 months", {"lost": "9"}),
        ("lost 1 200, won 50", {"lost": "1200", "new": "50"}),
        ("(lost: 9)", {"lost": "9"}),
        ("won 50 ... lost 9", {"new": "50", "lost": "9"}),
        ("lost in 2025", {}),
        ("lost 9 in March 2025", {"lost": "9"}),
        ("on 1 January lost 9", {"lost": "9"}),
        ("op 1 mei 9 verloren", {"lost": "9"}),
        ("5 may have left of 130", {"lost": "5", "start": "130"}),
        ("kept 450 of the 500", {"start": "500", "kept": "450"}),
        ("hielden er 450 over van 500", {"start": "500", "kept": "450"}),
        ("500 begonnen, 450 over", {"start": "500", "end": "450"}),
        ("had 500, 50 new, hielden er 450 over", {"start": "500", "new": "50", "end": "450"}),
        ("in May had 500, in June 450, 50 new", {"start": "500", "new": "50", "end": "450"}),
    ],
)
def test_each_number_goes_to_the_nearest_word(sentence: str, found: dict[str, str]) -> None:
    assert figures_in(sentence, COUNTS) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "lost 9 and 12 managers",
        "500 customers",
        "1 2 3 4 5 6 lost",
        "had 500, 50 new, with 450 managers",
        "had 500 customers, of the 450 in all 50 new",
        "lost 9 with plan b 130",
        "9 of the 130 left and 20 of the 300",
        "lost 9, none of them before all those long weary days went slowly by, until at last 7",
    ],
)
def test_a_number_that_no_word_explains_is_asked_about(sentence: str) -> None:
    with pytest.raises(Problem, match="unlabelled"):
        figures_in(sentence, COUNTS)


@pytest.mark.parametrize("sentence", ["170 of 200", "170 van de 200", "170 out of our 200 answers"])
def test_the_part_of_a_total_needs_no_word_where_nothing_else_is_said(sentence: str) -> None:
    assert figures_in(sentence, SHARE) == {"satisfied": "170", "total": "200"}
    with pytest.raises(Problem, match="unlabelled"):
        figures_in(f"{sentence} were bad", SHARE)


@pytest.mark.parametrize(
    ("sentence", "metric", "plain"),
    [
        ("our churn: 9 lost", "churn", "our churn 9 lost"),
        ("Net revenue retention: start: 5", "nrr", "Net revenue retention start: 5"),
        ("ltv with churn: 5%", "clv", "ltv with churn: 5%"),
    ],
)
def test_the_metric_is_the_first_that_is_named(sentence: str, metric: str, plain: str) -> None:
    assert metric_named(sentence) == (metric, plain)
    assert metric_named("we lost 9") is None


@pytest.mark.parametrize(
    ("sentence", "metric"),
    [
        ("120 of the 400 bought twice", "repeat"),
        ("170 van de 200 waren tevreden", "csat"),
        ("60 promotors en 15 criticasters", "nps"),
        ("lost 9 of 130 happy customers", "crr"),
        ("500 happy customers", None),
    ],
)
def test_without_a_name_the_words_for_the_figures_tell_the_metric(
    sentence: str, metric: str | None
) -> None:
    assert metric_implied(sentence) == metric


def test_mentions_are_the_fields_with_a_word_in_the_sentence() -> None:
    assert mentions("We lost a few, and won some") == {"lost", "new"}


@given(st.permutations(["start 500", "won 50", "ended 450", "lost 100"]))
def test_the_order_of_the_clauses_does_not_matter(clauses: list[str]) -> None:
    found = {"start": "500", "new": "50", "end": "450", "lost": "100"}
    assert figures_in(", ".join(clauses), COUNTS) == found
