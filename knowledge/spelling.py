"""Text as the search compares it: folded, without small words, in trigrams."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import tomli

SHORTEST = 3  # letters of a trigram: shorter words are found by their exact names only
_KEPT = 16_384


def fold(text: str) -> str:
    """Lower case, without accents or punctuation: words apart by one space."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", text.lower()))


def squeezed(text: str) -> str:
    """As `fold`, and without spaces: `e-commerce`, `e commerce` and `Ecommerce` are one."""
    return fold(text).replace(" ", "")


def content_words(text: str) -> str:
    """The folded words that tell something; all of them when none does."""
    folded = fold(text).split()
    return " ".join([word for word in folded if word not in _small_words()] or folded)


def is_small(text: str) -> bool:
    """Whether no word of the text tells anything."""
    return all(word in _small_words() for word in fold(text).split())


def grams(text: str) -> frozenset[str]:
    """The trigrams of each telling word of three letters or more."""
    return frozenset().union(*map(word_grams, content_words(text).split()))


@lru_cache(_KEPT)
def word_grams(word: str) -> frozenset[str]:
    """The trigrams of one folded word."""
    return frozenset(word[i : i + SHORTEST] for i in range(len(word) - SHORTEST + 1))


@cache
def _small_words() -> frozenset[str]:
    file = Path(__file__).with_name("small_words.toml")
    lists = tomli.loads(file.read_text(encoding="utf-8"))
    return frozenset(fold(word) for words in lists.values() for word in words)
