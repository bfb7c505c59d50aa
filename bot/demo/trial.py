"""`python -m bot demo`: the bot as in production, a Slack of its own, and a page to see it on."""

import asyncio
import contextlib
import secrets
import shutil
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from pydantic import SecretStr

from bot.demo.data import CUSTOMERS, TABLES, make
from bot.demo.page.routes import Page
from bot.demo.passing import Passing
from bot.demo.people import CHANNELS, USERS, ZONE
from bot.demo.standin import HOST, StandIn
from bot.demo.workspace import Workspace
from bot.logs import configure
from bot.settings import Environment, SettingsError, read_configuration
from bot.slack.serve import Pace, serve, stop_signals
from bot.start import Start, start_with
from bot.store.engine import Engine, migrate, open_store

CONFIGURATION = Path(__file__).with_name("retention.toml")
PORT = 4321
STEPS = len(TABLES)
_AHEAD = timedelta(weeks=8)  # how far the made-up data goes on: for the Mondays that are skipped to
_PACE = Pace(post=0.1, clock=0.25)


@dataclass(frozen=True, slots=True)
class Trial:
    """A demo that runs: where its page is, and what is behind it."""

    address: str
    standin: StandIn
    passing: Passing
    engine: Engine


@contextlib.contextmanager
def folder(environment: Environment) -> Iterator[Path]:
    """The demo's own, gone at the end. Raises SettingsError where the demo could be taken for the
    real thing.
    """
    if environment.secrets:
        raise SettingsError(
            "The demo does not start while SLACK_BOT_TOKEN, SLACK_APP_TOKEN or "
            "SLACK_SIGNING_SECRET is set: it makes up its own. Unset them first."
        )
    with tempfile.TemporaryDirectory(prefix="retention-demo-") as made:
        yield Path(made)


def furnish(made: Path, customers: int = CUSTOMERS) -> Iterator[tuple[str, int]]:
    """Puts the configuration and the data into the demo's folder, and yields each table's name and
    rows when it is made.
    """
    shutil.copy(CONFIGURATION, made)
    until = datetime.now(ZoneInfo(ZONE)).date() + _AHEAD
    yield from make(made / "demo.duckdb", until, customers=customers)


def run(made: Path, port: int | None, *, browser: bool) -> None:
    """Until Ctrl-C. Raises SettingsError."""

    async def until_stopped() -> None:
        stop = stop_signals()
        async with running(made, port) as trial:
            _say(trial.address)
            if browser:
                _open(trial.address)
            await stop.wait()

    asyncio.run(until_stopped())


def _say(address: str) -> None:
    told = (
        f"\n  Retention Bot, in a workspace of its own: {address}\n\n"
        "  Its data is made up. Ctrl-C ends it, and leaves nothing behind.\n"
    )
    print(told, flush=True)  # noqa: T201 - for the operator


def _open(address: str) -> None:
    """In a browser with a window; one in the terminal would take that away."""
    with contextlib.suppress(webbrowser.Error):
        found = webbrowser.get()
        plain = isinstance(found, webbrowser.GenericBrowser)
        if not plain or isinstance(found, webbrowser.BackgroundBrowser):
            threading.Thread(target=found.open, args=(address,), daemon=True).start()


@contextlib.asynccontextmanager
async def running(
    folder: Path, port: int | None = None, passing: Passing | None = None
) -> AsyncIterator[Trial]:
    """A demo in a folder that is furnished. Without `port` another one is taken where the usual one
    is in use. Raises SettingsError.
    """
    time = passing or Passing()
    standin, store = StandIn(_workspace(time)), f"sqlite:///{folder / 'store.sqlite'}"
    engine = open_store(store)
    migrate(engine)
    page = Page(standin, time, engine)
    await _listen(standin, port)
    begun, stop = _begun(folder, store, standin, time), asyncio.Event()
    bot = serve(
        begun.environment, begun.services, engine, stop, pace=_PACE, now=time.now, host=HOST
    )
    answering = asyncio.create_task(bot)
    try:
        await _up(standin, begun.environment.port)
        yield Trial(standin.workspace.address, standin, time, engine)
    finally:
        page.close()
        stop.set()
        await answering
        await standin.stop()
        engine.dispose()


def _workspace(passing: Passing) -> Workspace:
    token, socket_token, secret = (secrets.token_hex(16) for _ in range(3))
    workspace = Workspace(f"xoxb-{token}", f"xapp-{socket_token}", secret, passing.now)
    workspace.users = {user.id: user for user in USERS}
    workspace.channels = {channel.id: channel for channel in CHANNELS}
    return workspace


async def _listen(standin: StandIn, port: int | None) -> None:
    try:
        await standin.start(PORT if port is None else port)
    except OSError as error:
        if port is not None:
            raise SettingsError(
                f"Port {port} cannot be used ({error.strerror}); choose another with --port."
            ) from None
        await standin.start()


def _begun(folder: Path, store: str, standin: StandIn, passing: Passing) -> Start:
    """Of nothing but the demo's own settings."""
    environment = Environment(
        slack_bot_token=SecretStr(standin.workspace.bot_token),
        slack_signing_secret=SecretStr(standin.workspace.signing_secret),
        slack_app_token=None,
        slack_api_url=standin.api_url,
        database_url=store,
        retention_config=folder / CONFIGURATION.name,
        log_level="WARNING",
        port=_free_port(),
    )
    configure(environment.log_level, environment.secrets, sys.stderr)
    configuration = read_configuration(environment.retention_config, required=True)
    return start_with(environment, configuration, many=True, now=passing.now)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


async def _up(standin: StandIn, port: int) -> None:
    """When the bot answers, the stand-in may deliver."""
    async with aiohttp.ClientSession() as session:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"http://{HOST}:{port}/health"):
                    break
            await asyncio.sleep(0.02)
    standin.bot_url = f"http://{HOST}:{port}/slack/events"
