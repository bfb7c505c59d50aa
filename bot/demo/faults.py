"""What goes wrong on purpose: planned faults, and the pace at which Slack lets an app post."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "rate_limited",
    "status",
    "bytes",
    "redirect",
    "rubbish",
    "timeout",
    "drop_before",
    "drop_after",
    "error",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one call; made by the class methods."""

    kind: Kind
    seconds: float = 0
    code: int = 200
    text: str = ""
    content: bytes = b""

    @classmethod
    def rate_limited(cls, seconds: int) -> "Fault":
        """429 with Retry-After; the call is not carried out."""
        return cls("rate_limited", seconds=seconds)

    @classmethod
    def status(cls, code: int, body: str = "") -> "Fault":
        """An HTTP status with a body; the call is not carried out."""
        return cls("status", code=code, text=body)

    @classmethod
    def bytes(cls, content: bytes) -> "Fault":
        """Other bytes than there are, with status 200; the call is not carried out."""
        return cls("bytes", content=content)

    @classmethod
    def redirect(cls, url: str) -> "Fault":
        """302 to another address; the call is not carried out."""
        return cls("redirect", text=url)

    @classmethod
    def rubbish(cls) -> "Fault":
        """An HTML page with status 200; the call is not carried out."""
        return cls("rubbish", text="<html><body>Sign in to continue</body></html>")

    @classmethod
    def timeout(cls, seconds: float) -> "Fault":
        """Nothing for so long, then the connection closes; the call is not carried out."""
        return cls("timeout", seconds=seconds)

    @classmethod
    def drop_before(cls) -> "Fault":
        """The connection closes at once; the call is not carried out."""
        return cls("drop_before")

    @classmethod
    def drop_after(cls) -> "Fault":
        """The call is carried out, then the connection closes without an answer."""
        return cls("drop_after")

    @classmethod
    def error(cls, code: str) -> "Fault":
        """Slack's refusal with this code; the call is not carried out."""
        return cls("error", text=code)


class Faults:
    """The faults to come, by method; each is used once, first in first out."""

    def __init__(self) -> None:
        self._planned: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def plan(self, method: str, fault: Fault, times: int = 1) -> None:
        self._planned[method].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        planned = self._planned[method]
        return planned.popleft() if planned else None


class Pace:
    """One post per interval (seconds) and channel, with a burst of so many at once (GCRA)."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}

    def seconds_to_wait(self, channel: str, now: float, interval: float, burst: int) -> int:
        """0 and the post is counted, or the whole seconds of Retry-After."""
        due = max(self._due.get(channel, now), now)
        wait = due - (burst - 1) * interval - now
        if wait > 0:
            return math.ceil(wait)
        self._due[channel] = due + interval
        return 0
