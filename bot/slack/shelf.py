"""What the team put in the store, over what is shipped and what retention.toml says: its entries,
its settings, who may see data. As fresh as the last question.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from threading import Lock

from pydantic import ValidationError

from bot.reply import LANGUAGES
from bot.services import Asker, Preferences, Services
from bot.settings import Access
from bot.store.entries import Entries, Entry
from bot.store.settings import ACCESS, TEAM, Chosen, Settings
from bot.store.transaction import Unavailable
from knowledge.library import Library
from knowledge.team import TeamEntryError, TeamTerm, with_terms
from knowledge.team_files import from_toml

log = logging.getLogger(__name__)

_LISTS = ("people", "channels")


class Shelf:
    """`services` are replaced, never changed: an answer in hand keeps those it began with. `chosen`
    is what was chosen in forms, by scope. Until the store has been read, nobody may see data: an
    admin may have narrowed what retention.toml says.
    """

    def __init__(self, base: Services, entries: Entries, settings: Settings) -> None:
        closed = base.access.model_copy(update={"people": (), "channels": ()})
        self.services = replace(base, access=closed)
        self.chosen: Mapping[str, Chosen] = {}
        self.is_known = False
        self.looked_at = 0.0
        self._base = base
        self._entries = entries
        self._settings = settings
        self._stamp = -1  # nothing was read
        self._away = False
        self._turn = Lock()  # or a slow reader puts back what was before

    @property
    def library(self) -> Library:
        return self.services.library

    @property
    def access(self) -> Access:
        return self.services.access

    def refresh(self) -> None:
        """One small query; what any process saved is there for the next question. While the store
        is away what was read last goes on, and the shipped entries in any case; an answer from data
        has to be written down in that same store.
        """
        self.looked_at = self._entries.now()
        with self._turn:
            try:
                self._read()
            except Unavailable as error:
                if not self._away:
                    log.warning("what the team saved cannot be read: %s", error)
                self._away = True
            else:
                self._away = False

    def _read(self) -> None:
        """Raises Unavailable."""
        stamp = self._entries.stamp()
        if stamp != self._stamp:
            self._put(self._entries.all(), self._settings.all())
            self._stamp, self.is_known = stamp, True

    def _put(self, rows: tuple[Entry, ...], chosen: Mapping[str, Chosen]) -> None:
        base = self._base
        library = with_terms(base.library, _readable(rows)) if rows else base.library
        self.chosen = chosen
        self.services = replace(
            base,
            library=library,
            settings_for=_settings_for(base.settings_for, chosen, library),
            access=access_of(base.access, chosen.get(ACCESS, {})),
        )


def access_of(base: Access, chosen: Chosen) -> Access:
    """The lists in force: those that an admin chose, else those of retention.toml. What cannot be
    read lists nobody. Admins and curators are named in that file alone.
    """
    lists = {name: tuple(chosen[name].split()) for name in _LISTS if name in chosen}
    try:
        return Access(**{**base.model_dump(), **lists})
    except ValidationError as error:
        log.warning("the access lists in the store cannot be read: %s", error)
        return base.model_copy(update={"people": (), "channels": ()})


def with_chosen(usual: Preferences, chosen: Chosen, library: Library) -> Preferences:
    """What was chosen over what is usual; a word of another version is passed over. An industry
    that is empty is none.
    """
    language = next((one for one in LANGUAGES if one == chosen.get("language")), usual.language)
    industry = chosen.get("industry", usual.industry)
    if industry and industry not in library.industries:
        industry = usual.industry
    zone = chosen.get("timezone", usual.timezone)
    return replace(usual, language=language, industry=industry or None, timezone=zone)


def _settings_for(
    base: Callable[[Asker], Preferences], chosen: Mapping[str, Chosen], library: Library
) -> Callable[[Asker], Preferences]:
    """What a person chose goes before what the team did, and both before retention.toml."""
    team = chosen.get(TEAM, {})

    def settings_for(asker: Asker) -> Preferences:
        usual = with_chosen(base(asker), team, library)
        return with_chosen(usual, chosen.get(asker.user, {}), library)

    return settings_for


def _readable(rows: Iterable[Entry]) -> Iterator[TeamTerm]:
    """The terms of the rows; one that this version cannot read is left out and logged."""
    for row in rows:
        try:
            yield from_toml(row.key, row.content)
        except TeamEntryError as error:
            log.warning("the team's entry %s cannot be read: %s", row.key, error)
