"""The team's own entries: who saved what when, and no save over one that was not seen."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select

from bot.store.stamp import next_version
from bot.store.tables import team_entries, team_stamp
from bot.store.transaction import transaction

What = Literal["added", "edited", "put back"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A save. `at` in seconds since 1970; `content` is TOML, empty where the shipped text was put
    back. Versions count up over all entries.
    """

    key: str
    version: int
    at: int
    who: str
    what: What
    content: str


class Changed(Exception):  # noqa: N818 - no error: another curator was first
    """Somebody saved in between. `current` is the team's entry in force, None where the shipped
    text shows.
    """

    def __init__(self, current: Entry | None) -> None:
        super().__init__(current)
        self.current = current


@dataclass(frozen=True, slots=True)
class Entries:
    """`now` gives seconds since 1970; every method is one short transaction and may raise
    Unavailable. `seen` is the version that was in force when the editor looked, 0 for none.
    """

    engine: Engine
    now: Callable[[], float]

    def all(self) -> tuple[Entry, ...]:
        """What is in force, by key."""
        newest = select(func.max(team_entries.c.version)).group_by(team_entries.c.key)
        in_force = team_entries.c.version.in_(newest) & (team_entries.c.content != "")
        wanted = select(team_entries).where(in_force).order_by(team_entries.c.key)
        with transaction(self.engine) as connection:
            return tuple(map(_entry, connection.execute(wanted)))

    def current(self, key: str) -> Entry | None:
        """What is in force under this key."""
        with transaction(self.engine) as connection:
            return _in_force(connection, key)

    def save(self, key: str, content: str, who: str, seen: int) -> int:
        """Puts `content` in force and says its version. Raises Changed."""
        with transaction(self.engine) as connection:
            version = next_version(connection)
            _unchanged(connection, key, seen)
            what: What = "edited" if seen else "added"
            _write(connection, Entry(key, version, int(self.now()), who, what, content))
        return version

    def save_all(self, contents: Mapping[str, str], who: str) -> int:
        """Puts all of them in force, or none, over whatever was there; how many were new."""
        with transaction(self.engine) as connection:
            return sum(self._replaced(connection, *one, who) for one in contents.items())

    def put_back(self, key: str, who: str, seen: int) -> int:
        """Takes the team's entry out of force and says the version; its history stays. Raises
        Changed.
        """
        with transaction(self.engine) as connection:
            version = next_version(connection)
            _unchanged(connection, key, seen)
            _write(connection, Entry(key, version, int(self.now()), who, "put back", ""))
        return version

    def history(self, key: str) -> tuple[Entry, ...]:
        """Every save of this key, the newest first."""
        with transaction(self.engine) as connection:
            return tuple(map(_entry, connection.execute(_saves(key))))

    def stamp(self) -> int:
        """Another number after every change, in whichever process: what was read is stale."""
        with transaction(self.engine) as connection:
            return int(connection.execute(select(team_stamp.c.version)).scalar_one())

    def delete_all(self) -> None:
        """Forgets every entry and its history."""
        with transaction(self.engine) as connection:
            next_version(connection)
            connection.execute(delete(team_entries))

    def _replaced(self, connection: Connection, key: str, content: str, who: str) -> bool:
        version = next_version(connection)
        before = _in_force(connection, key)
        if before and before.content == content:
            return False
        what: What = "edited" if before else "added"
        _write(connection, Entry(key, version, int(self.now()), who, what, content))
        return True


def _unchanged(connection: Connection, key: str, seen: int) -> None:
    current = _in_force(connection, key)
    if (current.version if current else 0) != seen:
        raise Changed(current)


def _in_force(connection: Connection, key: str) -> Entry | None:
    row = connection.execute(_saves(key).limit(1)).one_or_none()
    return _entry(row) if row and row.content else None


def _saves(key: str) -> Select[Any]:
    newest_first = team_entries.c.version.desc()
    return select(team_entries).where(team_entries.c.key == key).order_by(newest_first)


def _write(connection: Connection, entry: Entry) -> None:
    connection.execute(insert(team_entries).values(asdict(entry)))


def _entry(row: Row[Any]) -> Entry:
    return Entry(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
