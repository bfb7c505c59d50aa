"""Opening the store: one engine per process, and its migrations."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

__all__ = ["Engine", "StoreError", "is_there", "migrate", "open_store"]

_MIGRATIONS = Path(__file__).with_name("migrations")
_BUSY_SECONDS = 10


class StoreError(Exception):
    """The store cannot be used; the message says why, for the operator. Holds no password."""


def open_store(url: str) -> Engine:
    """An engine for `url`. Raises StoreError for an address that cannot be read."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError("DATABASE_URL is not an address such as postgresql://…") from None
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": _BUSY_SECONDS})
        event.listen(engine, "connect", _write_ahead)
        return engine
    return create_engine(address, pool_pre_ping=True, pool_size=4)


def migrate(engine: Engine) -> None:
    """Brings the tables to this version; several processes may do so at once.

    Raises StoreError when the store cannot be reached or written.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    try:
        with engine.connect() as connection:
            _alone(connection, engine.dialect.name)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    except OperationalError as error:
        shown = engine.url.render_as_string(hide_password=True)
        raise StoreError(f"The store {shown} cannot be used: {error.orig}") from None


def is_there(engine: Engine) -> bool:
    """Whether the store answers."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _alone(connection: Any, dialect: str) -> None:
    """Holds other processes back until this one has migrated."""
    if dialect == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('retention-bot'))"))


def _write_ahead(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
