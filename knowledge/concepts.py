"""The vocabulary of concepts.toml: from everyday words, by their stems, to what is meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

import tomli

from knowledge.spelling import content_words, fold, stem

_FILE = Path(__file__).with_name("concepts.toml")
_SECTIONS = ("drivers", "rings", "models")
_BETWEEN = "..."  # in a phrase: a few other words, as Dutch has them in "haken na een maand af"
_MOST_BETWEEN = 6

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

    words: Mapping[str, frozenset[str]]
    parted: Mapping[str, Mapping[Stems, frozenset[str]]]  # by the first stem, what follows later
    phrases: Mapping[Stems, Mapping[Stems, frozenset[str]]]  # by their first two stems
    clauses: Mapping[str, frozenset[str]]  # where one ends
    spelled: frozenset[str]  # every word that is listed, folded
    keys: Mapping[str, frozenset[str]]

    def of(self, root: str) -> frozenset[str]:
        """The concepts of one stem."""
        return self.words.get(root, frozenset())

    def phrases_in(self, stems: Sequence[str]) -> Iterator[Found]:
        """Every concept that a phrase of the text names, in one piece or in two."""
        if not self.parted.keys().isdisjoint(stems):
            yield from self._parted_in(stems)
        for at, begun in enumerate(pairwise(stems)):
            if begun in self.phrases:
                for phrase, named in self.phrases[begun].items():
                    if tuple(stems[at : at + len(phrase)]) == phrase:
                        yield from (Found(one, at, len(phrase)) for one in named)

    def _parted_in(self, stems: Sequence[str]) -> Iterator[Found]:
        for at, first in enumerate(stems):
            for rest, named in self.parted.get(first, {}).items():
                if self._follows(rest, stems[at + 2 : at + 2 + _MOST_BETWEEN + len(rest)]):
                    yield from (Found(one, at, 1) for one in named)

    def _follows(self, rest: Stems, stems: Sequence[str]) -> bool:
        """Whether these words stand somewhere in those."""
        loose = rest[-1] not in self.clauses["only_at_the_end"]
        for at in range(len(stems) - len(rest) + 1):
            behind = stems[at + len(rest) : at + len(rest) + 1]
            ends = loose or not behind or behind[0] in self.clauses["ends_before"]
            if tuple(stems[at : at + len(rest)]) == rest and ends:
                return True
        return False


@cache
def concepts() -> Concepts:
    """The vocabulary, read once."""
    raw = tomli.loads(_FILE.read_text(encoding="utf-8"))
    meant: dict[Stems, dict[Stems, set[str]]] = {}
    parted: dict[str, dict[Stems, set[str]]] = {}
    spelled: set[str] = set()
    for concept, spellings in chain.from_iterable(raw[name].items() for name in _SECTIONS):
        for listed in (*spellings["en"], *spellings["nl"]):
            first, _, rest = listed.partition(f" {_BETWEEN} ")
            if rest:
                later = tuple(map(stem, fold(rest).split()))
                parted.setdefault(stem(fold(first)), {}).setdefault(later, set()).add(concept)
                continue
            typed = fold(listed).split()
            spelled.update(typed)
            for said in _with_and_without_small_words(typed):
                stems = tuple(map(stem, said))
                meant.setdefault(stems[:2], {}).setdefault(stems, set()).add(concept)
    frozen = {begun: _frozen(said) for begun, said in meant.items()}
    return Concepts(
        {begun[0]: said[begun] for begun, said in frozen.items() if len(begun) == 1},
        {first: _frozen(said) for first, said in parted.items()},
        {begun: said for begun, said in frozen.items() if len(begun) > 1},
        {name: frozenset(listed) for name, listed in raw["clauses"].items()},
        frozenset(spelled),
        {name: frozenset(raw[name]) for name in _SECTIONS},
    )


def _frozen(said: Mapping[Stems, set[str]]) -> dict[Stems, frozenset[str]]:
    return {stems: frozenset(which) for stems, which in said.items()}


def _with_and_without_small_words(typed: list[str]) -> Iterator[list[str]]:
    """A topic has lost its small words; a phrase of which one word is left says too little."""
    yield typed
    telling = content_words(" ".join(typed)).split()
    if 1 < len(telling) < len(typed):
        yield telling
