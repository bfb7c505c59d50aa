"""What a channel may not read: small groups, and those from which they could be worked out."""

from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answers.breakdown import FEWEST_SHOWN, leader, ranked, withheld_of
from bot.answers.frame import Frame
from bot.answers.measured import Measured
from bot.answers.measures import MEASURES, Figure
from bot.ask.question import Order
from bot.render.blocks import message
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Own
from metrics.warehouse.spans import Span
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


def figure(value: str | None, size: int, part: int | None = None) -> Figure:
    share = None if part is None else (part, size)
    return Figure(None if value is None else Fraction(value), None, size, share)


def of_plans(**plans: Figure) -> Measured:
    """What was measured of each plan; nothing else of it is looked at."""
    segments = {name: (one, one) for name, one in plans.items()}
    whole = Span.ever(date(2026, 1, 1))
    frame = Frame(whole, whole, (), ever=True)
    return Measured(MEASURES["churn"], frame, {}, segments, None, None)


SHARES = of_plans(
    Basic=figure("1/10", 100, 10), Pro=figure("1/5", 50, 10), Plus=figure("1/20", 300, 15),
    Solo=figure("1/2", 4, 2), Gone=figure(None, 0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("order", "names", "first"),
    [
        (None, "Plus Basic Pro Solo Gone", None),  # the largest first
        ("highest", "Pro Basic Plus Solo Gone", "Pro"),  # of four customers half tells nothing
        ("lowest", "Plus Basic Pro Solo Gone", "Plus"),
        ("most", "Plus Basic Pro Solo Gone", "Plus"),  # fifteen of them
        ("fewest", "Solo Basic Pro Plus Gone", "Solo"),  # two, however few they are
    ],
)
def test_the_groups_come_in_the_order_that_is_asked_for(
    order: Order | None, names: str, first: str | None
) -> None:
    found = ranked(SHARES, (), order)
    leads = leader(SHARES, found[0], order)
    assert (" ".join(found), leads and leads[0]) == (names, first)


def test_of_a_leader_with_few_customers_only_how_many_is_told() -> None:
    leads = leader(SHARES, ranked(SHARES, (), "fewest")[0], "fewest")
    assert leads is not None
    assert (leads[1].value, leads[1].share) == (None, (2, 4))


def test_what_is_hidden_or_too_small_leads_nothing() -> None:
    assert leader(SHARES, ranked(SHARES, ("Pro",), "highest")[0], "highest") == (
        "Basic",
        SHARES.segments["Basic"][0],
    )
    few = of_plans(Solo=figure("1/2", 4, 2))
    assert leader(few, ranked(few, (), "highest")[0], "highest") is None
    assert leader(few, None, "highest") is None


def test_two_groups_that_were_named_stand_alone_and_again_when_shared(acme: Acme) -> None:
    first = acme.ask("Basic versus Pro last month")
    assert first.table is not None
    assert [row[0] for row in first.table.rows] == [Own("Basic"), Own("Pro")]
    assert plain(acme.ask(str(first.share))) == plain(first)


@pytest.mark.parametrize("text", ["/kpi for Pro and Basic", "risk Pro and Basic"])
def test_a_card_and_the_lights_show_no_other_groups_than_those_named(text: str, acme: Acme) -> None:
    table = acme.ask(text).table
    assert table is not None
    named = [row[0] for row in table.rows if isinstance(row[0], Own)]
    assert sorted(one.text for one in named) == ["Basic", "Pro"]
