"""Questions that look like ours and that no source answers: an honest no, and never a figure."""

import re
from difflib import get_close_matches
from functools import cache
from itertools import chain, pairwise

from babel import Locale

from bot.ask.said import KEEPING, Said, folded_words
from bot.ask.words import any_of, words
from bot.reply import LANGUAGES, Problem
from knowledge.concepts import concepts
from knowledge.spelling import fold, stem

_LITTLE = 3  # words
_OF_VERBS = ("en", "t", "ed", "ing")  # "providers roepen", not "hotels Spanje"
# Concepts by which staff are those who serve customers, and those by which they are spoken of
# as people who work there: "unfriendly staff" and "happy staff".
_SERVING = frozenset({"service", "education", "teach", "expert-support", "quality"})
_HAPPY = frozenset({"satisfied", "loyal", "stay", "leave", "retention"})
_ALIKE = 0.85
_WORLD = "001"  # as a territory: "in their world" is no place


def refuse_outside(said: Said) -> None:
    """Raises Problem outside_subject for what is not about customers."""
    folded = folded_words(said.line)
    strange = words().outside.longest_in(folded)
    content = "satisfied" in said.concepts and not said.of_customers  # "are employees happy"
    weighs = (said.whether or "factor" in said.kinds) and said.rate is None and not content
    if strange is None and not weighs:
        strange = words().beside.longest_in(folded)
        ours = (
            said.of_customers
            or said.company
            or (_SERVING & said.concepts and not _HAPPY & said.concepts)
        )
        if strange and ours and not _are_kept(strange.text, folded):
            return
    if strange:
        raise Problem("outside_subject", typed=said.line, word=strange.text)


def _are_kept(others: str, folded: str) -> bool:
    """Whether it is these that stay or go: "staff retention", "verloop onder het personeel"."""
    kept = any_of(words().asked["kept"])
    link = rf"(?: {any_of(words().asked['among'])})?(?: {any_of(words().asked['each'])})?"
    return bool(
        re.search(rf"\b(?:{kept}{link} {re.escape(others)}|{re.escape(others)} {kept})\b", folded)
    )


def refuse_without_source(said: Said) -> None:
    """Raises Problem no_benchmark for a figure of what is known by name only."""
    folded = folded_words(said.line.replace("'s", ""))
    typed = set(folded.split())
    strange = words().sourceless.longest_in(folded)
    named = strange.text if strange else next(iter(sorted(words().reach & typed)), None)
    if (words().publishers & typed and words().measures & typed) or _is_another_share(said):
        raise Problem("no_benchmark", typed=said.line, nearest=[])
    if {"tips", "why", "improve"} & set(said.kinds):
        return
    weighed = said.rate is not None and said.industry
    if (place := _place_in(folded)) and _asks_a_figure(said) and not weighed:
        raise Problem("no_benchmark", typed=place, nearest=[])
    judged = {"good", "judged"} & set(said.kinds) and "compare" not in said.kinds
    ours = said.rate is not None and words().own & typed and judged
    if named is None or (ours and KEEPING & said.concepts):
        return  # the yardsticks that hold for all: "we keep 65% at our gym, is that good"
    if said.example and named in folded_words(said.example) and "compare" not in said.kinds:
        return
    more = (word for word in said.about.split() if word not in named.split())
    alone = all({"app", "customer"} & concepts().of(stem(word)) for word in more)
    figure = (
        {"benchmark", "figure", "good"} & set(said.kinds)
        or words().measures & typed
        or named.endswith((" rate", "ratio", "percentage"))
    )
    own = words().own & said.typed
    kept = strange and KEEPING & said.concepts and not (own and "leave" in said.concepts)
    if figure or (alone and not own) or kept:
        raise Problem("no_benchmark", typed=named, nearest=[])


def _is_another_share(said: Said) -> bool:
    """A percentage of something else than who stays: "retourpercentage"."""
    named = (word for word in said.beside if not concepts().of(stem(word)))
    ends = (word.removesuffix("percentage") for word in named if word.endswith("percentage"))
    return _asks_a_figure(said) and any(
        first and not KEEPING & concepts().of(stem(first)) and first not in words().generic
        for first in ends
    )


def _asks_a_figure(said: Said) -> bool:
    asked = {"benchmark", "figure", "good", "compare", "which"} & set(said.kinds)
    return bool(asked or {"retention", "leave"} & said.concepts)


def _place_in(folded: str) -> str | None:
    """The country or continent that is named: no source has figures of one."""
    padded = f" {folded} "
    return next((place for place in _places() if f" {place} " in padded), None)


@cache
def _places() -> tuple[str, ...]:
    named = (Locale(language).territories.items() for language in LANGUAGES)
    names = {fold(name) for code, name in chain.from_iterable(named) if code != _WORLD}
    return (*sorted(names), *sorted(words().places))


def names_a_stranger(said: Said) -> bool:
    """Whether a word that nobody knows may name something: behind "of" or "in", or beside the
    industry: "hotels in Spain", "Spanish hotels".
    """
    unknown = {*said.unknown} & {*said.beside}
    ours = {*said.about.split()} - {*said.beside}  # the industry's own names
    typed = pairwise(_without_articles(said.asks))
    return any(
        (after in unknown and before in words().before_names)
        or (after in unknown and before in ours and not after.endswith(_OF_VERBS))
        or (before in unknown and after in ours)
        for before, after in typed
    )


def _without_articles(line: str) -> list[str]:
    return [word for word in fold(line).split() if word not in words().articles]


def may_be_a_name(said: Said) -> bool:
    """Whether a word that nobody knows may be the name of what is asked for: behind "of" or "in",
    or with little else said.
    """
    typed = pairwise(_without_articles(said.asks))
    behind = (after for before, after in typed if before in words().before_names)
    little = len(said.about.split()) <= _LITTLE
    return bool(said.unknown) and (little or any(word in said.unknown for word in behind))


def averages_another(said: Said) -> bool:
    """Whether the average is of something else than those who stay: "gemiddelde looptijd"."""
    typed = folded_words(said.line).split()
    behind = (after for before, after in pairwise(typed) if before in words().averaging)
    others = {*said.beside} - words().plain - words().generic
    return any(after in others and not _is_of_keeping(after) for after in behind)


def _is_of_keeping(word: str) -> bool:
    """Whether it is retention or customers that it means, misspelled too."""
    if KEEPING & concepts().of(stem(word)):
        return True
    return bool(get_close_matches(word, words().generic, n=1, cutoff=_ALIKE))
