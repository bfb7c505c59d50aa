"""Tips a few at a time, benchmarks one or all, and what-if for churn as for retention."""

import pytest

from bot.answers.tips import AT_A_TIME
from bot.reply import LANGUAGES, Language, Percent
from knowledge.tips import ranked
from tests.asking import LIBRARY, ask, said


def test_more_tips_leads_through_all_of_them_once_and_then_stops() -> None:
    question, seen = "tips hotels lang=en", []
    while True:
        reply = ask(question)
        seen += [tip.key for tip in reply.facts["tips"]]  # type: ignore[attr-defined]
        if not reply.buttons:
            break
        question = reply.buttons[0].question
    expected = ranked(LIBRARY, metric="crr", industry="hospitality", result=None)
    assert seen == [tip.key for tip in expected]
    assert ask(f"tips hotels after={len(seen)}").part == "no_more_tips"
    assert len(ask("tips").facts["tips"]) == AT_A_TIME  # type: ignore[arg-type]


def test_tips_are_for_the_teams_industry_unless_another_is_asked_for() -> None:
    assert said("/tips", industry="software").startswith("Tips · Software")
    assert said("/tips hotels", industry="software").startswith("Tips · Hospitality")


def test_a_single_tip_is_numbered_as_one() -> None:
    count = int(str(ask("/tips").facts["count"]))
    assert said(f"/tips after={count - 1}").endswith(f"\n\n{count} of {count}")


def test_all_benchmarks_are_listed_from_high_to_low() -> None:
    table = ask("/benchmark").table
    assert table is not None
    shares = [cell.share for row in table.rows for cell in row if isinstance(cell, Percent)]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == len(LIBRARY.industries)


def test_every_listed_average_is_quoted_by_the_source_that_the_small_print_names() -> None:
    assert {industry.source for industry in LIBRARY.industries.values()} == {"shopify"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [*LIBRARY.industries, *LIBRARY.companies])
def test_every_benchmark_is_found_by_its_key_and_says_whose_it_is(
    key: str, language: Language
) -> None:
    reply = ask(f"benchmark {key}", language)
    assert reply.ok
    record = LIBRARY.industries.get(key) or LIBRARY.companies[key]
    source = LIBRARY.sources[record.source].in_(language).name
    assert source in said(f"benchmark {key}", language).splitlines()[-1]


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        ("whatif churn 20 to 15", "From 80% to 85% retention (churn 20% to 15%)"),
        ("wat als klantverloop 20 naar 15", "Van 80% naar 85% klantbehoud (verloop 20% naar 15%)"),
        ("whatif crr 80 to 100", "From 80% to 100% retention"),
    ],
)
def test_what_if_is_told_in_the_rate_that_was_asked(asks: str, says: str) -> None:
    assert said(asks).splitlines()[0] == says


def test_nobody_who_leaves_has_no_lifetime() -> None:
    assert "periods on average" not in said("whatif crr 80 to 100")
    assert "6.67 periods on average instead of 5" in said("whatif crr 80 to 85")


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("/why churn", "Why customers leave"),
        ("why do people churn", "Why customers leave"),
        ("/why klanten vertrekken lang=nl", "Waarom klanten vertrekken"),
        ("waarom gaan klanten weg", "Waarom klanten vertrekken"),
        ("/why loyalty", "Those who stay tend to become loyal"),
    ],
)
def test_why_with_a_topic_answers_why(question: str, title: str) -> None:
    assert said(question).splitlines()[0] == title
