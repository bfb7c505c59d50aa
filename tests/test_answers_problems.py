"""Completeness: every refusal has words in both languages, and no words are left over."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bot.desk import TEMPLATE_OF, refused
from bot.render.terminal import plain
from bot.render.text import write
from bot.reply import LANGUAGES, Language, Problem, Reply
from bot.services import Preferences
from bot.weekly.reasons import LASTING, NOT_POSTED
from metrics.refusal import CODES
from metrics.warehouse.trouble import FACTS
from tests.asking import ask

# What a trouble of the warehouse may be about.
TROUBLE: dict[str, object] = {
    "seconds": 30.0,
    "table": "contracts",
    "column": "until",
    "most": 59,
    "section": "orders",
    "dimension": "plan",
    "typed": "Prro",
    "nearest": ("Pro", "Pro Max"),
    "among": ("plan", "country"),
}
ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "bot" / "render" / "templates"
# Refusals of dates: nothing that can be typed leads to them yet.
NOT_ASKED_FOR = {"empty_period"}
# What keeps a post away, worded in posting.<language>.j2.
POSTED_WITHOUT = LASTING | NOT_POSTED
PARTS_OF_OTHERS = {"works", "did_you_mean", "rate_of", "keeping", "meant", "dimensions"}
PARTS_OF_OTHERS |= {"who_can", "as_csv", "headers_read"}
# Said by the doors to Slack, by name.
ONE_SENTENCE = {"shared", "picture_lost", "picture_not_added", "sheet_lost"}  # beside an answer
SAID_BY_SLACK = ONE_SENTENCE | {
    "broken",
    "share_refused",
    "share_unsure",
    "share_again",
    "share_later",
    "answer_unsure",
    "alerts_off",
    "runs_off",
    "entries_off",
    "form_late",
    "voted",
    "voted_before",
    "vote_off",
    "vote_late",
}


def _raised() -> Iterator[str]:
    for file in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                code = node.args[0] if node.args else None
                if node.func.id == "Problem" and isinstance(code, ast.Constant):
                    yield str(code.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_macro_for_each_problem_and_none_besides(language: Language) -> None:
    elsewhere = tuple(TEMPLATE_OF)  # data_problems and file_problems
    raised = {code for code in _raised() if not code.startswith(elsewhere)} - POSTED_WITHOUT
    assert _macros("problems", language) == raised | (CODES - NOT_ASKED_FOR) | SAID_BY_SLACK


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_macro_for_everything_wrong_with_the_data(language: Language) -> None:
    raised = {code for code in _raised() if code.startswith("data_")}
    assert _macros("data_problems", language) == raised | {f"data_{code}" for code in FACTS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_macro_for_everything_wrong_with_a_file(language: Language) -> None:
    raised = {code for code in _raised() if code.startswith("file_")}
    assert _macros("file_problems", language) == raised


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_macro_for_everything_wrong_with_what_is_dropped(language: Language) -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py"))
    named = set(re.findall(r'"(drop_[a-z_]*)"', source)) - {"drop_", "drop_problems"}
    faults = {"drop_before", "drop_after"}  # of the stand-in
    assert _macros("drop_problems", language) == named - faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_macro_for_everything_that_cannot_be_watched(language: Language) -> None:
    raised = {code for code in _raised() if code.startswith("alert_")}
    assert _macros("alert_problems", language) == raised


def _macros(template: str, language: Language) -> set[str]:
    text = (TEMPLATES / f"{template}.{language}.j2").read_text(encoding="utf-8")
    return set(re.findall(r"{% macro (\w+)\(", text)) - PARTS_OF_OTHERS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("admins", [(), ("U_ADA", "U_BOB")])
@pytest.mark.parametrize("code", FACTS)
def test_every_trouble_of_a_warehouse_is_told(
    code: str, admins: tuple[str, ...], language: Language
) -> None:
    """With the facts that it carries and no others, whoever the admins are."""
    facts = {name: TROUBLE[name] for name in FACTS[code]}
    reply = refused(Problem(f"data_{code}", **facts, admins=admins), language, Preferences())
    words = write(reply)
    assert words.paragraphs[0].startswith("*")
    assert len("".join(words.paragraphs)) > 50
    assert (reply.ok, reply.template) == (False, "data_problems")
    for name in ("table", "column", "section", "typed"):
        assert name not in facts or str(facts[name]) in plain(reply)


def test_the_doors_to_slack_name_the_refusals_of_their_own() -> None:
    source = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "slack").rglob("*.py")
    )
    assert {code for code in SAID_BY_SLACK if f'"{code}"' in source} == SAID_BY_SLACK


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "problem",
    [  # what the desk itself cannot be brought to say: the reading refuses earlier
        Problem("too_few_figures", metric="clv", have=("value",)),
        Problem("too_few_figures", metric="clv", have=()),
        Problem("negative", metric="crr", field="start", value=Decimal(-1)),
        *(Problem(code) for code in sorted(SAID_BY_SLACK - ONE_SENTENCE)),
    ],
    ids=lambda problem: problem.code,
)
def test_a_refusal_from_behind_has_words_as_well(problem: Problem, language: Language) -> None:
    reply = refused(problem, language, Preferences())
    words = write(reply)
    assert words.paragraphs[0].startswith("*")
    assert len("".join(words.paragraphs)) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_shows_the_order_and_an_example_in_the_language(language: Language) -> None:
    reply = refused(Problem("negative", metric="churn", typed="-1"), language, Preferences())
    usage, example = {
        "en": ("/churn START NEW END", "/churn start=130 lost=9"),
        "nl": ("/churn BEGIN NIEUW EIND", "/churn begin=130 verloren=9"),
    }[language]
    assert (reply.facts["usage"], reply.facts["example"]) == (usage, example)
    assert (reply.template, reply.part, reply.ok) == ("problems", "negative", False)
    assert usage in plain(reply)


@pytest.mark.parametrize(
    ("metric", "suggested"),
    [("crr", "retention 76.67%"), ("churn", "churn 23.33%")],
)
def test_the_rate_beside_a_suggestion_is_the_one_asked_for(metric: str, suggested: str) -> None:
    reply: Reply = ask(f"/{metric} 120 5 150")
    assert f"`/{metric} 150 5 120`" in plain(reply)
    assert f"({suggested})" in plain(reply)
