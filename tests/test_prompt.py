"""The interactive prompt: history that can be written or not, and the ways to leave."""

from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.prompt import history, questions

CTRL_C, CTRL_D = "\x03", "\x04"


def asked(typed: str) -> list[str]:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(typed)
        return list(questions({"exit", "q"}))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("typed", "questions"),
    [
        ("/crr 500 50 450\rexit\r", ["/crr 500 50 450"]),
        ("help\rEXIT\r", ["help"]),
        ("\r  \r  help \rq\r", ["help"]),
        ("help\r" + CTRL_D, ["help"]),
        ("half a quest" + CTRL_C + "help\r" + CTRL_D, ["help"]),
    ],
)
def test_questions_come_line_by_line_until_one_leaves(typed: str, questions: list[str]) -> None:
    assert asked(typed) == questions


def test_questions_are_kept_for_the_next_session(tmp_path: Path) -> None:
    asked("/crr 500 50 450\rexit\r")
    kept = list(FileHistory(tmp_path / ".retention-bot-history").load_history_strings())
    assert kept == ["exit", "/crr 500 50 450"]


def test_history_is_a_private_file_or_else_in_memory(tmp_path: Path) -> None:
    assert isinstance(history(tmp_path), FileHistory)
    assert (tmp_path / ".retention-bot-history").stat().st_mode & 0o077 == 0
    assert isinstance(history(tmp_path / "absent"), InMemoryHistory)
