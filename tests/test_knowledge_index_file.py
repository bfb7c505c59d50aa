"""The built index in a file: the same as a fresh one, and never in the way."""

import resource
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from knowledge.index import Entry, Index, built, entries_of
from knowledge.index_file import cache_folder, index_of
from knowledge.library import load

ENTRIES: Sequence[Entry] = entries_of(load())[:12]


def holds(index: Index) -> dict[str, object]:
    """All that an index is made of."""
    parts = {field.name: getattr(index, field.name) for field in fields(index)}
    return parts | {"vocabulary": index.vocabulary.lists()}


def test_an_index_that_is_read_is_the_one_that_was_built(tmp_path: Path) -> None:
    fresh, again = (index_of(ENTRIES, tmp_path) for _ in range(2))
    assert holds(fresh) == holds(again) == holds(built(ENTRIES))
    assert again.vocabulary.nearest("chrun") == fresh.vocabulary.nearest("chrun")


def test_one_file_is_left_and_nothing_beside_it(tmp_path: Path) -> None:
    for _ in range(2):
        index_of(ENTRIES, tmp_path / "new" / "folder")
    (file,) = (tmp_path / "new" / "folder").iterdir()
    assert file.suffix == ".json"


def test_other_entries_get_another_file_and_the_newest_four_are_kept(tmp_path: Path) -> None:
    for count in range(5, 12):
        assert holds(index_of(ENTRIES[:count], tmp_path)) == holds(built(ENTRIES[:count]))
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("spoiled", ["", "{", "[]", "{}", "null", "\x00", '{"names": 3}'])
def test_a_spoiled_file_is_built_again(spoiled: str, tmp_path: Path) -> None:
    index_of(ENTRIES, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_text()
    file.write_text(spoiled)
    assert holds(index_of(ENTRIES, tmp_path)) == holds(built(ENTRIES))
    assert file.read_text() == whole


def test_a_folder_that_cannot_be_used_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, where the folder should be")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below", None):
        assert holds(index_of(ENTRIES, folder)) == holds(built(ENTRIES))


def test_a_full_disk_is_done_without(tmp_path: Path) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, usual[1]))
    try:
        index = index_of(ENTRIES, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert holds(index) == holds(built(ENTRIES))
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "retention-bot"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "retention-bot"
