"""The library with the team's own entries on top, as fresh as the last question."""

import logging
from collections.abc import Iterable, Iterator

from bot.store.entries import Entries, Entry
from bot.store.transaction import Unavailable
from knowledge.library import Library
from knowledge.team import TeamEntryError, TeamTerm, with_terms
from knowledge.team_files import from_toml

log = logging.getLogger(__name__)


class Shelf:
    """`library` is replaced, never changed: an answer in hand keeps the one it began with."""

    def __init__(self, shipped: Library, entries: Entries) -> None:
        self.library = shipped
        self._shipped = shipped
        self._entries = entries
        self._stamp = 0  # no entry was ever saved
        self._away = False

    def refresh(self) -> None:
        """One small query; what any process saved is there for the next question. While the store
        is away the entries that were read stay, and the shipped ones in any case.
        """
        try:
            stamp = self._entries.stamp()
            rows = self._entries.all() if stamp != self._stamp else ()
        except Unavailable as error:
            if not self._away:
                log.warning("the team's entries cannot be read: %s", error)
            self._away = True
            return
        self._away = False
        if stamp != self._stamp:
            self.library = with_terms(self._shipped, _readable(rows))
            self._stamp = stamp


def _readable(rows: Iterable[Entry]) -> Iterator[TeamTerm]:
    """The terms of the rows; one that this version cannot read is left out and logged."""
    for row in rows:
        try:
            yield from_toml(row.key, row.content)
        except TeamEntryError as error:
            log.warning("the team's entry %s cannot be read: %s", row.key, error)
