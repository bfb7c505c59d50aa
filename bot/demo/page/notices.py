"""Words for one person that pass by themselves: what went wrong with what they did."""

import time
from collections.abc import Callable

SECONDS = 8.0


class Notices:
    """The last one of everybody; `now` counts seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._told: dict[str, tuple[str, float]] = {}

    def tell(self, user: str, text: str) -> None:
        self._told[user] = (text, self._now() + SECONDS)

    def of_delivery(self, user: str, trouble: str | None) -> None:
        """In Slack's words, when the app did not do its part."""
        if trouble:
            self.tell(user, f"The app did not answer ({trouble}). Try again.")

    def of(self, user: str) -> str:
        """Empty when there is none, or it is old."""
        text, until = self._told.get(user, ("", 0.0))
        return text if self._now() < until else ""
