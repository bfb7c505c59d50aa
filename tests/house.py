"""The whole bot in one event loop, with Slack's stand-in before it and a store behind it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.demo.standin import StandIn
from bot.demo.workspace import Message, Workspace
from bot.desk import answer
from bot.services import Preferences, Services
from bot.settings import Environment
from bot.slack.reception import Desk
from bot.slack.serve import Pace, serve
from bot.store.engine import Engine, migrate, open_store
from knowledge.library import load
from tests.typed.recording import record

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-house-token", "xapp-house-token", "house-signing-secret"
QUICK = Pace(post=0.02, look_after=0.05, drain=3.0)
SERVICES = Services(load(), lambda _: Preferences(industry="software"))


class Clock:
    """A clock that a test sets; seconds since 1970."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@dataclass(frozen=True)
class House:
    """A bot that runs, and its Slack."""

    slack: StandIn
    engine: Engine
    port: int
    stop: asyncio.Event
    running: "asyncio.Task[None]"

    def said(self, channel: str, user: str = "U_ANN") -> list[Message]:
        """What the bot said there, as far as the user sees it, in order."""
        seen = self.slack.workspace.visible_to(user, channel)
        return [message for message in seen if message.user == "U_BOT"]

    async def says(self, channel: str, count: int = 1, user: str = "U_ANN") -> list[Message]:
        """Waits until the bot has said so many things there."""
        await self.slack.wait_for(lambda: len(self.said(channel, user)) >= count)
        return self.said(channel, user)

    async def close(self) -> None:
        """Stops the bot as SIGTERM does, and waits for its last answers."""
        self.stop.set()
        await self.running


def new_workspace() -> Workspace:
    return Workspace(BOT_TOKEN, APP_TOKEN, SECRET)


def store_in(folder: Path) -> Engine:
    """A migrated SQLite store."""
    engine = open_store(f"sqlite:///{folder / 'retention.sqlite'}")
    migrate(engine)
    return engine


@asynccontextmanager
async def house(  # noqa: PLR0913 - each a part that some test replaces
    folder: Path,
    *,
    sockets: bool = False,
    desk: Desk = answer,
    pace: Pace = QUICK,
    slack: StandIn | None = None,
    engine: Engine | None = None,
    services: Services = SERVICES,
    clock: bool = True,
) -> AsyncIterator[House]:
    """The bot over HTTP or Socket Mode; ends as a SIGTERM would end it."""
    standing = slack or StandIn(new_workspace())
    if slack is None:
        await standing.start()
    store = engine or store_in(folder)
    stop = asyncio.Event()
    port = free_port()
    settings = environment(standing, port, sockets=sockets)
    running = serve(settings, services, store, stop, clock=clock, desk=desk, pace=pace)
    task = asyncio.create_task(running)
    one = House(standing, store, port, stop, task)
    try:
        await _up(one, sockets=sockets)
        yield one
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await task
        record(standing)
        if slack is None:
            await standing.stop()
        if engine is None:
            store.dispose()


def environment(standing: StandIn, port: int, *, sockets: bool = False) -> Environment:
    return Environment(
        slack_bot_token=SecretStr(BOT_TOKEN),
        slack_app_token=SecretStr(APP_TOKEN) if sockets else None,
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=standing.api_url,
        port=port,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def health(port: int) -> tuple[int, Any]:
    """Status and body of GET /health."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/health") as answered,
    ):
        return answered.status, await answered.json()


async def _up(one: House, *, sockets: bool) -> None:
    one.slack.use_socket = sockets
    one.slack.bot_url = f"http://127.0.0.1:{one.port}/slack/events"
    if sockets:
        await one.slack.wait_for(lambda: one.slack.sockets > 0 or one.running.done())
    while not sockets and not one.running.done():
        with suppress(aiohttp.ClientError):
            await health(one.port)
            break
        await asyncio.sleep(0.01)
