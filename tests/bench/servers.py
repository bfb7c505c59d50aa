"""The servers that are compared: `python -m tests.bench.servers bare|ours|busy PORT FOLDER`.

`bare` is a Bolt AsyncApp that acknowledges a fixed text; `ours` is the bot; `busy` is the bot
whose answers in chat never come back, so that its pool of answers hangs full.
"""

import asyncio
import sys
import threading
from pathlib import Path

import uvicorn
from pydantic import SecretStr
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot import desk
from bot.demo.standin import StandIn
from bot.demo.workspace import Workspace
from bot.reply import Reply
from bot.services import Asker, Preferences, Services
from bot.settings import Environment
from bot.slack.serve import serve
from bot.store.engine import migrate, open_store
from knowledge.library import load

SECRET = "bench-secret"
HANG = "hang"


async def bare(port: int) -> None:
    """What Bolt itself costs."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T", bot_token="xoxb-1", bot_id="B", bot_user_id="U"
        )

    app = AsyncApp(authorize=authorize, signing_secret=SECRET, process_before_response=True)

    @app.command("/crr")
    async def crr(ack: AsyncAck) -> None:
        await ack("Customer retention 80%")

    handler = AsyncSlackRequestHandler(app)
    config = uvicorn.Config(
        handler, port=port, lifespan="off", log_level="warning", access_log=False
    )
    await uvicorn.Server(config).serve()


async def ours(port: int, folder: Path) -> None:
    """The bot as it is served, its Slack a stand-in in the same process."""
    hanging = threading.Event()

    def answer(text: str, asker: Asker, services: Services, earlier: str | None = None) -> Reply:
        if text.endswith(HANG):
            hanging.wait()
        return desk.answer(text, asker, services, earlier)

    engine = open_store(f"sqlite:///{folder / 'bench.sqlite'}")
    migrate(engine)
    services = Services(load(), lambda _: Preferences(industry="software"))
    async with StandIn(Workspace("xoxb-1", "xapp-1", SECRET)) as slack:
        environment = Environment(
            slack_bot_token=SecretStr("xoxb-1"),
            slack_signing_secret=SecretStr(SECRET),
            slack_api_url=slack.api_url,
            port=port,
        )
        await serve(environment, services, engine, asyncio.Event(), http=True, desk=answer)


if __name__ == "__main__":
    kind, at, where = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    asyncio.run(bare(at) if kind == "bare" else ours(at, where))
