"""Finding what a question is about, in either language, however it is spelled.

Exact names and aliases come first, then SQLite's trigram index ranks everything else. What is found
gets a score from 0 to 1: how alike the question is to the entry's nearest name, and how much of it
the entry's text covers, rare trigrams counting for more than common ones.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from math import log
from threading import Lock
from typing import Any, TypeVar

from knowledge.library import LANGUAGES, Library
from knowledge.records import Company, Factor, Guide, Industry, Reason, Record, Term, Tip
from knowledge.spelling import content_words, fold, grams, squeezed, word_grams

CANDIDATES = 80
_WEIGHTS = (8.0, 1.0)  # of names against the text, for the index
_BY_NAME, _BY_TEXT = 0.65, 0.35  # the share of the name in the score, the rest is the text's
_SAME_WORD = 0.66  # so alike are two spellings of one word
_SPARE = 5  # hits that may move up when others are put back
_ENOUGH = 3  # trigrams: a shorter name is found only where it stands as it is
_SAID = 0.3  # at least so alike is a question to a name that stands in it as it is
_LONGEST = 4  # words of a name
# What people call the business models that tips are for.
_MODELS = {
    "shop": "webshop webwinkel shop store winkel retail",
    "saas": "saas software abonnement abonnees subscription subscribers",
    "platform": "platform marketplace marktplaats buyers sellers kopers verkopers",
    "creator": "creator creators maker makers content influencer",
}

Entry = Term | Factor | Guide | Reason | Tip | Industry | Company
NamedT = TypeVar("NamedT", bound=Record[Any])
Grams = frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it answers; an exact name scores 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class _Name:
    folded: str
    grams: Grams
    weight: float


@dataclass(frozen=True, slots=True)
class _Document:
    entry: Entry
    names: tuple[_Name, ...]
    grams: Grams  # of names and text
    words: frozenset[str]  # by which a question may be said to mean it


@dataclass(frozen=True, slots=True)
class _Asked:
    padded: str  # folded, a space at both ends
    words: tuple[str, ...]
    grams: Grams
    weight: float


@dataclass(slots=True)
class Search:
    """The index of one library; may be used from several threads."""

    documents: list[_Document]
    exact: Mapping[str, list[Entry]]
    rarity: Mapping[str, float]  # of each trigram: "klanten" tells little, "chu" much
    rarest: float  # of a trigram that stands in one entry, or in none
    _index: sqlite3.Connection
    _lock: Lock = field(default_factory=Lock)

    def find(self, words: str, kinds: Collection[type[Record[Any]]], limit: int = 5) -> list[Hit]:
        """The entries of these kinds that `words` are most likely about, the best first."""
        named = [one for one in self.called(words) if type(one) in kinds]
        asked = self._asked(words)
        scored = [
            (self._score(asked, document), place, document)
            for place, document in enumerate(self._ranked(asked))
            if type(document.entry) in kinds and not any(document.entry is one for one in named)
        ]
        best = sorted(scored, key=lambda one: (-one[0], one[1]))[: limit + _SPARE]
        hits = [
            Hit(document.entry, score if _shares_a_word(asked, document) else score / 2)
            for score, _, document in best
        ]
        exact = [Hit(entry, 1.0) for entry in named]
        return sorted(exact + hits, key=lambda hit: -hit.score)[:limit]

    def called(self, name: str) -> list[Entry]:
        """The entries with exactly this name, whatever its case, accents and spaces."""
        return self.exact.get(squeezed(name), [])

    def says(self, line: str, kind: type[Record[Any]]) -> float:
        """How alike a line is to the nearest name of this kind, at most how much of the line that
        name covers, 0 to 1.
        """
        asked = self._asked(line)
        names = (one.names for one in self._ranked(asked) if type(one.entry) is kind)
        alike = (
            min(self._alike(asked, name), self._shared(asked, name.grams) / asked.weight)
            for name in chain.from_iterable(names)
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

    def _asked(self, words: str) -> _Asked:
        wanted = grams(words)
        weight = sum(self.rarity.get(gram, self.rarest) for gram in wanted)
        return _Asked(f" {fold(words)} ", tuple(content_words(words).split()), wanted, weight or 1)

    def _ranked(self, asked: _Asked) -> list[_Document]:
        if not asked.grams:
            return []
        query = " OR ".join(f'"{gram}"' for gram in sorted(asked.grams))
        with self._lock:
            rows = self._index.execute(
                "SELECT rowid FROM entries WHERE entries MATCH ? "
                "ORDER BY bm25(entries, ?, ?) LIMIT ?",
                (query, *_WEIGHTS, CANDIDATES),
            ).fetchall()
        return [self.documents[row[0]] for row in rows]

    def _score(self, asked: _Asked, document: _Document) -> float:
        """How alike the question is to the nearest name, and how much of it the entry covers."""
        alike = 0.0
        for name in document.names:
            if len(name.grams) >= _ENOUGH:
                alike = max(alike, self._alike(asked, name))
            if f" {name.folded} " in asked.padded:
                alike = max(alike, self._said(asked, name))
        share = _BY_TEXT if isinstance(document.entry, Tip | Reason) else _BY_NAME
        return share * alike + (1 - share) * self._shared(asked, document.grams) / asked.weight

    def _said(self, asked: _Asked, name: _Name) -> float:
        """How alike a question is to a name that stands in it as it is: the more, the rarer the
        name is and the more of the question it makes up.
        """
        rare = name.weight / (len(name.grams) * self.rarest) if name.grams else 0.0
        return _SAID + (1 - _SAID) * (rare + self._shared(asked, name.grams) / asked.weight) / 2

    def _alike(self, asked: _Asked, name: _Name) -> float:
        return 2 * self._shared(asked, name.grams) / (asked.weight + name.weight)

    def _shared(self, asked: _Asked, other: Grams) -> float:
        return sum(map(self.rarity.__getitem__, asked.grams & other))


@lru_cache(maxsize=2)  # the shipped library, and the one with the team's entries
def search_of(library: Library) -> Search:
    """The index of a library, built when it is first asked for."""
    entries = list(_entries(library))
    texts = [Grams().union(*map(grams, chain(_names(one), _texts(one)))) for one in entries]
    rarity = {gram: log(1 + len(entries) / count) for gram, count in Counter(chain(*texts)).items()}
    exact: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in {squeezed(name) for name in _names(entry)}:
            exact.setdefault(name, []).append(entry)
    documents = [_document(entry, text, rarity) for entry, text in zip(entries, texts, strict=True)]
    return Search(documents, exact, rarity, log(1 + len(entries)), _built(entries))


def _shares_a_word(asked: _Asked, document: _Document) -> bool:
    """Whether some word of the question looks like some word of the entry: parts of words that
    happen to agree ("table", "profitable") are no reason.
    """
    if not document.words.isdisjoint(asked.words):
        return True
    known = [word_grams(word) for word in document.words]
    return any(
        2 * len(one & other) >= _SAME_WORD * (len(one) + len(other)) > 0
        for one in map(word_grams, asked.words)
        for other in known
    )


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


def _document(entry: Entry, text: Grams, rarity: Mapping[str, float]) -> _Document:
    names = {fold(name): grams(name) for name in _names(entry)}
    weighed = (_Name(name, one, sum(rarity[gram] for gram in one)) for name, one in names.items())
    said = [*_names(entry), *(_texts(entry) if isinstance(entry, Tip | Reason | Guide) else ())]
    words = frozenset(content_words(" ".join(said)).split())
    return _Document(entry, tuple(weighed), text, words)


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
    yield from (driver.replace("-", " ") for driver in getattr(entry, "drivers", ()))
    yield getattr(entry, "example", None) or ""
    yield from (_MODELS[model] for model in getattr(entry, "models", ()))


def _strings(value: object) -> Iterable[str]:
    return value if isinstance(value, tuple | list) else ()


def _built(entries: list[Entry]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE VIRTUAL TABLE entries USING fts5(names, body, tokenize='trigram')")
    connection.executemany(
        "INSERT INTO entries(rowid, names, body) VALUES (?, ?, ?)",
        (
            (place, fold(" . ".join(_names(one))), fold(" ".join(_texts(one))))
            for place, one in enumerate(entries)
        ),
    )
    return connection
