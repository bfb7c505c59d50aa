"""What a typed word may stand for in the store: its stem, the words it is made of, its concepts,
and the nearest known word when it is misspelled.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain
from threading import Lock

from knowledge.concepts import concepts
from knowledge.spelling import content_words, fold, is_small, stem

SHORTEST_PART = 4  # letters of each half of a compound
_CANDIDATES = 24  # known words that a misspelled one is held against
_SHORTEST_SLIP = 5  # letters: a shorter word is taken as it stands
_NEAR, _NEAR_ENOUGH = 0.83, 0.79  # so alike is a slip; enough when the letters are the same ones
_A_LETTER_IN = 9  # letters: one may be missing in any word, two in one of nine
_ENDINGS = ("s", "e", "en", "t")
_LINKS = ("", "s", "en", "e", "n")  # between the halves of a Dutch compound
# How much a word counts when it is met as itself, as a slip, in a part, or in what it means.
_SLIP, _PART, _MEANING, _PART_MEANING = 0.85, 0.6, 0.85, 0.6

_SETS = ("words", "stems", "told", "told_stems")

Token = str  # a stem, or a concept with its mark
Readings = tuple[tuple[Token, float], ...]


def token_of(concept: str) -> Token:
    """The token of a concept, which no word can be taken for."""
    return f"~{concept}"


@dataclass(frozen=True, slots=True)
class Unit:
    """One telling word of a question: what it may be read as, the surest first."""

    word: str
    readings: Readings


@dataclass(slots=True, eq=False)
class Vocabulary:
    """The words of one library; may be used from several threads."""

    words: frozenset[str]
    stems: frozenset[str]
    told: frozenset[str]  # words of names and texts; the others stand in questions only
    told_stems: frozenset[str]
    _index: sqlite3.Connection
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(
        cls,
        words: Iterable[str],
        stems: Iterable[str],
        told: Iterable[str],
        told_stems: Iterable[str],
    ) -> "Vocabulary":
        """A vocabulary of these words, with an index of their trigrams."""
        known = frozenset(words)
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize='trigram')")
        connection.executemany(
            "INSERT INTO words VALUES (?)",
            [(f"_{word}",) for word in sorted(known) if len(word) >= _SHORTEST_SLIP - 1],
        )
        return cls(known, frozenset(stems), frozenset(told), frozenset(told_stems), connection)

    def lists(self) -> dict[str, list[str]]:
        """What `of` makes it from again."""
        return {name: sorted(getattr(self, name)) for name in _SETS}

    def units(self, text: str) -> tuple[Unit, ...]:
        """The telling words of a text, and the concepts of its phrases with their first word."""
        typed = fold(text).split()
        telling = set(content_words(text).split())
        readings = [list(self._readings(word)) if word in telling else [] for word in typed]
        for found in concepts().phrases_in(list(map(stem, typed))):
            spots = range(found.at, found.at + found.length)
            for at in [spot for spot in spots if readings[spot]] or [found.at]:
                readings[at].append((token_of(found.concept), _MEANING))
        units = {
            word: Unit(word, tuple(sorted(known, key=lambda one: -one[1])))
            for word, known in zip(typed, readings, strict=True)
            if known or word in telling
        }
        return tuple(units.values())

    def meant(self, text: str) -> frozenset[str]:
        """The concepts that a text speaks of, misspelled or within a compound too."""
        typed = [word if self.has(word) else self._known(word) for word in fold(text).split()]
        telling = [word for word in typed if not is_small(word)]
        parts = (part for word in telling for part in self.parts(word))
        stems = list(map(stem, typed))
        named = frozenset[str]().union(*map(concepts().of, chain(map(stem, telling), parts)))
        return named.union(found.concept for found in concepts().phrases_in(stems))

    def _known(self, word: str) -> str:
        return self.nearest(word) or word

    def tokens(self, typed: Sequence[str]) -> set[Token]:
        """Everything that a text of the store, in folded words, may be found by."""
        stems = [stem(word) for word in typed]
        found = {token_of(one.concept) for one in concepts().phrases_in(stems)}
        found.update(*(_stored(word, self) for word in set(typed)))
        if all(map(is_small, typed)):
            found.update(stems)
        return found

    def has(self, word: str) -> bool:
        """Whether the store, or the table of concepts, has a form of the word. Short words share
        a stem with too many others.
        """
        return _in(word, self.words, self.stems)

    def tells(self, word: str) -> bool:
        """Whether a name or a text of the store, or the table of concepts, has a form of the word:
        what only stands in a question need not be something that anything is told of.
        """
        return _in(word, self.told, self.told_stems)

    def _readings(self, word: str) -> Readings:
        return _readings(self, word)

    def parts(self, word: str) -> tuple[str, ...]:
        """The stems of a compound's two halves, both known; the longest second half wins."""
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            last = word[cut:]
            if last not in self.words:
                continue
            for link in _LINKS:
                first = word[: cut - len(link)]
                fits = word[:cut].endswith(link) and len(first) >= SHORTEST_PART - 1
                if fits and first in self.words:
                    return (stem(first), stem(last))
        return ()

    def nearest(self, word: str) -> str | None:
        """The known word that this one is most likely a slip of."""
        return _nearest(self, word) if len(word) >= _SHORTEST_SLIP else None

    def like(self, word: str) -> list[str]:
        """Known words that share most trigrams with this one, the likeliest first."""
        query = " OR ".join(f'"{gram}"' for gram in sorted(_grams(word)))
        with self._lock:
            rows = self._index.execute(
                "SELECT word FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?",
                (query, _CANDIDATES),
            ).fetchall()
        return [row[0].removeprefix("_") for row in rows]


def _in(word: str, words: frozenset[str], stems: frozenset[str]) -> bool:
    if len(word) < _SHORTEST_SLIP:
        forms = (word, word.removesuffix("s"), *(word + ending for ending in _ENDINGS))
        return any(form in words for form in forms if len(form) > 1)
    return stem(word) in stems


@lru_cache(8_192)
def _nearest(vocabulary: Vocabulary, word: str) -> str | None:
    alike = ((_likeness(word, known), known) for known in vocabulary.like(word))
    score, best = max(alike, default=(0.0, ""))
    return best if score >= _NEAR else None


@lru_cache(8_192)
def _readings(vocabulary: Vocabulary, word: str) -> Readings:
    """What one word may be read as; nothing for a word that no one has heard of."""
    known = _plain(vocabulary, word)
    if known or not (slip := vocabulary.nearest(word)):
        return known
    return tuple((token, strength * _SLIP) for token, strength in _plain(vocabulary, slip))


def _plain(vocabulary: Vocabulary, word: str) -> Readings:
    root = stem(word)
    known = [(root, 1.0)] if vocabulary.has(word) else []
    known += [(token_of(one), _MEANING) for one in sorted(concepts().of(root))]
    for part in vocabulary.parts(word):
        known.append((part, _PART))
        known += [(token_of(one), _PART_MEANING) for one in sorted(concepts().of(part))]
    return tuple(known)


@lru_cache(32_768)
def _stored(word: str, vocabulary: Vocabulary) -> frozenset[Token]:
    """The tokens of one word of the store; a word that tells nothing only has its meaning."""
    root = stem(word)
    meant = map(token_of, concepts().of(root))
    return (
        frozenset(meant) if is_small(word) else frozenset((root, *vocabulary.parts(word), *meant))
    )


def vocabulary_of(told: Iterable[Sequence[str]], asked: Iterable[Sequence[str]]) -> Vocabulary:
    """The vocabulary of names and texts, of questions, each in folded words, and of the table of
    concepts.
    """
    telling = concepts().spelled.union(*told)
    words = telling.union(*asked)
    return Vocabulary.of(words, map(stem, words), telling, map(stem, telling))


def _grams(word: str) -> set[str]:
    padded = f"_{word}"
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def _likeness(one: str, other: str) -> float:
    """How alike two words are, 0 to 1; swapped letters count as one slip."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1 + len(one) // _A_LETTER_IN:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    same_letters = sorted(one) == sorted(other)
    return max(ratio, _NEAR) if same_letters and ratio >= _NEAR_ENOUGH else ratio
