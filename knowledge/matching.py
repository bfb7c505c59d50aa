"""How well a question fits each entry, as arrays: one number a name, or one an entry.

An entry scores by its names, a question that it answers being a name too (how alike are they?),
and by how much of the question its names and its text cover.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.index import Index
from knowledge.vocabulary import Token, Unit

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Weighed = tuple[tuple[Unit, float], ...]
Fit = tuple[int, float, float]  # the place of an entry, its score, and how likely it is

_ALIKE = 0.5  # the share of likeness to names in the score, the rest is what is covered
_ALSO, _OTHERS, _LESS = 0.2, 3, 0.5  # other names alike count too: so much, so many, each less
_SAID = 0.3  # at least so alike is a question to a name that stands in it
_ALL_OF_IT = 0.99  # of a name's weight
_WORTH_A_LOOK = 0.4  # of what the fullest name shares with the question
_LIKELY = 0.05  # of the likelihood of a word, beside the score
_LONG = 15.0  # what of a question weighs more than this is told beside the point
_COMMON = 0.04  # a word of more texts than this share only adds to what rarer words have found
_ENOUGH = 600  # texts that rarer words have found, and others only add to


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the index sees it: what it weighs, how much of that there is in each name, and
    how much each entry covers, its names and its text between them.
    """

    weight: float
    names: Floats
    covered: Floats


@dataclass(slots=True, eq=False)
class Holding:
    """Which texts hold a token, as places; made an array when it is first asked for."""

    holders: Mapping[Token, Sequence[int]]
    size: int  # texts
    _arrays: dict[Token, Places]

    @classmethod
    def of(cls, holders: Mapping[Token, Sequence[int]], size: int) -> "Holding":
        return cls(holders, size, {})

    def having(self, token: Token) -> Places:
        """The places of the texts."""
        found = self._arrays.get(token)
        if found is None:
            found = np.array(self.holders.get(token, ()), dtype=np.intp)
            self._arrays[token] = found
        return found

    def matches(
        self, weighed: tuple[Unit, float], found: Floats, rarity: Mapping[str, float]
    ) -> Floats:
        """By text, what its best reading of the unit is worth; a concept that many texts are about
        tells less than a rare word. `found`: what rarer units have found.
        """
        unit, weight = weighed
        worth = sorted(
            (strength * min(weight, rarity[token]), token)
            for token, strength in unit.readings
            if token in rarity
        )
        best = np.zeros(self.size)
        for match, token in worth:  # the best comes last, and stays
            best[self.having(token)] = match
        seen = found > 0
        if np.count_nonzero(seen) <= _ENOUGH:
            for _, token in worth:
                if len(having := self.having(token)) <= _COMMON * self.size:
                    seen[having] = True
        return best * seen if seen.any() else best


@dataclass(slots=True, eq=False)
class Matching:
    """What questions are held against; may be used from several threads."""

    index: Index
    names: Holding
    bodies: Holding
    owners: Places
    starts: Places  # the first name of each entry
    weights: Floats  # of each name
    lengths: Floats
    losses: Floats  # of each entry, by a word that it does not have
    gains: dict[Token, tuple[Places, Floats]]  # of some, by one that they have, once asked for
    kinds: Places  # of each entry, its number
    numbers: Mapping[type, int]

    @classmethod
    def of(cls, index: Index, entries: Sequence[object]) -> "Matching":
        owners = np.array(index.owners, dtype=np.intp)
        numbers = {kind: at for at, kind in enumerate(dict.fromkeys(map(type, entries)))}
        return cls(
            index,
            Holding.of(index.names, len(owners)),
            Holding.of(index.bodies, len(entries)),
            owners,
            np.searchsorted(owners, np.arange(len(entries))),
            np.array(index.weights),
            np.array(index.lengths, dtype=np.float64),
            np.array(index.likelihood.losses),
            {},
            np.array([numbers[type(entry)] for entry in entries], dtype=np.intp),
            numbers,
        )

    def best(self, weighed: Weighed, kinds: Collection[type], most: int) -> list[Fit]:
        """The entries of these kinds that fit a question best: each with its score from 0 to 1, and
        how likely the question is of it, by which those of about the same score are put in order.
        """
        scores, likely = _ranked(self, weighed)
        near = np.flatnonzero((scores > 0) & self._wanted(kinds))
        order = np.lexsort((near, -(scores + likely)[near]))[:most]
        return [(int(at), float(scores[at]), float(likely[at])) for at in near[order]]

    def nearest(self, weighed: Weighed, kinds: Collection[type]) -> tuple[int, float]:
        """The entry of these kinds with the name most like a question: how alike they are, at most
        how much of the question that name covers. (0, 0.0) where none has half of it.
        """
        asked = _asked(self, weighed)
        shared, weight = asked.names, asked.weight
        alike = np.minimum(2 * shared / (weight + self.weights), shared / weight)
        alike[(shared <= weight / 2) | ~self._wanted(kinds)[self.owners]] = 0.0
        name = int(np.argmax(alike))
        return int(self.owners[name]), float(alike[name])

    def scores(self, weighed: Weighed) -> Floats:
        """By entry, how well it fits, 0 to 1."""
        asked = _asked(self, weighed)
        total = min(asked.weight, _LONG)
        covered = (1 - _ALIKE) * np.minimum(asked.covered / total, 1.0)
        scores: Floats = np.minimum(covered + _ALIKE * self._alike(asked, total), 1.0)
        return scores

    def likely(self, weighed: Weighed) -> Floats:
        """By entry, how likely a word of the question is in it, as a logarithm."""
        told = self.index.likelihood.gains
        readings = [one for unit, _ in weighed for one in unit.readings if one[0] in told]
        found = self.losses * sum(strength for _, strength in readings)
        for token, strength in readings:
            places, gains = self._gains_by(token)
            found[places] += strength * gains
        return found / (len(weighed) or 1)

    def _gains_by(self, token: Token) -> tuple[Places, Floats]:
        found = self.gains.get(token)
        if found is None:
            told = self.index.likelihood
            found = np.array(told.places[token], dtype=np.intp), np.array(told.gains[token])
            self.gains[token] = found
        return found

    def _wanted(self, kinds: Collection[type]) -> Mask:
        wanted: Mask = np.isin(
            self.kinds, [self.numbers[kind] for kind in kinds if kind in self.numbers]
        )
        return wanted

    def _alike(self, asked: Asked, total: float) -> Floats:
        """By entry, how alike its names are to the question: the nearest, and a little the others.
        A name that the question says in full counts for more, the rarer it is and the more of the
        question it makes up.
        """
        shared = asked.names
        near = np.flatnonzero(shared >= max(_WORTH_A_LOOK * shared.max(initial=0.0), 1e-9))
        some, weights = shared[near], self.weights[near]
        alike = 2 * some / (total + weights)
        rare = weights / (self.lengths[near] * self.index.rarest)
        in_full = _SAID + (1 - _SAID) * (rare + some / total) / 2
        alike = np.where(some >= _ALL_OF_IT * weights, np.maximum(alike, in_full), alike)
        alike = np.minimum(alike, 1.0)
        owners = self.owners[near]
        order = np.lexsort((-alike, owners))
        owners, alike = owners[order], alike[order]
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        rank = np.arange(len(owners)) - np.repeat(first, np.diff(first, append=len(owners)))
        share = np.where(rank == 0, 1.0, _ALSO * _LESS**rank) * (rank <= _OTHERS)
        return np.bincount(owners, alike * share, self.bodies.size).astype(np.float64)


@lru_cache(16)
def _ranked(matching: Matching, weighed: Weighed) -> tuple[Floats, Floats]:
    return matching.scores(weighed), _LIKELY * matching.likely(weighed)


@lru_cache(16)
def _asked(matching: Matching, weighed: Weighed) -> Asked:
    rarity = matching.index.rarity
    names = np.zeros(matching.names.size)
    bodies = np.zeros(matching.bodies.size)
    covered = np.zeros(matching.bodies.size)
    for one in weighed:
        named = matching.names.matches(one, names, rarity)
        told = matching.bodies.matches(one, bodies, rarity)
        names += named
        bodies += told
        covered += np.maximum(told, np.maximum.reduceat(named, matching.starts))
    return Asked(sum(weight for _, weight in weighed) or 1.0, names, covered)
