"""How a call to Slack can end."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.slack.web import Done, Limited, NotSent, Outcome, Refused, Unsure, call, client, respond
from tests.house import BOT_TOKEN, new_workspace


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(new_workspace()) as running:
        yield running


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.rate_limited(7), Limited(7)),
        (Fault.error("not_in_channel"), Refused("not_in_channel")),
        (Fault.error("fatal_error"), Unsure("fatal_error")),
        (Fault.error("ratelimited"), Limited(30)),
        (Fault.status(503, "busy"), Unsure("HTTP 503")),
        (Fault.drop_before(), Unsure("ServerDisconnectedError")),
        (Fault.status(200, "plain words"), Unsure("plain text")),
        (Fault.rubbish(), Unsure("HTTP 200")),
    ],
    ids=lambda case: getattr(case, "kind", None) or str(case),
)
async def test_a_call_ends_in_one_of_five_ways(
    slack: StandIn, fault: Fault, outcome: Outcome
) -> None:
    slack.fail("auth.test", fault)
    web = client(BOT_TOKEN, slack.api_url)
    ended = await call(web, "auth.test")
    assert type(ended) is type(outcome)
    if isinstance(outcome, Limited | Refused):
        assert ended == outcome
    assert isinstance(await call(web, "auth.test"), Done)


async def test_what_cannot_be_reached_was_not_sent() -> None:
    assert isinstance(await call(client(BOT_TOKEN, "http://127.0.0.1:9/"), "auth.test"), NotSent)
    async with aiohttp.ClientSession() as session:
        assert isinstance(await respond(session, "http://127.0.0.1:9/", {}), NotSent)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.rate_limited(7), Limited(7)),
        (Fault.status(500, "no"), Unsure("HTTP 500")),
        (Fault.drop_before(), Unsure("ServerDisconnectedError")),
        (Fault.error("invalid_blocks"), Refused("invalid_blocks")),
        (None, Done()),
    ],
    ids=str,
)
async def test_a_response_url_is_used_once_and_looked_at(
    slack: StandIn, fault: Fault | None, outcome: Outcome
) -> None:
    slack.bot_url = f"{slack.workspace.address}/nobody"
    delivery = await slack.command("/crr", "500 50 450")
    if fault:
        slack.fail("response_url", fault)
    assert delivery.response_url is not None
    async with aiohttp.ClientSession() as session:
        assert await respond(session, delivery.response_url, {"text": "hello"}) == outcome
    assert len(slack.responses) <= 1
