"""bot/demo/trial.py: `python -m bot demo` as somebody starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
import tomli

from bot.demo.trial import CONFIGURATION

ROOT = Path(__file__).parents[1]


@contextmanager
def demo(tmp_path: Path, *arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """The command, in a machine's environment without any of Slack's."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser", *arguments],
        cwd=ROOT,
        env=clean | {"TMPDIR": str(tmp_path)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_it_says_where_the_page_is_within_ten_seconds_and_leaves_nothing(tmp_path: Path) -> None:
    begun = time.monotonic()
    with demo(tmp_path) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        address = next(line for line in lines if "http" in line).split()[-1]
        with urlopen(address) as page:
            assert b"Four things to try" in page.read()
        assert time.monotonic() - begun < 10
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
    assert (process.returncode, complaints) == (0, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_it_does_not_start_where_real_tokens_are_set(tmp_path: Path, name: str) -> None:
    with demo(tmp_path, **{name: "xoxb-real"}) as process:
        _, complaint = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "Unset them first" in complaint
    assert "xoxb-real" not in complaint


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with demo(tmp_path, "--port", str(port)) as process:
            _, complaint = process.communicate(timeout=20)
    assert process.returncode == 2
    assert complaint.startswith(f"Port {port} cannot be used")
    assert list(tmp_path.iterdir()) == []


def test_the_demo_maps_its_data_as_the_example_does() -> None:
    own, example = (
        tomli.loads(file.read_text()) for file in (CONFIGURATION, ROOT / "retention.toml")
    )
    assert own.pop("access") != example.pop("access")
    assert own == example
