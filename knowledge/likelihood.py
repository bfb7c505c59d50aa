"""How likely the words of a question are in what is asked and told of an entry: one that many of
its questions have tells more than one that a single one has.

Query likelihood with a Dirichlet prior: C. Zhai and J. Lafferty, A Study of Smoothing Methods for
Language Models Applied to Information Retrieval, ACM TOIS 22 (2004).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from knowledge.vocabulary import Token

_PRIOR = 5.0  # so many words of the whole library does each entry have beside its own
_TOLD = 0.5  # of a question, what a word of the text counts for
_DIGITS = 4  # of a logarithm: enough to tell entries apart, and a shorter file


@dataclass(frozen=True, slots=True)
class Likelihood:
    """By token, the places of the entries that have it, in order, and what each gains by it, as
    logarithms beside the whole library; and what each entry loses by a token that it does not have.
    """

    places: Mapping[Token, Sequence[int]]
    gains: Mapping[Token, Sequence[float]]
    losses: Sequence[float]


def likelihood_of(
    named: Sequence[set[Token]], owners: Sequence[int], bodies: Sequence[set[Token]]
) -> Likelihood:
    """Of the tokens of every name, with the place of its entry, and those of every text."""
    counts: list[Counter[Token]] = [Counter(dict.fromkeys(body, _TOLD)) for body in bodies]
    for place, tokens in zip(owners, named, strict=True):
        counts[place].update(tokens)
    whole = Counter[Token]()
    for count in counts:
        whole.update(count)
    every = sum(whole.values()) + len(whole)
    places: dict[Token, list[int]] = {token: [] for token in whole}
    gains: dict[Token, list[float]] = {token: [] for token in whole}
    for place, count in enumerate(counts):
        for token, number in count.items():
            usual = _PRIOR * (whole[token] + 1) / every
            places[token].append(place)
            gains[token].append(round(log(1 + number / usual), _DIGITS))
    sizes = (sum(count.values()) for count in counts)
    return Likelihood(places, gains, [log(_PRIOR / (size + _PRIOR)) for size in sizes])
