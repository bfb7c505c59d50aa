"""Finding what a question is about, in either language, however it is spelled.

Exact names and aliases come first; everything else is ranked by the words it shares with the
question, rare words counting for more than common ones. A word also counts as what it means
(concepts.toml), as its parts, and as the word it is a slip of (knowledge/vocabulary.py). What is
found gets a score from 0 to 1 by its nearest name, an alias or a question it answers among them:
how alike that is to the question, and how much of the question it and the entry's text cover.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from knowledge.index import Entry, Holders, Index, built, entries_of
from knowledge.library import Library
from knowledge.records import Record
from knowledge.spelling import fold, squeezed
from knowledge.vocabulary import Unit, Vocabulary

__all__ = ["Entry", "Hit", "Search", "search_of"]

_ALIKE = 0.55  # the share of likeness to a name in the score, the rest is what is covered
_SAID = 0.3  # at least so alike is a question to a name that stands in it
_ALL_OF_IT = 0.99  # of a name's weight
_LONGEST = 4  # words of a name
_LONG = 15.0  # what of a question weighs more than this is told beside the point
_COMMON = 0.2  # a word of more names than this share only adds to what rarer words have found

NamedT = TypeVar("NamedT", bound=Record[Any])


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it answers; an exact name scores 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the index sees it: what it weighs, and how much of that there is in each name,
    in each entry's text, and in a name beyond what its entry's text has.
    """

    weight: float
    names: Mapping[int, float]
    bodies: Mapping[int, float]
    beyond: Mapping[int, float]


@dataclass(slots=True, eq=False)
class Search:
    """The index of one library; may be used from several threads."""

    entries: Sequence[Entry]
    index: Index
    kinds: Sequence[type[Entry]]  # of each name, the kind of its entry

    @property
    def vocabulary(self) -> Vocabulary:
        return self.index.vocabulary

    def find(self, words: str, kinds: Collection[type[Record[Any]]], limit: int = 5) -> list[Hit]:
        """The entries of these kinds that `words` are most likely about, the best first."""
        named = [one for one in self.called(words) if type(one) in kinds]
        scored = (
            (-score, place)
            for place, score in _scores(self, fold(words)).items()
            if type(self.entries[place]) in kinds
            and not any(self.entries[place] is one for one in named)
        )
        best = (Hit(self.entries[place], -score) for score, place in sorted(scored)[:limit])
        return [*(Hit(entry, 1.0) for entry in named), *best][:limit]

    def called(self, name: str) -> list[Entry]:
        """The entries with exactly this name, whatever its case, accents and spaces."""
        return [self.entries[place] for place in self.index.exact.get(squeezed(name), ())]

    def asked(self, line: str, kinds: Collection[type[Record[Any]]]) -> Hit | None:
        """The entry of these kinds with the name most like the line: how alike they are, at most
        how much of the line that name covers, 0 to 1.
        """
        asked = _asked(self, fold(line))
        weights = self.index.weights
        alike = (
            (min(2 * shared / (asked.weight + weights[name]), shared / asked.weight), -name)
            for name, shared in asked.names.items()
            if self.kinds[name] in kinds
        )
        best, name = max(alike, default=(0.0, 0))
        return Hit(self.entries[self.index.owners[-name]], best) if best else None

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
        return next(known, self.index.rarest)


@lru_cache(maxsize=2)  # the shipped library, and the one with the team's entries
def search_of(library: Library) -> Search:
    """The index of a library, built when it is first asked for."""
    entries = entries_of(library)
    index = built(entries)
    return Search(entries, index, [type(entries[place]) for place in index.owners])


@lru_cache(16)
def _asked(search: Search, text: str) -> _Asked:
    weighed = search.weighed(text)
    names: dict[int, float] = {}
    bodies: dict[int, float] = {}
    beyond: dict[int, float] = {}
    index = search.index
    owners = index.owners
    for unit, weight in weighed:
        told = _matches(index, index.bodies, len(search.entries), (unit, weight), bodies)
        named = _matches(index, index.names, len(owners), (unit, weight), names)
        for place, match in told.items():
            bodies[place] = bodies.get(place, 0.0) + match
        for name, match in named.items():
            names[name] = names.get(name, 0.0) + match
            if (more := match - told.get(owners[name], 0.0)) > 0:
                beyond[name] = beyond.get(name, 0.0) + more
    return _Asked(sum(weight for _, weight in weighed) or 1.0, names, bodies, beyond)


def _matches(
    index: Index,
    holders: Holders,
    size: int,
    weighed: tuple[Unit, float],
    found: Mapping[int, float],
) -> dict[int, float]:
    """By text, what its best reading of the unit is worth; a concept that many texts are about
    tells less than a rare word.
    """
    unit, weight = weighed
    worth = [
        (strength * min(weight, index.rarity[token]), token)
        for token, strength in unit.readings
        if token in index.rarity
    ]
    best: dict[int, float] = {}
    for match, token in sorted(worth):  # the best comes last, and stays
        having = holders.get(token, frozenset())
        common = len(found) > 0 and len(having) > _COMMON * size
        best.update(dict.fromkeys(found.keys() & having if common else having, match))
    return best


@lru_cache(16)
def _scores(search: Search, text: str) -> Mapping[int, float]:
    """By place of the entry, the score of its best name. A name that the question says in full
    counts for more, the rarer it is and the more of the question it makes up.
    """
    asked, index = _asked(search, text), search.index
    owners, weights, total = index.owners, index.weights, min(asked.weight, _LONG)
    scores = {place: (1 - _ALIKE) * min(told / total, 1.0) for place, told in asked.bodies.items()}
    for name, shared in asked.names.items():
        alike = 2 * shared / (total + weights[name])
        if shared >= _ALL_OF_IT * weights[name]:
            rare = weights[name] / (index.lengths[name] * index.rarest)
            alike = max(alike, _SAID + (1 - _SAID) * (rare + shared / total) / 2)
        place = owners[name]
        covered = (asked.bodies.get(place, 0.0) + asked.beyond.get(name, 0.0)) / total
        score = _ALIKE * min(alike, 1.0) + (1 - _ALIKE) * min(covered, 1.0)
        if score > scores.get(place, 0.0):
            scores[place] = score
    return scores
