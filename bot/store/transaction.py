"""One short transaction, whose failures say that the store is off."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.store.error import StoreError

# Both speak of conflicts alike, and SQLAlchemy has a function for each.
INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


class Unavailable(StoreError):  # noqa: N818 - a state of the store, told to people as one
    """The store cannot be reached, read or written now: away, read-only, full, not migrated."""


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Commits at the end, rolls back on any error. Raises Unavailable for one of the database."""
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        shown = engine.url.render_as_string(hide_password=True)
        raise Unavailable(f"The store {shown} cannot be used: {_reason(error)}") from None


def _reason(error: SQLAlchemyError) -> str:
    """The driver's first line: those below it may hold values of the row."""
    said = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    return said.partition("\n")[0]
