"""The files that people dropped, in memory: each for one person in one thread, and not for long."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.importing.memory import Held
from bot.reply import Problem
from bot.services import Asker, Data, Preferences, Services
from bot.slack.places import Place, is_direct
from bot.slack.web import Done, Refused, read

KEPT_HOURS = 2  # after the last question
MOST_DROPS = 10
MOST_BYTES = 50_000_000  # of all the files together
_LOOKED_AT = 100  # messages of a thread


@dataclass(slots=True)
class Drop:
    """What `user` dropped. `earlier`: the last question, to be followed up."""

    user: str
    held: Held
    data: Data
    until: float
    earlier: str | None = None

    def services(self, base: Services) -> Services:
        """Only this person may ask, and no channel may read it. Whoever sees the audit elsewhere
        sees the same one here.
        """
        access = base.access.model_copy(update={"people": (self.user,), "channels": ()})
        audited = base.data.audited if base.data else self.data.audited
        settings_for = base.settings_for

        def settings(asker: Asker) -> Preferences:
            usual = settings_for(asker)
            return replace(usual, currency=self.held.currency or usual.currency)

        data = replace(self.data, audited=audited)
        return replace(base, access=access, data=data, settings_for=settings)


@dataclass(frozen=True, slots=True)
class Drops:
    """By place, the one that was not asked for longest first. `now` gives seconds since 1970. Used
    in the event loop alone.
    """

    now: Callable[[], float]
    _drops: dict[str, Drop] = field(default_factory=dict)

    def keep(self, place: str, user: str, held: Held, data: Data) -> None:
        """In the place of what was there; what is oldest makes room."""
        self._forget(place)
        self._drops[place] = Drop(user, held, data, self._until())
        while len(self._drops) > MOST_DROPS or self._size() > MOST_BYTES:
            self._forget(next(iter(self._drops)))

    def find(self, place: str, user: str) -> Drop | None:
        """What this person dropped there, if it is still held: for another two hours then."""
        self.tidy()
        drop = self._drops.get(place)
        if drop is None or drop.user != user:
            return None
        self._drops[place] = self._drops.pop(place)
        drop.until = self._until()
        return drop

    def tidy(self) -> None:
        """Lets go of what nobody asked for."""
        for place in [place for place, drop in self._drops.items() if drop.until <= self.now()]:
            self._forget(place)

    def forget_all(self) -> None:
        """Lets go of everything."""
        for place in list(self._drops):
            self._forget(place)

    def _forget(self, place: str) -> None:
        if drop := self._drops.pop(place, None):
            drop.held.close()

    def _until(self) -> float:
        return self.now() + KEPT_HOURS * 3600

    def _size(self) -> int:
        return sum(drop.held.size for drop in self._drops.values())


async def lost(web: AsyncWebClient, asker: Asker, place: Place | None) -> Problem | None:
    """For a thread whose file is not held: what to tell who asks there. The company's own data must
    not pass for the file's, so Slack is asked whether a file was dropped there.
    """
    if place is None or not place.thread_ts or not is_direct(asker.channel):
        return None
    where = {"channel": asker.channel, "ts": place.thread_ts}
    outcome = await read(web, "conversations.replies", **where, limit=_LOOKED_AT)
    if isinstance(outcome, Refused):
        return None
    if not isinstance(outcome, Done):
        return Problem("drop_unsure")
    said = outcome.data.get("messages", ())
    dropped = any(one.get("files") and not one.get("bot_id") for one in said)
    return Problem("drop_lost", hours=KEPT_HOURS) if dropped else None
