"""What an answer may use, built once in `__main__` and passed by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.reply import Language
from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where. `user` and `channel` are Slack's ids, empty in the terminal."""

    user: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Preferences:
    """How this asker is answered unless the question says otherwise."""

    language: Language = "en"
    industry: str | None = None
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Services:
    """The curated content, how each asker is answered, and who may edit entries."""

    library: Library
    settings_for: Callable[[Asker], Preferences]
    curators: frozenset[str] = frozenset()

    def is_curator(self, asker: Asker) -> bool:
        """Listed in retention.toml, or the operator in the terminal."""
        return asker == Asker() or asker.user in self.curators
