"""The vocabulary of concepts.toml: from everyday words, by their stems, to what is meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import tomli

from knowledge.spelling import content_words, fold, stem

_FILE = Path(__file__).with_name("concepts.toml")
_SECTIONS = ("drivers", "rings", "models")

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A concept and the words that name it: `length` of them, from place `at` on."""

    concept: str
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Concepts:
    """Each word or phrase, in stems, and its concepts; `keys` has those of each section."""

    meant: Mapping[Stems, frozenset[str]]
    longest: Mapping[str, int]  # words of the longest phrase that begins with this stem
    words: frozenset[str]  # every word that is listed, folded
    keys: Mapping[str, frozenset[str]]

    def of(self, word: str) -> frozenset[str]:
        """The concepts of one stem."""
        return self.meant.get((word,), frozenset())

    def named_in(self, stems: Sequence[str]) -> Iterator[Found]:
        """Every concept that words or phrases of the text name."""
        for at, first in enumerate(stems):
            longest = min(self.longest.get(first, 0), len(stems) - at)
            for length in range(1, longest + 1):
                for concept in self.meant.get(tuple(stems[at : at + length]), ()):
                    yield Found(concept, at, length)


@cache
def concepts() -> Concepts:
    """The vocabulary, read once."""
    raw = tomli.loads(_FILE.read_text(encoding="utf-8"))
    meant: dict[Stems, set[str]] = {}
    words: set[str] = set()
    for concept, spellings in chain.from_iterable(raw[name].items() for name in _SECTIONS):
        for listed in (*spellings["en"], *spellings["nl"]):
            typed = fold(listed).split()
            words.update(typed)
            for said in _with_and_without_small_words(typed):
                meant.setdefault(tuple(map(stem, said)), set()).add(concept)
    longest: dict[str, int] = {}
    for stems in meant:
        longest[stems[0]] = max(longest.get(stems[0], 0), len(stems))
    return Concepts(
        {stems: frozenset(which) for stems, which in meant.items()},
        longest,
        frozenset(words),
        {name: frozenset(raw[name]) for name in _SECTIONS},
    )


def _with_and_without_small_words(typed: list[str]) -> Iterator[list[str]]:
    """A topic has lost its small words; a phrase of which one word is left says too little."""
    yield typed
    telling = content_words(" ".join(typed)).split()
    if 1 < len(telling) < len(typed):
        yield telling
