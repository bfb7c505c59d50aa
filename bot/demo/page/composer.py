"""What a line that somebody types does: a slash command, a message, or a word from Slackbot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands import COMMANDS
from bot.demo.deliveries import Delivery
from bot.demo.mentions import escape
from bot.demo.shared_files import Given
from bot.demo.standin import OK, StandIn
from bot.demo.workspace import Message

SLACKBOT = "USLACKBOT"
MOST_TYPED = 40_000  # characters of a message; Slack takes no more
_MENTION = re.compile(r"@(\w+)")


@dataclass(frozen=True, slots=True)
class Line:
    """What is typed, by whom, and where; `thread` is the ts it begins with."""

    user: str
    channel: str
    text: str
    thread: str | None = None
    files: Sequence[Given] = ()


async def say(standin: StandIn, line: Line) -> None:
    """Does it, and lets Slackbot tell what did not work."""
    if len(line.text) > MOST_TYPED:
        whisper(standin, line, f"Your message is too long: Slack takes {MOST_TYPED:,} characters.")
    elif line.text.startswith("/"):
        await _command(standin, line)
    elif line.text or line.files:
        await _message(standin, line)


def whisper(standin: StandIn, line: Line, text: str) -> None:
    """A word from Slackbot that nobody else sees."""
    standin.workspace.store(
        Message(line.channel, SLACKBOT, escape(text), thread_ts=line.thread, recipient=line.user)
    )


def trouble(delivery: Delivery) -> str | None:
    """Slack's code for an app that did not do its part."""
    if delivery.timed_out:
        return "operation_timeout"
    if delivery.status == 0:
        return "dispatch_failed"
    return None if delivery.status == OK else "http_service_error"


async def _command(standin: StandIn, line: Line) -> None:
    name, *rest = line.text.split(maxsplit=1)
    if line.thread:
        whisper(standin, line, f"{name} is not supported in threads. Sorry!")
    elif name.removeprefix("/") not in COMMANDS:
        whisper(
            standin,
            line,
            f'{name} is not a valid command. In Slack, all messages that start with "/" are taken '
            f"for commands. There are: {', '.join(f'/{one}' for one in COMMANDS)}.",
        )
    else:
        delivery = await standin.command(name, "".join(rest).strip(), line.user, line.channel)
        if error := trouble(delivery):
            whisper(standin, line, f"{name} failed with the error “{error}”")


async def _message(standin: StandIn, line: Line) -> None:
    channel = standin.workspace.channels[line.channel]
    if channel.kind == "im":
        await standin.direct_message(line.text, line.user, line.thread, line.files)
        return
    people = {one.name.lower(): one.id for one in standin.workspace.users.values()}

    def mention(found: re.Match[str]) -> str:
        number = people.get(found[1].lower())
        return f"<@{number}>" if number else found[0]

    words = _MENTION.sub(mention, escape(line.text))
    await standin.say(words, line.user, line.channel, line.thread, line.files)
