"""What an answer may use, built once in `__main__` and passed by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.reply import Language
from bot.settings import Access
from knowledge.library import Library
from metrics.warehouse.mapping import Mapping

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

EVERYONE = "*"
NOBODY = Access()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where. `user` and `channel` are Slack's ids, empty in the terminal. `member`: a
    full member of the workspace, as far as Slack said so. `public`: the channel reads the answer;
    `inside`: all who read there are full members.
    """

    user: str = ""
    channel: str = ""
    member: bool = False
    public: bool = False
    inside: bool = False

    @property
    def is_operator(self) -> bool:
        """In the terminal: an event without a user has a channel still."""
        return not (self.user or self.channel)


@dataclass(frozen=True, slots=True)
class Preferences:
    """How this asker is answered unless the question says otherwise."""

    language: Language = "en"
    industry: str | None = None
    currency: str = "EUR"
    timezone: str | None = None  # chosen in a form; else Slack's or the data's serves


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer from data that was given. `who` and `channel` are Slack's ids, empty in the
    terminal; `public` when the channel could read it; `at` in seconds since 1970.
    """

    at: int
    who: str
    channel: str
    public: bool
    question: str


@dataclass(frozen=True, slots=True)
class Data:
    """The company's data: how to reach it, what it means, and what time it is there, on
    the clock of its zone. `written_down`
    keeps who asked what, `audited` tells the last of it, the newest first; both may raise.
    `warehouse` opens it at the first question. Not `lasting`: a file that is gone with its thread.
    """

    warehouse: "Callable[[], Warehouse]"
    mapping: Mapping
    timezone: str
    now: Callable[[], datetime]
    written_down: Callable[[Asker, str], None]
    audited: Callable[[], tuple[Asked, ...]]
    lasting: bool = True

    def today(self) -> date:
        """The day there."""
        return self.now().date()


@dataclass(frozen=True, slots=True)
class Services:
    """The curated content, how each asker is answered, who may do what, the data, if any, and the
    time zone of the workspace.
    """

    library: Library
    settings_for: Callable[[Asker], Preferences]
    access: Access = NOBODY
    data: Data | None = None
    timezone: str = "Europe/Amsterdam"

    def is_curator(self, asker: Asker) -> bool:
        """Listed in retention.toml, or the operator in the terminal."""
        return asker.is_operator or asker.user in self.access.curators

    def is_admin(self, asker: Asker) -> bool:
        """Likewise."""
        return asker.is_operator or asker.user in self.access.admins

    def may_ask(self, asker: Asker) -> bool:
        """Whether this person may ask the warehouse."""
        if asker.is_operator or asker.user in self.access.people:
            return True
        return EVERYONE in self.access.people and asker.member

    def may_post(self, asker: Asker) -> bool:
        """Whether this person's answers from data may stand in this channel."""
        return self.may_ask(asker) and asker.channel in self.access.channels and asker.inside
