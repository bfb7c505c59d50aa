"""Opening the store: one engine per process, and its migrations."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from bot.store.error import StoreError

__all__ = ["Engine", "StoreError", "is_there", "migrate", "open_store", "require_tables"]

_MIGRATIONS = Path(__file__).with_name("migrations")
_BUSY_SECONDS = 10


def open_store(url: str) -> Engine:
    """An engine for `url`. Raises StoreError for an address that cannot be read."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError("DATABASE_URL is not an address such as postgresql://…") from None
    if address.get_backend_name() == "sqlite":
        engine = create_engine(
            address, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True
        )
        event.listen(engine, "connect", _write_ahead)
        return engine
    if address.drivername != "postgresql+psycopg":
        raise StoreError("DATABASE_URL must be of SQLite or PostgreSQL.")
    limits = {"connect_timeout": 5, "options": f"-c statement_timeout={_BUSY_SECONDS * 1000}"}
    # What people ask stays out of error messages: parameters are hidden.
    return create_engine(
        address, pool_pre_ping=True, pool_size=4, connect_args=limits, hide_parameters=True
    )


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
        raise StoreError(_cannot(engine, error)) from None


def require_tables(engine: Engine) -> None:
    """Raises StoreError when the tables are not there yet, or the store is not."""
    try:
        if inspect(engine).has_table("inbox"):
            return
    except SQLAlchemyError as error:
        raise StoreError(_cannot(engine, error)) from None
    raise StoreError("The store has no tables yet: run `python -m bot migrate` first.")


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


def _cannot(engine: Engine, error: SQLAlchemyError) -> str:
    shown = engine.url.render_as_string(hide_password=True)
    return f"The store {shown} cannot be used: {getattr(error, 'orig', error)}"


def _write_ahead(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
