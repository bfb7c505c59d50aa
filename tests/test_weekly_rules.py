"""What people type for when, in both languages; and what cannot be read, with the way out."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import refused
from bot.render.text import write
from bot.reply import LANGUAGES, Language, Problem
from bot.services import Preferences
from bot.weekly.rules import read_rule, read_zone
from bot.weekly.slots import Rule
from tests.test_weekly_slots import RULES

ROOT = Path(__file__).parents[1] / "bot"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("monday 09:00", "weekly monday 09:00"),
        ("maandag 9:00", "weekly monday 09:00"),
        ("Every Monday at 9am", "weekly monday 09:00"),
        ("'s maandags om 9 uur", "weekly monday 09:00"),
        ("’s maandags om 9 uur", "weekly monday 09:00"),
        ("mondays 9", "weekly monday 09:00"),
        ("9:00 monday", "weekly monday 09:00"),
        ("weekly monday thursday 09:00", "weekly monday thursday 09:00"),
        ("every week on thursday and monday at 16.30", "weekly monday thursday 16:30"),
        ("ma en do 9u30", "weekly monday thursday 09:30"),
        ("tue, wed; fri 7:05", "weekly tuesday wednesday friday 07:05"),
        ("di/vr 7:05", "weekly tuesday friday 07:05"),
        ("zaterdag & zondag 10 uur", "weekly saturday sunday 10:00"),
        ("zaterdag tot en met maandag 10:00", "weekly monday saturday sunday 10:00"),
        ("elke werkdag 8.30", "workdays 08:30"),
        ("workdays 8:30", "workdays 08:30"),
        ("doordeweeks om 8.30 uur", "workdays 08:30"),
        ("mon-fri 8:30", "workdays 08:30"),
        ("van maandag t/m vrijdag 8:30", "workdays 08:30"),
        ("mon tue wed thu fri 8:30", "workdays 08:30"),
        ("every day at noon", "daily 12:00"),
        ("dagelijks om middernacht", "daily 00:00"),
        ("daily 12am", "daily 00:00"),
        ("daily 12 pm", "daily 12:00"),
        ("monday 9 p.m.", "weekly monday 21:00"),
        (
            "workdays and saturday 9:00",
            "weekly monday tuesday wednesday thursday friday saturday 09:00",
        ),
        ("first weekday 9am", "monthly first weekday 09:00"),
        ("monthly first weekday 09:00", "monthly first weekday 09:00"),
        ("1st working day of the month 9.00", "monthly first weekday 09:00"),
        ("eerste werkdag van de maand om 9:00", "monthly first weekday 09:00"),
        ("monthly 15 09:00", "monthly 15 09:00"),
        ("every month on the 15th at 9", "monthly 15 09:00"),
        ("de 15e om 9 uur", "monthly 15 09:00"),
        ("elke maand op de 1e om 9:00", "monthly 1 09:00"),
        ("first day of the month 9:00", "monthly 1 09:00"),
        ("laatste dag van de maand 17.00", "monthly 31 17:00"),
        ("  MAANDAG\t09:00 ", "weekly monday 09:00"),
        ("９:００ monday", "weekly monday 09:00"),
    ],
)
def test_a_rule_is_read(typed: str, written: str) -> None:
    assert str(read_rule(typed)) == written


@given(RULES)
def test_a_rule_reads_back_as_it_is_written(rule: Rule) -> None:
    assert read_rule(str(rule)) == rule


BAD = [
    ("", "schedule_no_time"),
    ("monday", "schedule_no_time"),
    ("9 monday", "schedule_no_time"),
    ("every 2 mondays", "schedule_no_time"),
    ("09:00", "schedule_no_day"),
    ("every week 09:00", "schedule_no_day"),
    ("monthly 09:00", "schedule_no_day"),
    ("monday 25:00", "schedule_time"),
    ("monday 24:00", "schedule_time"),
    ("monday 9:60", "schedule_time"),
    ("monday 13pm", "schedule_time"),
    ("monday 0am", "schedule_time"),
    ("monday 9:00 10:00", "schedule_two_times"),
    ("monday noon midnight", "schedule_two_times"),
    ("every 2 weeks monday 9:00", "schedule_unread"),
    ("2 monday 9:00", "schedule_unread"),
    ("mondey 9:00", "schedule_unread"),
    ("monday to 9:00", "schedule_unread"),
    ("to monday 9:00", "schedule_unread"),
    ("monday 9:00:00", "schedule_unread"),
    ("monday -9:00", "schedule_unread"),
    ("<!channel> 9:00", "schedule_unread"),
    ("monday 9:00'; DROP TABLE runs", "schedule_unread"),
    ("monday" * 500, "schedule_unread"),
    ("monday 9:00" + " " * 300, "schedule_unread"),
    ("monthly 32 9:00", "schedule_no_such_day"),
    ("monthly 0 9:00", "schedule_no_such_day"),
    ("first monday 9:00", "schedule_of_month"),
    ("last workday of the month 9:00", "schedule_of_month"),
    ("15th working day 9:00", "schedule_of_month"),
    ("monthly 1 15 9:00", "schedule_of_month"),
    ("1st and 15th 9:00", "schedule_of_month"),
    ("15th 20th 9:00", "schedule_of_month"),
]


@pytest.mark.parametrize(("typed", "code"), BAD)
def test_what_cannot_be_read_is_a_problem(typed: str, code: str) -> None:
    with pytest.raises(Problem) as told:
        read_rule(typed)
    assert told.value.code == code


@given(st.text(max_size=60) | st.from_regex(r"[a-z0-9:. ]{0,20}", fullmatch=True))
def test_anything_typed_is_a_rule_or_a_problem(typed: str) -> None:
    try:
        rule = read_rule(typed)
    except Problem:
        return
    assert read_rule(str(rule)) == rule


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("europe/amsterdam", "Europe/Amsterdam"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_time_zone_is_read(typed: str, name: str) -> None:
    assert read_zone(typed).key == name


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Amsterdam", "Europe/Amsterdam"),
        ("Amsterdm", "Europe/Amsterdam"),
        ("Europe/New York", "America/New_York"),
        ("Mars", None),
        ("../../etc/passwd", None),
        ("Europe", None),
        ("", None),
    ],
)
def test_another_time_zone_is_a_problem(typed: str, nearest: str | None) -> None:
    with pytest.raises(Problem) as told:
        read_zone(typed)
    assert told.value.code == "schedule_zone"
    assert told.value.facts["nearest"][:1] == ([nearest] if nearest else [])  # type: ignore[index]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["schedule_no_time", "schedule_of_month"])
def test_every_example_that_a_refusal_shows_is_read(code: str, language: Language) -> None:
    shown = "".join(write(refused(Problem(code), language, Preferences())).paragraphs)
    examples = re.findall("`([^`]+)`", shown)
    assert len(examples) >= 3
    assert len({str(read_rule(example)) for example in examples}) == len(examples)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_each_problem_and_none_besides(language: Language) -> None:
    """Those of the questions as well."""
    said = [file.read_text("utf-8") for file in (ROOT / "weekly").glob("*.py")]
    raised = "".join(file.read_text("utf-8") for file in ROOT.rglob("*.py"))
    codes = set(re.findall(r'"(schedule_\w+)"', "".join(said)))
    codes |= set(re.findall(r'Problem\("(schedule_\w+)"', raised))
    template = ROOT / "render" / "templates" / f"schedule_problems.{language}.j2"
    macros = set(re.findall(r"{% macro (schedule_\w+)\(", template.read_text("utf-8")))
    assert macros == codes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [typed for typed, _ in BAD])
def test_a_refusal_says_what_is_wrong_and_pings_nobody(typed: str, language: Language) -> None:
    with pytest.raises(Problem) as told:
        read_rule(typed)
    first, *rest = "\n".join(write(refused(told.value, language, Preferences())).paragraphs).split(
        "\n"
    )
    assert re.fullmatch(r"\*.+\*", first)
    assert rest
    assert "<!" not in first
