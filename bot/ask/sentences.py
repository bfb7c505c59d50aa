"""Figures inside a sentence: each number goes to the word that says what it stands for.

"We started the quarter with 1,200 customers, lost 90 and signed 150": every number is paired with
a telling word of its clause, so that together they lie nearest; a word before its number counts as
slightly nearer than one after it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from operator import itemgetter

from bot.ask.numbers import SPACED, looks_like_a_figure
from bot.ask.words import fold, words
from bot.reply import Problem

_ACROSS_A_BREAK = 10.0  # further than any word of the same clause
_AFTER_THE_NUMBER = 0.5
_LOOSE = 3.0  # "from", "van": small words that say little next to "value" or "start"
_FARTHEST = 20.0
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
        raise Problem("unlabelled", typed=numbers[len(fields)].text)
    found = _whole(tokens, numbers, fields)
    others = [token for token in numbers if token not in found.values()]
    names = fields - found.keys()
    cues = [(token, name) for token in tokens for name in sorted(_names(token.text) & names)]
    paired = _paired(others, cues)
    found |= {paired[token.place]: token for token in others if token.place in paired}
    left = [token for token in others if token.place not in paired]
    if len(left) == 1 and found and "start" in fields - found.keys():
        found |= {"start": left.pop()} if _are_customers(left[0], tokens) else {}
    if left:
        raise Problem("unlabelled", typed=left[0].text)
    return {name: token.text for name, token in found.items()}


def _are_customers(number: _Token, tokens: list[_Token]) -> bool:
    """Whether customers are counted: "500 customers", "1,200 paying customers"."""
    place = tokens.index(number)
    return any(fold(token.text) in words().customers for token in tokens[place + 1 : place + 3])


def mentions(sentence: str) -> frozenset[str]:
    """Every field the sentence has a word for."""
    return frozenset(name for token in _placed(sentence) for name in _names(token.text))


def _names(text: str) -> frozenset[str]:
    return words().fields.get(fold(text), frozenset())


def _placed(sentence: str) -> list[_Token]:
    joined = re.sub(
        rf"(?<![\d.,]){SPACED}",
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
    is_year = (
        text.isdigit()
        and int(text) in _YEAR
        and (before in {"in", "year", "jaar"} or (_names(before) and following in {"with", "met"}))
    )
    is_duration = following in words().units and not _names(following) & fields
    return not is_duration and not is_year


def _whole(
    tokens: list[_Token], numbers: list[_Token], fields: frozenset[str]
) -> dict[str, _Token]:
    """The second of "9 of the 130": what there was in all, or at the start."""
    name = next((name for name in ("total", "start") if name in fields), None)
    for first, second in pairwise(numbers):
        between = {fold(token.text) for token in tokens if first.place < token.place < second.place}
        if name and between & words().wholes and between <= words().wholes | words().small:
            return {name: second}
    return {}


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
    said = _LOOSE if fold(cue.text) in words().between | words().wholes else 0.0
    return said + (gap if gap > 0 else _AFTER_THE_NUMBER - gap)
