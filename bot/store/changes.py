"""Who changed what the bot does, when, from what to what: one history for all kinds of things."""

from collections.abc import Callable, Mapping
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
        columns = [column for column in changes.c if column.name != "id"]
        this = (changes.c.kind == kind) & (changes.c.key == key)
        wanted = select(*columns).where(this).order_by(changes.c.id.desc()).limit(limit)
        with transaction(self.engine) as connection:
            return tuple(Change(*row) for row in connection.execute(wanted))

    def forget(self) -> int:
        """Drops what is older than a year; says how many."""
        oldest = int(self.now()) - KEPT_SECONDS
        with transaction(self.engine) as connection:
            return connection.execute(delete(changes).where(changes.c.at < oldest)).rowcount

    def delete_all(self) -> None:
        """Forgets everything."""
        with transaction(self.engine) as connection:
            connection.execute(delete(changes))


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
