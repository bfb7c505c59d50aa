"""What people chose for themselves, and admins for the team and for who may see data."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select

from bot.store.changes import Values, newest, record
from bot.store.stamp import next_version
from bot.store.tables import settings
from bot.store.transaction import transaction

KIND = "settings"  # in the history of changes
TEAM, ACCESS = "team", "access"  # scopes; every other one is a person's id

Chosen = Mapping[str, str]


class Changed(Exception):  # noqa: N818 - no error: somebody else was first
    """Somebody saved in between. `current` is what is chosen now, `who` chose it."""

    def __init__(self, current: Chosen, who: str) -> None:
        super().__init__(current, who)
        self.current = current
        self.who = who


@dataclass(frozen=True, slots=True)
class Settings:
    """`now` gives seconds since 1970; every method is one short transaction and may raise
    Unavailable. What nobody chose has no row: then what stands above it counts.
    """

    engine: Engine
    now: Callable[[], float]

    def all(self) -> dict[str, dict[str, str]]:
        """What was chosen, by scope."""
        found: dict[str, dict[str, str]] = {}
        with transaction(self.engine) as connection:
            for scope, name, value in connection.execute(select(settings)):
                found.setdefault(scope, {})[name] = value
        return found

    def of(self, scope: str) -> dict[str, str]:
        """What was chosen there."""
        with transaction(self.engine) as connection:
            return _of(connection, scope)

    def save(
        self, scope: str, wanted: Values, who: str, seen: str, otherwise: Values | None = None
    ) -> None:
        """Puts it in force and writes down what it changes; the same again changes nothing. None
        takes a choice back, and then `otherwise` counts. `seen` is the mark of what was chosen when
        `who` looked. Raises Changed.
        """
        with transaction(self.engine) as connection:
            next_version(connection)
            before, above = _of(connection, scope), otherwise or {}
            after = {name: value for name, value in wanted.items() if value is not None}
            if before == after:
                return
            if mark(before) != seen:
                last = newest(connection, KIND, scope)
                raise Changed(before, last.who if last else "")
            connection.execute(delete(settings).where(settings.c.scope == scope))
            rows = [{"scope": scope, "name": name, "value": after[name]} for name in after]
            if rows:
                connection.execute(insert(settings), rows)
            at, changed = self.now(), ({**above, **before}, {**above, **after})
            record(connection, *changed, kind=KIND, key=scope, who=who, at=at)

    def delete_all(self) -> None:
        """Forgets everything."""
        with transaction(self.engine) as connection:
            next_version(connection)
            connection.execute(delete(settings))


def mark(chosen: Chosen) -> str:
    """Another text where anything else is chosen."""
    return hashlib.sha256(json.dumps(sorted(chosen.items())).encode()).hexdigest()[:16]


def _of(connection: Connection, scope: str) -> dict[str, str]:
    wanted = select(settings.c.name, settings.c.value).where(settings.c.scope == scope)
    return {row.name: row.value for row in connection.execute(wanted)}
