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
from heapq import nlargest
from itertools import chain, islice
from typing import Any, TypeVar

from knowledge.index import Entry, Holders, Index, entries_of
from knowledge.index_file import cache_folder, index_of
from knowledge.library import Library
from knowledge.records import Record
from knowledge.spelling import fold, squeezed
from knowledge.vocabulary import Unit, Vocabulary

__all__ = ["Entry", "Hit", "Search", "search_of"]

_ALIKE = 0.5  # the share of likeness to names in the score, the rest is what is covered
_ALSO, _OTHERS, _LESS = 0.2, 3, 0.5  # other names alike count too: so much, so many, each less
_SAID = 0.3  # at least so alike is a question to a name that stands in it
_ALL_OF_IT = 0.99  # of a name's weight
_LONGEST = 4  # words of a name
_WORTH_A_LOOK = 0.4  # of what the fullest name shares with the question
_LONG = 15.0  # what of a question weighs more than this is told beside the point
_FIGURE = 1.0  # the weight of a figure that stands nowhere: how much is not what about
_NEAR = 100  # entries of the best scores that are put in order by how likely they are
_LIKELY = 0.05  # of the likelihood of a word, beside the score
_COMMON = 0.04  # a word of more texts than this share only adds to what rarer words have found
_ENOUGH = 600  # texts that rarer words have found, and others only add to

NamedT = TypeVar("NamedT", bound=Record[Any])


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it answers; an exact name scores 1. `likely`: how likely the question
    is of this entry, by which those of about the same score are put in order.
    """

    entry: Entry
    score: float
    likely: float = 0.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the index sees it: what it weighs, how much of that there is in each name, and
    how much each entry covers, its names and its text between them.
    """

    weight: float
    names: Mapping[int, float]
    covered: Mapping[int, float]


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
        text = fold(words)
        scores = _scores(self, text)
        ours = (place for place in scores if type(self.entries[place]) in kinds)
        near = nlargest(_NEAR, ours, key=scores.__getitem__)
        likely = self._likely(text, near)
        near.sort(key=lambda place: (-scores[place] - likely[place], place))
        found = (Hit(self.entries[place], scores[place], likely[place]) for place in near)
        best = (hit for hit in found if not any(hit.entry is one for one in named))
        most = max(likely.values(), default=0.0)
        return [*(Hit(entry, 1.0, most) for entry in named), *islice(best, limit)][:limit]

    def called(self, name: str) -> list[Entry]:
        """The entries with exactly this name, whatever its case, accents and spaces."""
        return [self.entries[place] for place in self.index.exact.get(squeezed(name), ())]

    def asked(self, line: str, kinds: Collection[type[Record[Any]]]) -> Hit | None:
        """The entry of these kinds with the name most like the line: how alike they are, at most
        how much of the line that name covers, 0 to 1. None where no name has half of it.
        """
        asked, index = _asked(self, fold(line)), self.index
        alike = (
            (min(2 * shared / (asked.weight + index.weights[name]), shared / asked.weight), -name)
            for name, shared in asked.names.items()
            if shared > asked.weight / 2 and self.kinds[name] in kinds
        )
        best, name = max(alike, default=(0.0, 0))
        return Hit(self.entries[index.owners[-name]], best) if best else None

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

    def _likely(self, text: str, places: Collection[int]) -> dict[int, float]:
        units = [unit for unit, _ in self.weighed(text)]
        readings = chain.from_iterable(unit.readings for unit in units)
        found = self.index.likelihood.of(readings, places)
        return {place: _LIKELY * one / (len(units) or 1) for place, one in found.items()}

    def _weight(self, unit: Unit) -> float:
        rarity = self.index.rarity
        known = (rarity[token] for token, _ in unit.readings if token in rarity)
        return next(known, _FIGURE if unit.word.isdigit() else self.index.rarest)


@lru_cache(maxsize=2)  # the shipped library, and the one with the team's entries
def search_of(library: Library) -> Search:
    """The index of a library, built when it is first asked for."""
    entries = entries_of(library)
    index = index_of(entries, cache_folder())
    return Search(entries, index, [type(entries[place]) for place in index.owners])


@lru_cache(16)
def _asked(search: Search, text: str) -> _Asked:
    weighed, index = search.weighed(text), search.index
    names: dict[int, float] = {}
    bodies: dict[int, float] = {}
    covered: dict[int, float] = {}
    for one in weighed:
        named = _matches(index, index.names, len(search.kinds), one, names)
        best = _matches(index, index.bodies, len(search.entries), one, bodies)
        for place, match in best.items():
            bodies[place] = bodies.get(place, 0.0) + match
        for name, match in named.items():
            names[name] = names.get(name, 0.0) + match
            place = index.owners[name]
            if match > best.get(place, 0.0):
                best[place] = match
        for place, match in best.items():
            covered[place] = covered.get(place, 0.0) + match
    return _Asked(sum(weight for _, weight in weighed) or 1.0, names, covered)


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
        (strength * min(weight, index.rarity[token]), holders.get(token, frozenset()))
        for token, strength in unit.readings
        if token in index.rarity
    ]
    rare = [having for _, having in worth if len(having) <= _COMMON * size]
    seen = found.keys() if len(found) > _ENOUGH else frozenset(found).union(*rare)
    best: dict[int, float] = {}
    for match, having in sorted(worth, key=lambda one: one[0]):  # the best comes last, and stays
        best.update(dict.fromkeys(seen & having if seen else having, match))
    return best


@lru_cache(16)
def _scores(search: Search, text: str) -> Mapping[int, float]:
    """By place of the entry, how well it fits. A name that the question says in full counts for
    more, the rarer it is and the more of the question it makes up.
    """
    asked, index = _asked(search, text), search.index
    total = min(asked.weight, _LONG)
    scores = {
        place: (1 - _ALIKE) * min(covered / total, 1.0) for place, covered in asked.covered.items()
    }
    for place, names in _likenesses(asked, index, total).items():
        best, *others = nlargest(1 + _OTHERS, names)
        more = sum(like * _LESS**rank for rank, like in enumerate(others, 1))
        scores[place] = min(scores.get(place, 0.0) + _ALIKE * (best + _ALSO * more), 1.0)
    return scores


def _likenesses(asked: _Asked, index: Index, total: float) -> dict[int, list[float]]:
    """By place of the entry, how alike each of its names is to the question."""
    least = _WORTH_A_LOOK * max(asked.names.values(), default=0.0)
    alike: dict[int, list[float]] = {}
    for name, shared in asked.names.items():
        if shared < least:
            continue
        weight = index.weights[name]
        like = 2 * shared / (total + weight)
        if shared >= _ALL_OF_IT * weight:
            rare = weight / (index.lengths[name] * index.rarest)
            like = max(like, _SAID + (1 - _SAID) * (rare + shared / total) / 2)
        alike.setdefault(index.owners[name], []).append(min(like, 1.0))
    return alike
