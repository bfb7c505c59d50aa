"""Running the clock: for ever, for one instant, or through a calendar."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from bot.services import Services
from bot.settings import Environment
from bot.slack.app import learn_identity
from bot.slack.clock import Slack
from bot.slack.files import Files
from bot.slack.outbox import Outbox
from bot.slack.people import Identity, People
from bot.slack.shelf import Shelf
from bot.slack.tokens import secret
from bot.slack.web import SECONDS, client
from bot.slack.work import PATIENCE, Work
from bot.store.engine import Engine
from bot.store.entries import Entries
from bot.store.runs import Runs
from bot.store.schedules import Schedules
from bot.store.settings import Settings
from bot.weekly.clock import ROUND_SECONDS, make_round
from bot.weekly.keeper import EXTEND_SECONDS, LOOK_SECONDS, Keeper
from bot.weekly.rehearsal import Rehearsal, Time

LEARN_SECONDS = 30.0  # to hear from Slack who the bot is
FINISH_SECONDS = 20.0  # for the posts in hand, at the end

Now = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Clock:
    """A keeper and what it works with. `now` gives seconds since 1970."""

    keeper: Keeper
    slack: Slack
    schedules: Schedules
    runs: Runs
    now: Now

    @classmethod
    def of(cls, slack: Slack, schedules: Schedules, runs: Runs, now: Now) -> "Clock":
        return cls(Keeper(slack, schedules, runs, now), slack, schedules, runs, now)

    async def learn(self) -> None:
        """Who the bot is, and of which workspace: until then nobody is known to be a member."""
        await learn_identity(self.slack.web, self.slack.people.identity, asyncio.sleep)

    async def run(self, look: float = LOOK_SECONDS) -> None:
        """Rounds for ever; cancel it, then stop the keeper."""
        await asyncio.gather(self.slack.work.every(ROUND_SECONDS, self._tidy), self._keep(look))

    async def _keep(self, look: float) -> None:
        await self.learn()
        every = self.slack.work.every
        await asyncio.gather(every(look, self.keeper.look), every(EXTEND_SECONDS, self.keeper.keep))

    async def _tidy(self) -> None:
        await self.slack.store(make_round, self.runs.engine, self.now)


async def run(
    environment: Environment, services: Services, engine: Engine, stop: asyncio.Event
) -> None:
    """Until `stop` is set; then the posts in hand are finished. Raises SettingsError."""
    async with opened(environment, services, engine, time.time) as clock:
        running = asyncio.create_task(clock.run())
        await stop.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def run_once(environment: Environment, services: Services, engine: Engine, at: float) -> None:
    """What is due at an instant, as if it were now. Raises SettingsError."""
    begun = time.monotonic()

    def now() -> float:
        return at + time.monotonic() - begun

    async with opened(environment, services, engine, now, rehearses=True) as clock:
        await _learn(clock)
        await clock.keeper.look()
        await _kept(clock)


async def rehearse(
    environment: Environment, services: Services, engine: Engine, first: float, last: float
) -> None:
    """Every instant at which something is due. Waiting takes no time. Raises SettingsError."""
    passing = Time(first)
    async with opened(
        environment, services, engine, passing.now, passing.sleep, rehearses=True
    ) as clock:
        await _learn(clock)
        parts = (clock.keeper, clock.slack, clock.schedules, clock.runs)
        await Rehearsal(*parts, passing).until(last)


@contextlib.asynccontextmanager
async def opened(  # noqa: PLR0913 - the parts of the bot, and its time
    environment: Environment,
    services: Services,
    engine: Engine,
    now: Now,
    sleep: Sleep = asyncio.sleep,
    *,
    rehearses: bool = False,
) -> AsyncIterator[Clock]:
    """A clock on its own; in the end nothing is left in hand."""
    web = client(secret(environment, "slack_bot_token"), environment.slack_api_url)
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        web.session = session
        work = Work(PATIENCE)
        shelf = Shelf(services, Entries(engine, now), Settings(engine, now))
        slack = Slack(
            shelf=shelf,
            web=web,
            outbox=Outbox(web, now, sleep=sleep),
            people=People(web, Identity(), lambda: shelf.access, time.monotonic),
            files=Files(web, work),
            work=work,
            now=time.time,
            rehearses=rehearses,
        )
        clock = Clock.of(slack, Schedules(engine, now), Runs(engine, now), now)
        try:
            yield clock
        finally:
            await clock.keeper.stop(FINISH_SECONDS)
            await work.drain(FINISH_SECONDS)
            work.close()


async def _learn(clock: Clock) -> None:
    """Goes on without it where Slack stays silent: then nothing can be posted anyway."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(clock.learn(), LEARN_SECONDS)


async def _kept(clock: Clock) -> None:
    """Until nothing is in hand, however long it takes."""
    idle = asyncio.create_task(clock.keeper.idle())
    while not idle.done():
        await asyncio.wait({idle}, timeout=EXTEND_SECONDS)
        await clock.keeper.keep()
    await idle
