"""The figure of an industry, of a company, or of all: where that is what a sentence asks."""

import re

from bot.ask.question import Ask
from bot.ask.said import KEEPING, Said
from bot.ask.topics import of_topic
from bot.ask.unsourced import names_a_stranger
from bot.ask.words import words
from bot.reply import Language, Problem
from knowledge.concepts import concepts
from knowledge.spelling import squeezed, stem

# "of those who leave after three months": an average is of no such time.
_WITHIN = re.compile(
    r"(?i)\b(?:after|within|na|binnen)\b.*\b(?:days?|weeks?|months?|dagen|weken|maand(?:en)?)\b"
)
_STAYING = KEEPING - {"customer", "repeat"}
_SHORT = 3  # letters: "nl", "com"


def of_company(said: Said, language: Language) -> Ask | None:
    """A company's figure; what else is asked of a company, no source says."""
    if said.company is None:
        return None
    more = [word for word in said.about.split() if not _names_it(word, said.company)]
    asks_a_share = "figure" in said.kinds and {"stay", "loyal"} & said.concepts
    if (words().measures & set(more) and not asks_a_share) or words().ahead & said.typed:
        raise Problem("no_benchmark", typed=said.line, nearest=[])
    if "tips" in said.kinds and not asks_a_figure(said):
        return of_topic("tips", said, language)
    if more and not _asks_of_keeping(said):
        raise Problem("no_benchmark", typed=said.line, nearest=[])
    return Ask("benchmark", language, topic=said.company)


def of_industry(said: Said, language: Language) -> Ask | None:
    """Its figure, when that is asked or when nothing else is said of it."""
    if (names_a_stranger(said) or words().ahead & said.typed) and "why" not in said.kinds:
        raise Problem("no_benchmark", typed=" ".join(said.about.split()), nearest=[])
    figure = {"benchmark", "figure"} & set(said.kinds)
    if figure and (words().measures & set(said.beside) or _WITHIN.search(said.line)):
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    if said.beside and (not _asks_of_keeping(said) or words().measures & set(said.beside)):
        return None
    if not _STAYING & said.concepts and any(word not in words().plain for word in said.beside):
        raise Problem("no_benchmark", typed=said.about, nearest=[])  # "average rent of a shop"
    drivers = (concepts().keys["drivers"] & concepts().of(stem(word)) for word in said.beside)
    if any(drivers) and not figure:
        return None
    return Ask("benchmark", language, topic=said.industry)


def average(said: Said, language: Language) -> Ask | None:
    """The averages; of an industry that no source names there is none."""
    if said.industry or "why" in said.kinds:
        return None
    ordinary = words().plain
    strange = [one for one in said.about.split() if not (one.isdigit() or one in ordinary)]
    nameless = all(word in said.unknown or len(word) <= _SHORT for word in strange)
    named = {"retention", "leave"} & said.concepts or asks_a_figure(said)
    asked = {"benchmark", "figure"} & set(said.kinds) and not said.whether
    if said.unknown and (asked or (named and nameless)):
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    if "figure" in said.kinds and strange and not (said.concept or said.whether):
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    if not asks_a_figure(said) or "define" in said.kinds:
        return None
    if strange and (said.concept or said.of_customers):
        return of_topic("define", said, language)
    if strange:
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    return Ask("benchmark", language)


def asks_a_figure(said: Said) -> bool:
    """Whether it asks how others do."""
    return "benchmark" in said.kinds


def _asks_of_keeping(said: Said) -> bool:
    """It asks for a figure outright, or speaks of customers that stay or go; who has or uses
    something is another figure.
    """
    if _STAYING & said.concepts:
        return True
    return "figure" in said.kinds and not words().having & said.typed


def _names_it(word: str, company: str) -> bool:
    """Whether a word is part of the company's name, or its genitive."""
    return squeezed(word).rstrip("s") in squeezed(company)
