"""A question after its command: the options and named figures taken out, the words left loose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from bot.ask import numbers
from bot.ask.words import fold, words
from bot.reply import Language, Problem
from knowledge.library import Library
from knowledge.records import Result
from metrics.period import Calendar

RESULTS: tuple[Result, ...] = get_args(Result)
_NAME = re.compile(r"([^\W\d][\w-]*)\s*(=\s*|:\s+(?=\d))")


@dataclass(frozen=True, slots=True)
class Line:
    """`named` holds figures as typed, by the word before the equals sign, in the typed order."""

    language: Language
    library: Library
    named: tuple[tuple[str, str], ...] = ()
    loose: str = ""
    industry: str | None = None
    period: Calendar | None = None
    after: int = 0
    result: Result | None = None


def read_line(rest: str, language: Language, library: Library) -> Line:
    """Takes `name=value` out of the text; what a value does not use goes back to the words.

    Raises Problem for a name or a value that is not known, and for an option given twice.
    """
    pieces = list(_names(rest))
    if not pieces:
        return Line(language, library, loose=rest.strip())
    loose = [rest[: pieces[0].start()]]
    line = Line(language, library)
    _refuse_twice(pieces)
    ends = [piece.start() for piece in pieces[1:]] + [len(rest)]
    for piece, end in zip(pieces, ends, strict=False):
        line, left = _taken(line, fold(piece[1]), piece[1], rest[piece.end() : end].strip())
        loose.append(left)
    return replace(line, loose=" ".join(filter(None, map(str.strip, loose))))


def industry_called(typed: str, line: Line) -> str:
    """The key of an industry. Raises Problem unknown_industry with the nearest names."""
    if industry := line.library.industry(typed):
        return industry.key
    near = [line.library.industries[key] for key in line.library.nearest(typed, "industry")]
    names = [one.in_(line.language).name for one in near]
    raise Problem("unknown_industry", typed=typed, nearest=names)


def as_period(word: str) -> Calendar | None:
    """The period a word names, if it does."""
    named = words().periods.get(fold(word.strip(".,?")))
    return next((period for period in get_args(Calendar) if period == named), None)


def _names(rest: str) -> Iterator[re.Match[str]]:
    """Every `name=`, and `name: 5` where the name is one of ours: a colon is also just a colon."""
    for piece in _NAME.finditer(rest):
        name = fold(piece[1])
        if piece[2].startswith("=") or name in words().fields or name in words().options:
            yield piece


def _refuse_twice(pieces: list[re.Match[str]]) -> None:
    given: set[str] = set()
    for piece in pieces:
        if option := words().options.get(fold(piece[1])):
            if option in given:
                raise Problem("twice", name=piece[1])
            given.add(option)


def _taken(line: Line, name: str, typed: str, value: str) -> tuple[Line, str]:
    option = words().options.get(name)
    if option == "industry":
        industry, left = _until_figure(value)
        return replace(line, industry=industry_called(industry, line)), left
    first, _, left = value.partition(" ")
    if option == "period":
        return replace(line, period=_period(first)), left
    if option == "after":
        return replace(line, after=numbers.count(first)), left
    if option == "result":
        return replace(line, result=next((one for one in RESULTS if one == first), None)), left
    if option == "lang":
        if fold(first) not in words().languages:
            raise Problem("unknown_language", typed=first)
        return line, left
    if name not in words().fields:
        raise Problem("unknown_name", typed=typed)
    figure, left = leading_figure(value)
    return replace(line, named=(*line.named, (name, figure))), left


def _period(typed: str) -> Calendar:
    if period := as_period(typed):
        return period
    raise Problem("unknown_period", typed=typed)


def _until_figure(value: str) -> tuple[str, str]:
    """The words up to the first figure, and the rest."""
    typed = value.split()
    for i, word in enumerate(typed):
        if numbers.looks_like_a_figure(word):
            return " ".join(typed[:i]), " ".join(typed[i:])
    return value, ""


def leading_figure(value: str) -> tuple[str, str]:
    """A figure and what follows it; inside a named figure a plain space may group thousands."""
    if grouped := re.match(rf"[€$£]?{numbers.SPACED}", value):
        return grouped[0].replace(" ", ""), value[grouped.end() :].lstrip(".,;")
    figure, _, left = value.partition(" ")
    return figure.rstrip(".,;!?"), left
