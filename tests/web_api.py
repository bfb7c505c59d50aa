"""The stand-in's Web API as any app calls it: plain HTTP."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.demo.serving import READING
from bot.demo.standin import StandIn
from bot.demo.workspace import BOT_USER, Channel, User, Workspace

BOT, APP = "xoxb-1", "xapp-1"
Json = dict[str, Any]


class Client:
    """Calls methods with plain aiohttp, as any app might."""

    def __init__(self, session: aiohttp.ClientSession, stand_in: StandIn) -> None:
        self.session = session
        self.stand_in = stand_in
        self.workspace = stand_in.workspace

    async def call(self, method: str, token: str = BOT, **arguments: Any) -> Json:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        reading = method in READING  # these take a form and no JSON
        async with self.session.post(
            self.stand_in.api_url + method,
            data={name: json.dumps(value).strip('"') for name, value in arguments.items()}
            if reading
            else None,
            json=None if reading else arguments,
            headers=headers,
        ) as response:
            return dict(await response.json())

    async def post(self, **arguments: Any) -> Json:
        said = {"channel": "C_GENERAL", "text": "hi", **arguments}
        return await self.call("chat.postMessage", **said)


@asynccontextmanager
async def calling() -> AsyncIterator[Client]:
    """A workspace with a private channel the bot is in, one it is not in, and one who has left."""
    workspace = Workspace(BOT, APP, "secret", clock=lambda: 1_790_000_000.0)
    for name, members in (("G_BOARD", {"U_ANN"}), ("G_OURS", {"U_ANN", BOT_USER})):
        workspace.channels[name] = Channel(name, name, frozenset(members), kind="private")
    workspace.users["U_GONE"] = User("U_GONE", "Gone", deleted=True)
    async with StandIn(workspace) as stand_in, aiohttp.ClientSession() as session:
        yield Client(session, stand_in)
