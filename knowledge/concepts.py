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
    phrases: Mapping[Stems, Mapping[Stems, frozenset[str]]]  # by their first two stems
    spelled: frozenset[str]  # every word that is listed, folded
    keys: Mapping[str, frozenset[str]]

    def of(self, root: str) -> frozenset[str]:
        """The concepts of one stem."""
        return self.words.get(root, frozenset())

    def phrases_in(self, stems: Sequence[str]) -> Iterator[Found]:
        """Every concept that a phrase of the text names."""
        for at, begun in enumerate(pairwise(stems)):
            if begun in self.phrases:
                for phrase, named in self.phrases[begun].items():
                    if tuple(stems[at : at + len(phrase)]) == phrase:
                        yield from (Found(one, at, len(phrase)) for one in named)


@cache
def concepts() -> Concepts:
    """The vocabulary, read once."""
    raw = tomli.loads(_FILE.read_text(encoding="utf-8"))
    meant: dict[Stems, dict[Stems, set[str]]] = {}
    spelled: set[str] = set()
    for concept, spellings in chain.from_iterable(raw[name].items() for name in _SECTIONS):
        for listed in (*spellings["en"], *spellings["nl"]):
            typed = fold(listed).split()
            spelled.update(typed)
            for said in _with_and_without_small_words(typed):
                stems = tuple(map(stem, said))
                meant.setdefault(stems[:2], {}).setdefault(stems, set()).add(concept)
    frozen = {
        begun: {stems: frozenset(which) for stems, which in said.items()}
        for begun, said in meant.items()
    }
    return Concepts(
        {begun[0]: said[begun] for begun, said in frozen.items() if len(begun) == 1},
        {begun: said for begun, said in frozen.items() if len(begun) > 1},
        frozenset(spelled),
        {name: frozenset(raw[name]) for name in _SECTIONS},
    )


def _with_and_without_small_words(typed: list[str]) -> Iterator[list[str]]:
    """A topic has lost its small words; a phrase of which one word is left says too little."""
    yield typed
    telling = content_words(" ".join(typed)).split()
    if 1 < len(telling) < len(typed):
        yield telling
