"""Which entries a sentence is nearest to, of whatever kind: by its words, and by how it is put."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.ask.question import Ask
from bot.reply import Language
from knowledge.concepts import concepts
from knowledge.library import Company, Tip
from knowledge.records import Factor, Guide, Reason, Term
from knowledge.search import Entry, Hit, Search

# How much more an entry of each kind is worth, by the way the question is put: what its phrases
# give away, or that it complains.
BY_PHRASE: Mapping[str, Mapping[type[Any], float]] = {
    "define": {Term: 0.25, Factor: 0.05, Guide: 0.05, Tip: -0.1},
    "formula": {Term: 0.1, Guide: 0.15},
    "tips": {Tip: 0.25, Guide: 0.05, Term: -0.5, Factor: -0.4},
    "improve": {Tip: 0.1, Guide: 0.1},
    "complains": {Tip: 0.25, Guide: 0.05, Term: -0.1},
    "why": {Reason: 0.15, Guide: 0.12, Tip: -0.2},
    "factor": {Factor: 0.2, Reason: 0.05, Term: -0.1, Tip: -0.2},
    "whether": {Factor: 0.15, Reason: 0.1, Guide: 0.08},
    "which": {Guide: 0.2, Tip: -0.1},
    "good": {Guide: 0.1, Tip: -0.1, Term: -0.1},
    "figure": {Guide: 0.1, Term: -0.05, Tip: -0.1},
    "compare": {Guide: 0.2},
}
# Which entries a kind of question may be answered with, and how much each is preferred.
PREFERRED: Mapping[str, Mapping[type[Any], float]] = {
    "define": {Term: 0.1, Factor: 0.02, Guide: 0.0, Reason: -0.1},
    "formula": {Term: 0.25, Guide: 0.0},
    "factor": {Factor: 0.2, Guide: 0.0, Term: -0.05},
    "why": {Reason: 0.1, Guide: 0.05, Factor: 0.0, Term: -0.1},
    "compare": {Guide: 0.1, Term: 0.0, Reason: -0.05},
    "search": {Term: 0.05, Guide: 0.05, Factor: 0.0, Reason: 0.0, Tip: 0.0},
}
KINDS = (Term, Factor, Guide, Reason, Tip)
MOST = 60  # entries
LEAST = 0.42  # below it, the honest answer is that we do not know
NEAR = 0.3  # what is offered instead
MOST_NEAR = 3
MEANT = 0.25  # more for the factor that a question about factors names in everyday words
CLOSE = 0.75  # so alike to the question of a guide that the guide answers it
WHY: Mapping[Language, str] = {"en": "why", "nl": "waarom"}
ASKED = 0.3  # of a story's score, what its question alone counts for
NAMED = 0.1  # everyday words name just what a factor is about
WORKS_ON_IT, FOR_THEM, FOR_THEIR_INDUSTRY, FOR_OTHERS = 0.2, 0.1, 0.3, 0.12


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a sentence speaks of: concepts, and the key of an industry."""

    concepts: frozenset[str]
    industry: str | None


def nearest(search: Search, line: str, asks: str, ways: Collection[str], of: Spoken) -> list[Hit]:
    """The entries nearest to a line, and to the sentence in it that asks, put in these ways; the
    best first.
    """
    worths: dict[type[Any], float] = {kind: worth(kind, ways) for kind in KINDS}
    hits = search.find(line, KINDS, limit=MOST)
    if asks != line:
        hits = _asked_too(hits, search.find(asks, KINDS, limit=MOST))
    return _liked(hits, lambda entry: worths[type(entry)] + fit(entry, of))


def _asked_too(hits: Iterable[Hit], asked: Iterable[Hit]) -> list[Hit]:
    """Each by the whole story, and a little by what is asked in it."""
    scores = {id(hit.entry): hit.score for hit in asked}
    return [
        replace(hit, score=(1 - ASKED) * hit.score + ASKED * scores.get(id(hit.entry), 0.0))
        for hit in hits
    ]


def worth(kind: type[Any], ways: Collection[str]) -> float:
    """What most speaks for a kind, less what most speaks against it."""
    all_of_them = [BY_PHRASE.get(way, {}).get(kind, 0.0) for way in ways]
    return max(0.0, *all_of_them, 0.0) + min(0.0, *all_of_them, 0.0)


def fit(entry: object, of: Spoken) -> float:
    """How well an entry suits what is spoken of, beside its words: more for a tip that works on it
    or is for the asker's kind of business, less for one that is for another.
    """
    if isinstance(entry, Factor):
        return NAMED if entry.key in of.concepts else 0.0
    if not isinstance(entry, Tip):
        return 0.0
    keys = concepts().keys
    works = WORKS_ON_IT if of.concepts & keys["drivers"] & set(entry.drivers) else 0.0
    theirs = bool(of.concepts & keys["models"] & set(entry.models))
    ours = of.industry in entry.industries
    if theirs or ours:
        return works + FOR_THEM * theirs + FOR_THEIR_INDUSTRY * ours
    return works - FOR_OTHERS * bool(entry.industries or entry.models)


def answering(ask: Ask, search: Search) -> list[Hit]:
    """The entries that may answer a question of this kind about its topic, the best first."""
    preferred = PREFERRED[ask.kind]
    meant = search.vocabulary.meant(str(ask.topic))
    named = meant if ask.kind == "factor" else frozenset[str]()
    hits = search.find(_searched(ask, search), tuple(preferred), limit=MOST)
    return _liked(hits, lambda entry: preferred[type(entry)] + _meant(entry, named))


def _liked(hits: Iterable[Hit], more: Callable[[Entry], float]) -> list[Hit]:
    """With what speaks for each entry beside its words, the best first."""
    liked = [replace(hit, score=hit.score + more(hit.entry)) for hit in hits]
    return sorted(liked, key=lambda hit: -(hit.score + hit.likely))


def _meant(entry: Entry, named: frozenset[str]) -> float:
    return MEANT if isinstance(entry, Factor) and entry.key in named else 0.0


def _searched(ask: Ask, search: Search) -> str:
    """The topic, but the whole question where a guide answers just that: `/why churn`."""
    topic, whole = str(ask.topic), f"{WHY[ask.language]} {ask.topic}"
    return whole if ask.kind == "why" and search.says(whole, Guide) >= CLOSE else topic


def title_of(entry: Entry, language: Language) -> str:
    """What an entry is called on a button or in a list."""
    if isinstance(entry, Company):
        return entry.name
    text: Any = entry.in_(language)
    return str(getattr(text, "name", None) or text.title)
