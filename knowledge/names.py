"""Finding a record by any of its names, however it is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

Kind = Literal["industry", "company", "term"]

MOST_SUGGESTIONS = 3
# Several names of one record may be close, so more are looked at than are suggested.
_MOST_NAMES = 12


@lru_cache(16_384)
def fold(text: str) -> str:
    """Letters and digits only, without case or accents.

    >>> fold("E-commerce") == fold("e commerce") == fold("Ecommérce")
    True
    """
    return "".join(char for char in normalize("NFKD", text).casefold() if char.isalnum())


@dataclass(frozen=True, slots=True)
class Names:
    """All the ways to type the records of one kind: folded name -> key."""

    keys: Mapping[str, str]

    def find(self, words: str) -> str | None:
        return self.keys.get(fold(words))

    def nearest(self, words: str) -> list[str]:
        """Up to three keys with a name that looks like `words`, the closest first."""
        close = get_close_matches(fold(words), self.keys, n=_MOST_NAMES)
        return list(dict.fromkeys(self.keys[name] for name in close))[:MOST_SUGGESTIONS]
