"""A broken or half-translated file stops the start, told with its path and line."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bot
import knowledge
import metrics
from knowledge.library import CONTENT, LibraryError, load

CHURN = "terms/churn.toml"
WHOLE = (CONTENT / CHURN).read_text("utf-8")
BROKEN = WHOLE.replace('name = "Klantverloop"', 'name = "Klantverloop')
LINE = 1 + BROKEN[: BROKEN.index('name = "Klantverloop')].count("\n")
NL = 1 + WHOLE[: WHOLE.index("[nl]")].count("\n")
NOTE = 1 + WHOLE[: WHOLE.index("note = ")].count("\n")

FAULTS = {
    "broken": (BROKEN, f"{CHURN}:{LINE}: not TOML: "),
    "no Dutch": (WHOLE.partition("[nl]")[0], f"{CHURN}:{NL - 1}: nl: Field required"),
    "a Dutch note missing": (
        WHOLE.rpartition("note = ")[0],
        f"{CHURN}:{NOTE}: the record: only in one language: note",
    ),
    "a Dutch name missing": (
        WHOLE.replace('name = "Klantverloop"', ""),
        f"{CHURN}:{NL}: nl.name: Field required",
    ),
}
each_fault = pytest.mark.parametrize(("text", "told"), FAULTS.values(), ids=FAULTS)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The shipped content in a place where it may be broken."""
    return shutil.copytree(CONTENT, tmp_path / "knowledge" / "content")


@pytest.fixture
def beside(content: Path) -> Path:
    """A folder with the program and this content."""
    folder = content.parent.parent
    for file in Path(str(knowledge.__file__)).parent.glob("*.*"):
        (content.parent / file.name).symlink_to(file)
    for package in (bot, metrics):
        home = Path(str(package.__file__)).parent
        (folder / home.name).symlink_to(home)
    return folder


@each_fault
def test_the_library_does_not_load(content: Path, text: str, told: str) -> None:
    (content / CHURN).write_text(text, "utf-8")
    with pytest.raises(LibraryError, match=rf"\A{told}"):
        load(content)


@each_fault
def test_the_start_ends_with_a_sentence(beside: Path, text: str, told: str) -> None:
    (beside / "knowledge" / "content" / CHURN).write_text(text, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "wat is churn?"],
        cwd=beside,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert re.match(rf"The knowledge in knowledge/content needs a change\.\n{told}", ran.stderr)


def test_the_same_program_starts_with_whole_content(beside: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--lang", "nl", "wat is churn?"],
        cwd=beside,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0
    assert "Klantverloop" in ran.stdout
