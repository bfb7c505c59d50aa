"""Questions that look like ours and that no source answers: an honest no, and never a figure."""

import re
from itertools import pairwise

from bot.ask.said import KEEPING, Said, folded_words
from bot.ask.words import any_of, words
from bot.reply import Problem
from knowledge.concepts import concepts
from knowledge.spelling import fold, stem


def refuse_outside(said: Said) -> None:
    """Raises Problem outside_subject for what is not about customers."""
    folded = folded_words(said.line)
    strange = words().outside.longest_in(folded)
    if strange is None and not (said.whether or "factor" in said.kinds):
        strange = words().beside.longest_in(folded)
        if strange and said.of_customers and not _are_kept(strange.text, folded):
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
    if words().publishers & typed and words().measures & typed:
        raise Problem("no_benchmark", typed=said.line, nearest=[])
    if named is None or {"tips", "why", "improve"} & set(said.kinds):
        return
    if said.example and named in folded_words(said.example) and "compare" not in said.kinds:
        return
    more = (word for word in said.about.split() if word not in named.split())
    alone = all({"app", "customer"} & concepts().of(stem(word)) for word in more)
    figure = (
        {"benchmark", "figure", "good"} & set(said.kinds)
        or words().measures & typed
        or named.endswith((" rate", "ratio", "percentage"))
    )
    if alone or figure or (strange and KEEPING & said.concepts):
        raise Problem("no_benchmark", typed=named, nearest=[])


def names_a_stranger(said: Said) -> bool:
    """Whether a word that nobody knows may name something: behind "of" or "in", or beside the
    industry: "hotels in Spain", "Spanish hotels".
    """
    typed = fold(said.line).split()
    about = [word for word in typed if word in said.about.split()]
    unknown = {*said.unknown} & {*said.beside}
    near = (pair for pair in pairwise(about) if len(unknown.intersection(pair)) == 1)
    beside = any(not {*pair} - unknown <= {*said.beside} for pair in near)
    behind = any(
        word in unknown and before in words().before_names for before, word in pairwise(typed)
    )
    return beside or behind
