"""Questions about data that cannot be read: what is wrong, and what could be asked instead."""

import pytest

from bot.ask.data_words import DataWords
from bot.desk import refused
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Language
from bot.services import Preferences
from tests.asking import suggestions
from tests.data_questions import TODAY, problem, reading


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("/crr by plna", "unknown_dimension", {"typed": "plna", "nearest": ["plan"]}),
        ("/crr last month per Abonement", "unknown_dimension",
         {"typed": "Abonement", "nearest": ["plan"]}),
        ("/crr by foo", "unknown_dimension", {"typed": "foo", "nearest": []}),
        ("/crr where foo = 1", "unknown_dimension", {"typed": "foo"}),
        ("/crr last month where colour is red", "unknown_dimension", {"typed": "colour"}),
        ("klantverloop in Q3 per kleur", "unknown_dimension", {"typed": "kleur"}),
        ("our churn by foo", "unknown_dimension", {"typed": "foo"}),
        ("/crr last month blargh", "unknown_words", {"typed": "blargh", "nearest": []}),
        ("/crr last month form", "unknown_words", {"typed": "form"}),
        ("/crr blargh", "unknown_words", {"typed": "blargh"}),
        ("/kpi 500 50", "unknown_words", {"typed": "500 50"}),
        # Only measures are put in order and asked over time; nothing said is passed over.
        ("/kpi our worst month this year", "unknown_words", {"typed": "worst month"}),
        ("/kpi by plan highest first", "unknown_words", {"typed": "highest first"}),
        ("/cohort highest first", "unknown_words", {"typed": "highest first"}),
        ("retentie per plan en per maand", "groups_by_unit",
         {"dimension": "plan", "unit": "month"}),
        ("/risk trend", "unknown_words", {"typed": "trend"}),
        ("/crr last month; drop table customers", "unknown_words", {"typed": "table"}),
        ("/crr last month <!channel>", "unknown_words", {"typed": "<!channel>"}),
        ("/crr where country = NL or BE", "unknown_words", {"typed": "or BE"}),
        ("/crr by plan by country", "two_breakdowns", {"first": "plan", "second": "country"}),
        ("/crr by plan and country", "two_breakdowns", {"first": "plan", "second": "country"}),
        ("/crr per plan, land", "two_breakdowns", {"first": "plan", "second": "country"}),
        ("/crr where plan =", "no_value", {"name": "plan"}),
        ("/crr where plan = by country", "no_value", {"name": "plan"}),
        ('/crr where plan = ""', "no_value", {"name": "plan"}),
        ("/crr where plan is not Basic", "where_not", {"name": "plan"}),
        ("/crr where plan = A and plan = B", "twice", {"name": "plan"}),
        ("/crr last month Q3", "two_periods", {"first": "last month", "second": "Q3"}),
        ("/crr Q3 vs Q1", "versus_other", {"typed": "Q1"}),
        ("/crr Q3 vs last month", "versus_other", {"typed": "last month"}),
        ("/risk vs last month", "not_together", {"typed": "last month"}),
        ("/risk by month", "not_together", {"typed": "month"}),
        ("/cohort vs last year", "not_together", {"typed": "last year"}),
        ("/cohort by week", "cohort_unit", {"typed": "week"}),
        ("/cohort 99 years", "cohort_length", {"typed": "99 years", "most": 60}),
        ("/crr 2027", "period_in_future", {"typed": "2027"}),
        ("/crr 31 april", "no_such_date", {"typed": "31 april"}),
        ("/crr 3/4/2026 by plan", "two_dates", {"first": "2026-04-03", "second": "2026-03-04"}),
        ("/crr last month industry=foo", "unknown_industry", {"typed": "foo"}),
        ("/crr last month period=foo", "unknown_period", {"typed": "foo"}),
        ("/crr last month lang=fr", "unknown_language", {"typed": "fr"}),
        ("/crr 500 50 450 by plan", "figures_and_data", {"typed": "500 50 450"}),
        ("/crr 500 50 450 last 12 months", "period_of_figures", {"typed": "last 12 months"}),
        ("/crr ٢٠٢٥ last month", "other_digits", {"typed": "٢٠٢٥"}),
        ("/crr " + "last month " * 1000, "too_long", {"most": 1000}),
        ("our staff retention last month", "outside_subject", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(text: str, code: str, facts: dict[str, object]) -> None:
    refusal = problem(text)
    assert refusal.code == code
    assert {name: refusal.facts[name] for name in facts} == facts
    for language in LANGUAGES:
        said = plain(refused(refusal, language, Preferences()))
        assert len(said) > 60
        assert "<!channel>" not in said.replace("`<!channel>`", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dimensions", [(), ("plan", "country")])
def test_an_unknown_dimension_is_answered_with_those_there_are(
    dimensions: tuple[str, ...], language: Language
) -> None:
    refusal = problem("/crr by plna", DataWords(TODAY, dimensions))
    said = plain(refused(refusal, language, Preferences()))
    assert ("`country`" in said) == bool(dimensions)
    assert ("[customers]" in said) == (not dimensions)


@pytest.mark.parametrize("text", [
    "/crr by plna", "/crr Q3 blargh", "/crr 2027", "/crr 31 april",
    "/crr last month Q3", "/crr Q3 vs Q1", "/risk vs last month", "/cohort by week",
    "/cohort 99 years", "/crr by plan by country", "/crr from 2026-02-01 to 2026-01-01",
    "/crr 1950", "/crr 500 50 450 last 12 months", "/crr 500 50 450 by plan",
])  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_that_a_refusal_shows_can_be_asked(text: str, language: Language) -> None:
    for shown in suggestions(refused(problem(text), language, Preferences())):
        assert reading(shown).kind in {"measure", "cohort", "risk", "figures"}, shown
