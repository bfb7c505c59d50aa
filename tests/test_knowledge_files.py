"""Moving the team's entries: out, in, and out again are the same files; one bad file stops all."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.knowledge_files import read_folder, write_folder
from bot.store.engine import Engine, migrate
from bot.store.entries import Entries
from bot.store.error import StoreError
from knowledge.library import LibraryError, load
from knowledge.team import read_term
from knowledge.team_files import to_toml

LIBRARY = load()
MOMENT = {
    "en.name": "Aha moment",
    "en.definition": "When a customer first sees what it is for, which may take a while. " * 4,
    "nl.name": "Aha-moment",
    "nl.aliases": "kwartje, “eureka”",
    "nl.definition": "Als een klant voor het eerst ziet waar het goed voor is.",
}
GLUE = MOMENT | {"en.name": "Glue", "nl.name": "Lijm", "nl.aliases": ""}


@pytest.fixture
def entries(empty_store: Engine) -> Entries:
    migrate(empty_store)
    return Entries(empty_store, lambda: 1_000_000.0)


def saved(entries: Entries, *forms: dict[str, str]) -> None:
    for form in forms:
        term = read_term(form)
        entries.save(term.key, to_toml(term), "U1", seen=0)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_a_round_trip_is_identical(entries: Entries, tmp_path: Path) -> None:
    saved(entries, MOMENT, GLUE)
    there, back = tmp_path / "a" / "there", tmp_path / "back"
    assert write_folder(entries, there) == 2
    entries.delete_all()
    assert read_folder(entries, there, "ann", LIBRARY) == 2
    assert write_folder(entries, back) == 2
    assert contents(there) == contents(back)
    assert contents(there).keys() == {"aha-moment.toml", "glue.toml"}


def test_only_what_differs_is_saved(entries: Entries, tmp_path: Path) -> None:
    saved(entries, MOMENT, GLUE)
    write_folder(entries, tmp_path)
    file = tmp_path / "glue.toml"
    file.write_text(file.read_text("utf-8").replace('"Lijm"', '"Plaksel"'), "utf-8")
    assert read_folder(entries, tmp_path, "ann", LIBRARY) == 1
    assert [one.who for one in entries.history("glue")] == ["ann", "U1"]
    assert [one.who for one in entries.history("aha-moment")] == ["U1"]


def test_what_was_put_back_is_not_written(entries: Entries, tmp_path: Path) -> None:
    saved(entries, MOMENT)
    entries.put_back("aha-moment", "U1", seen=entries.all()[0].version)
    assert write_folder(entries, tmp_path / "out") == 0


def test_a_bad_file_is_named_and_nothing_is_imported(entries: Entries, tmp_path: Path) -> None:
    saved(entries, MOMENT, GLUE)
    write_folder(entries, tmp_path)
    entries.delete_all()
    (tmp_path / "broken.toml").write_text('[en]\nname = "x\n', "utf-8")
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    glue = tmp_path / "glue.toml"
    glue.write_text(glue.read_text("utf-8").partition("[nl]")[0], "utf-8")
    with pytest.raises(LibraryError) as refusal:
        read_folder(entries, tmp_path, "ann", LIBRARY)
    lines = str(refusal.value).splitlines()
    assert lines[0].startswith(f"{tmp_path / 'broken.toml'}: toml: ")
    assert "line 2" in lines[0]
    assert lines[1].startswith(f"{tmp_path / 'bytes.toml'}: toml: 'utf-8'")
    assert lines[2:] == [f"{glue}: nl: is missing"]
    assert entries.all() == ()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (GLUE | {"nl.name": "Kwartje"}, "nl.name: 'Kwartje' also belongs to aha-moment"),
        (GLUE | {"nl.name": "x" * 60 + "y"}, "nl.name: has 61 characters; 60 is the most"),
        (GLUE | {"nl.name": "???"}, "nl.name: has no letter or digit"),
    ],
)
def test_what_the_team_already_has_counts(
    form: dict[str, str], told: str, entries: Entries, tmp_path: Path
) -> None:
    saved(entries, MOMENT)
    content = to_toml(read_term(GLUE)).replace('"Lijm"', f'"{form["nl.name"]}"')
    (tmp_path / "glue.toml").write_text(content, "utf-8")
    with pytest.raises(LibraryError) as refusal:
        read_folder(entries, tmp_path, "ann", LIBRARY)
    assert str(refusal.value) == f"{tmp_path / 'glue.toml'}: {told}"


def test_a_related_term_must_exist(entries: Entries, tmp_path: Path) -> None:
    content = to_toml(read_term(GLUE, related=["nowhere"]))
    (tmp_path / "glue.toml").write_text(content, "utf-8")
    with pytest.raises(LibraryError, match="related: no term is called 'nowhere'"):
        read_folder(entries, tmp_path, "ann", LIBRARY)


def test_a_folder_that_cannot_be_used_is_a_sentence(entries: Entries, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"there is no \.toml file"):
        read_folder(entries, tmp_path / "absent", "ann", LIBRARY)
    (tmp_path / "glue.toml").mkdir()
    with pytest.raises(LibraryError, match=r"glue\.toml: cannot be read: Is a directory"):
        read_folder(entries, tmp_path, "ann", LIBRARY)
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="file: cannot be written: File exists"):
        write_folder(entries, tmp_path / "file")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty configuration, and a store of its own."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    file = tmp_path / "retention.toml"
    file.write_text("")
    return str(file)


def test_the_commands_import_and_export(config: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "glue.toml").write_text(to_toml(read_term(GLUE)), "utf-8")
    arguments = ["knowledge", "import", str(folder), "--who", "ann", "--config", config]
    first, second = (CliRunner().invoke(app, arguments).output for _ in range(2))
    assert first == "Entries added or changed: 1.\n"
    assert second == "Entries added or changed: 0.\n"
    out = tmp_path / "out"
    ran = CliRunner().invoke(app, ["knowledge", "export", str(out), "--config", config])
    assert ran.output == f"Entries written to {out}: 1.\n"
    assert contents(out) == contents(folder)


def test_a_store_that_is_away_is_an_error_of_the_store(
    config: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'absent' / 'store.sqlite'}")
    ran = CliRunner().invoke(app, ["knowledge", "export", str(tmp_path), "--config", config])
    assert isinstance(ran.exception, StoreError)
