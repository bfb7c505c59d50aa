"""The specification as data: what people type, in which language, and what they read.

A file whose name begins with `data_` is asked of the made-up company of `tests/company.py`.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot import desk
from bot.render.terminal import plain
from bot.render.text import write
from bot.reply import Language, Reply
from bot.services import Asker, Services
from tests import asking
from tests.asking import reading, suggestions
from tests.company import ANN, IN_CHANNEL, Acme

FILES = sorted(Path(__file__).with_name("dialogue").glob("*.toml"))
# Shown as code, but no question to this bot.
NOT_ASKED = {"/invite @retention"}
MOST_PROSE = 1200  # characters of an answer from data, without its table and chart
ASKERS = {
    "listed": ANN,
    "not listed": Asker("U_BOB", "D_BOB", member=True),
    "guest": Asker("U_EVE", "D_EVE"),
    "in another channel": replace(IN_CHANNEL, channel="C_LUNCH"),
    "beside guests": replace(IN_CHANNEL, inside=False),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what is expected of the answer; only what is given is compared."""

    asks: str
    language: Language
    industry: str | None = None
    ok: bool = True
    says: str | None = None  # the whole reply in the terminal, SQL apart
    reads: str | None = None  # the canonical question
    problem: str | None = None  # the code of the refusal
    company: str | None = None  # how the company's data is mapped
    who: str = "listed"
    public: bool = False  # a channel reads the answer
    audited: bool = True


def _cases() -> list[tuple[str, Case]]:
    return [
        (f"{file.stem}: {case['in']} {case['asks']}", _case(file, case))
        for file in FILES
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


def _case(file: Path, case: dict[str, str]) -> Case:
    data = {"company": "everything"} if file.stem.startswith("data_") else {}
    return Case(language=case.pop("in"), **data | case)  # type: ignore[arg-type]


def _asker(case: Case) -> Asker:
    return IN_CHANNEL if case.public else ASKERS[case.who]


def _services(case: Case, acme: Acme) -> Services:
    if case.company is None:
        return asking.services(case.language, case.industry)
    return acme.services(case.language, case.industry, case.company, audited=case.audited)


def _reply(case: Case, acme: Acme) -> Reply:
    return desk.answer(case.asks, _asker(case), _services(case, acme))


def _said(reply: Reply) -> str:
    """Without the SQL, which the tests of the warehouse are about."""
    return re.sub(r"```.*?```", "```…```", plain(reply), flags=re.DOTALL)


CASES = _cases()
every_case = pytest.mark.parametrize("case", [c for _, c in CASES], ids=[name for name, _ in CASES])


@every_case
def test_the_reply_is_the_one_written_down(case: Case, acme: Acme) -> None:
    reply = _reply(case, acme)
    assert reply.ok is case.ok
    if case.says is not None:
        assert _said(reply) == case.says
    if case.reads is not None:
        assert reading(case.asks, case.language).question() == case.reads
    if case.problem is not None:
        assert reply.part == case.problem


@every_case
def test_whatever_the_reply_suggests_is_answered(case: Case, acme: Acme) -> None:
    """By the same company, or, where it keeps its data from the asker, to one who may see it."""
    reply = _reply(case, acme)
    mended = case if reply.ok else replace(case, who="listed", audited=True)
    if case.company is not None and not reply.ok:
        mended = replace(mended, company="everything", public=False)
    services, asker = _services(replace(mended, language=reply.language), acme), _asker(mended)
    pressed = {button.question for button in reply.buttons}
    for question in (suggestions(reply) - NOT_ASKED) | pressed | ({reply.share} - {None}):
        assert question is not None
        again = desk.answer(question, asker, services)
        assert (question, again.part if not again.ok else "answered") == (question, "answered")
        assert again.language == reply.language


@every_case
def test_the_reply_is_written_in_a_plain_voice(case: Case, acme: Acme) -> None:
    words = _said(_reply(case, acme)).replace(case.asks, "")
    for exclaimed in ("!channel", "!here"):
        words = words.replace(exclaimed, "")
    assert "!" not in words
    assert not {"great", "awesome", "geweldig", "helaas", "sorry"} & set(words.lower().split())


@pytest.mark.parametrize("case", [c for _, c in CASES if c.company], ids=lambda case: case.asks)
def test_an_answer_from_data_is_short(case: Case, acme: Acme) -> None:
    words = write(_reply(case, acme))
    prose = re.sub(r"```.*?```", "", "\n".join([*words.paragraphs, words.small]), flags=re.DOTALL)
    assert len(prose) <= MOST_PROSE


def test_every_kind_of_answer_has_cases_in_both_languages() -> None:
    told = {(file.stem, case["in"]) for file in FILES for case in _raw(file)}
    assert told == {(file.stem, language) for file in FILES for language in ("en", "nl")}


def _raw(file: Path) -> list[dict[str, str]]:
    cases: list[dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    return cases
