"""Follow-ups: what is said changes its own part of the question before, and keeps the rest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ask.data_words import DataWords
from bot.ask.follow_up import follow_up
from bot.ask.grammar import read, spoken_in
from bot.ask.question import Ask
from bot.reply import Problem
from tests.asking import LIBRARY

DATA = DataWords(date(2026, 11, 25), {"plan": "plan_cd", "country": "country"})
OCTOBER = "from 2026-10-01 to 2026-10-31"
EARLIER = "crr last month by plan vs previous"


def reading(text: str) -> Ask:
    return read(text, spoken_in(text, "en"), LIBRARY, DATA)


def followed(text: str, earlier: str = EARLIER) -> str | None:
    found = follow_up(text, reading(earlier), DATA, spoken_in(text, "en"), LIBRARY)
    return found.question() if found else None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("and by country?", f"crr {OCTOBER} by country vs previous lang=en"),
        ("by country", f"crr {OCTOBER} by country vs previous lang=en"),
        ("en per land?", f"crr {OCTOBER} by country vs previous lang=nl"),
        ("per plan", f"crr {OCTOBER} by plan vs previous lang=en"),
        ("en vorig jaar?", "crr from 2025-10-01 to 2025-10-31 by plan vs previous lang=nl"),
        ("and last year?", "crr from 2025-10-01 to 2025-10-31 by plan vs previous lang=en"),
        ("a year earlier?", "crr from 2025-10-01 to 2025-10-31 by plan vs previous lang=en"),
        ("en de maand ervoor?", "crr from 2026-09-01 to 2026-09-30 by plan vs previous lang=nl"),
        ("and last month?", "crr from 2026-09-01 to 2026-09-30 by plan vs previous lang=en"),
        ("hoe ging het vorige maand?", f"crr {OCTOBER} by plan vs previous lang=nl"),
        ("last month by country", f"crr {OCTOBER} by country vs previous lang=en"),
        ("and Q3?", "crr from 2026-07-01 to 2026-09-30 by plan vs previous lang=en"),
        ("what about april 1997", "crr from 1997-04-01 to 1997-04-30 by plan vs previous lang=en"),
        ("en sinds januari?",
         "crr from 2026-01-01 to 2026-11-25 so far by plan vs previous lang=nl"),
        ("en per maand?",
         "crr from 2025-11-01 to 2026-10-31 by plan vs previous period=month lang=nl"),
        ("vs last year", f"crr {OCTOBER} by plan vs last year lang=en"),
        ("vergeleken met vorig jaar", f"crr {OCTOBER} by plan vs last year lang=nl"),
        ("only Basic", f"crr {OCTOBER} where plan=Basic vs previous lang=en"),
        ("alleen Basic?", f"crr {OCTOBER} where plan=Basic vs previous lang=nl"),
        ('only "Pro Max" in Q3',
         'crr from 2026-07-01 to 2026-09-30 where plan="Pro Max" vs previous lang=en'),
        ("just Basic please", f"crr {OCTOBER} where plan=Basic vs previous lang=en"),
        ("where country = NL", f"crr {OCTOBER} by plan where country=NL vs previous lang=en"),
        ("and for Pro?", f"crr {OCTOBER} by plan of Pro customers vs previous lang=en"),
        ("en bij Pro?", f"crr {OCTOBER} by plan of Pro customers vs previous lang=nl"),
        ("what about NL?", f"crr {OCTOBER} by plan of NL customers vs previous lang=en"),
        ("in Germany", f"crr {OCTOBER} by plan of Germany customers vs previous lang=en"),
        ("and in 'New York'?",
         f'crr {OCTOBER} by plan of "New York" customers vs previous lang=en'),
        ("wie is er vertrokken?", f"churn {OCTOBER} by plan vs previous lang=nl"),
        ("and who left?", f"churn {OCTOBER} by plan vs previous lang=en"),
        ("en hoeveel klanten zijn er opgezegd?", f"churn {OCTOBER} by plan vs previous lang=nl"),
        ("and for country NL?", f"crr {OCTOBER} by plan where country=NL vs previous lang=en"),
        ("where plan = Pro", f"crr {OCTOBER} where plan=Pro vs previous lang=en"),
        ("by country last quarter",
         "crr from 2026-07-01 to 2026-09-30 by country vs previous lang=en"),
        ("only last quarter", "crr from 2026-07-01 to 2026-09-30 by plan vs previous lang=en"),
        ("and churn?", f"churn {OCTOBER} by plan vs previous lang=en"),
        ("en de nps?", f"nps {OCTOBER} by plan vs previous lang=nl"),
        ("and churn by country in Q3?",
         "churn from 2026-07-01 to 2026-09-30 by country vs previous lang=en"),
        ("en het risico?", "risk by plan lang=nl"),
        ("and the cohorts?", "cohort by plan lang=en"),
        ("and the kpis", f"kpi {OCTOBER} by plan vs previous lang=en"),
        ("explain", f"explain crr {OCTOBER} by plan vs previous lang=en"),
        ("uitleg?", f"explain crr {OCTOBER} by plan vs previous lang=nl"),
        ("and industry=banking", None),
    ],
)  # fmt: skip
def test_a_follow_up_changes_its_part_and_keeps_the_rest(text: str, question: str | None) -> None:
    assert followed(text) == question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("and in September?", "churn from 2026-09-01 to 2026-09-30 by plan highest first lang=en"),
        ("and by country?", f"churn {OCTOBER} by country lang=en"),
        ("and by country lowest first?", f"churn {OCTOBER} by country lowest first lang=en"),
        ("and the cohorts?", "cohort by plan lang=en"),
        ("only Basic", f"churn {OCTOBER} where plan=Basic lang=en"),
        ("explain", f"explain churn {OCTOBER} by plan lang=en"),
    ],
)
def test_which_group_comes_first_is_kept_as_long_as_there_are_the_same_groups(
    text: str, question: str
) -> None:
    assert followed(text, f"churn {OCTOBER} by plan highest first lang=en") == question


@pytest.mark.parametrize(
    ("earlier", "text", "question"),
    [
        ("crr Q3 where country = NL and plan = Pro", "only Basic",
         "crr from 2026-07-01 to 2026-09-30 where country=NL and plan=Basic lang=en"),
        ("crr Q3 where country = NL", "alleen BE",
         "crr from 2026-07-01 to 2026-09-30 where country=BE lang=nl"),
        ("crr 2025", "and last year?", "crr from 2024-01-01 to 2024-12-31 lang=en"),
        ("crr week 1 2026", "and a year earlier?", "crr from 2024-12-30 to 2025-01-05 lang=en"),
        ("crr 2024-02-29", "and last year?", "crr from 2023-02-28 to 2023-02-28 lang=en"),
        ("crr this month", "and the month before?",
         "crr from 2026-10-01 to 2026-10-25 lang=en"),
        ("crr last month industry=banking", "and churn?",
         f"churn {OCTOBER} industry=banking lang=en"),
        ("risk as of 1 october", "by plan", "risk as of 2026-10-01 by plan lang=en"),
        ("risk as of 1 october", "and yesterday?", "risk as of 2026-11-24 lang=en"),
        ("risk by plan", "and churn?", f"churn {OCTOBER} by plan lang=en"),
        ("cohort 12 months unbounded", "by quarter",
         "cohort 12 months unbounded period=quarter lang=en"),
        ("cohort 12 months", "24 months", "cohort 24 months lang=en"),
        ("clv", "by plan", "clv ever by plan lang=en"),
        ("cohort by quarter by country", "only NL",
         "cohort where country=NL period=quarter lang=en"),
        ("churn per week", "and the cohorts?", "cohort lang=en"),
        ("churn by month", "en welke klanten lopen risico?", "risk lang=nl"),
        ("churn Q3 where plan = Basic", "only in Germany",
         "churn from 2026-07-01 to 2026-09-30 of Germany customers where plan=Basic lang=en"),
        ("clv", "and last year?", "clv from 2025-01-01 to 2025-12-31 lang=en"),
        ("explain crr last month", "and by plan?", f"crr {OCTOBER} by plan lang=en"),
        ("retention by month", "and by country?",
         "crr from 2025-11-01 to 2026-10-31 by country period=month lang=en"),
    ],
)  # fmt: skip
def test_a_follow_up_fits_the_question_before(earlier: str, text: str, question: str) -> None:
    assert followed(text, earlier) == question


@pytest.mark.parametrize(
    "text",
    [
        "churn", "churn last month by plan", "/crr", "/crr 500 50 450", "500 50 450",
        "and with 500 50 450?", "what is churn", "and what does churn mean?", "tips for hotels",
        "how can we improve that?", "and why?", "waarom?", "thanks", "ok", "help", "and",
        "what was the weather last month", "and blargh?", "is 83% good for an insurer?",
    ],
)  # fmt: skip
def test_a_question_of_its_own_is_left_alone(text: str) -> None:
    assert followed(text) is None


@pytest.mark.parametrize("earlier", ["crr 500 50 450", "what is churn", "tips hotels"])
def test_only_an_answer_from_the_data_has_follow_ups(earlier: str) -> None:
    assert followed("and by country?", earlier) is None


def test_without_a_dimension_before_a_value_alone_means_nothing() -> None:
    assert followed("only NL", "crr last month") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("and by foo?", "unknown_dimension"),
        ("by cuontry", "unknown_dimension"),
        ("and Q3 blargh?", "unknown_words"),
        ("and 2027?", "period_in_future"),
        ("vs Q1", "versus_other"),
        ("", "empty"),
        ("a" * 2000, "too_long"),
    ],
)
def test_what_cannot_be_read_in_a_follow_up_is_told(text: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        followed(text)
    assert refused.value.code == code


@given(
    st.sampled_from([EARLIER, "risk", "cohort 12 months", "clv", "kpi Q3"]),
    st.lists(
        st.sampled_from(
            ["and", "en", "by plan", "per land", "only", "NL", "Q3", "last year", "churn", "vs",
             "the month before", "where", "country =", "2025", "500", "explain", "unbounded"]
        ),
        max_size=5,
    ).map(" ".join),
)  # fmt: skip
def test_a_follow_up_is_a_question_that_can_be_asked_again(earlier: str, text: str) -> None:
    try:
        question = followed(text, earlier)
    except Problem:
        return
    assert question is None or reading(question).question() == question
