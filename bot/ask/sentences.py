"""Figures inside a sentence: each number goes to the word that says what it stands for.

"We started the quarter with 1,200 customers, lost 90 and signed 150": every number is paired with
a telling word of its clause, so that together they lie nearest; a word before its number counts as
slightly nearer than one after it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from operator import itemgetter

from bot.ask.numbers import SPACED, looks_like_a_figure
from bot.ask.words import fold, words
from bot.reply import Problem
from metrics.catalog import METRICS

_ACROSS_A_BREAK = 10.0  # further than any word of the same clause
_AFTER_THE_NUMBER = 0.5
_LOOSE = 3.0  # "from", "van": small words that say little next to "value" or "start"
_FARTHEST = 20.0
_YEAR = range(1990, 2101)
_DAY = range(1, 32)
_MOVES = frozenset({"new", "end", "lost", "kept"})  # what becomes of customers


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
    whole = _whole(tokens, numbers, fields)
    others = [token for token in numbers if token not in whole.values()]
    names = _meant(tokens, numbers, fields) - whole.keys()
    cues = [(token, name) for token in tokens for name in sorted(_names(token.text) & names)]
    paired = _paired(others, cues)
    found = whole | {paired[token.place]: token for token in others if token.place in paired}
    left = [token for token in others if token.place not in paired]
    if len(left) == 1 and (name := _unsaid(left[0], tokens, found, fields)):
        found[name] = left.pop()
    if left:
        raise Problem("unlabelled", typed=left[0].text)
    return {name: token.text for name, token in found.items()}


def metric_named(sentence: str) -> tuple[str, str] | None:
    """The metric that a sentence names first, and the sentence without the colon after the name."""
    if not (named := _metric_name().search(fold(sentence))):
        return None
    plain = _metric_name().sub(lambda name: name[0].rstrip(": "), sentence, count=1)
    return words().commands[named[1]], plain


def metric_implied(sentence: str) -> str | None:
    """The metric whose figures a sentence has words for: "120 of the 400 bought twice"."""
    said = mentions(sentence)
    if {"promoters", "detractors"} <= said:
        return "nps"
    if {"value", "frequency", "years"} <= said:
        return "clv"
    if "total" in said and not said & _MOVES:
        parts = {"satisfied": "csat", "repeat": "repeat"}
        if metric := next((parts[name] for name in parts if name in said), None):
            return metric
    return "crr" if said & (_MOVES | {"start"}) else None


@cache
def _metric_name() -> re.Pattern[str]:
    """Any word for a metric, the longest first, and a colon after it."""
    names = [word for word, command in words().commands.items() if command in METRICS]
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?i)(?<!\w)({longest_first})(?!\w)(?:\s*:)?")


def _meant(tokens: list[_Token], numbers: list[_Token], fields: frozenset[str]) -> frozenset[str]:
    """The fields that are talked of: of two figures in a clause with "kept" or "bleven", none is
    the end, even where Dutch says "over".
    """
    kept = (token for token in tokens if "kept" in _names(token.text))
    beside = any(
        abs(token.place - number.place) < _ACROSS_A_BREAK
        for token, number in product(kept, numbers)
    )
    return fields - {"end"} if beside and len(numbers) <= 2 else fields  # noqa: PLR2004 - "two"


def _unsaid(
    number: _Token, tokens: list[_Token], found: Mapping[str, _Token], fields: frozenset[str]
) -> str | None:
    """The field of the only number that no word explains, where nothing else can be meant."""
    left = fields - found.keys()
    if found and "start" in left and _are_customers(number, tokens):
        return "start"
    if found.keys() == {"total"} and len(left) == 1 and _says_nothing_else(tokens):
        return next(iter(left))
    if found.keys() == {"start", "new"} and "end" in left and _is_dated(number, tokens):
        return "end"
    return None


def _says_nothing_else(tokens: list[_Token]) -> bool:
    """Only figures, "of the" and the metric: "170 of the 200"."""
    usual = words().wholes | words().small | words().customers | words().commands.keys()
    typed = (token.text for token in tokens if not looks_like_a_figure(token.text))
    return all(fold(text) in usual or "total" in _names(text) for text in typed)


def _is_dated(number: _Token, tokens: list[_Token]) -> bool:
    """Whether a month stands before it in its clause: "on 31 March 450"."""
    months = (token for token in tokens if _is_month(token.text))
    return any(0 < number.place - month.place < _ACROSS_A_BREAK for month in months)


def _is_month(text: str) -> bool:
    return text != "may" and fold(text) in words().months


def _are_customers(number: _Token, tokens: list[_Token]) -> bool:
    """Whether customers are counted: "500 customers", "1,200 paying customers"."""
    place = tokens.index(number)
    return any(fold(token.text) in words().customers for token in tokens[place + 1 : place + 3])


def mentions(sentence: str) -> frozenset[str]:
    """Every field the sentence has a word for; a single letter is none."""
    return frozenset(name for token in _placed(sentence) for name in _names(token.text))


def _names(text: str) -> frozenset[str]:
    return words().fields.get(fold(text), frozenset()) if len(text) > 1 else frozenset()


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
    """A number, and neither a duration ("6 months"), a year ("in 2025") nor a day ("1 May")."""
    text = tokens[i].text
    if not looks_like_a_figure(text):
        return False
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    before = tokens[i - 1].text if i else ""
    whole = int(text) if text.isdecimal() else 0
    if whole in _DAY and _is_month(following):
        return False
    if whole in _YEAR and _is_year(fold(before), fold(following)):
        return False
    return fold(following) not in words().units or bool(_names(following) & fields)


def _is_year(before: str, following: str) -> bool:
    if before in {"in", "year", "jaar"} or _is_month(before):
        return True
    return bool(_names(before)) and following in {"with", "met"}


def _whole(
    tokens: list[_Token], numbers: list[_Token], fields: frozenset[str]
) -> dict[str, _Token]:
    """The second of "9 of the 130": what there was in all, or at the start."""
    name = next((name for name in ("total", "start") if name in fields), None)
    allowed = words().wholes | words().small | words().customers
    for first, second in pairwise(numbers):
        between = {fold(token.text) for token in tokens if first.place < token.place < second.place}
        in_a_clause = second.place - first.place < _ACROSS_A_BREAK
        if name and in_a_clause and between & words().wholes and between <= allowed:
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
    vague = words().between | words().wholes | words().weak
    said = _LOOSE if fold(cue.text) in vague else 0.0
    return said + (gap if gap > 0 else _AFTER_THE_NUMBER - gap)
