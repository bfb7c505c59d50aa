"""Figures inside a sentence: which word each belongs to, and which are no figures at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ask.sentences import figures_in, mentions
from bot.reply import Problem

COUNTS = frozenset({"start", "new", "end", "lost"})


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
    ],
)
def test_each_number_goes_to_the_nearest_word(sentence: str, found: dict[str, str]) -> None:
    assert figures_in(sentence, COUNTS) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "lost 9 and 12 managers",
        "500 customers",
        "1 2 3 4 5 lost",
        "9 of the 130 left and 20 of the 300",
        "lost 9, none of them before all those long weary days went slowly by, until at last 7",
    ],
)
def test_a_number_that_no_word_explains_is_asked_about(sentence: str) -> None:
    with pytest.raises(Problem, match="unlabelled"):
        figures_in(sentence, COUNTS)


def test_mentions_are_the_fields_with_a_word_in_the_sentence() -> None:
    assert mentions("We lost a few, and won some") == {"lost", "new"}


@given(st.permutations(["start 500", "won 50", "ended 450", "lost 100"]))
def test_the_order_of_the_clauses_does_not_matter(clauses: list[str]) -> None:
    found = {"start": "500", "new": "50", "end": "450", "lost": "100"}
    assert figures_in(", ".join(clauses), COUNTS) == found
