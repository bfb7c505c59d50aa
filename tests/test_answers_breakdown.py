"""What a channel may not read: small groups, and those from which they could be worked out."""

from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answers.breakdown import FEWEST_SHOWN, withheld_of
from bot.render.blocks import message
from bot.render.terminal import plain
from bot.reply import LANGUAGES
from tests.company import IN_CHANNEL, Acme


@pytest.mark.parametrize(
    ("sizes", "withheld"),
    [
        ({}, ""),
        ({"a": 5}, ""),
        ({"a": 5, "b": 900}, ""),
        ({"a": 4, "b": 5, "c": 6}, "a b"),  # the second smallest goes with a single one
        ({"a": 4, "b": 3, "c": 6}, "a b"),
        ({"a": 4}, "a"),
        ({"a": 1, "b": 2, "c": 60}, "a b c"),  # three customers in all: too few to tell of
        ({"a": 1, "b": 2, "c": 60, "d": 61}, "a b c"),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 9}, "a b c d e f"),  # five of one each
        ({"a": 0, "b": 9}, ""),  # nobody
        ({"a": 0, "b": 4, "c": 9}, "b c"),
        ({"b": 4, "a": 4, "d": 4, "c": 50}, "a b d"),
        ({"b": 9, "a": 9, "c": 1}, "a c"),  # of equals the first by name
    ],
)
def test_small_groups_and_the_next_smallest_are_withheld(
    sizes: dict[str, int], withheld: str
) -> None:
    assert sorted(withheld_of(sizes)) == withheld.split()


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40)))
def test_no_withheld_count_follows_from_the_total_and_what_is_shown(sizes: dict[str, int]) -> None:
    hidden = withheld_of(sizes)
    shown = {name: size for name, size in sizes.items() if name not in hidden}
    assert all(size == 0 or size >= FEWEST_SHOWN for size in shown.values())
    assume(hidden and any(shown.values()))
    left = sum(sizes.values()) - sum(shown.values())  # what the reader can reckon
    assert left >= FEWEST_SHOWN
    for name in hidden:
        possible = {size for size in range(1, left + 1) if _fits(left - size, len(hidden) - 1)}
        assert len(possible) > 1, (name, sizes)


def _fits(left: int, groups: int) -> bool:
    """Whether so many customers can be in so many groups of one or more."""
    return left == 0 if groups == 0 else left >= groups


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", ["crr", "churn", "customers", "nrr", "mrr", "repeat", "nps"])
@pytest.mark.parametrize("dimension", ["plan", "country"])
def test_a_channel_reads_nothing_of_a_withheld_group(
    metric: str, dimension: str, language: str, acme: Acme
) -> None:
    question = f"/{metric} last month by {dimension} lang={language}"
    private, public = acme.ask(question), acme.ask(question, asker=IN_CHANNEL)
    assert private.table is not None
    shown = str(message(public, share=True)) + plain(public)
    for name in ("Team", "DE"):
        assert name not in shown
    if metric in {"crr", "churn", "customers", "nrr", "mrr"}:
        assert public.facts["hidden"] == 2
        assert public.table is not None
        assert len(public.table.rows) == 1


def test_the_second_group_is_withheld_as_well(acme: Acme) -> None:
    told = acme.said("/crr last month by plan", asker=IN_CHANNEL)
    assert "Basic" in told
    assert not any(group in told for group in ("Team", "Pro"))


@pytest.mark.parametrize("question", ["/risk", "/risk csv", "/risk by plan", "/kpi"])
def test_a_channel_reads_no_names_and_gets_no_file(question: str, acme: Acme) -> None:
    reply = acme.ask(question, asker=IN_CHANNEL)
    assert reply.sheet is None
    shown = str(message(reply, share=True)) + plain(reply)
    assert not any(name in shown for name in ("fading", "stopped", "loyal", "nl-2025"))


@pytest.mark.parametrize(
    "question",
    [
        "/crr where plan = Team",
        "/customers where plan = Team",
        "/mrr where country = DE",
        "/kpi where plan = Team",
        "explain churn where plan = Team",
    ],
)
def test_a_few_customers_that_were_chosen_are_no_answer_for_a_channel(
    question: str, acme: Acme
) -> None:
    assert acme.ask(question).ok
    assert acme.ask(question, asker=IN_CHANNEL).part == "data_few_in_channel"


def test_the_rows_of_a_table_are_the_segments_and_add_up(acme: Acme) -> None:
    for dimension in ("plan", "country"):
        table = acme.ask(f"/crr last month by {dimension}").table
        assert table is not None
        assert sum(row[1] for row in table.rows if isinstance(row[1], int)) == 240
        for one, next_one in combinations(table.rows, 2):
            assert isinstance(one[1], int)
            assert isinstance(next_one[1], int)
            assert one[1] >= next_one[1]
