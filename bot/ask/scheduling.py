"""What is posted by the clock, as people ask for it: a new schedule, or those that there are."""

import re
from functools import cache

from bot.ask.line import read_line
from bot.ask.question import Ask
from bot.ask.words import any_of, fold, words
from bot.reply import Language
from knowledge.library import Library
from metrics.catalog import METRICS


def read_scheduling(line: str, language: Language, library: Library) -> Ask | None:
    """`kpi schedule`, `schedule churn monday 09:00`, `schedules`; None for anything else. The topic
    of the Ask is when, as it was typed.
    """
    found = _forms().fullmatch(_body(fold(line)))
    if not found:
        return None
    named = found["first"] or found["second"]
    rest = found["rest"] or ""
    if not named and not _is_options(rest):
        return None  # "schedule a demo", "kpi plan pro"
    left = read_line(rest, language, library)
    if found["list"]:
        return Ask("schedules", left.language, after=left.after)
    return Ask(
        "schedule", left.language, _subject(named or found["card"]), topic=left.loose or None
    )


def _body(folded: str) -> str:
    """Without the slash, and without the name of the bot as a command."""
    return folded.removeprefix("/retention ").removeprefix("/")


def scheduling_called(typed: str) -> str | None:
    """`schedule` or `schedules`, whose help is asked for."""
    both = ((name, words().scheduling[name]) for name in ("schedules", "schedule"))
    return next((name for name, called in both if fold(typed) in called), None)


def _is_options(rest: str) -> bool:
    return all("=" in word for word in rest.split())


def _subject(named: str | None) -> str | None:
    """What is to be posted, a metric or what else the data is asked for."""
    return words().data.get(named or "") or words().commands.get(named or "")


@cache
def _forms() -> re.Pattern[str]:
    """The few ways to say it, each at the beginning of a line."""
    metrics = [word for word, command in words().commands.items() if command in METRICS]
    subject = any_of([*metrics, *words().data])
    cards = any_of(word for word, command in words().data.items() if command == "kpi")
    said = words().scheduling
    new, every, card = (any_of(said[name]) for name in ("schedule", "schedules", "card"))
    return re.compile(
        rf"(?:(?P<list>(?:{subject} )?{every})|(?P<card>{cards}) {card}|(?P<first>{subject}) {new}"
        rf"|{new}(?: (?P<second>{subject}))?)(?: (?P<rest>.*))?"
    )
