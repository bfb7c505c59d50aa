"""Words of a question about the data that were not read: mended where they are typos, or told."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache

from bot.ask.data_words import DataWords
from bot.ask.parts import Parts
from bot.ask.segments import unknown_dimension
from bot.ask.unread import Unread, unread
from bot.ask.words import fold, words
from bot.reply import Problem

_SHORTEST = 4  # letters of a word that may be mended
_ALIKE = 0.75  # "lats" for "last", "mand" for "maand"
_MARKS = ("versus", "previous", "unbounded", "sheet", "ever")
_MOST = 3  # unknown words that a good guess is made at


def unknown_words(left: Unread) -> list[str]:
    """Those that tell something."""
    return [word for word in left.words() if fold(word) not in words().asked["small"]]


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
        choices = _vocabulary() | data.labels.keys()
        close = (get_close_matches(fold(word), choices, 1, _ALIKE) for word in unknown[:_MOST])
        nearest = [found[0] for found in close if found]
        raise Problem("unknown_words", typed=" ".join(unknown), nearest=nearest, known=known)


def _mended(word: str) -> str | None:
    if len(word) < _SHORTEST or not word.isalpha() or word in _vocabulary():
        return None
    return next(iter(get_close_matches(word, _vocabulary(), n=1, cutoff=_ALIKE)), None)


@cache
def _vocabulary() -> frozenset[str]:
    """The single words that periods and comparisons are made of."""
    spans, asked = words().spans, words().asked
    calls = [call for part in spans.values() for call in part]
    calls += [call for part in _MARKS for call in asked[part]]
    return frozenset(word for word in [*calls, *words().months] if len(word) >= _SHORTEST)
