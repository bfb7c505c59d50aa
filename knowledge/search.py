"""Finding what a question is about, in either language, however it is spelled.

Exact names and aliases come first; everything else is ranked by the words it shares with the
question, rare words counting for more than common ones. A word also counts as what it means
(concepts.toml), as its parts, and as the word it is a slip of (knowledge/vocabulary.py). What is
found gets a score from 0 to 1 by its nearest name, an alias or a question it answers among them:
how alike that is to the question, and how much of the question it and the entry's text cover.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from knowledge.index import Entry, Index, entries_of
from knowledge.index_file import cache_folder, index_of
from knowledge.library import Library
from knowledge.records import Record
from knowledge.spelling import fold, squeezed
from knowledge.vocabulary import Unit, Vocabulary

if TYPE_CHECKING:
    from knowledge.matching import Matching

__all__ = ["Entry", "Hit", "Search", "search_of"]

_LONGEST = 4  # words of a name
_FIGURE = 1.0  # the weight of a figure that stands nowhere: how much is not what about

NamedT = TypeVar("NamedT", bound=Record[Any])


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it answers; an exact name scores 1. `likely`: how likely the question
    is of this entry, by which those of about the same score are put in order.
    """

    entry: Entry
    score: float
    likely: float = 0.0


@dataclass(slots=True, eq=False)
class Search:
    """The index of one library; may be used from several threads."""

    entries: Sequence[Entry]
    index: Index
    matching: "Matching"

    @property
    def vocabulary(self) -> Vocabulary:
        return self.index.vocabulary

    def find(self, words: str, kinds: Collection[type[Record[Any]]], limit: int = 5) -> list[Hit]:
        """The entries of these kinds that `words` are most likely about, the best first."""
        named = [one for one in self.called(words) if type(one) in kinds]
        best = self.matching.best(_weighed(self, fold(words)), kinds, limit + len(named))
        found = (Hit(self.entries[place], score, likely) for place, score, likely in best)
        others = [hit for hit in found if not any(hit.entry is one for one in named)]
        most = max((likely for *_, likely in best), default=0.0)
        return [*(Hit(entry, 1.0, most) for entry in named), *others][:limit]

    def called(self, name: str) -> list[Entry]:
        """The entries with exactly this name, whatever its case, accents and spaces."""
        return [self.entries[place] for place in self.index.exact.get(squeezed(name), ())]

    def asked(self, line: str, kinds: Collection[type[Record[Any]]]) -> Hit | None:
        """The entry of these kinds with the name most like the line: how alike they are, at most
        how much of the line that name covers, 0 to 1. None where no name has half of it.
        """
        place, alike = self.matching.nearest(_weighed(self, fold(line)), kinds)
        return Hit(self.entries[place], alike) if alike else None

    def says(self, line: str, kind: type[Record[Any]]) -> float:
        """How alike a line is to the nearest name of this kind, as `asked` counts it."""
        hit = self.asked(line, (kind,))
        return hit.score if hit else 0.0

    def named_in(self, text: str, kind: type[NamedT]) -> list[NamedT]:
        """The entries of a kind whose names stand in the text, in its order, the longest first at
        each place.
        """
        typed, at = fold(text).split(), 0
        found: list[NamedT] = []
        while at < len(typed):
            for end in range(min(len(typed), at + _LONGEST), at, -1):
                called = self.called(" ".join(typed[at:end]))
                if ours := [one for one in called if isinstance(one, kind)]:
                    found.append(ours[0])
                    at = end - 1
                    break
            at += 1
        return found

    def weighed(self, text: str) -> list[tuple[Unit, float]]:
        """The telling words of a text, the heaviest first; one that nobody knows weighs most."""
        units = ((unit, self._weight(unit)) for unit in self.vocabulary.units(text))
        return sorted(units, key=lambda one: -one[1])

    def _weight(self, unit: Unit) -> float:
        rarity = self.index.rarity
        known = (rarity[token] for token, _ in unit.readings if token in rarity)
        return next(known, _FIGURE if unit.word.isdigit() else self.index.rarest)


@lru_cache(maxsize=2)  # the shipped library, and the one with the team's entries
def search_of(library: Library) -> Search:
    """The index of a library, built when it is first asked for."""
    from knowledge.matching import Matching  # noqa: PLC0415 - arrays take 0.1 s to import

    entries = entries_of(library)
    index = index_of(entries, cache_folder())
    return Search(entries, index, Matching.of(index, entries))


@lru_cache(16)
def _weighed(search: Search, text: str) -> tuple[tuple[Unit, float], ...]:
    return tuple(search.weighed(text))
