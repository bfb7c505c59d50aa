"""The log keeps secrets: tokens, signing secrets, the paths of addresses, also in tracebacks."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot.logs import Discreet, configure

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    for name in ("slack_sdk", "slack_bolt", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def line(message: str, *arguments: object, secrets: tuple[str, ...] = (SECRET,)) -> str:
    record = logging.LogRecord("bot", logging.INFO, "", 0, message, arguments, None)
    return Discreet(secrets).format(record)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("token xoxb-1-2-abc, done", "token x…, done"),
        ("xoxp-1 xapp-1-A-2-b xoxe.x", "x… x… xoxe.x"),
        (f"secret={SECRET}!", "secret=…!"),
        ("to https://hooks.slack.com/commands/T1/2/abc ok", "to https://hooks.slack.com/… ok"),
        ("wss://wss.slack.com/link/?ticket=x&app_id=y", "wss://wss.slack.com/…"),
        ('"https://slack.com/api/chat.postMessage"', '"https://slack.com/…"'),
        ("<http://localhost:3000/slack/events>", "<http://localhost:3000/…>"),
        ("https://slack.com is up", "https://slack.com is up"),
        ("12 customers, boxoxb-1", "12 customers, boxoxb-1"),
    ],
)
def test_a_line_hides_what_opens_doors(written: str, shown: str) -> None:
    assert line(written).endswith(f" INFO bot {shown}")


def test_arguments_are_hidden_as_well() -> None:
    text = line("posting with %s to %s", "xoxb-1-2", {"url": f"https://x.example/{SECRET}"})
    assert text.endswith("posting with x… to {'url': 'https://x.example/…'}")


def test_no_secret_leaves_the_words_alone() -> None:
    assert line("an empty secret", secrets=("",)).endswith("an empty secret")


def test_a_traceback_is_hidden_too() -> None:
    stream = io.StringIO()
    configure("info", [SECRET], stream)
    try:
        int(f"xoxb-9-8 {SECRET} https://hooks.slack.com/actions/T1/2")
    except ValueError:
        logging.getLogger("bot").exception("it failed")
    text = stream.getvalue()
    assert (
        "ValueError: invalid literal for int() with base 10: 'x… … https://hooks.slack.com/…'"
        in text
    )
    assert "it failed" in text
    assert [word for word in ("xoxb-9-8", SECRET, "actions/T1") if word in text] == []


@pytest.mark.parametrize(
    ("level", "own", "slacks"),
    [
        ("debug", logging.DEBUG, logging.INFO),
        ("INFO", logging.INFO, logging.INFO),
        ("warning", logging.WARNING, logging.WARNING),
    ],
)
def test_slacks_own_loggers_never_go_below_info(level: str, own: int, slacks: int) -> None:
    configure(level, [], io.StringIO())
    assert logging.getLogger("bot").getEffectiveLevel() == own
    assert logging.getLogger("slack_sdk.web").getEffectiveLevel() == slacks
