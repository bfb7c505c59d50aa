"""Serving Slack: HTTP or Socket Mode, until a signal says stop; then the answers in hand finish."""

import asyncio
import contextlib
import json
import logging
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.desk import answer
from bot.services import Services
from bot.settings import Environment, SettingsError
from bot.slack.app import build, learn_identity
from bot.slack.doors.chat import Chat
from bot.slack.outbox import Outbox
from bot.slack.reception import Desk, Reception
from bot.slack.web import SECONDS, client
from bot.slack.work import Work
from bot.store.engine import Engine, is_there
from bot.store.inbox import Inbox
from bot.weekly.clock import ROUND_SECONDS, make_round

log = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
LOOK_AFTER_SECONDS = 15.0
_LONGEST_PAUSE = 60.0
_NEVER_WORKS = {"invalid_auth", "not_authed", "token_revoked", "not_allowed_token_type"}


async def serve(  # noqa: PLR0913 - the four parts of the bot, and two choices
    environment: Environment,
    services: Services,
    engine: Engine,
    *,
    clock: bool = True,
    http: bool = False,
    desk: Desk = answer,
) -> None:
    """Runs until SIGTERM or SIGINT. Raises SettingsError when a token is missing or refused."""
    token, secret = _secret(environment, "slack_bot_token"), ""
    over_http = http or environment.slack_app_token is None
    if over_http:
        secret = _secret(environment, "slack_signing_secret")
    stop = _stop_signals()
    async with _reception(environment, services, engine, desk) as reception:
        chat = Chat(reception)
        app = build(reception, chat, token, secret or "unused", environment.slack_api_url)
        rounds = _rounds(reception, chat, client(token, environment.slack_api_url), clock=clock)
        tasks = [asyncio.create_task(one) for one in rounds]
        try:
            if over_http:
                await _over_http(app, environment.port, engine, stop)
            else:
                await _over_sockets(app, environment, stop, reception.work)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await reception.work.drain(DRAIN_SECONDS)


@contextlib.asynccontextmanager
async def _reception(
    environment: Environment, services: Services, engine: Engine, desk: Desk
) -> AsyncIterator[Reception]:
    token = _secret(environment, "slack_bot_token")
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        web = client(token, environment.slack_api_url)
        web.session = session
        yield Reception(
            answer=desk,
            services=services,
            outbox=Outbox(web, time.time),
            inbox=Inbox(engine, time.time),
            work=Work(),
            session=session,
            now=time.time,
        )


def _rounds(reception: Reception, chat: Chat, web: Any, *, clock: bool) -> list[Any]:
    async def tidy() -> None:
        await reception.work.store(make_round, reception.inbox)

    rounds = [
        learn_identity(web, reception.identity, asyncio.sleep),
        reception.work.every(LOOK_AFTER_SECONDS, chat.look_after),
    ]
    return [*rounds, reception.work.every(ROUND_SECONDS, tidy)] if clock else rounds


async def _over_http(app: AsyncApp, port: int, engine: Engine, stop: asyncio.Event) -> None:
    config = uvicorn.Config(
        healthy(AsyncSlackRequestHandler(app), engine),
        host="0.0.0.0",  # noqa: S104 - Slack, or the platform's router, connects from outside
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
    app: AsyncApp, environment: Environment, stop: asyncio.Event, work: Work
) -> None:
    """Socket Mode. The connection closes only after the answers in hand were delivered."""
    token = _secret(environment, "slack_app_token")
    web = client(token, environment.slack_api_url)
    handler = AsyncSocketModeHandler(app, token, web_client=web)
    await _connected(handler.connect_async)
    log.info("listening over Socket Mode")
    await stop.wait()
    await handler.disconnect_async()  # type: ignore[no-untyped-call]
    await work.drain(DRAIN_SECONDS)
    await handler.close_async()  # type: ignore[no-untyped-call]


async def _connected(connect: Callable[[], Awaitable[Any]]) -> None:
    """Tries until Slack is there; a token that Slack refuses ends it."""
    pause = 1.0
    while True:
        try:
            await connect()
        except SlackApiError as error:
            reason = str(error.response.get("error"))
            if reason in _NEVER_WORKS:
                raise SettingsError(f"Slack refuses SLACK_APP_TOKEN: {reason}.") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            reason = type(error).__name__
        else:
            return
        log.warning("Socket Mode is not up yet (%s); next try in %d s", reason, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def healthy(handler: AsyncSlackRequestHandler, engine: Engine) -> Callable[..., Awaitable[None]]:
    """Bolt's ASGI application with GET /health beside it: 200 while the store answers, else 503."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != "/health":
            await handler(scope, receive, send)
            return
        store = await asyncio.get_running_loop().run_in_executor(None, is_there, engine)
        body = json.dumps({"ok": store, "store": store}).encode()
        headers = [(b"content-type", b"application/json")]
        status = 200 if store else 503
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return application


def _stop_signals() -> asyncio.Event:
    """Set before uvicorn starts: it raises the signal again after it, which then ends nothing."""
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: uvicorn's own handling remains
            asyncio.get_running_loop().add_signal_handler(one, stop.set)
    return stop


def _secret(environment: Environment, name: str) -> str:
    if (value := getattr(environment, name)) is None:
        raise SettingsError(f"{name.upper()} is not set; the README says where to find it.")
    return str(value.get_secret_value())
