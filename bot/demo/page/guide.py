"""The first visit: four things to try, and which of them were done."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.demo.page.screen import Where


@dataclass(frozen=True, slots=True)
class Try:
    """Something to type; `done_by` matches the beginning of a line, or of what comes after it."""

    line: str
    then: str
    done_by: str


@dataclass(frozen=True, slots=True)
class Step:
    """One of them as it is shown; `path` leads to where the line stands ready to be sent."""

    title: str
    then: str
    draft: str
    path: str
    done: bool


_FIGURES = Try("/crr 500 50 450", "Retention from three figures: start, new, end.", r"/crr .*\d")
TRIES: Mapping[str, tuple[Try, ...]] = {
    "U_ANN": (
        _FIGURES,
        Try(
            "/crr last month by plan",
            "The same from made-up data. Only you read it, until you press Share.",
            "share",
        ),
        Try(
            "/kpi schedule",
            "A card for the channel every Monday. Save it, then skip to Monday.",
            "schedule-confirm",
        ),
        Try("/define add", "A word of your own for the glossary. Then ask for it.", "term"),
    ),
    "U_BOB": (
        _FIGURES,
        Try("/crr last month", "Bob has no access to the data.", "/crr last month"),
        Try("/define churn", "What a word means, and who says so.", "/define"),
        Try("wat is een goed klantbehoud?", "In Dutch, in the direct messages.", "wat is"),
    ),
}


class Guide:
    """Remembers what everybody did, and who wants to see no more of it."""

    def __init__(self) -> None:
        self._done: dict[str, set[str]] = {}
        self._hidden: set[str] = set()

    def note(self, user: str, did: str) -> None:
        """A line that was typed, an action_id that was pressed, a callback_id that was sent."""
        self._done.setdefault(user, set()).add(did)

    def hide(self, user: str) -> None:
        self._hidden.add(user)

    def steps(self, where: Where) -> tuple[Step, ...]:
        """None for who has hidden them."""
        return () if where.user in self._hidden else tuple(self._steps(where))

    def _steps(self, where: Where) -> Iterator[Step]:
        did = self._done.get(where.user, set())
        for one in TRIES.get(where.user, ()):
            place = where.place if one.line.startswith("/") else f"D_{where.user[2:]}"
            there = "" if place == where.place and not where.thread else one.line
            path = f"/{where.user}/{place}?{urlencode({'draft': one.line})}"
            draft = "" if there else one.line
            done = any(re.match(one.done_by, what) for what in did)
            yield Step(one.line, one.then, draft, path, done)
