"""Figures inside a sentence: each number goes to the word that says what it stands for.

"We started the quarter with 1,200 customers, lost 90 and signed 150": every number is paired with
the nearest telling word of its clause; a word before the number counts as nearer than one after.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.ask.numbers import looks_like_a_figure
from bot.ask.words import fold, words
from bot.reply import Problem

_ACROSS_A_BREAK = 10.0  # further than any word of the same clause
_AFTER_THE_NUMBER = 0.5
_FARTHEST = 16.0
_YEAR = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    place: float  # its position, with a leap at every comma, "and", "en"


def figures_in(sentence: str, fields: frozenset[str]) -> dict[str, str]:
    """The typed figures by field name. Raises Problem unlabelled for a number no word explains."""
    tokens = _placed(sentence)
    numbers = [token for i, token in enumerate(tokens) if _is_figure(tokens, i)]
    cues = [(token, name) for token in tokens for name in _names(token.text) & fields]
    found, left = _paired(numbers, cues)
    if len(left) == 1 and "start" in fields and "start" not in found and found:
        return {"start": left[0].text, **found}
    if left:
        raise Problem("unlabelled", typed=left[0].text, fields=tuple(sorted(fields)))
    return found


def mentions(sentence: str) -> frozenset[str]:
    """Every field the sentence has a word for."""
    return frozenset(name for token in _placed(sentence) for name in _names(token.text))


def _names(text: str) -> frozenset[str]:
    return words().fields.get(fold(text), frozenset())


def _placed(sentence: str) -> list[_Token]:
    joined = re.sub(
        r"(?<![\d.,])(\d{1,3})((?: \d{3})+)(?![\d.,])",
        lambda number: number[0].replace(" ", ""),
        sentence,
    )
    tokens, place = [], 0.0
    for raw in joined.split():
        text = raw.strip(".,;:!?()\"'")
        place += 1 + (_ACROSS_A_BREAK if fold(text) in words().breaks else 0)
        if text:
            tokens.append(_Token(text, place))
        place += _ACROSS_A_BREAK if raw[-1] in ",;.:" else 0
    return tokens


def _is_figure(tokens: list[_Token], i: int) -> bool:
    """A number, and neither a duration ("6 months") nor a year ("in 2025")."""
    text = tokens[i].text
    if not looks_like_a_figure(text):
        return False
    following = fold(tokens[i + 1].text) if i + 1 < len(tokens) else ""
    before = fold(tokens[i - 1].text) if i else ""
    is_year = text.isdigit() and int(text) in _YEAR and before in {"in", "year", "jaar"}
    return following not in words().units and not is_year


def _paired(
    numbers: list[_Token], cues: Iterable[tuple[_Token, str]]
) -> tuple[dict[str, str], list[_Token]]:
    """Nearest pairs first; a number, a word and a field are each used once."""
    pairs = sorted(
        (_distance(number, cue), number.place, cue.place, name)
        for number in numbers
        for cue, name in cues
    )
    by_place = {number.place: number for number in numbers}
    taken: dict[float, str] = {}
    used: set[float] = set()
    for distance, number, cue, name in pairs:
        free = number not in taken and cue not in used and name not in taken.values()
        if free and distance <= _FARTHEST:
            taken[number] = name
            used.add(cue)
    found = {taken[place]: by_place[place].text for place in sorted(taken)}
    return found, [token for place, token in sorted(by_place.items()) if place not in taken]


def _distance(number: _Token, cue: _Token) -> float:
    gap = number.place - cue.place
    return gap if gap > 0 else _AFTER_THE_NUMBER - gap
