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
from knowledge.search import search_of
from knowledge.spelling import content_words, is_small, squeezed

MOST_TOPIC = 150
_ASKED_SO = 0.8  # so alike to a question of a guide that it is that question
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,4})?)\s*(?:%|percent|procent|pct)")
_SLACK_MARK = re.compile(r"<[!@#][^>]*>")
_WORD = re.compile(r"[\w'&-]+")
_LONGEST_NAME = 4  # words
_MOST_BESIDE = 2  # words beside a company's name that are not about keeping customers


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what was recognised in it."""

    line: str
    kinds: tuple[str, ...]
    topic: str
    about: str  # the topic without the words that go with any figure
    industry: str | None
    company: str | None
    example: str | None  # a company that tips give as an example
    concept: bool  # what it is about is a term
    rate: Decimal | None


def read_chat(line: str, language: Language, library: Library) -> Ask:
    """The question of a sentence. Raises Problem outside_subject, unknown_question and
    no_benchmark.
    """
    folded = " ".join(_WORD.findall(fold(line)))
    if strange := _phrase(folded, words().outside):
        raise Problem("outside_subject", typed=line, word=strange)
    said = _understood(line, folded, language, library)
    search = search_of(library)
    known = said.industry or said.company or search.called(said.topic)
    if not known and search.says(line, Guide) >= _ASKED_SO:
        return Ask("search", language, topic=said.topic)
    for rule in _RULES:
        if (ask := rule(said, language)) is not None:
            return ask
    return _of("define" if "define" in said.kinds else "search", said, language)


def _threshold(said: Said, language: Language) -> Ask | None:
    if said.rate is None or not (said.industry or {"good", "benchmark"} & set(said.kinds)):
        return None
    figures = (("rate", said.rate),)
    return Ask("threshold", language, figures=figures, industry=said.industry)


def _comparison(said: Said, language: Language) -> Ask | None:
    return _of("compare", said, language) if "compare" in said.kinds else None


def _example(said: Said, language: Language) -> Ask | None:
    """What a company does that a tip names as its example."""
    asks_what_it_does = words().examples & set(fold(said.line).split())
    if said.example is None or not asks_what_it_does:
        return None
    return Ask("tips", language, topic=said.example)


def _company(said: Said, language: Language) -> Ask | None:
    """A company's figure; what else is asked of a company, no source says."""
    if said.company is None:
        return None
    if "tips" in said.kinds:
        return _of("tips", said, language)
    more = [word for word in said.about.split() if not _names_it(word, said.company)]
    if len(more) > _MOST_BESIDE or words().measures & set(more) or any(map(str.isdigit, more)):
        raise Problem("no_benchmark", typed=said.line, nearest=[])
    return Ask("benchmark", language, topic=said.company)


def _names_it(word: str, company: str) -> bool:
    """Whether a word is part of the company's name, or its genitive."""
    return squeezed(word).rstrip("s") in squeezed(company)


def _factor(said: Said, language: Language) -> Ask | None:
    return _of("factor", said, language) if "factor" in said.kinds else None


def _formula(said: Said, language: Language) -> Ask | None:
    wanted = "formula" in said.kinds and not said.industry
    return _of("formula", said, language) if wanted else None


def _why(said: Said, language: Language) -> Ask | None:
    """Why an industry is where it is, or why retention matters."""
    if "why" not in said.kinds:
        return None
    if said.industry:
        return Ask("benchmark", language, topic=said.industry)
    return _of("why", said, language)


def _tips(said: Said, language: Language) -> Ask | None:
    if "tips" in said.kinds or ("improve" in said.kinds and "benchmark" not in said.kinds):
        return _of("tips", said, language)
    return None


def _average(said: Said, language: Language) -> Ask | None:
    """An industry's figure; of an industry that no source names there is none."""
    if said.industry:
        return Ask("benchmark", language, topic=said.industry)
    if "benchmark" not in said.kinds or "define" in said.kinds[:1]:
        return None
    if said.about and said.concept:
        return _of("define", said, language)
    if said.about:
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    return Ask("benchmark", language)


_RULES = (_threshold, _comparison, _example, _company, _factor, _formula, _why, _tips, _average)


def _of(kind: str, said: Said, language: Language) -> Ask:
    industry = said.industry if kind == "tips" else None
    if not said.topic and not industry:
        raise Problem("unknown_question", typed=said.line)
    return Ask(kind, language, topic=said.topic or None, industry=industry)


def _understood(line: str, folded: str, language: Language, library: Library) -> Said:
    kinds = tuple(kind for kind, phrases in words().chat.items() if _phrase(folded, phrases))
    percent = _PERCENT.search(line.casefold())
    topic = topic_of(_PERCENT.sub(" ", line))
    about = " ".join(word for word in topic.split() if word not in words().generic)
    industry = _named(folded, library, "industry")
    company = _named(folded, library, "company")
    return Said(
        line,
        kinds,
        topic,
        about,
        library.industries[industry].key if industry else None,
        company,
        _example_in(folded, library),
        any(_is_a(phrase, library, Term) for phrase in _phrases(about)),
        numbers.share(percent[1] + "%", language) if percent else None,
    )


def _named(folded: str, library: Library, kind: str) -> str | None:
    """The key of an industry or company named in the sentence, the longest name first. A word
    that is also a factor ("klantenservice") names no industry.
    """
    find = library.industry if kind == "industry" else library.company
    for name in words().misleading:
        folded = f" {folded} ".replace(f" {name} ", " ").strip()
    for phrase in _phrases(folded):
        found = find(phrase)
        if found and not (kind == "industry" and _is_a(phrase, library, Factor)):
            return found.key
    return None


def _example_in(folded: str, library: Library) -> str | None:
    """The company named in the sentence that some tip names too."""
    padded = f" {folded} "
    named = (tip.example for tip in library.tips.values() if tip.example)
    return next((one for one in named if f" {fold(one)} " in padded), None)


def _is_a(phrase: str, library: Library, kind: type[Term] | type[Factor]) -> bool:
    return any(isinstance(entry, kind) for entry in search_of(library).called(phrase))


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


def drivers_of(topic: str) -> tuple[str, ...]:
    """The drivers of tips that mend what a topic complains of."""
    folded = " ".join(_WORD.findall(fold(topic)))
    return tuple(driver for driver, phrases in words().problems.items() if _phrase(folded, phrases))


def topic_of(text: str) -> str:
    """What a request is about, without its small words and Slack's own marks; may be nothing."""
    topic = content_words(_SLACK_MARK.sub(" ", text))
    return "" if is_small(topic) else topic[:MOST_TOPIC].strip()
