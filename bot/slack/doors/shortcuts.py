"""Shortcuts in the menu of a message: the terms in it, explained to who asks and nobody else."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.answers.explained import explained, in_full
from bot.render.blocks import message
from bot.reply import Language, Problem, Reply
from bot.services import Asker
from bot.slack.forms import terms as form
from bot.slack.forms.schedule import notice
from bot.slack.forms.terms import ENTRY
from bot.slack.manifest import EXPLAIN
from bot.slack.reception import Reception
from bot.slack.web import Done, call

_LABELLED = re.compile(r"<(?![@#!])[^<>|]*\|([^<>]*)>")  # a link with words of its own
_CALLED = re.compile(r"<[^<>]*>")  # a bare link, a person, a channel, everybody
_MARKS = re.compile(r"(?<!\w)[_*~`]+|[_*~`]+(?!\w)")  # bold, italic and the like
_ALONE = {"response_type": "ephemeral", "replace_original": False}


class Shortcuts:
    """What happens after a shortcut is chosen; each runs in the background."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    async def explain(self, body: Mapping[str, Any]) -> None:
        """In a view, which needs the bot in no channel; where it opens too late, in a message."""
        asker = Asker(body["user"]["id"], body["channel"]["id"])
        language = self._reception.language_of(asker)
        await self._reception.refresh()
        services = self._reception.services
        text = said_in(body["message"])
        found = await self._reception.work.answer(explained, text, language, asker, services)
        web, trigger = self._reception.web, body["trigger_id"]
        outcome = await call(web, "views.open", trigger_id=trigger, view=form.view(found))
        if not isinstance(outcome, Done):
            self._reception.report("a view of terms", outcome)
            await self.tell(body, found)

    async def entry(self, body: Mapping[str, Any], key: str, language: Language) -> None:
        """One term in full, over the others."""
        await self._reception.refresh()
        try:
            reply = in_full(key, language, self._reception.services)
        except Problem as problem:
            reply = self._reception.problem(problem, language)
        web, trigger = self._reception.web, body["trigger_id"]
        view = notice("term", reply)
        outcome = await call(web, "views.push", trigger_id=trigger, view=view)
        self._reception.report("a term", outcome)

    async def sorry(self, body: Mapping[str, Any]) -> None:
        """It broke."""
        asker = Asker(body["user"]["id"], body["channel"]["id"])
        told = self._reception.sorry(asker)
        await self._reception.respond(body["response_url"], told, **_ALONE)

    async def tell(self, body: Mapping[str, Any], reply: Reply) -> None:
        """To who asked alone, below the channel's messages."""
        url = body["response_url"]
        outcome = await self._reception.respond(url, message(reply), **_ALONE)
        self._reception.report("the terms of a message", outcome)


def said_in(told: Mapping[str, Any]) -> str:
    """The words of a message without Slack's marks, mentions and addresses; of one that has blocks
    alone, those in them.
    """
    text = told.get("text") or " ".join(_words([told.get("blocks"), told.get("attachments")]))
    plain = _LABELLED.sub(r" \1 ", text)
    return html.unescape(_MARKS.sub(" ", _CALLED.sub(" ", plain)))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name == "text" and isinstance(part, str):
                yield part
            else:
                yield from _words(part)


def open_shortcuts(app: AsyncApp, reception: Reception) -> None:
    """Listens to the shortcut, and to the buttons in the view that it opens."""
    shortcuts = Shortcuts(reception)

    @app.message_shortcut(EXPLAIN)
    async def explain(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()

        async def apologise() -> None:
            await shortcuts.sorry(body)

        reception.work.start(shortcuts.explain(body), apologise)

    @app.action(ENTRY)
    async def entry(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        reception.work.start(shortcuts.entry(body, **json.loads(action["value"])))
