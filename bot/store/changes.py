"""Who changed what the bot does, when, from what to what: one history for all kinds of things."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select

from bot.store.tables import changes
from bot.store.transaction import transaction

KEPT_SECONDS = 365 * 24 * 3600

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """Of one field of the thing `key` of a `kind`. `at` in seconds since 1970; `before` is None
    where the field was not there, `after` where it is gone.
    """

    at: int
    who: str
    kind: str
    key: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """`now` gives seconds since 1970; every method is one short transaction and may raise
    Unavailable. Written by `record`, in the transaction that makes the change.
    """

    engine: Engine
    now: Callable[[], float]

    def of(self, kind: str, key: str, limit: int = 50) -> tuple[Change, ...]:
        """The newest first."""
        with transaction(self.engine) as connection:
            return _last(connection, kind, [key], limit)

    def last(self, kind: str, keys: Iterable[str], limit: int) -> tuple[Change, ...]:
        """Of several things of a kind, the newest first."""
        with transaction(self.engine) as connection:
            return _last(connection, kind, keys, limit)

    def forget(self) -> int:
        """Drops what is older than a year; says how many."""
        oldest = int(self.now()) - KEPT_SECONDS
        with transaction(self.engine) as connection:
            return connection.execute(delete(changes).where(changes.c.at < oldest)).rowcount

    def delete_all(self) -> None:
        """Forgets everything."""
        with transaction(self.engine) as connection:
            connection.execute(delete(changes))


def newest(connection: Connection, kind: str, key: str) -> Change | None:
    """The last change of a thing."""
    return next(iter(_last(connection, kind, [key], 1)), None)


def record(  # noqa: PLR0913 - the columns of a table, by name
    connection: Connection,
    before: Values,
    after: Values,
    *,
    kind: str,
    key: str,
    who: str,
    at: float,
) -> None:
    """Writes a row for each field that differs; a field that is absent counts as None."""
    rows = [
        {"field": field, "before": before.get(field), "after": after.get(field)}
        for field in dict.fromkeys([*before, *after])
        if before.get(field) != after.get(field)
    ]
    about = {"at": int(at), "who": who, "kind": kind, "key": key}
    if rows:
        connection.execute(insert(changes), [{**about, **row} for row in rows])


def _last(connection: Connection, kind: str, keys: Iterable[str], limit: int) -> tuple[Change, ...]:
    columns = [column for column in changes.c if column.name != "id"]
    these = (changes.c.kind == kind) & changes.c.key.in_(list(keys))
    wanted = select(*columns).where(these).order_by(changes.c.id.desc()).limit(limit)
    return tuple(Change(*row) for row in connection.execute(wanted))
