"""Where something is asked: in a channel or a direct message, in a thread or not."""

from dataclasses import dataclass

from bot.store.threads import KEPT_SECONDS

FRESH_SECONDS = 30 * 60  # how long a direct message outside threads is one conversation


def is_direct(channel: str) -> bool:
    """By how Slack's ids of direct messages begin."""
    return channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question can be followed up, and for how long."""

    key: str
    seconds: int

    @property
    def thread_ts(self) -> str:
        """Empty outside threads."""
        return self.key.partition(":")[2]


def thread(channel: str, thread_ts: str) -> str:
    """The key of a thread."""
    return f"{channel}:{thread_ts}"


def place_of(channel: str, thread_ts: str | None) -> Place | None:
    """A thread, or a direct message outside threads; elsewhere in a channel people talk across each
    other, and nothing is followed up.

    >>> place_of("C1", "1.2"), place_of("D1", None)
    (Place(key='C1:1.2', seconds=172800), Place(key='D1', seconds=1800))
    """
    if thread_ts:
        return Place(thread(channel, thread_ts), KEPT_SECONDS)
    return Place(channel, FRESH_SECONDS) if is_direct(channel) else None
