"""Text as the search compares it: folded, without small words, each word by its stem."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import tomli

_KEPT = 32_768
# Endings of Dutch and English words, with how many letters must be left before each. One stemmer
# serves both: a question may mix them.
_ENDINGS = (
    ("isations", 3),
    ("isation", 3),
    ("isaties", 3),
    ("isatie", 3),
    ("iseren", 3),
    ("iseert", 3),
    ("ising", 3),
    ("ised", 3),
    ("ises", 3),
    ("ise", 3),
    ("ities", 4),
    ("iteit", 4),
    ("ity", 4),
    ("ies", 3),
    ("ie", 3),
    ("ing", 3),
    ("en", 3),
    ("ed", 3),
    ("es", 3),
    ("y", 3),
    ("e", 3),
    ("s", 3),
    ("t", 4),
    ("d", 4),
)
_LAST = ("t", "d")
_AT_THE_END = {"v": "f", "z": "s"}  # blijven, blijft; prijzen, prijs
# Words that would share a stem with what they have nothing to do with: rate and ratings, start and
# stars, waar and waarden, los and lose, maand and many.
_OF_THEIR_OWN = {
    form: forms.split()[0]
    for forms in (
        "rate rates", "rating ratings", "start starts", "boss", "boost boosts", "life", "loss",
        "lose loses losing", "maand maanden", "mess messy", "laat", "store stores", "story stories",
        "waarde waarden", "during", "reel reels", "staat", "plaats", "verleden", "busy", "many",
        "most", "meest meeste", "file files", "lezen", "moon", "special", "good goods",
        "goodie goodies", "steep", "steer",
    )
    for form in forms.split()
}  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_DOUBLED = re.compile(r"([a-z])\1")


def fold(text: str) -> str:
    """Lower case, without accents or punctuation: words apart by one space."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(re.findall(r"\w+", text.lower()))


def squeezed(text: str) -> str:
    """As `fold`, and without spaces: `e-commerce`, `e commerce` and `Ecommerce` are one."""
    return fold(text).replace(" ", "")


def content_words(text: str) -> str:
    """The folded words that tell something; all of them when none does."""
    folded = fold(text).split()
    return " ".join([word for word in folded if not is_small(word)] or folded)


def is_small(word: str) -> bool:
    """Whether a folded word tells nothing."""
    return word in _small_words()


@lru_cache(_KEPT)
def stem(word: str) -> str:
    """What the forms of one folded word have in common; not always a word itself.

    >>> {stem("blijven"), stem("blijft")}, {stem("prices"), stem("pricing")}
    ({'blijf'}, {'pric'})
    """
    left, before = word.replace("iz", "is"), ""
    while left != before:
        if left in _OF_THEIR_OWN:
            return _OF_THEIR_OWN[left]
        before, left = left, _without_ending(left)
        if before.endswith(_LAST) and left != before:
            break  # "trust" is "trus", and not "tru"
    return _DOUBLED.sub(r"\1", left)


def _without_ending(word: str) -> str:
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
            break
    return word[:-1] + _AT_THE_END.get(word[-1:], word[-1:])


@cache
def _small_words() -> frozenset[str]:
    file = Path(__file__).with_name("small_words.toml")
    lists = tomli.loads(file.read_text(encoding="utf-8"))
    return frozenset(fold(word) for words in lists.values() for word in words)
