"""Whole sentences without figures to compute with: what kind of question, and about what.

The kind shows in a phrase of words.toml ("wat is", "difference between"); what is left after the
phrases and the small words is the topic, which the knowledge store is searched for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.ask import numbers
from bot.ask.question import Ask
from bot.ask.words import fold, words
from bot.reply import Language, Problem
from knowledge.library import Library
from knowledge.records import Factor, Guide, Term
from knowledge.search import content_words, search_of

MOST_TOPIC = 150
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,4})?)\s*(?:%|percent|procent|pct)")
_WORD = re.compile(r"[\w'&-]+")
_LONGEST_NAME = 4  # words


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what was recognised in it."""

    line: str
    kinds: tuple[str, ...]
    topic: str
    industry: str | None
    company: str | None
    rate: Decimal | None


def read_chat(line: str, language: Language, library: Library) -> Ask:
    """The question of a sentence. Raises Problem outside_subject, or empty_topic without one."""
    folded = " ".join(_WORD.findall(fold(line)))
    if strange := _phrase(folded, words().outside):
        raise Problem("outside_subject", typed=line, word=strange)
    said = _understood(line, folded, language, library)
    return _asked(said, language)


def _asked(said: Said, language: Language) -> Ask:
    kinds = said.kinds
    if said.rate is not None and (said.industry or {"good", "benchmark"} & set(kinds)):
        figures = (("rate", said.rate),)
        return Ask("threshold", language, figures=figures, industry=said.industry)
    if "compare" in kinds:
        return _of("compare", said, language)
    if said.company:
        return Ask("benchmark", language, topic=said.company)
    if "why" in kinds and said.industry:
        return Ask("benchmark", language, topic=said.industry)
    if "formula" in kinds and not said.industry:
        return _of("formula", said, language)
    if "why" in kinds:
        return _of("why", said, language)
    if {"tips", "improve"} & set(kinds):
        return _of("tips", said, language)
    if said.industry or ("benchmark" in kinds and not said.topic):
        return Ask("benchmark", language, topic=said.industry)
    return _of("define" if "define" in kinds else "search", said, language)


def _of(kind: str, said: Said, language: Language) -> Ask:
    industry = said.industry if kind == "tips" else None
    if not said.topic and not industry:
        raise Problem("unknown_question", typed=said.line)
    return Ask(kind, language, topic=said.topic or None, industry=industry)


def _understood(line: str, folded: str, language: Language, library: Library) -> Said:
    kinds = tuple(kind for kind, phrases in words().chat.items() if _phrase(folded, phrases))
    percent = _PERCENT.search(line.casefold())
    industry = _named(folded, library, "industry")
    company = _named(folded, library, "company")
    return Said(
        line,
        kinds,
        topic_of(_PERCENT.sub(" ", line)),
        library.industries[industry].key if industry else None,
        company,
        numbers.share(percent[1] + "%", language) if percent else None,
    )


def _named(folded: str, library: Library, kind: str) -> str | None:
    """The key of an industry or company named in the sentence, the longest name first. A word
    that is also a term ("klantenservice") names no industry.
    """
    find = library.industry if kind == "industry" else library.company
    for phrase in _phrases(folded):
        found = find(phrase)
        if found and not (kind == "industry" and _is_a_concept(phrase, library)):
            return found.key
    return None


def _is_a_concept(phrase: str, library: Library) -> bool:
    return any(
        isinstance(entry, Term | Factor | Guide) for entry in search_of(library).called(phrase)
    )


def _phrases(folded: str) -> Iterator[str]:
    typed = folded.split()
    for length in range(_LONGEST_NAME, 0, -1):
        for i in range(len(typed) - length + 1):
            yield " ".join(typed[i : i + length])


def _phrase(folded: str, phrases: frozenset[str]) -> str | None:
    """The longest of the phrases that stands in the text, as whole words."""
    padded = f" {folded} "
    found = (phrase for phrase in phrases if f" {phrase} " in padded)
    return max(found, key=len, default=None)


def topic_of(text: str) -> str:
    """What a request is about, without its small words."""
    return content_words(text)[:MOST_TOPIC].strip()
