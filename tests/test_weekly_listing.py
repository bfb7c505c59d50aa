"""The list of schedules as facts, and its words for every reason, rule and language."""

import ast
import re
from datetime import time
from pathlib import Path

import pytest

from bot.render.text import write
from bot.reply import LANGUAGES, Language, Reply
from bot.store.schedules import Schedule
from bot.weekly.listing import listed, told
from bot.weekly.reasons import LASTING
from bot.weekly.slots import WORKDAYS, Rule
from tests.company import Acme

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "bot" / "render" / "templates"
NOW = 1_795_000_000.0  # Wednesday 18 November 2026, 12:26 in Amsterdam


def schedule(number: int = 1, **other: object) -> Schedule:
    values: dict[str, object] = {
        "id": number,
        "kind": "post",
        "channel": "C_NUMBERS",
        "question": "kpi lang=en",
        "rule": "weekly monday 09:00",
        "timezone": "Europe/Amsterdam",
        "language": "en",
        "note": "",
        "mention": "",
        "owner": "U_ANN",
        "offered_to": None,
        "anchor_at": 0,
        "state": "active",
        "reason": None,
        "crossing": "",
    }
    return Schedule(**{**values, **other})  # type: ignore[arg-type]


def words(acme: Acme, one: Schedule, language: Language = "en") -> str:
    facts = {"after": 0, "who": "U_ANN", "admin": False}
    begun = Reply("schedules", language, facts)
    return write(listed(begun, [one], NOW, acme.services())).paragraphs[1]


@pytest.mark.parametrize(
    ("rule", "english", "dutch"),
    [
        (Rule(time(9), (0,)), "every Monday at 09:00", "elke maandag om 09:00"),
        (
            Rule(time(9), (0, 2, 6)),
            "every Monday, Wednesday and Sunday at 09:00",
            "elke maandag, woensdag en zondag om 09:00",
        ),
        (Rule(time(8, 5), WORKDAYS), "every working day at 08:05", "elke werkdag om 08:05"),
        (Rule(time(9), tuple(range(7))), "every day at 09:00", "elke dag om 09:00"),
        (
            Rule(time(9)),
            "on the first working day of the month at 09:00",
            "op de eerste werkdag van de maand om 09:00",
        ),
        (Rule(time(9), day=1), "on the 1st of the month at", "op de 1e van de maand om"),
        (Rule(time(9), day=12), "on the 12th of the month at", "op de 12e van de maand om"),
        (Rule(time(9), day=22), "on the 22nd of the month at", "op de 22e van de maand om"),
        (
            Rule(time(9), day=29),
            "on the 29th of the month, or its last day, at",
            "op de 29e van de maand, of de laatste dag ervan, om",
        ),
        (
            Rule(time(9), day=31),
            "on the last day of the month at",
            "op de laatste dag van de maand om",
        ),
    ],
)
def test_a_rule_is_told_in_words(acme: Acme, rule: Rule, english: str, dutch: str) -> None:
    one = schedule(rule=str(rule))
    assert english in words(acme, one)
    assert dutch in words(acme, one, "nl")


@pytest.mark.parametrize("reason", sorted({*LASTING, "failures"}))
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_of_a_pause_has_words(acme: Acme, reason: str, language: Language) -> None:
    text = words(acme, schedule(state="paused", reason=reason), language)
    other = words(acme, schedule(state="paused", reason="?"), language)
    assert text != other


def test_the_next_dates_are_wall_times_there(acme: Acme) -> None:
    there = schedule(timezone="Asia/Kolkata", rule="daily 02:30")
    found = told(there, NOW, acme.services(), "en", 3)
    assert [f"{at:%a %d %H:%M}" for at in found.dates] == [
        "Thu 19 02:30",
        "Fri 20 02:30",
        "Sat 21 02:30",
    ]
    assert told(schedule(state="paused"), NOW, acme.services(), "en", 3).dates == ()


def test_what_no_list_has_is_shown_as_it_is_asked(acme: Acme) -> None:
    one = told(schedule(question="crr where plan=Pro lang=nl"), NOW, acme.services(), "en")
    assert (one.title, one.by) == ("crr where plan=Pro", None)


def test_a_title_cannot_format_or_mention(acme: Acme) -> None:
    text = words(acme, schedule(question='crr where plan="<!channel>" lang=en'))
    assert "&lt;!channel&gt;" in text
    assert "<!channel>" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_a_field_has_a_sentence_and_none_is_left_over(language: Language) -> None:
    text = (TEMPLATES / f"schedule_faults.{language}.j2").read_text(encoding="utf-8")
    macros = set(re.findall(r"{% macro (\w+)\(", text))
    slack = ROOT / "bot" / "slack"
    files = [slack / "forms" / "plan.py", *(slack / f"{name}.py" for name in ("rights", "upkeep"))]
    files += [slack / "scheduling.py", slack / "choosing.py"]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    said = {one.value for one in nodes if isinstance(one, ast.Constant)}
    wrong = {
        code.value
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
        for code in node.args[1 if node.func.id == "Wrong" else 0 : 2]
        if node.func.id in {"Wrong", "_error"} and isinstance(code, ast.Constant)
    }
    of_problems = {"gone", "not_yours", "off"}  # schedule_…
    assert wrong | of_problems <= macros <= said | of_problems
