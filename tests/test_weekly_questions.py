"""What a schedule may ask: the company's data, of the last complete period whenever that is."""

import re

import pytest

from bot.desk import refused
from bot.render.text import write
from bot.reply import LANGUAGES, Language, Problem
from bot.services import Preferences
from bot.weekly.questions import read_question
from tests.asking import services
from tests.company import Acme


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("kpi", "kpi lang=en"),
        ("/kpi", "kpi lang=en"),
        ("kpi last week", "kpi lang=en"),
        ("kpi vorige maand", "kpi lang=en"),
        ("kpi lang=nl", "kpi lang=en"),
        ("retention by plan last month", "crr by plan lang=en"),
        ("klantbehoud per land", "crr by country lang=en"),
        ("crr last month vs last year", "crr vs last year lang=en"),
        ("churn where plan = Basic", "churn where plan=Basic lang=en"),
        ("retention per week", "crr period=week lang=en"),
        ("kpi industry=software", "kpi industry=software lang=en"),
        ("cohorts", "cohort lang=en"),
        ("risk", "risk lang=en"),
        ("repeat", "repeat ever lang=en"),
    ],
)
def test_a_question_is_kept_without_its_dates(acme: Acme, typed: str, question: str) -> None:
    assert read_question(typed, "en", acme.services()) == question
    assert read_question(question, "en", acme.services()) == question


def test_it_is_answered_in_the_language_of_the_schedule(acme: Acme) -> None:
    assert read_question("kpi lang=en", "nl", acme.services("en")) == "kpi lang=nl"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("what is churn", "schedule_not_data"),
        ("crr 500 50 450", "schedule_not_data"),
        ("tips hotels", "schedule_not_data"),
        ("help", "schedule_not_data"),
        ("explain retention last month", "schedule_not_data"),
        ("risk csv", "schedule_not_data"),
        ("kpi in March 2026", "schedule_dated"),
        ("retention last quarter", "schedule_dated"),
        ("retention last 12 months", "schedule_dated"),
        ("churn this month", "schedule_dated"),
        ("repeat last month", "schedule_dated"),
        ("risk as of 2026-01-01", "schedule_dated"),
        ("", "empty"),
        ("x" * 2000, "too_long"),
    ],
)
def test_another_question_is_a_problem(acme: Acme, typed: str, code: str) -> None:
    with pytest.raises(Problem) as told:
        read_question(typed, "en", acme.services())
    assert told.value.code == code


def test_without_a_warehouse_there_is_nothing_to_post() -> None:
    with pytest.raises(Problem) as told:
        read_question("kpi", "en", services())
    assert told.value.code == "no_warehouse"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["help", "kpi in 2025"])
def test_every_question_that_a_refusal_shows_can_be_scheduled(
    acme: Acme, typed: str, language: Language
) -> None:
    with pytest.raises(Problem) as told:
        read_question(typed, language, acme.services(language))
    shown = "".join(write(refused(told.value, language, Preferences())).paragraphs)
    examples = set(re.findall("`([^`]+)`", shown)) - {typed}
    assert examples
    for example in examples:
        assert read_question(example, language, acme.services(language))
