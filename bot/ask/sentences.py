"""Figures inside a sentence: each number goes to the word that says what it stands for.

"We started the quarter with 1,200 customers, lost 90 and signed 150": every number is paired with
a telling word of its clause, so that together they lie nearest; a word before its number counts as
slightly nearer than one after it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from operator import itemgetter

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
    numbers = [token for i, token in enumerate(tokens) if _is_figure(tokens, i, fields)]
    if len(numbers) > len(fields):
        raise Problem("unlabelled", typed=numbers[len(fields)].text, fields=tuple(sorted(fields)))
    cues = [(token, name) for token in tokens for name in sorted(_names(token.text) & fields)]
    paired = _paired(numbers, cues)
    found = {paired[token.place]: token.text for token in numbers if token.place in paired}
    left = [token for token in numbers if token.place not in paired]
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


def _is_figure(tokens: list[_Token], i: int, fields: frozenset[str]) -> bool:
    """A number, and neither a duration ("6 months") nor a year ("in 2025")."""
    text = tokens[i].text
    if not looks_like_a_figure(text):
        return False
    following = fold(tokens[i + 1].text) if i + 1 < len(tokens) else ""
    before = fold(tokens[i - 1].text) if i else ""
    is_year = text.isdigit() and int(text) in _YEAR and before in {"in", "year", "jaar"}
    is_duration = following in words().units and not _names(following) & fields
    return not is_duration and not is_year


def _paired(numbers: list[_Token], cues: list[tuple[_Token, str]]) -> dict[float, str]:
    """A field for each number, by place, so that all of them together are nearest their words."""
    nearest: dict[tuple[float, str], float] = {}
    for number, (cue, name) in product(numbers, cues):
        pair = (number.place, name)
        nearest[pair] = min(_distance(number, cue), nearest.get(pair, _FARTHEST))
    names = {name for _, name in cues}
    return _least(tuple(number.place for number in numbers), frozenset(names), nearest)[1]


def _least(
    places: tuple[float, ...], names: frozenset[str], nearest: Mapping[tuple[float, str], float]
) -> tuple[float, dict[float, str]]:
    """The cheapest way to give the numbers different fields; one left without costs the most."""
    if not places:
        return 0.0, {}
    first, rest = places[0], places[1:]
    cost, chosen = _least(rest, names, nearest)
    best = (cost + _FARTHEST, chosen)
    for name in sorted(names):
        if (near := nearest.get((first, name), _FARTHEST)) < _FARTHEST:
            cost, chosen = _least(rest, names - {name}, nearest)
            best = min(best, (cost + near, {first: name, **chosen}), key=itemgetter(0))
    return best


def _distance(number: _Token, cue: _Token) -> float:
    gap = number.place - cue.place
    return gap if gap > 0 else _AFTER_THE_NUMBER - gap
