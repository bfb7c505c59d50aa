"""What the clock needs of the world outside: who is who, a place to post, somebody to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar

from bot.reply import Reply
from bot.services import Asker, Services

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message for a channel. `key` stands in its metadata; `since`: when it was first to be
    posted, seconds since 1970; `again`: it may have been posted already.
    """

    channel: str
    reply: Reply
    key: str
    since: float
    thread_ts: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """It is there."""

    ts: str


@dataclass(frozen=True, slots=True)
class Shut:
    """It is not there, and never will be until somebody mends it; `reason` is one of REASONS."""

    reason: str


@dataclass(frozen=True, slots=True)
class Away:
    """It is not there, for now."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """It may be there. `for_good`: nobody can look."""

    for_good: bool


Answer = Posted | Shut | Away | Maybe


class Outside(Protocol):
    """Slack, or what stands in for it; and the threads that block for what takes its time."""

    @property
    def services(self) -> Services:
        """What an answer may use now."""

    async def refresh(self) -> None:
        """Sees what the team has changed."""

    async def asker(self, owner: str, channel: str) -> Asker | None:
        """The owner, as one whose answer the channel reads; None: no longer in the workspace.
        Raises Hindrance where nobody can post in the channel.
        """

    async def post(self, letter: Letter) -> Answer:
        """Once, waiting for the channel's turn."""

    async def find(self, key: str, channel: str, since: float) -> Posted | Maybe | None:
        """What was posted with that key; None: nothing was."""

    async def tell(self, user: str, reply: Reply) -> None:
        """Says it to one person alone, as well as it goes."""

    async def compute(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs what asks the warehouse. Raises Problem data_busy where that has too much to do."""

    async def store(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a call of the store."""
