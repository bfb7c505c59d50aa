"""What a sentence says, before it is known what it asks: its topic and all that it names."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import cast

from bot.ask import numbers
from bot.ask.named import (
    beside_an_industry,
    company_in,
    example_in,
    industry_in,
    is_a,
    phrases,
    two_in,
)
from bot.ask.words import any_of, fold, words
from bot.reply import Language
from knowledge.concepts import concepts
from knowledge.library import Library
from knowledge.records import Term
from knowledge.search import Search, search_of
from knowledge.spelling import fold as fold_words
from knowledge.spelling import is_small, stem
from metrics.period import Calendar

MOST_TOPIC = 150
# Concepts by which a question is about keeping customers.
KEEPING = frozenset({"customer", "stay", "leave", "loyal", "retention", "repeat"})
_PERCENT = re.compile(r"(?<![\w.,])([-−]?\d{1,3}(?:[.,]\d{1,4})?)\s*(?:%|percent|procent|pct)")
_SPELLED = re.compile(r"[a-z]+(?=\s+(?:percent|procent|pct)\b)")
_ONE_IN = re.compile(
    r"(?<![\w.,])([a-z]+|\d{1,3}) (?:in|out of|op|van)(?: (?:the|every|each|de|elke|iedere))?"
    r" ([a-z]+|\d{1,3})\b"
)
_WHOLES = frozenset({"2", "3", "4", "5", "10", "20", "100"})  # of which so many are a share
_BARE_RATE = re.compile(r"[1-9]\d(?:[.,]\d)?")
_SLACK_MARK = re.compile(r"<[!@#][^>]*>")
_WORD = re.compile(r"[\w'&-]+")
_BETWEEN = re.compile(r"(?<=[?!.])\s+")  # two sentences
_STORY, _QUESTION = 12, 4  # words: of a line that tells more than it asks, and of what it asks
_CLAUSE = re.compile(r"[,.;:?!]+\s")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what was recognised in it."""

    line: str
    first: str  # its first word
    typed: frozenset[str]  # and all of them
    asks: str  # the sentence of a story that asks; else all of it
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


def understood(line: str, language: Language, library: Library) -> Said:
    """Everything that a sentence names."""
    folded = folded_words(line)
    search = search_of(library)
    topic = topic_of(_PERCENT.sub(" ", in_digits(line)))
    about = _about(topic)
    apart = folded.replace("-", " ")  # "netflix-abonnees"
    industry = industry_in(folded, library) or industry_in(apart, library)
    company = company_in(folded, library) or company_in(apart, library)
    meant = search.vocabulary.meant(line)
    asks = _asking(line)
    kinds = _kinds(folded_words(asks)) or _kinds(folded)
    asks_of_it = industry is not None and industry == industry_in(folded_words(asks), library)
    typed = folded.split()
    customers = words().said_of_customers.intersection(typed)
    return Said(
        line,
        next(iter(typed), ""),
        frozenset(typed),
        asks,
        kinds,
        "whether" in kinds or _opens_so(line),
        topic,
        about,
        industry.key if industry else None,
        beside_an_industry(_about(topic_of(asks)) if asks_of_it else about, industry, library),
        company,
        tuple(one.key for one in two_in(folded, library)),
        example_in(folded, library),
        any(is_a(one, library, Term) for one in phrases(about) if one not in words().periods),
        meant,
        bool(customers or "customer" in meant),
        tuple(word for word in about.split() if is_unknown(word, search)),
        _rate(in_digits(line), language, bare=bool(industry and {"good", "judged"} & {*kinds})),
        _pace(folded_words(in_digits(line)).split()),
    )


def sentences_of(line: str) -> list[str]:
    """Each with the mark that ends it."""
    return [one for one in _BETWEEN.split(line) if one.strip(" ?!.")]


def _about(topic: str) -> str:
    """What of it tells of whom it is, not how many."""
    told = (word for word in topic.split() if not word.isdigit())
    return " ".join(word for word in told if word not in words().generic)


def _kinds(folded: str) -> tuple[str, ...]:
    return tuple(kind for kind, said in words().chat.items() if said.longest_in(folded))


def _asking(line: str) -> str:
    """The longest question among the sentences of a story."""
    sentences = sentences_of(line)
    if len(sentences) == 1 or len(line.split()) < _STORY:
        return line
    asked = [one for one in sentences if "?" in one] or [
        one for one in sentences if words().asking.intersection(folded_words(one).split()[:2])
    ]
    longest = max(asked, key=len, default=line)
    return longest if len(longest.split()) >= _QUESTION else line


def in_digits(line: str) -> str:
    """With a figure in "drie procent", and a percentage for "four in ten" and "half of"."""
    line = _fractions().sub(lambda found: f"{words().fractions[found[0].casefold()]}% ", line)
    digits = _SPELLED.sub(lambda found: words().numerals.get(found[0], found[0]), line.casefold())
    return _ONE_IN.sub(_as_percentage, digits)


def names_a_part(line: str) -> bool:
    """Whether it says "half of" or "a quarter of"."""
    return _fractions().search(line) is not None


@cache
def _fractions() -> re.Pattern[str]:
    return re.compile(rf"(?i)\b{any_of(words().fractions)}(?!\w)")


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
    typed = (word.strip(",;:?!") for word in line.split())
    figures = [word for word in typed if numbers.looks_like_a_figure(word)]
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
