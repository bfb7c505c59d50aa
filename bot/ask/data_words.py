"""DataWords: what the company's data lets be asked today, in the words people use for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache

from bot.ask.words import fold, words

_MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class DataWords:
    """The day of asking, and the dimensions by their names in retention.toml."""

    today: date
    dimensions: Collection[str]

    @property
    def labels(self) -> Mapping[str, str]:
        """The dimension behind each thing it may be called, folded."""
        return _labels(tuple(self.dimensions))

    def nearest(self, typed: str) -> list[str]:
        """Up to three dimensions to ask "did you mean" with, the closest first."""
        close = get_close_matches(fold(typed), self.labels, n=3 * _MOST_SUGGESTIONS)
        return list(dict.fromkeys(self.labels[label] for label in close))[:_MOST_SUGGESTIONS]


@cache
def _labels(dimensions: tuple[str, ...]) -> Mapping[str, str]:
    """Names first: what a company calls a dimension means that one, and no other."""
    named = {form: name for name in dimensions for form in (fold(name), _spaced(name))}
    called: dict[str, str] = {}
    for kind, calls in words().dimensions.items():
        everything = {kind, *calls}
        if own := next((named[one] for one in everything if one in named), None):
            called |= dict.fromkeys(everything, own)
    return called | named


def _spaced(name: str) -> str:
    """`sales_channel` is typed as `sales channel`."""
    return fold(name).replace("_", " ").replace("-", " ")
