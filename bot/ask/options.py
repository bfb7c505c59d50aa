"""The options of a question about the data: `lang=nl`, `industry=banking`, `period=quarter`."""

import re
from dataclasses import dataclass, replace
from functools import cache

from bot.ask.line import as_period
from bot.ask.unread import Unread
from bot.ask.words import any_of, words
from bot.reply import Language, Problem
from knowledge.library import Library
from metrics.period import Calendar

_READ = frozenset({"lang", "industry", "period"})
_LONGEST_NAME = 4  # words of an industry
_WORD = re.compile(r" *([^\s\x1f]+)")


@dataclass(frozen=True, slots=True)
class Options:
    """`industry` is the one to compare with; `unit` what a trend or cohorts are counted by."""

    language: Language
    industry: str | None = None
    unit: Calendar | None = None


def read_options(left: Unread, language: Language, library: Library) -> tuple[Options, Unread]:
    """Raises Problem unknown_language, unknown_period and unknown_industry."""
    options = Options(language)
    for found in _option().finditer(left.level):
        option = words().options[found["name"]]
        if option not in _READ or (found["opened"] and option == "industry"):
            continue
        typed = _following(left, found.end())
        value, end = typed[0] if typed else ("", found.end())
        if option == "lang" and value not in words().languages:
            raise Problem("unknown_language", typed=value)
        if option == "period":
            options = replace(options, unit=_unit(value))
        if option == "industry":
            industry, end = _industry(typed, library)
            options = replace(options, industry=industry)
        left = left.without(found.start(), end)
    return options, left


def _following(left: Unread, place: int) -> list[tuple[str, int]]:
    """The next words, levelled, and where each ends."""
    typed: list[tuple[str, int]] = []
    while len(typed) < _LONGEST_NAME and (word := _WORD.match(left.level, place)):
        place = word.end()
        typed.append((word[1].rstrip(",;.?!"), place))
    return typed


def _unit(typed: str) -> Calendar:
    if unit := as_period(typed):
        return unit
    raise Problem("unknown_period", typed=typed)


def _industry(typed: list[tuple[str, int]], library: Library) -> tuple[str, int]:
    """The longest name that the library knows."""
    for length in range(len(typed), 0, -1):
        if found := library.industry(" ".join(word for word, _ in typed[:length])):
            return found.key, typed[length - 1][1]
    raise Problem("unknown_industry", typed=typed[0][0] if typed else "", nearest=[])


@cache
def _option() -> re.Pattern[str]:
    asked = words().asked
    opening = any_of([*asked["where"], *asked["for"], *asked["and"]])
    return re.compile(rf"(?<![\w'-])(?P<opened>{opening} )?(?P<name>{any_of(words().options)}) ?=")
