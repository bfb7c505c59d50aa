"""How the forms are asked for, in both languages, and what only looks like it."""

import pytest

from bot.ask.question import Ask
from bot.desk import answer
from bot.render.terminal import plain
from bot.reply import Language, Problem
from bot.services import Asker
from tests.asking import ask, reading, services


@pytest.mark.parametrize(
    ("typed", "kind", "metric", "language"),
    [
        ("/retention calculator", "calculator", None, "en"),
        ("/retention calculator nps", "calculator", "nps", "en"),
        ("/retention rekenhulp", "calculator", None, "nl"),
        ("/crr rekenen", "calculator", "crr", "nl"),
        ("/crr calculator", "calculator", "crr", "en"),
        ("/crr formulier", "calculator", "crr", "nl"),
        ("calculator", "calculator", None, "en"),
        ("klantverloop rekenhulp", "calculator", "churn", "nl"),
        ("calculator churn lang=nl", "calculator", "churn", "nl"),
        ("/benchmark finder", "finder", None, "en"),
        ("benchmark zoeken", "finder", None, "nl"),
        ("/retention finder", "finder", None, "en"),
    ],
)
def test_a_form_is_asked_for(typed: str, kind: str, metric: str | None, language: Language) -> None:
    assert reading(typed) == Ask(kind, language, metric)


@pytest.mark.parametrize(
    "typed",
    ["calculator crr lang=en", "calculator lang=nl", "finder lang=en", "finder hotels lang=nl"],
)
def test_the_canonical_question_reads_back(typed: str) -> None:
    assert reading(typed).question() == typed


@pytest.mark.parametrize(
    "typed", ["/crr calculator 500 50 450", "form a team", "/define calculator"]
)
def test_what_only_looks_like_it(typed: str) -> None:
    try:
        kind = reading(typed).kind
    except Problem:
        return
    assert kind not in {"calculator", "finder"}


@pytest.mark.parametrize(("typed", "key"), [("finder banking", "banking"), ("finder nowhere", "")])
def test_a_finder_may_begin_at_an_industry(typed: str, key: str) -> None:
    assert getattr(ask(typed).opens, "key", None) == key


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/crr calculator", "In Slack this is a form with a field for each figure."),
        ("/crr rekenen", "In Slack is dit een formulier met een veld voor elk cijfer."),
        ("/benchmark finder", "In Slack this is a form in which you look up an industry"),
        ("benchmark zoeken", "In Slack is dit een formulier waarin je een branche"),
    ],
)
def test_in_the_terminal_there_is_no_form_and_it_says_so(typed: str, words: str) -> None:
    assert words in plain(answer(typed, Asker(), services()))
