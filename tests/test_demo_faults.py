"""What goes wrong on purpose: each fault once, in order, and the pace of posting."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.demo.faults import Fault, Faults, Pace
from bot.demo.standin import StandIn
from bot.demo.workspace import Workspace

HEADERS = {"Authorization": "Bearer xoxb-1"}
SAID = {"channel": "C_GENERAL", "text": "hi"}


class Now:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.seconds = 1_790_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with StandIn(Workspace("xoxb-1", "xapp-1", "secret", clock=Now())) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers=HEADERS) as opened:
        yield opened


async def post(
    session: aiohttp.ClientSession, stand_in: StandIn, channel: str = "C_GENERAL"
) -> tuple[int, str, str]:
    """(status, body, Retry-After) of one chat.postMessage."""
    url = stand_in.api_url + "chat.postMessage"
    async with session.post(url, json={**SAID, "channel": channel}) as response:
        return response.status, await response.text(), response.headers.get("Retry-After", "")


def stored(stand_in: StandIn) -> int:
    return len(stand_in.workspace.messages("C_GENERAL"))


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (Fault.rate_limited(7), (429, '{"ok": false, "error": "ratelimited"}', "7")),
        (Fault.status(500, "oh no"), (500, "oh no", "")),
        (Fault.rubbish(), (200, Fault.rubbish().text, "")),
        (Fault.error("is_archived"), (200, '{"ok": false, "error": "is_archived"}', "")),
    ],
)
async def test_a_fault_is_answered_once_and_nothing_is_stored(
    stand_in: StandIn,
    session: aiohttp.ClientSession,
    fault: Fault,
    answer: tuple[int, str, str],
) -> None:
    stand_in.fail("chat.postMessage", fault)
    assert await post(session, stand_in) == answer
    assert stored(stand_in) == 0
    assert (await post(session, stand_in))[0] == 200
    assert (stored(stand_in), len(stand_in.calls)) == (1, 2)


@pytest.mark.parametrize(
    ("fault", "messages"),
    [(Fault.drop_before(), 0), (Fault.drop_after(), 1), (Fault.timeout(0.01), 0)],
)
async def test_a_dropped_connection_stores_a_message_only_after_acceptance(
    stand_in: StandIn, session: aiohttp.ClientSession, fault: Fault, messages: int
) -> None:
    stand_in.fail("chat.postMessage", fault)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await post(session, stand_in)
    assert (stored(stand_in), len(stand_in.calls)) == (messages, 1)


async def test_a_hanging_call_outlasts_the_clients_patience_but_not_the_stand_in() -> None:
    workspace = Workspace("xoxb-1", "xapp-1", "secret")
    began = time.monotonic()
    async with StandIn(workspace) as stand_in:
        stand_in.fail("chat.postMessage", Fault.timeout(60))
        patience = aiohttp.ClientTimeout(total=0.05)
        async with aiohttp.ClientSession(timeout=patience) as session:
            with pytest.raises(TimeoutError):
                await post(session, stand_in)
    assert workspace.messages("C_GENERAL") == []
    assert time.monotonic() - began < 2


async def test_faults_come_in_the_order_they_were_planned(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    stand_in.fail("chat.postMessage", Fault.status(503), times=2)
    stand_in.fail("chat.postMessage", Fault.rubbish())
    stand_in.fail("auth.test", Fault.status(500))
    answers = [await post(session, stand_in) for _ in range(4)]
    assert [status for status, _, _ in answers] == [503, 503, 200, 200]
    assert ["html" in body for _, body, _ in answers] == [False, False, True, False]


def test_a_method_without_a_plan_has_no_fault() -> None:
    faults = Faults()
    faults.plan("auth.test", Fault.drop_before())
    assert faults.take("chat.postMessage") is None
    assert faults.take("auth.test") == Fault.drop_before()
    assert faults.take("auth.test") is None


# (seconds of the posts, interval, burst, what each has to wait)
PACES = [
    ([0, 0, 0.5, 1, 1.5], 1, 1, [0, 1, 1, 0, 1]),
    ([0, 0, 0, 0.5, 1, 1], 1, 2, [0, 0, 1, 1, 0, 1]),
    ([0, 100, 100], 30, 1, [0, 0, 30]),
    ([0, 0, 0], 0, 1, [0, 0, 0]),
]


@pytest.mark.parametrize(("times", "interval", "burst", "waits"), PACES)
def test_a_channel_takes_one_post_an_interval_after_a_burst(
    times: list[float], interval: float, burst: int, waits: list[int]
) -> None:
    pace = Pace()
    assert [pace.seconds_to_wait("C", now, interval, burst) for now in times] == waits


async def test_posting_too_often_gets_429_in_that_channel_only(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    stand_in.posting_interval, stand_in.burst = 1.0, 2
    assert [(await post(session, stand_in))[0] for _ in range(3)] == [200, 200, 429]
    assert (await post(session, stand_in))[2] == "1"
    assert (await post(session, stand_in, "D_ANN"))[0] == 200
    clock = stand_in.workspace.clock
    assert isinstance(clock, Now)
    clock.seconds += 1
    assert (await post(session, stand_in))[0] == 200
    assert stored(stand_in) == 3


async def test_posting_is_unlimited_by_default(
    stand_in: StandIn, session: aiohttp.ClientSession
) -> None:
    answers = await asyncio.gather(*(post(session, stand_in) for _ in range(20)))
    assert {status for status, _, _ in answers} == {200}
    assert (stand_in.posting_interval, stand_in.burst, stored(stand_in)) == (0, 1, 20)
