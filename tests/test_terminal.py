"""The terminal contract: exit statuses, one JSON object a line, the two languages, no surprises."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot import terminal
from bot.demo.limits import problems
from tests.asking import services
from tests.company import Acme

ROOT = Path(__file__).parents[1]


def run(*arguments: str, typed: str = "", cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "HOME": str(cwd), "PYTHONIOENCODING": "ascii"},
        check=False,
    )


def test_an_answer_is_printed_with_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.answer_one(services(), "/crr 500 50 450") == 0
    assert capsys.readouterr().out.startswith("Customer retention 80%\n")


def test_a_refusal_is_printed_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.answer_one(services("nl"), "/crr 500 50") == 2
    assert capsys.readouterr().out.startswith("Ik lees 2 cijfers en heb er 3 nodig\n")


def test_json_is_one_object_with_question_text_blocks_ok(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal.answer_one(services(), "/benchmark", as_json=True)
    (line,) = capsys.readouterr().out.splitlines()
    answer = json.loads(line)
    assert list(answer) == ["question", "text", "blocks", "ok"]
    assert (answer["question"], answer["ok"]) == ("/benchmark", True)
    assert answer["text"].startswith("What others retain\n")
    assert "data_table" in [block["type"] for block in answer["blocks"]]
    assert problems(answer["blocks"]) == []


def test_many_questions_are_answered_line_by_line_in_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = ["/crr 500 50 450\r\n", "\n", "/crr 500 50\n", "hoe is het <weer> 😀\n"]
    assert terminal.answer_lines(services(), lines) == 2
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["question"] for answer in answers] == [
        "/crr 500 50 450",
        "/crr 500 50",
        "hoe is het <weer> 😀",
    ]
    assert [answer["ok"] for answer in answers] == [True, False, False]
    assert terminal.answer_lines(services(), ["help\n"]) == 0


class TestAsCommand:
    """Each costs half a second, so only what needs a process of its own."""

    def test_one_question_in_dutch(self, tmp_path: Path) -> None:
        done = run("ask", "/retention nps 60 25 15", "--lang", "nl", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("NPS 45\nPromotors 60 · passieven 25")

    def test_a_dash_reads_many_and_remembers_that_one_failed(self, tmp_path: Path) -> None:
        done = run("ask", "-", typed="/crr 500 50 450\n\n/crr 1\n", cwd=tmp_path)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert [answer["ok"] for answer in answers] == [True, False]
        assert (done.returncode, done.stderr) == (2, "")

    def test_without_a_question_standard_input_is_answered_in_words(self, tmp_path: Path) -> None:
        done = run("ask", typed="/crr 500 50 450\n\nhelp\n", cwd=tmp_path)
        assert done.returncode == 0
        assert done.stdout.startswith("Customer retention 80%\n")
        assert "\n\nRetention Bot answers questions" in done.stdout

    @pytest.mark.parametrize(
        ("arguments", "content", "told"),
        [
            (("--lang", "fr"), None, "--lang is en or nl, not 'fr'.\n"),
            (("--config", "absent.toml"), None, "absent.toml cannot be read: No such file"),
            (("--config", "retention.toml"), 'timezone = "x"', "retention.toml needs a change."),
        ],
    )
    def test_a_wrong_setting_is_one_sentence_on_stderr_and_status_2(
        self, arguments: tuple[str, ...], content: str | None, told: str, tmp_path: Path
    ) -> None:
        if content is not None:
            (tmp_path / "retention.toml").write_text(content, encoding="utf-8")
        done = run("ask", "help", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(told)
        assert done.stderr.count("\n") == 1

    def test_answering_loads_nothing_heavy(self) -> None:
        code = (
            "import sys\n"
            "sys.argv = ['bot', 'ask', '/crr 500 50 450', '--json']\n"
            "from bot.__main__ import main\n"
            "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\n"
            "heavy = {'pandas', 'matplotlib', 'duckdb', 'slack_bolt', 'slack_sdk', 'sqlalchemy',"
            " 'aiohttp', 'prompt_toolkit'}\n"
            "print(sorted(heavy & set(sys.modules)))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "[]"


def test_lines_come_from_standard_input_and_may_be_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("/crr 500 50 450\n\n/crr 1\n"))
    assert terminal.prompt(services()) == 0
    first, second = capsys.readouterr().out.split("\n\nI read 1 figure and need 3")
    assert first.startswith("Customer retention 80%\n")
    assert second.endswith("\n\n")


def test_a_line_may_follow_up_the_one_before(
    acme: Acme, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "crr last month by plan\n/crr 500 50 450\nand by country?\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert terminal.prompt(acme.services()) == 0
    last = capsys.readouterr().out.split("Customer retention 80%")[1]
    assert "Retention 87.5% · October 2026" in last
    assert "\ncountry " in last


def test_an_interactive_prompt_greets_answers_and_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", _Terminal())
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("/crr 500 50 450\rexit\r")
        assert terminal.prompt(services("nl")) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Stel een vraag, bijvoorbeeld /crr 500 50 450 of help.")
    assert "\nKlantbehoud 80%\n" in shown


class _Terminal:
    """Standard input at a keyboard."""

    def isatty(self) -> bool:
        return True
