"""What a sentence says, before it is known what it asks: its topic and all that it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from typing import cast

from bot.ask import numbers
from bot.ask.words import fold, words
from bot.reply import Language
from knowledge.concepts import concepts
from knowledge.library import Company, Industry, Library
from knowledge.records import Factor, Term
from knowledge.search import Search, search_of
from knowledge.spelling import fold as fold_words
from knowledge.spelling import is_small, squeezed, stem
from metrics.period import Calendar

MOST_TOPIC = 150
# Concepts by which a question is about keeping customers.
KEEPING = frozenset({"customer", "stay", "leave", "loyal", "retention", "repeat"})
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,4})?)\s*(?:%|percent|procent|pct)")
_SPELLED = re.compile(r"[a-z]+(?=\s+(?:percent|procent|pct)\b)")
_ONE_IN = re.compile(
    r"\b([a-z]+|\d{1,3}) (?:in|out of|op|van)(?: (?:the|every|each|de|elke|iedere))?"
    r" ([a-z]+|\d{1,3})\b"
)
_WHOLES = frozenset({"2", "3", "4", "5", "10", "20", "100"})  # of which so many are a share
_BARE_RATE = re.compile(r"[1-9]\d(?:[.,]\d)?")
_SLACK_MARK = re.compile(r"<[!@#][^>]*>")
_WORD = re.compile(r"[\w'&-]+")
_CLAUSE = re.compile(r"[,.;:?!]+\s")
_LONGEST_NAME = 4  # words
_SHORTEST_SLIP = 6  # letters: what is shorter is no misspelled company, and
_SHORTEST_SLIP_OF_AN_INDUSTRY = 7  # "krappe" is no hairdresser
_SHORTEST_STEM = 5  # letters: "zorgen" is no healthcare
_LIKE_A_NAME = 0.75
_SHORTEST_START = 3
_SHORTEST_HEAD = 6  # letters: "autogarage" is a garage, "landbouw" is no building


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what was recognised in it."""

    line: str
    kinds: tuple[str, ...]
    whether: bool  # yes or no would answer it
    topic: str
    about: str  # the topic without the words that go with any figure
    industry: str | None
    beside: tuple[str, ...]  # telling words that are no part of the industry's names
    company: str | None
    both: tuple[str, ...]  # the keys of two industries or companies
    example: str | None  # a company that tips give as an example
    concept: bool  # what it is about is a term
    concepts: frozenset[str]  # everyday words, as concepts.toml understands them
    of_customers: bool  # it has a word for customers
    unknown: tuple[str, ...]  # telling words that nobody here knows
    rate: Decimal | None
    pace: Calendar | None  # "a month", "maandelijks"

    @property
    def defines(self) -> bool:
        """Whether it asks outright what a word means, and not just "what is"."""
        asked = words().chat["define"].longest_in(folded_words(self.line))
        return asked is not None and asked.text not in words().opening

    @property
    def typed(self) -> set[str]:
        """Its words."""
        return set(fold(self.line).split())


def understood(line: str, language: Language, library: Library) -> Said:
    """Everything that a sentence names."""
    folded = folded_words(line)
    search = search_of(library)
    topic = topic_of(_PERCENT.sub(" ", in_digits(line)))
    told = (word for word in topic.split() if not word.isdigit())  # of whom, not how many
    about = " ".join(word for word in told if word not in words().generic)
    industry, company = _industry(folded, library), _company(folded, library)
    meant = search.vocabulary.meant(line)
    kinds = tuple(kind for kind, said in words().chat.items() if said.longest_in(folded))
    customers = words().said_of_customers & set(folded.split())
    return Said(
        line,
        kinds,
        "whether" in kinds or _opens_so(line),
        topic,
        about,
        industry.key if industry else None,
        _beside(about, industry, library),
        company,
        tuple(one.key for one in _benchmarks(folded, library)),
        _example_in(folded, library),
        any(_is_a(phrase, library, Term) for phrase in _phrases(about)),
        meant,
        bool(customers or "customer" in meant),
        tuple(word for word in about.split() if is_unknown(word, search)),
        _rate(in_digits(line), language, bare=bool(industry and {"good", "judged"} & {*kinds})),
        _pace(folded.split()),
    )


def in_digits(line: str) -> str:
    """With a figure in "drie procent", and a percentage for "four in ten"."""
    digits = _SPELLED.sub(lambda found: words().numerals.get(found[0], found[0]), line.casefold())
    return _ONE_IN.sub(_as_percentage, digits)


def _as_percentage(found: re.Match[str]) -> str:
    numerals = words().numerals
    part, whole = (numerals.get(number, number) for number in found.groups())
    if not (part.isdigit() and whole in _WHOLES and int(part) < int(whole)):
        return found[0]
    return f"{100 * int(part) / int(whole):.4g}%"


def _rate(line: str, language: Language, *, bare: bool) -> Decimal | None:
    """The percentage that a line names; a `bare` figure will do where one is asked for."""
    if percent := _PERCENT.search(line):
        return numbers.share(percent[1] + "%", language)
    figures = [word for word in line.split() if numbers.looks_like_a_figure(word)]
    if bare and len(figures) == 1 and _BARE_RATE.fullmatch(figures[0]):
        return numbers.share(figures[0] + "%", language)
    return None


def _pace(typed: list[str]) -> Calendar | None:
    """In what period something happens: "5% a month"."""
    each, known = words().each, words()
    for before, word in pairwise(["", *typed]):
        unit = known.paces.get(word) or (known.periods.get(word) if before in each else None)
        if unit:
            return cast("Calendar", unit)
    return None


def _opens_so(line: str) -> bool:
    """Whether some clause begins with its verb: "does it", "helpt het"."""
    clauses = (fold(clause).split() for clause in _CLAUSE.split(line))
    return any(typed[0] in words().opens for typed in clauses if typed)


def folded_words(text: str) -> str:
    """The words of a text as phrases are compared."""
    return " ".join(_WORD.findall(fold(text)))


def topic_of(text: str) -> str:
    """What a request is about, without its small words and Slack's own marks; may be nothing."""
    typed = fold_words(_SLACK_MARK.sub(" ", text)).split()
    phrases = concepts().phrases_in([stem(word) for word in typed])
    kept = {at for one in phrases for at in range(one.at, one.at + one.length)}
    told = [word for at, word in enumerate(typed) if at in kept or not is_small(word)]
    return " ".join(told)[:MOST_TOPIC].strip()


def _industry(folded: str, library: Library) -> Industry | None:
    """The industry named in the sentence, the longest name first, and before all the one behind
    "in" or "for". A word that is also a factor ("klantenservice") names no industry.
    """
    for name in words().misleading:
        folded = f" {folded} ".replace(f" {name} ", " ").strip()
    named = (
        (_is_behind(phrase, folded), found)
        for phrase in _phrases(folded)
        if (found := library.industry(phrase)) and not _is_a(phrase, library, Factor)
    )
    _, first = max(named, key=lambda one: one[0], default=(False, None))
    if first:
        return first
    search = search_of(library)
    others = (_industry_like(word, search, library) for word in folded.split())
    return next(filter(None, others), None)


def _is_behind(name: str, folded: str) -> bool:
    """Whether it is told of: "the bank asks what is usual in hospitality" is about the latter."""
    before = folded.partition(name)[0].split()
    told = [word for word in before if word not in words().articles]
    return bool(told) and told[-1] in words().before_names


def _beside(about: str, industry: Industry | None, library: Library) -> tuple[str, ...]:
    if industry is None:
        return tuple(about.split())
    texts = (industry.en, industry.nl)
    names = " ".join(name for text in texts for name in (text.name, *text.aliases))
    own = {stem(word) for word in (*fold_words(names).split(), squeezed(industry.en.name))}
    search = search_of(library)
    others = (word for word in about.split() if stem(word) not in own)
    return tuple(word for word in others if _industry_like(word, search, library) != industry)


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


def _industry_like(word: str, search: Search, library: Library) -> Industry | None:
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
    return library.industry(slip) if slip and not _is_a(slip, library, Factor) else None


def _benchmarks(folded: str, library: Library) -> list[Industry | Company]:
    """The first two industries or companies that are named."""
    search = search_of(library)
    companies = list(dict.fromkeys(search.named_in(folded, Company)))
    if len(companies) > 1:
        return [*companies[:2]]
    industries = list(dict.fromkeys(search.named_in(folded, Industry)))
    return [*industries[:2]] if len(industries) > 1 else []


def _company(folded: str, library: Library) -> str | None:
    """The key of the company named in the sentence, also when it is misspelled."""
    for phrase in _phrases(folded):
        if found := library.company(phrase):
            return found.key
    vocabulary = search_of(library).vocabulary
    names = {squeezed(one.name): one.key for one in library.companies.values()}
    for word in folded.split():
        if len(word) < _SHORTEST_SLIP or vocabulary.has(word):
            continue
        if like := get_close_matches(word, names, n=1, cutoff=_LIKE_A_NAME):
            return names[like[0]]
    return None


def _example_in(folded: str, library: Library) -> str | None:
    """The company named in the sentence that some tip names too."""
    padded = f" {folded} "
    named = (tip.example for tip in library.tips.values() if tip.example)
    return next((one for one in named if f" {fold(one)} " in padded), None)


def is_unknown(word: str, search: Search) -> bool:
    """Whether nobody here tells anything of a word, and it is no ordinary one; what it is made of
    may say what it is about.
    """
    vocabulary = search.vocabulary
    if word.isdigit() or word in words().plain or vocabulary.tells(word):
        return False
    slip = None if vocabulary.has(word) else vocabulary.nearest(word)
    if slip:
        return not vocabulary.tells(slip)
    return not any(concepts().of(part) for part in vocabulary.parts(word))


def _is_a(phrase: str, library: Library, kind: type[Term] | type[Factor]) -> bool:
    return any(isinstance(entry, kind) for entry in search_of(library).called(phrase))


def _phrases(folded: str) -> Iterator[str]:
    typed = folded.split()
    for length in range(_LONGEST_NAME, 0, -1):
        for i in range(len(typed) - length + 1):
            yield " ".join(typed[i : i + length])
