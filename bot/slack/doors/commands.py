"""Slash commands: figures are answered in the acknowledgement itself, to the asker only."""

import html
import logging
import re
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands import COMMANDS
from bot.render.blocks import Message, as_json, is_classic, message
from bot.reply import Reply
from bot.services import Asker
from bot.slack.curating import Curating
from bot.slack.reception import Reception, said
from metrics.catalog import METRICS

log = logging.getLogger(__name__)

SLOW_SECONDS = 2.0  # Slack gives up after three, and Bolt does not measure
ANY = re.compile(r"^/")
JSON: dict[str, str | Sequence[str]] = {"content-type": "application/json"}
A_DIRECT_MESSAGE = "D"  # how the ids of these channels begin


def open_commands(app: AsyncApp, reception: Reception) -> None:
    """One listener for every name: which ones there are, the manifest says."""
    curating = Curating(reception)

    @app.command(ANY)
    async def command(ack: AsyncAck, body: dict[str, Any]) -> BoltResponse | None:
        asker = Asker(body["user_id"], body["channel_id"])
        text = f"/{plain_name(body['command'])} {html.unescape(body.get('text') or '')}"
        started = time.monotonic()
        if plain_name(body["command"]) not in METRICS:  # figures need no entry of the team's
            await reception.refresh()
        reply = reception.kept(text, reception.answer(text, asker, reception.services))
        share = not asker.channel.startswith(A_DIRECT_MESSAGE)
        if curating.has_more_to_do(reply):
            await ack()
            hear = partial(tell, body["response_url"])
            opening = curating.finish(reply, asker, body["trigger_id"], hear)
            reception.work.start(opening, partial(hear, said("broken", reply.language)))
            return None
        full = message(reply, share=share)
        if (seconds := time.monotonic() - started) > SLOW_SECONDS:
            log.warning("%s took %.1f s before its acknowledgement", body["command"], seconds)
        if is_classic(full):
            return BoltResponse(status=200, body=as_json(reply, share=share), headers=JSON)
        await ack()  # what rides on an acknowledgement cannot fall back when Slack refuses it
        reception.work.start(follow(body["response_url"], full))
        return None

    async def tell(url: str, reply: Reply) -> None:
        await follow(url, message(reply))

    async def follow(url: str, full: Message) -> None:
        reception.report("a follow-up", await reception.respond(url, full))


def plain_name(command: str) -> str:
    """The command without the prefix that the manifest may have put before it.

    >>> plain_name("/x-crr"), plain_name("/crr")
    ('crr', 'crr')
    """
    name = command.removeprefix("/")
    return next((known for known in COMMANDS if name.endswith(f"-{known}")), name)
