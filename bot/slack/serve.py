"""Serving Slack: HTTP or Socket Mode, until a signal says stop; then the answers in hand finish."""

import asyncio
import contextlib
import json
import logging
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import answer
from bot.services import Services
from bot.settings import Environment, SettingsError
from bot.slack.app import build
from bot.slack.clock import Slack
from bot.slack.doors.chat import Chat
from bot.slack.drops import Drops
from bot.slack.files import Files
from bot.slack.keeping import Clock
from bot.slack.outbox import Outbox
from bot.slack.people import Identity, People
from bot.slack.reception import Desk, Reception
from bot.slack.shelf import Shelf
from bot.slack.tokens import secret
from bot.slack.web import SECONDS, Refused, client, insist
from bot.slack.work import PATIENCE, Work
from bot.store.audit import Audit
from bot.store.changes import Changes
from bot.store.engine import Engine, is_there, require_tables
from bot.store.entries import Entries
from bot.store.gaps import Gaps
from bot.store.inbox import LEASE_SECONDS, Inbox
from bot.store.runs import LEASE_SECONDS as RUN_SECONDS
from bot.store.runs import Runs
from bot.store.schedules import Schedules
from bot.store.settings import Settings
from bot.store.threads import Threads
from bot.weekly.keeper import LOOK_SECONDS

log = logging.getLogger(__name__)

MOST_BYTES = 1_000_000  # of a request; Slack's are far smaller
EVERYWHERE = "0.0.0.0"  # noqa: S104 - Slack, or the platform's router, connects from outside


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between posts in a channel, between looks at the inbox, that an event stays in this
    process's hands without a look, that an answer from data may take, for the last answers; between
    looks at what is due, and that a post stays in this process's hands.
    """

    post: float = 1.0
    look_after: float = 15.0
    lease: int = LEASE_SECONDS
    patience: float = PATIENCE
    drain: float = 20.0
    clock: float = LOOK_SECONDS
    run: int = RUN_SECONDS


async def serve(  # noqa: PLR0913 - the parts of the bot, and how to run them
    environment: Environment,
    services: Services,
    engine: Engine,
    stop: asyncio.Event,
    *,
    clock: bool = True,
    http: bool = False,
    desk: Desk = answer,
    pace: Pace = Pace(),
    now: Callable[[], float] = time.time,
    host: str = EVERYWHERE,
) -> None:
    """Runs until `stop` is set; `now` gives seconds since 1970, `host` is where HTTP is heard.
    Raises SettingsError when a token is missing or refused.
    """
    require_tables(engine)
    over_http = http or environment.slack_app_token is None
    signing = secret(environment, "slack_signing_secret") if over_http else "unused"
    web = client(secret(environment, "slack_bot_token"), environment.slack_api_url)
    async with _reception(web, services, engine, desk, pace, now=now) as reception:
        chat = Chat(reception)
        app = build(reception, chat, str(web.token), signing, environment.slack_api_url)
        posts = _clock(reception)
        working = posts.run(pace.clock) if clock else posts.learn()
        looking = reception.work.every(pace.look_after, chat.look_after)
        async with _ending_well(reception, posts, pace.drain, working, looking):
            if over_http:
                healthy = partial(reception.work.store, is_there, engine)
                await _over_http(app, (host, environment.port), stop, healthy)
            else:
                drain = partial(reception.work.drain, pace.drain)
                await _over_sockets(app, environment, stop, drain)


@contextlib.asynccontextmanager
async def _ending_well(
    reception: Reception, posts: Clock, seconds: float, *rounds: Coroutine[Any, Any, None]
) -> AsyncIterator[None]:
    """What goes round meanwhile; however it ends, what is in hand has so many seconds to finish."""
    running = [asyncio.create_task(one) for one in rounds]
    try:
        yield
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.gather(posts.keeper.stop(seconds), reception.work.drain(seconds))
        reception.work.close()
        reception.drops.forget_all()


@contextlib.asynccontextmanager
async def _reception(  # noqa: PLR0913 - the parts of the bot
    web: AsyncWebClient,
    services: Services,
    engine: Engine,
    desk: Desk,
    pace: Pace,
    *,
    now: Callable[[], float],
) -> AsyncIterator[Reception]:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        web.session = session
        entries, identity, work = Entries(engine, now), Identity(), Work(pace.patience)
        settings = Settings(engine, now)
        shelf = Shelf(services, entries, settings)
        await work.store(shelf.refresh)
        yield Reception(
            answer=desk,
            base=services,
            shelf=shelf,
            entries=entries,
            web=web,
            outbox=Outbox(web, now, interval=pace.post),
            inbox=Inbox(engine, now, pace.lease),
            gaps=Gaps(engine, now),
            threads=Threads(engine, now),
            drops=Drops(now),
            audit=Audit(engine, now),
            schedules=Schedules(engine, now),
            runs=Runs(engine, now, pace.run),
            changes=Changes(engine, now),
            settings=settings,
            people=People(web, identity, lambda: shelf.access, time.monotonic),
            files=Files(web, work),
            work=work,
            session=session,
            now=now,
            identity=identity,
        )


def _clock(reception: Reception) -> Clock:
    """What is posted by the clock goes by the same outbox, and asks in the same pools."""
    slack = Slack(
        shelf=reception.shelf,
        web=reception.web,
        outbox=reception.outbox,
        people=reception.people,
        files=reception.files,
        work=reception.work,
        now=reception.now,
    )
    return Clock.of(slack, reception.schedules, reception.runs, reception.now)


async def _over_http(
    app: AsyncApp,
    address: tuple[str, int],
    stop: asyncio.Event,
    healthy: Callable[[], Awaitable[bool]],
) -> None:
    host, port = address
    config = uvicorn.Config(
        guarded(AsyncSlackRequestHandler(app), healthy),
        host=host,
        port=port,
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    watcher = asyncio.create_task(_stop_server(server, stop))
    await server.serve()
    watcher.cancel()


async def _stop_server(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


async def _over_sockets(
    app: AsyncApp,
    environment: Environment,
    stop: asyncio.Event,
    drain: Callable[[], Awaitable[None]],
) -> None:
    """Socket Mode. The connection closes only after the answers in hand were delivered."""
    token = secret(environment, "slack_app_token")
    web = client(token, environment.slack_api_url)
    if (url := await _socket_url(web, stop)) is None:
        return
    handler = AsyncSocketModeHandler(app, token, web_client=web)
    handler.client.wss_uri = url
    await handler.connect_async()  # type: ignore[no-untyped-call]
    log.info("listening over Socket Mode")
    await stop.wait()
    await handler.disconnect_async()  # type: ignore[no-untyped-call]
    await drain()
    await handler.close_async()  # type: ignore[no-untyped-call]


async def _socket_url(web: AsyncWebClient, stop: asyncio.Event) -> str | None:
    """Asks until Slack gives an address, or until `stop`: the client itself would retry a refused
    token for ever.
    """
    asking = asyncio.create_task(insist(web, "apps.connections.open", asyncio.sleep))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not asking.done():
        asking.cancel()
        return None
    outcome = asking.result()
    if isinstance(outcome, Refused):
        raise SettingsError(f"Slack refuses SLACK_APP_TOKEN: {outcome.error}.")
    return str(outcome.data["url"])


def guarded(
    handler: AsyncSlackRequestHandler, healthy: Callable[[], Awaitable[bool]]
) -> Callable[..., Awaitable[None]]:
    """Bolt's ASGI application, with GET /health beside it (200 while the store answers, else 503),
    and a limit before it: Bolt reads a whole body before it looks at the signature.
    """

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/health":
            store = await healthy()
            await _send_json(send, 200 if store else 503, {"ok": store, "store": store})
            return
        length = dict(scope.get("headers", ())).get(b"content-length", b"")
        posted = scope["type"] == "http" and scope["method"] == "POST"
        if posted and not (length.isdigit() and int(length) <= MOST_BYTES):
            await _send_json(send, 413 if length else 411, {"ok": False})
            return
        await handler(scope, receive, send)

    return application


async def _send_json(send: Any, status: int, content: dict[str, Any]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


def stop_signals() -> asyncio.Event:
    """Set before uvicorn starts: it raises the signal again after it, which then ends nothing."""
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: uvicorn's own handling remains
            asyncio.get_running_loop().add_signal_handler(one, stop.set)
    return stop
