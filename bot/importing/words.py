"""The vocabulary of words.toml: which role a header names, and what values mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import tomli

from bot.ask.words import fold
from bot.reply import LANGUAGES, Language

Role = Literal["customer", "at", "started", "ended", "amount", "status", "order"]
ROLES: tuple[Role, ...] = get_args(Role)

_FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """`headers` gives each role's words with their rank, 0 for the best."""

    headers: Mapping[Role, Mapping[str, int]]
    spoken: Mapping[str, frozenset[Language]]  # header words by who uses them
    absent: tuple[str, ...]
    cancelled: frozenset[str]
    months: Mapping[str, int]  # by first three letters


@cache
def words() -> Words:
    """The file, read once."""
    found = tomli.loads(_FILE.read_text(encoding="utf-8"))
    headers: dict[Role, dict[str, int]] = {}
    spoken: dict[str, set[Language]] = {}
    for role in ROLES:
        ranked = headers.setdefault(role, {})
        for language in LANGUAGES:
            for rank, word in enumerate(found["headers"][role][language]):
                ranked.setdefault(bare(word), rank)
                spoken.setdefault(bare(word), set()).add(language)
    return Words(
        headers,
        {word: frozenset(languages) for word, languages in spoken.items()},
        tuple(found["values"]["absent"]),
        frozenset(found["values"]["cancelled"]),
        {name: int(month) for month, names in found["months"].items() for name in names},
    )


def bare(header: str) -> str:
    """How headers are compared.

    >>> bare("Customer_ID ")
    'customerid'
    """
    return re.sub(r"[^a-z0-9]", "", fold(header))


def rank(header: str, role: Role) -> int | None:
    """How well a header names the role, 0 best; None: not at all."""
    return words().headers[role].get(bare(header))


def are_dutch(headers: tuple[str, ...]) -> bool:
    """Some header is a word that only Dutch has."""
    return any(
        words().spoken.get(bare(header)) == frozenset[Language]({"nl"}) for header in headers
    )
