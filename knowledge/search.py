"""Finding what a question is about, in either language, however it is spelled.

Exact names and aliases come first; everything else is ranked by the words it shares with the
question, rare words counting for more than common ones. A word also counts as what it means
(concepts.toml), as its parts, and as the word it is a slip of (knowledge/vocabulary.py). What is
found gets a score from 0 to 1: how alike the question is to the entry's nearest name, and how much
of it the entry covers.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log
from typing import Any, TypeVar

from knowledge.library import LANGUAGES, Library
from knowledge.records import Company, Factor, Guide, Industry, Reason, Record, Term, Tip
from knowledge.spelling import fold, is_small, squeezed, stem
from knowledge.vocabulary import Token, Unit, Vocabulary, token_of, vocabulary_of

_BY_NAME, _BY_TEXT = 0.65, 0.35  # the share of the name in the score, the rest is the text's
_SAID = 0.3  # at least so alike is a question to a name that stands in it
_ALL_OF_IT = 0.99  # of a name's weight
_MANY = 4  # words of a name
_LONGEST = 4  # words of a name
_COMMON = 0.2  # a word of more names than this share only adds to what rarer words have found

Entry = Term | Factor | Guide | Reason | Tip | Industry | Company
NamedT = TypeVar("NamedT", bound=Record[Any])


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it answers; an exact name scores 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class _Index:
    """Which of a number of texts hold a token."""

    size: int
    holders: Mapping[Token, frozenset[int]]
    rarity: Mapping[Token, float]

    def shared(self, weighed: Sequence[tuple[Unit, float]]) -> dict[int, float]:
        """By text, the weight of the units that it has in one of their readings."""
        total: dict[int, float] = {}
        for unit, weight in weighed:
            for place, match in self._matches(unit, weight, total).items():
                total[place] = total.get(place, 0.0) + match
        return total

    def _matches(self, unit: Unit, weight: float, found: Mapping[int, float]) -> dict[int, float]:
        """By text, what its best reading of the unit is worth; a concept that many texts are about
        tells less than a rare word.
        """
        worth = [
            (strength * min(weight, self.rarity[token]), token)
            for token, strength in unit.readings
            if token in self.rarity
        ]
        best: dict[int, float] = {}
        for match, token in sorted(worth):  # the best comes last, and stays
            holders = self.holders.get(token, frozenset())
            common = len(found) > 0 and len(holders) > _COMMON * self.size
            best.update(dict.fromkeys(found.keys() & holders if common else holders, match))
        return best


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the index sees it: what it weighs, and how much of that each text has."""

    weight: float
    names: Mapping[int, float]
    bodies: Mapping[int, float]


@dataclass(slots=True, eq=False)
class Search:
    """The index of one library; may be used from several threads."""

    entries: Sequence[Entry]
    exact: Mapping[str, list[Entry]]
    vocabulary: Vocabulary
    rarity: Mapping[Token, float]  # "klanten" tells little, "cohort" much
    rarest: float  # of a word that stands in no entry
    owners: Sequence[int]  # of each name, the place of its entry
    kinds: Sequence[type[Entry]]  # and the kind of that
    weights: Sequence[float]  # of each name
    lengths: Sequence[int]  # of each name, in words
    names: _Index
    bodies: _Index

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
        return self.exact.get(squeezed(name), [])

    def says(self, line: str, kind: type[Record[Any]]) -> float:
        """How alike a line is to the nearest name of this kind, at most how much of the line that
        name covers, 0 to 1.
        """
        asked = _asked(self, fold(line))
        alike = (
            min(2 * shared / (asked.weight + self.weights[name]), shared / asked.weight)
            for name, shared in asked.names.items()
            if self.kinds[name] is kind
        )
        return max(alike, default=0.0)

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
        known = (self.rarity[token] for token, _ in unit.readings if token in self.rarity)
        return next(known, self.rarest)


@lru_cache(16)
def _asked(search: Search, text: str) -> _Asked:
    weighed = search.weighed(text)
    names, bodies = search.names.shared(weighed), search.bodies.shared(weighed)
    return _Asked(sum(weight for _, weight in weighed) or 1.0, names, bodies)


@lru_cache(16)
def _scores(search: Search, text: str) -> Mapping[int, float]:
    """By place of the entry: how alike the question is to its nearest name, and how much of the
    question it covers.
    """
    asked = _asked(search, text)
    alike = _nearest_names(search, asked)
    scores: dict[int, float] = {}
    for place in alike.keys() | asked.bodies.keys():
        share = _BY_TEXT if isinstance(search.entries[place], Tip) else _BY_NAME
        covered = asked.bodies.get(place, 0.0) / asked.weight
        scores[place] = share * alike.get(place, 0.0) + (1 - share) * covered
    return scores


def _nearest_names(search: Search, asked: _Asked) -> dict[int, float]:
    """By place of the entry, how alike the question is to the nearest of its names. One that it
    says in full counts for more, the rarer it is and the more of the question it makes up.
    """
    alike: dict[int, float] = {}
    owners, weights, total = search.owners, search.weights, asked.weight
    for name, shared in asked.names.items():
        score = 2 * shared / (total + weights[name])
        if shared >= _ALL_OF_IT * weights[name]:
            rare = weights[name] / (search.lengths[name] * search.rarest)
            score = max(score, _SAID + (1 - _SAID) * (rare + shared / total) / 2)
        if score > alike.get(owners[name], 0.0):
            alike[owners[name]] = min(score, 1.0)
    return alike


@lru_cache(maxsize=2)  # the shipped library, and the one with the team's entries
def search_of(library: Library) -> Search:
    """The index of a library, built when it is first asked for."""
    entries = list(_entries(library))
    called = [list(dict.fromkeys(map(fold, _names(entry)))) for entry in entries]
    names = [name.split() for name in chain.from_iterable(called)]
    owners = [place for place, own in enumerate(called) for _ in own]
    texts = [fold(" . ".join(_texts(entry))).split() for entry in entries]
    vocabulary = vocabulary_of([*names, *texts])
    named = [vocabulary.tokens(name) for name in names]
    bodies = [
        vocabulary.tokens(text).union(map(token_of, _works_on(entry)))
        for text, entry in zip(texts, entries, strict=True)
    ]
    for place, tokens in zip(owners, named, strict=True):
        bodies[place] |= tokens
    counts = Counter(chain.from_iterable(bodies))
    rarity = {token: log(1 + len(entries) / count) for token, count in counts.items()}
    rarest = log(1 + len(entries))
    telling = [_telling(name) for name in names]
    return Search(
        entries,
        _by_name(entries, called),
        vocabulary,
        rarity,
        rarest,
        owners,
        [type(entries[place]) for place in owners],
        [sum(rarity.get(stem(word), rarest) for word in set(words)) or 1.0 for words in telling],
        [len(words) or 1 for words in telling],
        _index(named, rarity),
        _index(bodies, rarity),
    )


def _telling(name: Sequence[str]) -> Sequence[str]:
    """The words of a name that it is weighed by: all of them where a single one of many tells
    something, or "how often do I look at churn" would be a name for churn.
    """
    telling = [word for word in name if not is_small(word)]
    return telling if len(telling) > 1 or len(name) < _MANY else name


def _by_name(entries: Sequence[Entry], called: Sequence[Sequence[str]]) -> dict[str, list[Entry]]:
    exact: dict[str, list[Entry]] = {}
    for entry, names in zip(entries, called, strict=True):
        for name in dict.fromkeys(name.replace(" ", "") for name in names):
            exact.setdefault(name, []).append(entry)
    return exact


def _works_on(entry: Entry) -> Iterable[str]:
    """The concepts that a tip is filed under."""
    return (*entry.drivers, *entry.models) if isinstance(entry, Tip) else ()


def _index(texts: Sequence[set[Token]], rarity: Mapping[Token, float]) -> _Index:
    holders: dict[Token, list[int]] = {}
    for place, tokens in enumerate(texts):
        for token in tokens:
            holders.setdefault(token, []).append(place)
    sets = {token: frozenset(places) for token, places in holders.items()}
    return _Index(len(texts), sets, rarity)


def _entries(library: Library) -> Iterator[Entry]:
    return chain(
        library.terms.values(),
        library.factors.values(),
        library.guides.values(),
        library.reasons.values(),
        library.tips.values(),
        library.industries.values(),
        library.companies.values(),
    )


def _names(entry: Entry) -> Iterator[str]:
    """Everything an entry may be asked for by."""
    yield entry.key.replace("-", " ")
    if isinstance(entry, Company):
        yield from (entry.name, *entry.aliases)
        return
    for language in LANGUAGES:
        text: Any = entry.in_(language)
        yield getattr(text, "name", None) or text.title
        yield from getattr(text, "aliases", ())
        yield from getattr(text, "asks", ())


def _texts(entry: Entry) -> Iterator[str]:
    for language in LANGUAGES:
        for value in entry.in_(language).model_dump().values():
            yield from (value,) if isinstance(value, str) else _strings(value)
    yield getattr(entry, "example", None) or ""


def _strings(value: object) -> Iterable[str]:
    return value if isinstance(value, tuple | list) else ()
