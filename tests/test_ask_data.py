"""Questions about the company's data: figures mean figures, words mean data, in any order."""

from itertools import permutations
from pathlib import Path

import pytest
import tomli

from bot.ask.data_words import DataWords
from bot.ask.grammar import read
from bot.ask.words import fold, words
from bot.commands import COMMANDS
from bot.render.terminal import plain
from bot.reply import Language, Problem
from metrics.catalog import METRICS
from tests.asking import LIBRARY, ask, suggestions
from tests.data_questions import DATA, OCTOBER, TODAY, problem, reading

TUNING = Path(__file__).parent / "evaluation" / "tuning.toml"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/crr last month", f"crr {OCTOBER} lang=en"),
        ("/crr", f"crr {OCTOBER} lang=en"),
        ("crr", f"crr {OCTOBER} lang=en"),
        ("klantverloop", f"churn {OCTOBER} lang=nl"),
        ("/retention last month", f"crr {OCTOBER} lang=en"),
        ("/retention nps last month", f"nps {OCTOBER} lang=en"),
        ("retention kpi last month", f"kpi {OCTOBER} lang=en"),
        ("/crr last month by plan", f"crr {OCTOBER} by plan lang=en"),
        ("/crr by plan last month", f"crr {OCTOBER} by plan lang=en"),
        ("last month by plan", f"crr {OCTOBER} by plan lang=en"),
        ("vorige maand per abonnement", f"crr {OCTOBER} by plan lang=nl"),
        ("hoe ging het vorige maand?", f"crr {OCTOBER} lang=nl"),
        ("how did last month go?", f"crr {OCTOBER} lang=en"),
        ("doe eens vorige week", "crr from 2026-11-16 to 2026-11-22 lang=nl"),
        ("hoeveel klanten zijn we kwijtgeraakt in oktober?", f"churn {OCTOBER} lang=nl"),
        ("welke klanten moet ik vandaag bellen?", "risk lang=nl"),
        ("/crr by Plan", f"crr {OCTOBER} by plan lang=en"),
        ("/crr plan last month", f"crr {OCTOBER} by plan lang=en"),
        ("/crr last month per subscription", f"crr {OCTOBER} by plan lang=en"),
        ("/crr broken down by the country", f"crr {OCTOBER} by country lang=en"),
        ("/crr by sales channel", f"crr {OCTOBER} by sales_channel lang=en"),
        ("/crr by sales_channel", f"crr {OCTOBER} by sales_channel lang=en"),
        ("/churn vorige maand naar land", f"churn {OCTOBER} by country lang=nl"),
        ("/churn vorige maand per abonnement where country = NL vs last year",
         f"churn {OCTOBER} by plan where country=NL vs last year lang=nl"),
        ("how is our retention by plan last month?", f"crr {OCTOBER} by plan lang=en"),
        ("klantverloop in Q3 2025 per land",
         "churn from 2025-07-01 to 2025-09-30 by country lang=nl"),
        ("what was our churn in april 1997?", "churn from 1997-04-01 to 1997-04-30 lang=en"),
        ("hoe staat het met ons klantbehoud?", f"crr {OCTOBER} lang=nl"),
        ("what is our churn", f"churn {OCTOBER} lang=en"),
        ("is our retention good", f"crr {OCTOBER} lang=en"),
        ("laat ons verloop per plan zien", f"churn {OCTOBER} by plan lang=nl"),
        ("show me churn by country for last month please", f"churn {OCTOBER} by country lang=en"),
        ("hoeveel klanten hadden we vorige maand?", f"customers {OCTOBER} lang=nl"),
        ("hoeveel klanten verloren we in 2025?",
         "churn from 2025-01-01 to 2025-12-31 lang=nl"),
        ("how many new customers did we get in Q3?",
         "newcomers from 2026-07-01 to 2026-09-30 lang=en"),
        ("wie loopt er risico?", "risk lang=nl"),
        ("how many customers did we lose in Q3?",
         "churn from 2026-07-01 to 2026-09-30 lang=en"),
        ("/crr 2025", "crr from 2025-01-01 to 2025-12-31 lang=en"),
        ("/crr 2026-03", "crr from 2026-03-01 to 2026-03-31 lang=en"),
        ("/crr 2025 by plan", "crr from 2025-01-01 to 2025-12-31 by plan lang=en"),
        ("/crr week 14", "crr from 2026-03-30 to 2026-04-05 lang=en"),
        ("/crr 1 maart tot 15 april", "crr from 2026-03-01 to 2026-04-15 lang=nl"),
        ("/crr this month so far", "crr from 2026-11-01 to 2026-11-25 month so far lang=en"),
        ("/crr sinds januari", "crr from 2026-01-01 to 2026-11-25 so far lang=nl"),
        ("/crr lats month", f"crr {OCTOBER} lang=en"),
        ("/churn vorige mand per land", f"churn {OCTOBER} by country lang=nl"),
        ("/crr where plan = Basic", f"crr {OCTOBER} where plan=Basic lang=en"),
        ("/crr where plan is Basic", f"crr {OCTOBER} where plan=Basic lang=en"),
        ("/crr where plan: Basic", f"crr {OCTOBER} where plan=Basic lang=en"),
        ("/crr plan=Basic", f"crr {OCTOBER} where plan=Basic lang=en"),
        ("/crr for plan Basic", f"crr {OCTOBER} where plan=Basic lang=en"),
        ("/crr waar land = NL en abonnement = Basic",
         f"crr {OCTOBER} where country=NL and plan=Basic lang=nl"),
        ('/crr where plan = "Pro Max" and country is NL last month',
         f'crr {OCTOBER} where plan="Pro Max" and country=NL lang=en'),
        ("/crr where plan = “Pro Max”", f'crr {OCTOBER} where plan="Pro Max" lang=en'),
        ("/crr where plan = 'Q3 deal' Q3",
         'crr from 2026-07-01 to 2026-09-30 where plan="Q3 deal" lang=en'),
        ("/crr where country = United States last month by plan",
         f'crr {OCTOBER} by plan where country="United States" lang=en'),
        ("/crr where country = NL, vs previous",
         f"crr {OCTOBER} where country=NL vs previous lang=en"),
        ("/crr where plan = 2025", f"crr {OCTOBER} where plan=2025 lang=en"),
        ("/crr where country = NO", f"crr {OCTOBER} where country=NO lang=en"),
        ("/crr where country = 's-Hertogenbosch",
         f"crr {OCTOBER} where country=\"'s-Hertogenbosch\" lang=en"),
        ("/crr vs previous", f"crr {OCTOBER} vs previous lang=en"),
        ("/crr vs last month", f"crr {OCTOBER} vs previous lang=en"),
        ("/crr vs vorige maand", f"crr {OCTOBER} vs previous lang=nl"),
        ("/crr vs vorig jaar", f"crr {OCTOBER} vs last year lang=nl"),
        ("/crr vergeleken met vorig jaar", f"crr {OCTOBER} vs last year lang=nl"),
        ("/crr t.o.v. de maand ervoor", f"crr {OCTOBER} vs previous lang=nl"),
        ("/crr year over year", f"crr {OCTOBER} vs last year lang=en"),
        ("/crr vs last quarter", "crr from 2026-07-01 to 2026-09-30 vs previous lang=en"),
        ("/crr Q3 vs Q2", "crr from 2026-07-01 to 2026-09-30 vs previous lang=en"),
        ("/crr Q3 vs Q3 2025", "crr from 2026-07-01 to 2026-09-30 vs last year lang=en"),
        ("/crr this month vs last month",
         "crr from 2026-11-01 to 2026-11-25 month so far vs previous lang=en"),
        ("retention by month", "crr from 2025-11-01 to 2026-10-31 period=month lang=en"),
        ("/retention per maand", "crr from 2025-11-01 to 2026-10-31 period=month lang=nl"),
        ("/crr by week 2025", "crr from 2025-01-01 to 2025-12-31 period=week lang=en"),
        ("/crr trend last 12 months",
         "crr from 2025-11-01 to 2026-10-31 period=month lang=en"),
        ("/crr last month industry=retail banking lang=nl",
         f"crr {OCTOBER} industry=banking lang=nl"),
        ("/nps last quarter", "nps from 2026-07-01 to 2026-09-30 lang=en"),
        ("/mrr per land", f"mrr {OCTOBER} by country lang=en"),
        ("/customers", f"customers {OCTOBER} lang=en"),
        ("/klanten", f"customers {OCTOBER} lang=en"),
        ("/kpi", f"kpi {OCTOBER} lang=en"),
        ("/kpi Q3", "kpi from 2026-07-01 to 2026-09-30 lang=en"),
        ("kerncijfers vorige maand", f"kpi {OCTOBER} lang=nl"),
        ("/clv", "clv ever lang=en"),
        ("/repeat by plan", "repeat ever by plan lang=en"),
        ("/clv 2025 by plan", "clv from 2025-01-01 to 2025-12-31 by plan lang=en"),
        ("/clv vs last year", f"clv {OCTOBER} vs last year lang=en"),
        ("/cohort", "cohort lang=en"),
        ("/cohort 12 months", "cohort 12 months lang=en"),
        ("/cohort 12 maanden onbegrensd", "cohort 12 months unbounded lang=nl"),
        ("/cohort last 4 quarters unbounded by quarter where plan = Basic",
         "cohort 12 months unbounded where plan=Basic period=quarter lang=en"),
        ("/cohort 2025", "cohort from 2025-01-01 to 2025-12-31 lang=en"),
        ("/risk", "risk lang=en"),
        ("/risk as of 1 October", "risk as of 2026-10-01 lang=en"),
        ("/risico per 1 oktober", "risk as of 2026-10-01 lang=nl"),
        ("/risk last month by plan", "risk as of 2026-10-31 by plan lang=en"),
        ("who is at risk?", "risk lang=en"),
        ("explain churn last month by plan", f"explain churn {OCTOBER} by plan lang=en"),
        ("leg uit klantverloop vorige maand", f"explain churn {OCTOBER} lang=nl"),
        ("/explain risk as of yesterday", "explain risk as of 2026-11-24 lang=en"),
    ],
)  # fmt: skip
def test_words_are_read_as_a_question_about_data(text: str, question: str) -> None:
    asked = reading(text)
    assert asked.question() == question
    assert reading(question) == asked


@pytest.mark.parametrize("text", ["/crr last month by plan", "/kpi Q3", "wat is ons verloop?"])
def test_without_a_warehouse_the_reply_says_how_to_connect_one(text: str) -> None:
    assert problem(text, None).code == "no_warehouse"
    said = plain(ask(text))
    assert "retention.toml" in said
    assert "python -m bot import" in said
    assert all(ask(example).ok for example in suggestions(ask(text)))


@pytest.mark.parametrize("command", sorted({*METRICS, *words().data.values()}))
def test_a_command_alone_is_help_without_a_warehouse_and_a_question_with_one(command: str) -> None:
    assert reading(f"/{command}", None).question() == f"help {command} lang=en"
    assert ask(f"/{command}").ok
    assert reading(f"/{command}").question().startswith(command)
    assert reading(f"/{command} help").question() == f"help {command} lang=en"


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() & words().data.keys()))
def test_the_hint_of_a_command_of_data_is_read(command: str) -> None:
    assert reading(f"/{command} {COMMANDS[command].hint.partition('(')[0]}").kind == command


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/crr 500 50 450", "crr start=500 new=50 end=450 lang=en"),
        ("/crr 1990 50 2000", "crr start=1990 new=50 end=2000 lang=en"),
        ("/csat 1990 2000", "csat satisfied=1990 total=2000 lang=en"),
        ("/crr 500 50 450 last month", "crr start=500 new=50 end=450 period=month lang=en"),
        ("/crr 500 50 450 Q3 2025", "crr start=500 new=50 end=450 period=quarter lang=en"),
        ("/crr 500 50 450 vorig jaar", "crr start=500 new=50 end=450 period=year lang=nl"),
        ("/crr 500 50 450 per month", "crr start=500 new=50 end=450 period=month lang=en"),
        ("/crr start=500 lost=50", "crr start=500 lost=50 lang=en"),
        ("in Q3 we started with 500 customers, signed 50 and finished with 450",
         "crr start=500 new=50 end=450 lang=en"),
        ("On 1 January we had 500 customers, on 31 March 450, 50 of them new",
         "crr start=500 new=50 end=450 lang=en"),
        ("what is churn", "define churn lang=en"),
        ("wat is klantverloop?", "define klantverloop lang=nl"),
        ("explain nps", "define nps lang=en"),
        ("what does churn mean in 2025", "define churn lang=en"),
        ("how do banks do", "benchmark banking lang=en"),
        ("average churn last year for banks", "benchmark banking lang=en"),
        ("/benchmark banks", "benchmark banking lang=en"),
        ("/tips churn", "tips churn lang=en"),
        ("/crr help", "help crr lang=en"),
        ("churn help", "help churn lang=en"),
        ("/retention", "help lang=en"),
        ("help kpi", "help kpi lang=en"),
    ],
)  # fmt: skip
def test_figures_definitions_and_averages_stay_what_they_are(text: str, question: str) -> None:
    assert reading(text).question() == question
    assert reading(text, None).question() == question


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("why did our churn rise last month", "why"),
        ("how can we reduce churn this year", "search"),
        ("onze klanten klagen sinds vorige maand", "tips"),
        ("customers leave after the first month", "tips"),
        ("churn vs retention last month", "compare"),
        ("klantverloop van zappos vorig jaar", "benchmark"),
        ("retention of Netflix last year", "benchmark"),
    ],
)
def test_a_sentence_that_asks_something_else_is_no_question_about_data(
    text: str, kind: str
) -> None:
    assert reading(text).kind == reading(text, None).kind == kind


def test_no_question_for_the_knowledge_is_taken_for_one_about_data() -> None:
    questions = tomli.loads(TUNING.read_text(encoding="utf-8"))["question"]
    assert len(questions) > 100
    alone = {*words().commands}  # "churn?" is of the data, where there is data
    for question in questions:
        if fold(question["text"]).strip(" ?.!") in alone:
            continue
        language: Language = "en" if question["language"] == "en" else "nl"
        before = _outcome(question["text"], language, None)
        after = _outcome(question["text"], language, DATA)
        if question["kind"] == "outside" and before[1] and after[1]:
            continue  # "churn in 2030": refused as a figure of nobody's, or as one that is to come
        assert before[0] == after[0] != "no_warehouse", question["text"]


def _outcome(text: str, language: Language, data: DataWords | None) -> tuple[str, object]:
    try:
        return read(text, language, LIBRARY, data).kind, None
    except Problem as refusal:
        return refusal.code, refusal


PARTS = ("last month", "by plan", "where country = NL", "vs last year")


@pytest.mark.parametrize("order", list(permutations(PARTS)))
def test_the_parts_may_come_in_any_order(order: tuple[str, ...]) -> None:
    text = " ".join(["/churn", *order])
    assert reading(text) == reading(" ".join(["/churn", *PARTS])), text


def test_a_companys_own_name_for_a_dimension_wins() -> None:
    data = DataWords(TODAY, ("abonnement", "plan"))
    assert reading("/crr by plan", data).by == "plan"
    assert reading("/crr per abonnement", data).by == "abonnement"
    assert reading("/crr by subscription", DataWords(TODAY, ("abonnement",))).by == "abonnement"


@pytest.mark.parametrize("value", ["0 FACTOR", "why not", "tips and tricks", "how do banks"])
def test_a_value_in_quotes_may_say_anything(value: str) -> None:
    assert reading(f'kpi last month where plan = "{value}"').where == (("plan", value),)


def test_a_dimension_called_industry_is_asked_with_where() -> None:
    data = DataWords(TODAY, ("industry",))
    asked = reading("/crr where industry = Retail industry=banking", data)
    assert (asked.where, asked.industry) == ((("industry", "Retail"),), "banking")
    assert reading(asked.question(), data) == asked
