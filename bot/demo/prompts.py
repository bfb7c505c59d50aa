"""What a conversation with the app shows on the agent surface beside its messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """A suggestion in a conversation with the app: what it is called, and what it then says."""

    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Status:
    """What the app says it is doing, and since when."""

    text: str
    at: float
