"""Finding what a question is about, in either language, however it is spelled.

Exact names and aliases come first, then SQLite's trigram index ranks everything else. What is found
gets a score from 0 to 1: how much of the question the entry's own names and words cover.
"""

import re
import sqlite3
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from math import log
from pathlib import Path
from threading import Lock
from typing import Any

from knowledge.library import LANGUAGES, Library
from knowledge.records import (
    Company,
    Factor,
    Guide,
    Industry,
    Reason,
    Record,
    Term,
    Tip,
)

CANDIDATES = 80
SHORTEST = 3  # letters of a trigram: shorter words are found by their exact names only
_WEIGHTS = (8.0, 1.0)  # of names against the text, for the index
_BY_NAME, _BY_TEXT = 0.65, 0.35  # the share of the name in the score, the rest is the text's
_SAID = 0.5  # at least so alike is a question to a name that stands in it as it is

Entry = Term | Factor | Guide | Reason | Tip | Industry | Company


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it answers; an exact name scores 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class _Document:
    entry: Entry
    names: tuple[str, ...]
    folded: tuple[str, ...]
    grams: tuple[frozenset[str], ...]  # of each name
    text: frozenset[str]


@dataclass(slots=True)
class Search:
    """The index of one library; may be used from several threads."""

    documents: list[_Document]
    exact: Mapping[str, list[Entry]]
    rarity: Mapping[str, float]  # of each trigram: "klanten" tells little, "chu" much
    _index: sqlite3.Connection
    _lock: Lock = field(default_factory=Lock)

    def find(self, words: str, kinds: Collection[type[Record[Any]]], limit: int = 5) -> list[Hit]:
        """The entries of these kinds that `words` are most likely about, the best first."""
        named = [one for one in self.called(words) if type(one) in kinds]
        hits = [Hit(entry, 1.0) for entry in named]
        for place in self._ranked(words):
            document = self.documents[place]
            if type(document.entry) in kinds and document.entry not in named:
                hits.append(Hit(document.entry, self._score(words, document)))
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def called(self, name: str) -> list[Entry]:
        """The entries with exactly this name, whatever its case, accents and spaces."""
        return self.exact.get(squeezed(name), [])

    def _ranked(self, words: str) -> list[int]:
        if not (wanted := sorted(grams(words))):
            return []
        query = " OR ".join(f'"{gram}"' for gram in wanted)
        with self._lock:
            rows = self._index.execute(
                "SELECT rowid FROM entries WHERE entries MATCH ? "
                "ORDER BY bm25(entries, ?, ?) LIMIT ?",
                (query, *_WEIGHTS, CANDIDATES),
            ).fetchall()
        return [row[0] for row in rows]

    def _score(self, words: str, document: _Document) -> float:
        """How alike the question is to the nearest name, and how much of it the entry covers."""
        asked, padded = grams(words), f" {fold(words)} "
        whole = self._weight(asked)
        alike = 0.0
        for name, named in zip(document.folded, document.grams, strict=True):
            alike = max(alike, self._alike(asked, named))
            if f" {name} " in padded:
                alike = max(alike, _SAID + (1 - _SAID) * self._weight(asked & named) / whole)
        share = _BY_TEXT if isinstance(document.entry, Tip | Reason) else _BY_NAME
        return share * alike + (1 - share) * self._weight(asked & document.text) / whole

    def _alike(self, one: frozenset[str], other: frozenset[str]) -> float:
        both = self._weight(one) + self._weight(other)
        return 2 * self._weight(one & other) / both

    def _weight(self, grams: frozenset[str]) -> float:
        return sum(self.rarity.get(gram, self.rarest) for gram in grams)

    @property
    def rarest(self) -> float:
        """The weight of what stands in one entry, or in none."""
        return log(1 + len(self.documents))


@cache
def search_of(library: Library) -> Search:
    """The index of a library, built when it is first asked for."""
    documents = [_document(entry) for entry in _entries(library)]
    exact: dict[str, list[Entry]] = {}
    for document in documents:
        for name in document.names:
            entries = exact.setdefault(squeezed(name), [])
            if document.entry not in entries:
                entries.append(document.entry)
    holders = Counter(gram for document in documents for gram in document.text)
    rarity = {gram: log(1 + len(documents) / count) for gram, count in holders.items()}
    return Search(documents, exact, rarity, _built(documents))


def fold(text: str) -> str:
    """Lower case, without accents or punctuation: words apart by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", letters))


def squeezed(text: str) -> str:
    """As `fold`, and without spaces: `e-commerce`, `e commerce` and `Ecommerce` are one."""
    return fold(text).replace(" ", "")


def content_words(text: str) -> str:
    """The folded words that tell something; all of them when none does."""
    folded = fold(text).split()
    return " ".join([word for word in folded if word not in _small_words()] or folded)


def grams(text: str) -> frozenset[str]:
    """The trigrams of each telling word of three letters or more."""
    return frozenset(
        word[i : i + SHORTEST]
        for word in content_words(text).split()
        for i in range(len(word) - SHORTEST + 1)
    )


@cache
def _small_words() -> frozenset[str]:
    file = Path(__file__).with_name("small_words.toml")
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return frozenset(fold(word) for words in lists.values() for word in words)


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


def _document(entry: Entry) -> _Document:
    names = tuple(dict.fromkeys(_names(entry)))
    text = grams(" ".join([*names, *_texts(entry)]))
    return _Document(entry, names, tuple(map(fold, names)), tuple(map(grams, names)), text)


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


def _strings(value: object) -> Iterable[str]:
    return value if isinstance(value, tuple | list) else ()


def _built(documents: list[_Document]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE VIRTUAL TABLE entries USING fts5(names, body, tokenize='trigram')")
    connection.executemany(
        "INSERT INTO entries(rowid, names, body) VALUES (?, ?, ?)",
        (
            (place, fold(" . ".join(one.names)), fold(" ".join(_texts(one.entry))))
            for place, one in enumerate(documents)
        ),
    )
    return connection
