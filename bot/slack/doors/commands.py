"""Slash commands: figures are answered in the acknowledgement itself, questions about data after
it; both to the asker only.
"""

import html
import logging
import re
import time
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands import COMMANDS
from bot.render.blocks import Message, as_json, is_classic, message
from bot.reply import Language, Reply
from bot.services import Asker
from bot.slack.choosing import Choosing
from bot.slack.curating import Curating
from bot.slack.files import Answer
from bot.slack.filling import Filling
from bot.slack.places import is_direct, place_of
from bot.slack.reception import Reception, said
from bot.slack.scheduling import Scheduling
from metrics.catalog import METRICS

log = logging.getLogger(__name__)

SLOW_SECONDS = 2.0  # Slack gives up after three, and Bolt does not measure
FIGURES_SECONDS = 1.0  # old may be what figures are told with: they need no store
ANY = re.compile(r"^/")
JSON: dict[str, str | Sequence[str]] = {"content-type": "application/json"}


class Commands:
    """Answers one command at a time, in the acknowledgement or after it."""

    def __init__(self, reception: Reception, filling: Filling) -> None:
        self._reception = reception
        further = (Curating(reception), Scheduling(reception), Choosing(reception))
        self._further = (*further, filling)

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse | None:
        """The acknowledgement, unless `ack` has been called: then the answer follows."""
        started, name = time.monotonic(), plain_name(body["command"])
        asker = Asker(body["user_id"], body["channel_id"])
        text = f"/{name} {html.unescape(body.get('text') or '')}"
        await self._reception.refresh(FIGURES_SECONDS if name in METRICS else 0.0)
        if self._reception.is_about_data(text, asker):
            await ack()
            language = self._reception.language_of(asker)
            self._begin(body, self._look_up(body["response_url"], text, asker), language)
            return None
        answered = self._reception.answer(text, asker, self._reception.services)
        reply = self._reception.kept(text, answered)
        if further := next((one for one in self._further if one.has_more_to_do(reply)), None):
            await ack()
            hear = partial(self._tell, body["response_url"])
            opening = further.finish(reply, asker, body, hear)
            self._begin(body, opening, reply.language)
            return None
        share = not is_direct(asker.channel)
        full = message(reply, share=share)
        if (seconds := time.monotonic() - started) > SLOW_SECONDS:
            log.warning("%s took %.1f s before its acknowledgement", body["command"], seconds)
        if is_classic(full):
            return BoltResponse(status=200, body=as_json(reply, share=share), headers=JSON)
        await ack()  # what rides on an acknowledgement cannot fall back when Slack refuses it
        self._reception.work.start(self._follow(body["response_url"], full))
        return None

    async def _look_up(self, url: str, text: str, asker: Asker) -> None:
        """Answers from data."""
        place = place_of(asker.channel, None)
        reply = await self._reception.written(text, asker, place)
        full = message(reply, share=not is_direct(asker.channel))
        outcome = await self._reception.respond(url, full)
        self._reception.report("an answer from data", outcome)
        tell = partial(self._say, url, reply.language)
        self._reception.delivered(Answer(reply, asker, text, tell), outcome, [place])

    def _begin(
        self, body: dict[str, Any], task: Coroutine[Any, Any, None], language: Language
    ) -> None:
        """After the acknowledgement; if it breaks, the asker reads an apology."""
        apology = partial(self._say, body["response_url"], language, "broken")
        self._reception.work.start(task, apology)

    async def _say(self, url: str, language: Language, code: str) -> None:
        await self._tell(url, said(code, language))

    async def _tell(self, url: str, reply: Reply) -> None:
        await self._follow(url, message(reply))

    async def _follow(self, url: str, full: Message) -> None:
        self._reception.report("a follow-up", await self._reception.respond(url, full))


def open_commands(app: AsyncApp, reception: Reception, filling: Filling) -> None:
    """One listener for every name: which ones there are, the manifest says."""
    commands = Commands(reception, filling)

    @app.command(ANY)
    async def command(ack: AsyncAck, body: dict[str, Any]) -> BoltResponse | None:
        return await commands.answer(ack, body)


def plain_name(command: str) -> str:
    """The command without the prefix that the manifest may have put before it.

    >>> plain_name("/x-crr"), plain_name("/crr")
    ('crr', 'crr')
    """
    name = command.removeprefix("/")
    return next((known for known in COMMANDS if name.endswith(f"-{known}")), name)
