"""Forms for what is clumsy to type, as people ask for them: calculator and benchmark finder."""

import re
from functools import cache

from bot.ask.question import Ask
from bot.ask.words import any_of, fold, words
from bot.reply import Language
from metrics.catalog import METRICS

CALCULATOR, FINDER = "calculator", "finder"
_OPTION = r"(?: (?:lang|language|taal)\s*=\s*\w+)?"


def read_form(line: str, language: Language) -> Ask | None:
    """`calculator`, `/crr calculator`, `benchmark finder`; None for anything else."""
    found = _forms().fullmatch(fold(line).removeprefix("/retention ").removeprefix("/"))
    if not found:
        return None
    if found["finder"]:
        return Ask(FINDER, language, topic=found["key"])
    named = found["first"] or found["second"]
    return Ask(CALCULATOR, language, words().commands.get(named or ""))


def form_called(typed: str) -> str | None:
    """`calculator` or `finder`, whose help is asked for."""
    called = words().forms
    return next((name for name in (CALCULATOR, FINDER) if fold(typed) in called[name]), None)


@cache
def _forms() -> re.Pattern[str]:
    """The few ways to say it; nothing else stands in the line."""
    metrics = any_of(word for word, command in words().commands.items() if command in METRICS)
    calculator, finder = (any_of(words().forms[name]) for name in (CALCULATOR, FINDER))
    return re.compile(
        rf"(?:(?P<finder>{finder})(?: (?P<key>[a-z0-9-]+))?"
        rf"|(?P<first>{metrics}) {calculator}|{calculator}(?: (?P<second>{metrics}))?){_OPTION}"
    )
