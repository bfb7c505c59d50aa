"""Reading what somebody drops in a direct message; a table in a channel is not looked at."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.answers.dropped import understood
from bot.ask.grammar import MOST_CHARACTERS, spoken_in
from bot.importing.memory import MOST_FILES, Held, data_of, hold
from bot.render.blocks import message
from bot.reply import Language, Problem, Reply
from bot.services import Asker
from bot.slack.downloads import Downloads, Found
from bot.slack.drops import KEPT_HOURS
from bot.slack.outbox import Post
from bot.slack.places import is_direct, thread
from bot.slack.reception import Reception
from bot.slack.work import Busy

PATIENCE = 1.0  # seconds without a word
_TABLES = (".csv", ".tsv", ".xls", ".xlsx")


class Dropping:
    """Built once. A dropped file is never in the store, in a log or among the gaps."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._downloads = Downloads(reception.web, reception.session)

    async def reply(self, ids: Sequence[str], text: str, asker: Asker, thread_ts: str) -> Reply:
        """What was understood of the files, which the thread is about from now on."""
        await self._reception.refresh()
        language = spoken_in(text[:MOST_CHARACTERS], self._reception.language_of(asker))
        if not is_direct(asker.channel):
            return self._reception.problem(Problem("drop_in_channel"), language)
        try:
            return await self._read(ids, language, asker, thread_ts)
        except Problem as problem:
            return self._reception.problem(problem, language)
        except Busy:
            return self._reception.problem(Problem("data_busy"), language)

    async def _read(
        self, ids: Sequence[str], language: Language, asker: Asker, thread_ts: str
    ) -> Reply:
        if len(ids) > MOST_FILES:
            raise Problem("drop_too_many", files=len(ids), most=MOST_FILES)
        found = [await self._downloads.look_up(one) for one in ids]
        services = self._reception.services
        zone = services.settings_for(asker).timezone or services.timezone
        reading = asyncio.ensure_future(self._held(found, zone, language))
        done, _ = await asyncio.wait({reading}, timeout=PATIENCE)
        if not done:
            await self._say_reading(found, language, asker, thread_ts)
        held = await reading
        today = partial(self._today, ZoneInfo(zone))
        data = data_of(held, today, time.monotonic)
        self._reception.drops.keep(thread(asker.channel, thread_ts), asker.user, held, data)
        return understood(held, language, today(), KEPT_HOURS)

    async def _held(self, found: Sequence[Found], zone: str, language: Language) -> Held:
        files = [(one.name, await self._downloads.fetch(one)) for one in found]
        return await self._reception.work.data(hold, files, zone, language)

    async def _say_reading(
        self, found: Sequence[Found], language: Language, asker: Asker, thread_ts: str
    ) -> None:
        names = [one.name for one in found]
        said = Reply("drop_problems", language, {"files": names}, part="drop_reading")
        now = self._reception.now()
        post = Post(asker.channel, message(said), str(uuid4()), now, thread_ts)
        self._reception.report("word of reading", await self._reception.outbox.post(post))

    def _today(self, zone: ZoneInfo) -> date:
        return datetime.fromtimestamp(self._reception.now(), zone).date()


def dropped_in(event: Mapping[str, Any]) -> list[str]:
    """The ids of the files that an event brings to be read; beside a mention, if one is a table."""
    files = event.get("files") or ()
    names = [str(one.get("name") or "").lower() for one in files]
    meant = event["type"] == "message" or any(name.endswith(_TABLES) for name in names)
    return [one["id"] for one in files] if meant else []
