"""What a sentence names: an industry, a company, two of them, or the example of a tip."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from bot.ask.words import fold, words
from knowledge.library import Company, Industry, Library
from knowledge.records import Factor, Term
from knowledge.search import Search, search_of
from knowledge.spelling import fold as fold_words
from knowledge.spelling import squeezed, stem

_LONGEST_NAME = 4  # words
_SHORTEST_SLIP = 6  # letters: what is shorter is no misspelled company, and
_SHORTEST_SLIP_OF_AN_INDUSTRY = 7  # "krappe" is no hairdresser
_SHORTEST_STEM = 5  # letters: "zorgen" is no healthcare
_LIKE_A_NAME = 0.75
_SHORTEST_START = 3
_SHORTEST_HEAD = 6  # letters: "autogarage" is a garage, "landbouw" is no building


def industry_in(folded: str, library: Library) -> Industry | None:
    """The industry named in the sentence, the longest name first, and before all the one behind
    "in" or "for". A word that is also a factor ("klantenservice") names no industry.
    """
    for name in words().misleading:
        folded = f" {folded} ".replace(f" {name} ", " ").strip()
    named = (
        (_is_behind(phrase, folded), found)
        for phrase in phrases(folded)
        if (found := library.industry(phrase)) and not is_a(phrase, library, Factor)
    )
    _, first = max(named, key=lambda one: one[0], default=(False, None))
    if first:
        return first
    search = search_of(library)
    others = (industry_like(word, search, library) for word in folded.split())
    return next(filter(None, others), None)


def _is_behind(name: str, folded: str) -> bool:
    """Whether it is told of: "the bank asks what is usual in hospitality" is about the latter."""
    before = folded.partition(name)[0].split()
    told = [word for word in before if word not in words().articles]
    return bool(told) and told[-1] in words().before_names


def beside_an_industry(about: str, industry: Industry | None, library: Library) -> tuple[str, ...]:
    """The words of a topic that are no part of the industry's names."""
    if industry is None:
        return tuple(about.split())
    texts = (industry.en, industry.nl)
    names = " ".join(name for text in texts for name in (text.name, *text.aliases))
    own = {stem(word) for word in (*fold_words(names).split(), squeezed(industry.en.name))}
    search = search_of(library)
    others = (word for word in about.split() if stem(word) not in own)
    return tuple(word for word in others if industry_like(word, search, library) != industry)


@lru_cache(maxsize=2)
def _stemmed(library: Library) -> dict[str, tuple[str, Industry]]:
    """By the stem of each name of one word: that name, and its industry."""
    return {
        stem(fold_words(name)): (fold_words(name), one)
        for one in library.industries.values()
        for text in (one.en, one.nl)
        for name in (text.name, *text.aliases)
        if " " not in fold_words(name)
    }


def industry_like(word: str, search: Search, library: Library) -> Industry | None:
    """The industry that a misspelled word or half of a compound names: "autogarage",
    "bankwereld".
    """
    if len(word) < _SHORTEST_SLIP_OF_AN_INDUSTRY or word in search.vocabulary.told:
        return None
    root = stem(word)
    if len(root) >= _SHORTEST_STEM and root in _stemmed(library):
        name, found = _stemmed(library)[root]
        if abs(len(name) - len(word)) <= 1:
            return found
    for cut in range(_SHORTEST_START, len(word) - _SHORTEST_HEAD + 1):
        if headed := library.industry(word[cut:]):
            return headed
    for trade in words().trades:
        first = stem(word.removesuffix(trade))
        if word.endswith(trade) and first in _stemmed(library):
            return _stemmed(library)[first][1]
    slip = search.vocabulary.nearest(word)
    return library.industry(slip) if slip and not is_a(slip, library, Factor) else None


def two_in(folded: str, library: Library) -> list[Industry | Company]:
    """The first two industries or companies that are named."""
    search = search_of(library)
    companies = list(dict.fromkeys(search.named_in(folded, Company)))
    if len(companies) > 1:
        return [*companies[:2]]
    industries = list(dict.fromkeys(search.named_in(folded, Industry)))
    return [*industries[:2]] if len(industries) > 1 else []


def company_in(folded: str, library: Library) -> str | None:
    """The key of the company named in the sentence, also when it is misspelled."""
    for phrase in phrases(folded):
        if found := library.company(phrase):
            return found.key
    vocabulary = search_of(library).vocabulary
    names = {squeezed(one.name): one.key for one in library.companies.values()}
    for word in folded.split():
        if len(word) < _SHORTEST_SLIP or word in vocabulary.told:
            continue
        if like := get_close_matches(word, names, n=1, cutoff=_LIKE_A_NAME):
            return names[like[0]]
    return None


def example_in(folded: str, library: Library) -> str | None:
    """The company named in the sentence that some tip names too."""
    padded = f" {folded} "
    named = (tip.example for tip in library.tips.values() if tip.example)
    return next((one for one in named if f" {fold(one)} " in padded), None)


def is_a(phrase: str, library: Library, kind: type[Term] | type[Factor]) -> bool:
    """Whether that is what something of this kind is called."""
    return any(isinstance(entry, kind) for entry in search_of(library).called(phrase))


def phrases(folded: str) -> Iterator[str]:
    """Every few words of a text, the most first."""
    typed = folded.split()
    for length in range(_LONGEST_NAME, 0, -1):
        for i in range(len(typed) - length + 1):
            yield " ".join(typed[i : i + length])
