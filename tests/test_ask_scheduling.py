"""Asking for a post by the clock, or for those there are, in both languages."""

from datetime import date

import pytest

from bot.ask.data_words import DataWords
from bot.ask.grammar import read, spoken_in
from bot.reply import Problem
from tests.asking import LIBRARY

DATA = DataWords(date(2026, 11, 12), ("plan", "country"))


def question(text: str) -> str:
    return read(text, spoken_in(text, "en"), LIBRARY, DATA).question()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("/kpi schedule", "schedule kpi lang=en"),
        ("kpi schedule", "schedule kpi lang=en"),
        ("/KPI Schedule", "schedule kpi lang=en"),
        ("/kpi plan", "schedule kpi lang=en"),
        ("/kpi plan in", "schedule kpi lang=en"),
        ("/kpi inplannen", "schedule kpi lang=nl"),
        ("klantbehoud inplannen", "schedule crr lang=nl"),
        ("/retention schedule", "schedule lang=en"),
        ("/retention schedule churn", "schedule churn lang=en"),
        ("schedule cohort", "schedule cohort lang=en"),
        ("/retention risk schedule", "schedule risk lang=en"),
        ("/kpi schedule monday 09:00", "schedule kpi monday 09:00 lang=en"),
        ("kpi inplannen elke werkdag 8.30", "schedule kpi elke werkdag 8.30 lang=nl"),
        ("/kpi schedule lang=nl", "schedule kpi lang=nl"),
        ("/retention schedules", "schedules lang=en"),
        ("/kpi schedules", "schedules lang=en"),
        ("/retention planning", "schedules lang=en"),
        ("planningen", "schedules lang=nl"),
        ("schedules after=10", "schedules after=10 lang=en"),
        ("help schedule", "help schedule lang=en"),
        ("help planningen", "help schedules lang=nl"),
    ],
)
def test_it_is_understood_and_reads_back(text: str, asked: str) -> None:
    assert question(text) == asked
    assert question(asked) == asked


@pytest.mark.parametrize(
    "text",
    [
        "planning van de afdeling",
        "how do I schedule a call",
        "retention plan",
        "churn by plan",
        "/crr plan",
        "kpi plan=Pro",
        "plan",
    ],
)
def test_what_only_sounds_like_it_is_something_else(text: str) -> None:
    assert not question(text).startswith("schedule")


def test_a_demo_is_nothing_that_the_bot_plans() -> None:
    with pytest.raises(Problem) as refused:
        question("schedule a demo")
    assert refused.value.code == "not_found"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        question("/kpi schedule lang=xx")
    assert refused.value.code == "unknown_language"
