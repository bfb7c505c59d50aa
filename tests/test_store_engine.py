"""The store's tables: made by migrations, on every database, by several processes at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from bot.store.engine import Engine, StoreError, is_there, migrate, open_store
from bot.store.tables import metadata


def test_the_migrations_make_the_tables_as_the_code_knows_them(empty_store: Engine) -> None:
    migrate(empty_store)
    with empty_store.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_changes_nothing(empty_store: Engine) -> None:
    migrate(empty_store)
    migrate(empty_store)
    names = set(inspect(empty_store).get_table_names())
    assert names == {"alembic_version", *metadata.tables}


def test_several_processes_may_migrate_at_once(empty_store: Engine) -> None:
    url = empty_store.url.render_as_string(hide_password=False)
    engines = [open_store(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, engines))
    assert "inbox" in inspect(empty_store).get_table_names()
    for engine in engines:
        engine.dispose()


def test_a_store_says_whether_it_is_there(empty_store: Engine) -> None:
    assert is_there(empty_store)
    nowhere = open_store("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=1")
    assert not is_there(nowhere)


def test_an_address_that_cannot_be_read_is_a_sentence_without_the_password() -> None:
    with pytest.raises(StoreError, match="not an address") as caught:
        open_store("hunter2")
    assert "hunter2" not in str(caught.value)


def test_a_store_that_cannot_be_reached_is_a_sentence_without_the_password() -> None:
    engine = open_store("postgresql+psycopg://me:hunter2@127.0.0.1:9/none?connect_timeout=1")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        migrate(engine)
    assert "hunter2" not in str(caught.value)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open"):
        migrate(open_store(f"sqlite:///{tmp_path / 'absent' / 'store.sqlite'}"))
