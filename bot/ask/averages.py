"""The figure of an industry, of a company, or of all: where that is what a sentence asks."""

import re
from difflib import get_close_matches
from itertools import pairwise

from bot.ask.question import Ask
from bot.ask.said import KEEPING, Said
from bot.ask.topics import of_topic
from bot.ask.unsourced import averages_another, may_be_a_name, names_a_stranger
from bot.ask.words import fold, words
from bot.reply import Language, Problem
from knowledge.concepts import concepts
from knowledge.spelling import squeezed, stem

# "of those who leave after three months": an average is of no such time.
_WITHIN = re.compile(
    r"(?i)\b(?:after|within|na|binnen)\b.*\b(?:days?|weeks?|months?|dagen|weken|maand(?:en)?)\b"
)
_STAYING = KEEPING - {"customer", "repeat"}
_WELL = frozenset({"good", "well", "goed"})  # "how well does it do"
_ALIKE = 0.85  # "starbuks"
_SHORT = 3  # letters: "nl", "com"


def of_company(said: Said, language: Language) -> Ask | None:
    """A company's figure; what else is asked of a company, no source says."""
    if said.company is None:
        return None
    told = (word for word in said.about.split() if word not in _WELL)
    more = [word for word in told if not _names_it(word, said.company)]
    share = {"figure", "benchmark"} & set(said.kinds)
    asks_a_share = {"retention", "loyal"} & said.concepts or (share and "stay" in said.concepts)
    how_many = words().possessing & said.typed and "figure" not in said.kinds  # customers it has
    if (words().measures & set(more) and not asks_a_share) or words().ahead & said.typed:
        raise Problem("no_benchmark", typed=said.line, nearest=[])
    if "tips" in said.kinds and not asks_a_figure(said):
        return of_topic("tips", said, language)
    if ((more or how_many) and not _asks_of_keeping(said)) or _is_a_customer(said):
        raise Problem("no_benchmark", typed=said.line, nearest=[])
    return Ask("benchmark", language, topic=said.company)


def of_industry(said: Said, language: Language) -> Ask | None:
    """Its figure, when that is asked or when nothing else is said of it."""
    if (names_a_stranger(said) or words().ahead & said.typed) and "why" not in said.kinds:
        raise Problem("no_benchmark", typed=" ".join(said.about.split()), nearest=[])
    figure = {"benchmark", "figure"} & set(said.kinds)
    if figure and (words().measures & set(said.beside) or _WITHIN.search(said.line)):
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    strange = set(said.beside) - (words().plain if figure else set())
    if strange and (not _asks_of_keeping(said) or words().measures & strange):
        return None
    if averages_another(said):
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    own = (concepts().of(stem(word)) for word in said.about.split() if word not in said.beside)
    if not figure and concepts().keys["drivers"] & said.concepts.difference(*own):
        return None
    return Ask("benchmark", language, topic=said.industry)


def average(said: Said, language: Language) -> Ask | None:
    """The averages; of an industry that no source names there is none."""
    if said.industry or "why" in said.kinds or said.defines:
        return None
    ordinary = words().plain
    strange = [one for one in said.about.split() if not (one.isdigit() or one in ordinary)]
    nameless = all(word in said.unknown or len(word) <= _SHORT for word in strange)
    named = {"retention", "leave"} & said.concepts or asks_a_figure(said)
    asked = {"benchmark", "figure"} & set(said.kinds) and not said.whether
    advice = {"tips", "improve"} & set(said.kinds)
    if may_be_a_name(said) and not advice and (asked or (named and nameless)):
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    if "figure" in said.kinds and strange and not (said.concept or said.whether):
        raise Problem("no_benchmark", typed=said.about, nearest=[])
    if not asks_a_figure(said) or (strange and "define" in said.kinds):
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
    if words().having & said.typed:
        return False
    how_many = asks_a_figure(said) and said.of_customers and not words().possessing & said.typed
    return "figure" in said.kinds or how_many


def _is_a_customer(said: Said) -> bool:
    """Whether the asker deals with the company: "how do I cancel my Netflix"."""
    typed = fold(said.line).split()
    mine = any(
        before in words().own and said.company and _names_it(after, said.company)
        for before, after in pairwise(typed)
    )
    figure = {"figure", "benchmark"} & {*said.kinds}
    return mine or bool({"i", "ik"} & {*typed} and not figure)


def _names_it(word: str, company: str) -> bool:
    """Whether a word is part of the company's name, or its genitive."""
    name = squeezed(company)
    return squeezed(word).rstrip("s") in name or bool(get_close_matches(word, [name], 1, _ALIKE))
