"""Words of a question about the data that were not read: mended where they are typos, or told."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache

from bot.ask.data_words import DataWords
from bot.ask.parts import Parts, parts_of
from bot.ask.segments import unknown_dimension
from bot.ask.unread import Unread, unread
from bot.ask.words import fold, words
from bot.reply import Problem
from metrics.catalog import METRICS

_SHORTEST = 4  # letters of a word that may be mended
_ALIKE = 0.75  # "lats" for "last", "mand" for "maand"
_A_SLIP = 0.8  # "chrun" for "churn"
_MARKS = ("versus", "previous", "unbounded", "sheet", "ever")
_MOST = 3  # unknown words that a good guess is made at


def unknown_words(left: Unread) -> list[str]:
    """Those that tell something."""
    small = {*words().asked["small"], *words().asked["averaged"]}
    return [word for word in left.words() if fold(word) not in small]


def without_typos(left: Unread, read: Callable[[Unread], Parts]) -> Parts:
    """What is read of the line, or of the line with its unknown words mended, where that leaves
    none of them.
    """
    parts = read(left)
    typed = left.typed
    unknown = unknown_words(parts.left)
    for word in unknown if len(unknown) <= _MOST else []:
        if close := _mended(fold(word)):
            typed = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", close, typed)
    if typed == left.typed:
        return parts
    mended = read(unread(typed))
    return parts if unknown_words(mended.left) else mended


def refuse_unknown(left: Unread, data: DataWords) -> None:
    """Raises Problem unknown_dimension or unknown_words, with what was perhaps meant."""
    known = list(data.dimensions)
    if typed := unknown_dimension(left):
        raise Problem("unknown_dimension", typed=typed, nearest=data.nearest(typed), known=known)
    if unknown := unknown_words(left):
        said = frozenset(map(fold, unknown))
        choices = (_vocabulary() | _metrics() | data.labels.keys()) - said
        close = (get_close_matches(fold(word), choices, 1, _ALIKE) for word in unknown[:_MOST])
        nearest = [found[0] for found in close if found]
        raise Problem("unknown_words", typed=" ".join(unknown), nearest=nearest, known=known)


def refuse_mistyped(line: str, data: DataWords) -> None:
    """Raises Problem unknown_words for a question about data whose one strange word is nearly the
    name of a metric: "chrun last month".
    """
    try:
        parts = parts_of(unread(line.removeprefix("/")), data, None, led=False)
    except Problem:
        return
    strange = unknown_words(parts.left)
    if not parts.any or len(strange) != 1:
        return
    choices = _metrics() - {fold(strange[0])}
    if close := get_close_matches(fold(strange[0]), choices, 1, _A_SLIP):
        known = list(data.dimensions)
        raise Problem("unknown_words", typed=strange[0], nearest=close, known=known)


def nearly_a_word(word: str) -> bool:
    """Whether it is a slip for the name of a metric, or for what periods are made of."""
    folded = fold(word)
    return bool(_mended(folded) or get_close_matches(folded, _metrics(), 1, _A_SLIP))


def _mended(word: str) -> str | None:
    if len(word) < _SHORTEST or not word.isalpha() or word in _vocabulary():
        return None
    return next(iter(get_close_matches(word, _vocabulary(), n=1, cutoff=_ALIKE)), None)


@cache
def _metrics() -> frozenset[str]:
    """The single words that a metric is called."""
    called = words().commands.items()
    names = {name for name, command in called if command in METRICS} | words().data.keys()
    return frozenset(name for name in names if len(name) >= _SHORTEST and " " not in name)


@cache
def _vocabulary() -> frozenset[str]:
    """The single words that periods and comparisons are made of."""
    spans, asked = words().spans, words().asked
    calls = [call for part in spans if part != "next" for call in spans[part]]
    calls += [call for part in _MARKS for call in asked[part]]
    return frozenset(word for word in [*calls, *words().months] if len(word) >= _SHORTEST)
