"""bot/demo/trial.py: `python -m bot demo` as somebody starts it."""

import os
import shutil
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

from bot.demo.trial import CONFIGURATION, running

ROOT = Path(__file__).parents[1]


@contextmanager
def demo(tmp_path: Path, *arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """The command, in a machine's environment without any of Slack's."""
    kept = ("SLACK_", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(kept)}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", *arguments],
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


def told(process: "subprocess.Popen[str]") -> str:
    """The address that it prints."""
    assert process.stdout
    lines = iter(process.stdout.readline, "")
    return next(line for line in lines if "http" in line).split()[-1]


def test_it_says_where_the_page_is_within_ten_seconds_and_leaves_nothing(tmp_path: Path) -> None:
    begun = time.monotonic()
    with demo(tmp_path) as process:  # no browser here
        address = told(process)
        with urlopen(address) as page:
            assert b"Four things to try" in page.read()
        assert time.monotonic() - begun < 10
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
    assert (process.returncode, complaints) == (0, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("arguments", "opens"), [((), True), (("--no-browser",), False)])
def test_it_opens_the_page_in_a_browser_unless_told_not_to(
    tmp_path: Path, arguments: tuple[str, ...], *, opens: bool
) -> None:
    opened, script = tmp_path / "opened", tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" > {opened}.new && mv {opened}.new {opened}\n')
    script.chmod(0o755)
    with demo(tmp_path, *arguments, BROWSER=f"{script} %s &") as process:
        address, end = told(process), time.monotonic() + (10 if opens else 0.5)
        while time.monotonic() < end and not opened.exists():
            time.sleep(0.02)
    assert opened.exists() == opens
    assert not opens or opened.read_text().strip() == address


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


async def test_where_the_usual_port_is_in_use_another_is_taken(tmp_path: Path) -> None:
    shutil.copy(CONFIGURATION, tmp_path)  # nobody asks the data
    async with running(tmp_path) as first, running(tmp_path) as second:
        assert first.address != second.address
        assert (await second.standin.command("/crr", "500 50 450")).message


def test_the_demo_maps_its_data_as_the_example_does() -> None:
    own, example = (
        tomli.loads(file.read_text()) for file in (CONFIGURATION, ROOT / "retention.toml")
    )
    assert own.pop("access") != example.pop("access")
    assert own == example
