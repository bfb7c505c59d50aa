"""The specification as data: what people type, in which language, and what they read."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.reply import Language
from tests.asking import ask, reading, said, suggestions

FILES = sorted(Path(__file__).with_name("dialogue").glob("*.toml"))
# Shown as code, but no question to this bot.
NOT_ASKED = {"/invite @retention"}


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what is expected of the answer; only what is given is compared."""

    asks: str
    language: Language
    industry: str | None = None
    ok: bool = True
    says: str | None = None  # the whole reply in the terminal
    reads: str | None = None  # the canonical question
    problem: str | None = None  # the code of the refusal


def _cases() -> list[tuple[str, Case]]:
    return [
        (f"{file.stem}: {case['in']} {case['asks']}", Case(language=case.pop("in"), **case))
        for file in FILES
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


CASES = _cases()
every_case = pytest.mark.parametrize("case", [c for _, c in CASES], ids=[name for name, _ in CASES])


@every_case
def test_the_reply_is_the_one_written_down(case: Case) -> None:
    assert ask(case.asks, case.language, case.industry).ok is case.ok
    if case.says is not None:
        assert said(case.asks, case.language, case.industry) == case.says
    if case.reads is not None:
        assert reading(case.asks, case.language).question() == case.reads
    if case.problem is not None:
        assert ask(case.asks, case.language).part == case.problem


@every_case
def test_whatever_the_reply_suggests_is_answered(case: Case) -> None:
    reply = ask(case.asks, case.language, case.industry)
    pressed = {button.question for button in reply.buttons}
    for question in (suggestions(reply) - NOT_ASKED) | pressed | ({reply.share} - {None}):
        assert question is not None
        again = ask(question, reply.language, case.industry)
        assert (question, again.part if not again.ok else "answered") == (question, "answered")
        assert again.language == reply.language


@every_case
def test_the_reply_is_written_in_a_plain_voice(case: Case) -> None:
    words = said(case.asks, case.language, case.industry).replace(case.asks, "")
    for exclaimed in ("!channel", "!here"):
        words = words.replace(exclaimed, "")
    assert "!" not in words
    assert not {"great", "awesome", "geweldig", "helaas", "sorry"} & set(words.lower().split())


def test_every_kind_of_answer_has_cases_in_both_languages() -> None:
    told = {(file.stem, case["in"]) for file in FILES for case in _raw(file)}
    assert told == {(file.stem, language) for file in FILES for language in ("en", "nl")}


def _raw(file: Path) -> list[dict[str, str]]:
    cases: list[dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    return cases
