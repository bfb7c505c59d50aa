"""Slash commands: figures are answered in the acknowledgement itself, to the asker only."""

import html
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands import COMMANDS
from bot.render.blocks import Message, is_classic, message
from bot.services import Asker
from bot.slack.reception import Reception
from bot.slack.web import Done

ANY = re.compile(r"^/")
A_DIRECT_MESSAGE = "D"  # how the ids of these channels begin


def open_commands(app: AsyncApp, reception: Reception) -> None:
    """One listener for every name: which ones there are, the manifest says."""

    @app.command(ANY)
    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        asker = Asker(body["user_id"], body["channel_id"])
        text = f"/{plain_name(body['command'])} {html.unescape(body.get('text') or '')}"
        reply = reception.answer(text, asker, reception.services)
        full = message(reply, share=not asker.channel.startswith(A_DIRECT_MESSAGE))
        if is_classic(full):
            await ack(text=full["text"], blocks=full["blocks"])
            return
        await ack()  # what rides on an acknowledgement cannot fall back when Slack refuses it
        reception.work.start(follow(body["response_url"], full))

    async def follow(url: str, full: Message) -> None:
        outcome = await reception.respond(url, full)
        if not isinstance(outcome, Done):
            reception.report("a follow-up", outcome)


def plain_name(command: str) -> str:
    """The command without the prefix that the manifest may have put before it.

    >>> plain_name("/x-crr"), plain_name("/crr")
    ('crr', 'crr')
    """
    name = command.removeprefix("/")
    return next((known for known in COMMANDS if name.endswith(f"-{known}")), name)
