"""Socket Mode: a plain WebSocket client stands for the bot."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.demo.workspace import Workspace

Socket = aiohttp.ClientWebSocketResponse
APP = {"Authorization": "Bearer xapp-1"}


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def stand_in(session: aiohttp.ClientSession) -> AsyncIterator[StandIn]:
    async with StandIn(Workspace("xoxb-1", "xapp-1", "secret")) as running:
        running.use_socket = True
        yield running


async def address(session: aiohttp.ClientSession, stand_in: StandIn) -> str:
    url = stand_in.api_url + "apps.connections.open"
    async with session.post(url, headers=APP) as response:
        return str((await response.json())["url"])


async def connect(session: aiohttp.ClientSession, stand_in: StandIn) -> tuple[Socket, Any]:
    """An open socket and its first message."""
    socket = await session.ws_connect(await address(session, stand_in))
    return socket, await socket.receive_json()


async def acknowledge(socket: Socket, payload: Any = None) -> dict[str, Any]:
    """Take one envelope and acknowledge it, with a payload if there is one."""
    envelope = await socket.receive_json()
    ack = {"envelope_id": envelope["envelope_id"]}
    await socket.send_json(ack | ({"payload": payload} if payload else {}))
    return dict(envelope)


async def test_a_connection_begins_with_hello(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    one, first = await connect(session, stand_in)
    two, second = await connect(session, stand_in)
    assert not one.closed
    assert not two.closed
    assert (first["type"], first["num_connections"], second["num_connections"]) == ("hello", 1, 2)
    assert stand_in.sockets == 2


async def test_an_address_opens_one_socket(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    url = await address(session, stand_in)
    await session.ws_connect(url)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await session.ws_connect(url)


async def test_a_command_comes_as_an_envelope_and_its_ack_is_shown(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    socket, _ = await connect(session, stand_in)
    delivery, envelope = await asyncio.gather(
        stand_in.command("/crr", "500 50 450"), acknowledge(socket, {"text": "80%"})
    )
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["text"] == "500 50 450"
    assert (delivery.status, delivery.body) == (200, {"text": "80%"})
    [seen] = stand_in.workspace.visible_to("U_ANN", "C_GENERAL")
    assert (seen.text, seen.recipient) == ("80%", "U_ANN")


async def test_an_ack_without_a_payload_shows_nothing(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    socket, _ = await connect(session, stand_in)
    delivery, _ = await asyncio.gather(stand_in.command("/crr"), acknowledge(socket))
    assert (delivery.status, delivery.message) == (200, None)


async def test_events_and_their_retries_say_which_attempt_it_is(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    socket, _ = await connect(session, stand_in)
    delivery, first = await asyncio.gather(stand_in.mention("help"), acknowledge(socket))
    _, again = await asyncio.gather(stand_in.redeliver(delivery, 1), acknowledge(socket))
    assert (first["type"], first["retry_attempt"], first["retry_reason"]) == ("events_api", 0, "")
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "http_timeout")
    assert again["payload"] == first["payload"]
    assert again["envelope_id"] != first["envelope_id"]


async def test_a_pressed_button_is_interactive(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    socket, _ = await connect(session, stand_in)
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Go"}}
    ack = {"text": "Which?", "blocks": [{"type": "actions", "elements": [button]}]}
    asked, _ = await asyncio.gather(stand_in.command("/crr"), acknowledge(socket, ack))
    assert asked.message is not None
    _, envelope = await asyncio.gather(stand_in.press(asked.message, "a"), acknowledge(socket))
    assert (envelope["type"], envelope["payload"]["type"]) == ("interactive", "block_actions")


async def test_envelopes_are_shared_among_the_sockets(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    one, _ = await connect(session, stand_in)
    two, _ = await connect(session, stand_in)
    await asyncio.gather(
        stand_in.mention("a"), stand_in.mention("b"), acknowledge(one), acknowledge(two)
    )
    assert len(stand_in.workspace.messages("C_GENERAL")) == 2


async def test_without_a_socket_nothing_is_delivered(stand_in: StandIn) -> None:
    delivery = await stand_in.command("/crr")
    assert (delivery.status, delivery.body) == (0, "ConnectionError")


async def test_a_ping_is_answered(stand_in: StandIn, session: aiohttp.ClientSession) -> None:
    url = await address(session, stand_in)
    socket = await session.ws_connect(url, autoping=False)
    await socket.receive_json()
    await socket.ping(b"still there")
    answer = await socket.receive(timeout=1)
    assert (answer.type, bytes(answer.data)) == (aiohttp.WSMsgType.PONG, b"still there")


async def test_a_refresh_says_so_and_closes_after_the_acks(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    old, _ = await connect(session, stand_in)
    pending = asyncio.create_task(stand_in.command("/crr"))
    envelope = await old.receive_json()
    refreshing = asyncio.create_task(stand_in.refresh_sockets())
    farewell = await old.receive_json()
    assert (farewell["type"], farewell["reason"]) == ("disconnect", "refresh_requested")
    assert stand_in.sockets == 0
    await old.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "80%"}})
    assert (await pending).body == {"text": "80%"}
    assert (await old.receive()).type is aiohttp.WSMsgType.CLOSE
    await refreshing
    new, _ = await connect(session, stand_in)
    delivery, _ = await asyncio.gather(stand_in.command("/crr"), acknowledge(new))
    assert (delivery.status, stand_in.sockets) == (200, 1)


async def test_an_aborted_connection_loses_its_acks(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    socket, _ = await connect(session, stand_in)
    pending = asyncio.create_task(stand_in.command("/crr"))
    await socket.receive_json()
    await stand_in.abort_sockets()
    assert stand_in.sockets == 0
    assert (await pending).status == 0
    assert (await socket.receive()).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}


async def test_the_eleventh_connection_is_refused(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    # A client socket that nobody holds closes itself.
    opened = [await connect(session, stand_in) for _ in range(11)]
    assert [greeting["type"] for _, greeting in opened] == ["hello"] * 10 + ["disconnect"]
    assert opened[10][1]["reason"] == "too_many_websockets"
    assert stand_in.sockets == 10


async def test_faults_strike_the_opening_too(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    stand_in.fail("apps.connections.open", Fault.rate_limited(2))
    url = stand_in.api_url + "apps.connections.open"
    async with session.post(url, headers=APP) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "2")
    assert (await connect(session, stand_in))[1]["type"] == "hello"
