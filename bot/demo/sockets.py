"""Socket Mode: the app's WebSocket connections, and envelopes that wait for their acks."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.demo.workspace import APP_ID, Workspace

MAX_CONNECTIONS = 10
GRACE = 1.0  # seconds that a refreshed connection may still acknowledge what it got


@dataclass(slots=True, eq=False)
class Connection:
    """One open WebSocket and the acknowledgements it owes, by envelope id."""

    request: web.Request
    socket: web.WebSocketResponse
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    owed: dict[str, "asyncio.Future[dict[str, Any]]"] = field(default_factory=dict)

    def settle(self, message: dict[str, Any]) -> None:
        """Take an acknowledgement; other messages are of no interest."""
        waiting = self.owed.pop(str(message.get("envelope_id")), None)
        if waiting and not waiting.done():
            waiting.set_result(message.get("payload") or {})

    def give_up(self) -> None:
        for waiting in self.owed.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the socket closed before the ack"))
        self.owed.clear()


class Sockets:
    """All connections of the app; each envelope goes to one of them, in turn."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._open: list[Connection] = []
        self._leaving: list[Connection] = []

    def __len__(self) -> int:
        return len(self._open)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The handler of the address that apps.connections.open gave; a ticket opens it once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._workspace.socket_tickets:
            return web.Response(status=403, text="invalid ticket")
        self._workspace.socket_tickets.remove(ticket)
        socket = web.WebSocketResponse(timeout=GRACE)
        await socket.prepare(request)
        if len(self) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await self._serve(Connection(request, socket))
        return socket

    async def send(self, kind: str, payload: dict[str, Any], **retry: Any) -> dict[str, Any]:
        """The payload of the ack. Raises ConnectionError when there is no socket or it dies."""
        if not self._open:
            raise ConnectionError("no socket is open")
        connection = self._open.pop(0)
        self._open.append(connection)
        envelope_id = str(uuid.uuid4())
        acked = asyncio.get_running_loop().create_future()
        connection.owed[envelope_id] = acked
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
            **retry,
        }
        await connection.socket.send_json(envelope)
        return dict(await acked)

    async def refresh(self) -> None:
        """Ask the app to reconnect, and leave it time to: what it does not close itself is closed
        once its acks are in.
        """
        leaving, self._open = self._open, []
        self._leaving.extend(leaving)
        for connection in leaving:
            await connection.socket.send_json(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": {}}
            )
        owed = [each for connection in leaving for each in connection.owed.values()]
        if owed:
            await asyncio.wait(owed, timeout=GRACE)
        gone = [asyncio.ensure_future(connection.closed.wait()) for connection in leaving]
        if gone:
            await asyncio.wait(gone, timeout=GRACE)
        await self._close(leaving)

    async def abort(self) -> None:
        """Kill the TCP connections without a closing handshake."""
        killed = list(self._open)
        for connection in killed:
            if connection.request.transport is not None:
                connection.request.transport.abort()
        await asyncio.gather(*(connection.closed.wait() for connection in killed))

    async def close(self) -> None:
        await self._close([*self._open, *self._leaving])

    async def _serve(self, connection: Connection) -> None:
        self._open.append(connection)
        try:
            await connection.socket.send_json(hello(len(self)))
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    connection.settle(json.loads(message.data))
        finally:
            for connections in (self._open, self._leaving):
                if connection in connections:
                    connections.remove(connection)
            connection.give_up()
            connection.closed.set()

    @staticmethod
    async def _close(connections: list[Connection]) -> None:
        await asyncio.gather(*(connection.socket.close() for connection in connections))


def hello(connections: int) -> dict[str, Any]:
    """The first message on a new connection."""
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": APP_ID},
        "debug_info": {"host": "stand-in", "approximate_connection_time": 3600},
    }
