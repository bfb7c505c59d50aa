"""What the search looks things up in, made from a library once: which entries there are, under what
names and questions, and which word stands where.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Any

from knowledge.library import LANGUAGES, Library
from knowledge.likelihood import Likelihood, likelihood_of
from knowledge.records import Company, Factor, Guide, Industry, Reason, Term, Tip
from knowledge.spelling import fold, is_small, stem
from knowledge.vocabulary import Token, Vocabulary, token_of, vocabulary_of

_MANY = 4  # words of a name

Entry = Term | Factor | Guide | Reason | Tip | Industry | Company
Holders = Mapping[Token, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Index:
    """A name is whatever an entry is called, or a question that it answers; a body is all that it
    tells.
    """

    exact: Mapping[str, list[int]]  # what is called so, without spaces: places of entries
    vocabulary: Vocabulary
    rarity: Mapping[Token, float]  # "klanten" tells little, "cohort" much
    rarest: float  # of a word that stands in no entry
    owners: Sequence[int]  # of each name, the place of its entry
    weights: Sequence[float]  # of each name
    lengths: Sequence[int]  # of each name, in words
    names: Holders  # the names that hold a token
    bodies: Holders  # and the entries
    likelihood: Likelihood


def entries_of(library: Library) -> list[Entry]:
    """Everything that can be found, in the order of its places."""
    return [
        *library.terms.values(),
        *library.factors.values(),
        *library.guides.values(),
        *library.reasons.values(),
        *library.tips.values(),
        *library.industries.values(),
        *library.companies.values(),
    ]


def built(entries: Sequence[Entry]) -> Index:
    """The index of these entries."""
    called = [list(dict.fromkeys(map(fold, _names(entry)))) for entry in entries]
    asked = [
        list(dict.fromkeys([*names, *map(fold, _asks(entry))]))
        for names, entry in zip(called, entries, strict=True)
    ]
    names = [name.split() for name in chain.from_iterable(asked)]
    owners = [place for place, own in enumerate(asked) for _ in own]
    texts = [fold(" . ".join(_told(entry))).split() for entry in entries]
    vocabulary = vocabulary_of([*map(str.split, chain.from_iterable(called)), *texts], names)
    named = [vocabulary.tokens(name) for name in names]
    bodies = [
        vocabulary.tokens(text).union(map(token_of, _works_on(entry)))
        for text, entry in zip(texts, entries, strict=True)
    ]
    rarity = _rarity(bodies, named, owners)
    rarest = log(1 + len(entries))
    telling = [_telling(name) for name in names]
    return Index(
        _exactly(called),
        vocabulary,
        rarity,
        rarest,
        owners,
        [sum(rarity.get(stem(word), rarest) for word in set(words)) or 1.0 for words in telling],
        [len(words) or 1 for words in telling],
        _holders(named),
        _holders(bodies),
        likelihood_of(named, owners, bodies),
    )


def _rarity(
    bodies: Sequence[set[Token]], named: Sequence[set[Token]], owners: Sequence[int]
) -> dict[Token, float]:
    """By token, how few entries have it, in a name or in what they tell."""
    whole = [set(body) for body in bodies]
    for place, tokens in zip(owners, named, strict=True):
        whole[place] |= tokens
    counts = Counter(chain.from_iterable(whole))
    return {token: log(1 + len(bodies) / count) for token, count in counts.items()}


def _telling(name: Sequence[str]) -> Sequence[str]:
    """The words of a name that it is weighed by: all of them where a single one of many tells
    something, or "how often do I look at churn" would be a name for churn.
    """
    telling = [word for word in name if not is_small(word)]
    return telling if len(telling) > 1 or len(name) < _MANY else name


def _exactly(called: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    exact: dict[str, list[int]] = {}
    for place, names in enumerate(called):
        for name in dict.fromkeys(name.replace(" ", "") for name in names):
            exact.setdefault(name, []).append(place)
    return exact


def _works_on(entry: Entry) -> Iterable[str]:
    """The concepts that a tip is filed under."""
    return (*entry.drivers, *entry.models) if isinstance(entry, Tip) else ()


def _holders(texts: Sequence[set[Token]]) -> Holders:
    holders: dict[Token, list[int]] = {}
    for place, tokens in enumerate(texts):
        for token in tokens:
            holders.setdefault(token, []).append(place)
    return holders


def _names(entry: Entry) -> Iterator[str]:
    """Everything an entry is called."""
    yield entry.key.replace("-", " ")
    if isinstance(entry, Company):
        yield from (entry.name, *entry.aliases)
        return
    for language in LANGUAGES:
        text: Any = entry.in_(language)
        yield getattr(text, "name", None) or text.title
        yield from getattr(text, "aliases", ())


def _asks(entry: Entry) -> Iterator[str]:
    """And the questions that it answers."""
    return chain.from_iterable(entry.in_(language).asks for language in LANGUAGES)


def _told(entry: Entry) -> Iterator[str]:
    """All that an entry says, under every name; the questions that it answers stand apart."""
    yield entry.key.replace("-", " ")
    for language in LANGUAGES:
        for field, value in entry.in_(language).model_dump().items():
            if field != "asks":
                yield from (value,) if isinstance(value, str) else _strings(value)
    yield str(getattr(entry, "example", None) or getattr(entry, "name", ""))


def _strings(value: object) -> Iterable[str]:
    return value if isinstance(value, tuple | list) else ()
