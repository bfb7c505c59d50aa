"""The team's entries: in force, with a history, and never saved over unseen."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store.engine import Engine, migrate, open_store
from bot.store.entries import Changed, Entries, Entry
from bot.store.transaction import Unavailable
from tests.house import Clock


@pytest.fixture
def entries(empty_store: Engine, clock: Clock) -> Entries:
    migrate(empty_store)
    return Entries(empty_store, clock)


def test_what_is_saved_is_in_force(entries: Entries) -> None:
    version = entries.save("churn", "one", "U1", seen=0)
    entry = Entry("churn", version, 1_000_000, "U1", "added", "one")
    assert entries.all() == (entry,)
    assert entries.current("churn") == entry
    assert entries.current("crr") is None


def test_an_edit_takes_its_place(entries: Entries) -> None:
    first = entries.save("churn", "one", "U1", seen=0)
    entries.save("aha", "moment", "U1", seen=0)
    second = entries.save("churn", "two", "U2", seen=first)
    in_force = [(one.key, one.content, one.what) for one in entries.all()]
    assert second > first
    assert in_force == [("aha", "moment", "added"), ("churn", "two", "edited")]


def test_the_second_editor_is_told_and_nothing_is_lost(entries: Entries) -> None:
    seen = entries.save("churn", "one", "U1", seen=0)
    entries.save("churn", "two", "U2", seen)
    with pytest.raises(Changed) as told:
        entries.save("churn", "three", "U3", seen)
    assert told.value.current == entries.current("churn")
    assert [one.content for one in entries.history("churn")] == ["two", "one"]
    entries.save("churn", "three", "U3", told.value.current.version if told.value.current else 0)
    assert [one.content for one in entries.history("churn")] == ["three", "two", "one"]


def test_two_who_add_the_same_key_are_told_too(entries: Entries) -> None:
    entries.save("churn", "one", "U1", seen=0)
    with pytest.raises(Changed):
        entries.save("churn", "two", "U2", seen=0)


def test_of_eight_at_once_one_saves(entries: Entries) -> None:
    def saved(number: int) -> bool:
        try:
            entries.save("churn", str(number), "U1", seen=0)
        except Changed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(saved, range(8))) == 1
    assert len(entries.history("churn")) == 1


def test_the_shipped_text_can_be_put_back(entries: Entries, clock: Clock) -> None:
    added = entries.save("churn", "one", "U1", seen=0)
    clock.at += 60
    back = entries.put_back("churn", "U2", seen=added)
    assert entries.all() == ()
    assert entries.current("churn") is None
    assert entries.history("churn") == (
        Entry("churn", back, 1_000_060, "U2", "put back", ""),
        Entry("churn", added, 1_000_000, "U1", "added", "one"),
    )
    entries.save("churn", "again", "U1", seen=0)
    assert [one.what for one in entries.history("churn")] == ["added", "put back", "added"]


def test_what_was_put_back_or_edited_meanwhile_is_not_put_back(entries: Entries) -> None:
    added = entries.save("churn", "one", "U1", seen=0)
    edited = entries.save("churn", "two", "U2", seen=added)
    with pytest.raises(Changed) as told:
        entries.put_back("churn", "U1", seen=added)
    assert told.value.current
    entries.put_back("churn", "U1", seen=edited)
    with pytest.raises(Changed) as told:
        entries.put_back("churn", "U2", seen=edited)
    assert told.value.current is None


def test_the_stamp_is_another_after_every_change(entries: Entries) -> None:
    stamps = [entries.stamp()]
    version = entries.save("churn", "one", "U1", seen=0)
    stamps.append(entries.stamp())
    entries.put_back("churn", "U1", seen=version)
    stamps.append(entries.stamp())
    entries.save_all({"churn": "two"}, "U1")
    stamps.append(entries.stamp())
    entries.delete_all()
    stamps.append(entries.stamp())
    assert len(set(stamps)) == 5


def test_the_stamp_stays_when_nothing_changes(entries: Entries) -> None:
    entries.save("churn", "one", "U1", seen=0)
    before = entries.stamp()
    with pytest.raises(Changed):
        entries.save("churn", "two", "U1", seen=0)
    entries.all()
    assert entries.stamp() == before


def test_another_process_sees_the_stamp_change(entries: Entries, clock: Clock) -> None:
    url = entries.engine.url.render_as_string(hide_password=False)
    other = Entries(open_store(url), clock)
    before = entries.stamp()
    other.save("churn", "one", "U1", seen=0)
    assert entries.stamp() != before
    other.engine.dispose()


def test_many_are_saved_at_once_where_they_differ(entries: Entries) -> None:
    entries.save("aha", "moment", "U1", seen=0)
    entries.save("churn", "one", "U1", seen=0)
    assert entries.save_all({"aha": "moment", "churn": "two", "crr": "new"}, "ann") == 2
    in_force = [(one.key, one.who, one.what) for one in entries.all()]
    assert in_force == [("aha", "U1", "added"), ("churn", "ann", "edited"), ("crr", "ann", "added")]


def test_many_are_saved_all_or_none(entries: Entries) -> None:
    with pytest.raises(Unavailable):
        entries.save_all({"aha": "moment", "crr": None}, "ann")  # type: ignore[dict-item]
    assert entries.all() == ()


def test_all_is_forgotten_and_no_version_comes_twice(entries: Entries) -> None:
    version = entries.save("churn", "one", "U1", seen=0)
    entries.delete_all()
    assert entries.all() == ()
    assert entries.history("churn") == ()
    assert entries.save("churn", "one", "U1", seen=0) > version


def test_a_store_that_can_only_be_read_still_tells_what_is_in_force(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    writable = open_store(f"sqlite:///{file}")
    migrate(writable)
    Entries(writable, lambda: 0.0).save("churn", "one", "U1", seen=0)
    entries = Entries(open_store(f"sqlite:///file:{file}?mode=ro&uri=true"), lambda: 0.0)
    assert [one.content for one in entries.all()] == ["one"]
    with pytest.raises(Unavailable, match="readonly"):
        entries.save("churn", "two", "U1", seen=1)
    with pytest.raises(Unavailable, match="readonly"):
        entries.put_back("churn", "U1", seen=1)
    with pytest.raises(Unavailable, match="readonly"):
        entries.delete_all()
    entries.engine.dispose()
    writable.dispose()


def test_a_full_store_keeps_what_it_has(tmp_path: Path) -> None:
    entries = Entries(open_store(f"sqlite:///{tmp_path / 'store.sqlite'}"), lambda: 0.0)
    migrate(entries.engine)
    entries.save("churn", "one", "U1", seen=0)
    with entries.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(Unavailable, match="full"):
        entries.save("aha", "x" * 1_000_000, "U1", seen=0)
    assert [one.key for one in entries.all()] == ["churn"]
    entries.engine.dispose()


def test_a_store_without_tables_is_off(empty_store: Engine) -> None:
    entries = Entries(empty_store, lambda: 0.0)
    for call in (entries.all, entries.stamp, entries.delete_all):
        with pytest.raises(Unavailable, match="cannot be used"):
            call()


def test_a_store_that_is_away_is_a_sentence_without_the_password() -> None:
    away = open_store("postgresql+psycopg://me:hunter2@127.0.0.1:9/none")
    with pytest.raises(Unavailable, match="cannot be used") as caught:
        Entries(away, lambda: 0.0).all()
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)
