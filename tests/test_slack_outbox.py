"""The outbox: every post arrives once, in order, or is not repeated and told about."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.demo.workspace import Message
from bot.slack.outbox import EVENT_TYPE, Outbox, Post
from bot.slack.web import Done, Limited, NotSent, Refused, Unknowable, Unsure, client
from tests.house import BOT_TOKEN, new_workspace

TABLE = {
    "type": "data_table",
    "caption": "Averages",
    "rows": [[{"type": "raw_text", "text": text}] for text in ("Industry", "Software")],
}


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(new_workspace()) as running:
        yield running


@pytest.fixture
def outbox(slack: StandIn) -> Outbox:
    return Outbox(client(BOT_TOKEN, slack.api_url), time.time, interval=0.01)


def post(text: str = "hello", channel: str = "C_GENERAL", **more: Any) -> Post:
    message = {"text": text, "blocks": more.pop("blocks", [])}
    return Post(channel, message, str(uuid4()), time.time(), **more)


def texts(slack: StandIn, channel: str = "C_GENERAL") -> list[str]:
    return [message.text for message in slack.workspace.messages(channel)]


def posts(slack: StandIn) -> int:
    return [call.method for call in slack.calls].count("chat.postMessage")


async def test_a_post_arrives_with_its_key_in_the_metadata_and_nothing_else(
    slack: StandIn, outbox: Outbox
) -> None:
    one = post()
    assert isinstance(await outbox.post(one), Done)
    (message,) = slack.workspace.messages("C_GENERAL")
    assert message.metadata == {"event_type": EVENT_TYPE, "event_payload": {"key": one.key}}


async def test_a_burst_of_eight_arrives_in_order_at_slacks_pace(slack: StandIn) -> None:
    slack.posting_interval = 1.0
    ticks = Ticks()
    slack.workspace.clock = ticks.now
    outbox = Outbox(client(BOT_TOKEN, slack.api_url), ticks.now, sleep=ticks.sleep)
    outcomes = await asyncio.gather(*(outbox.post(post(f"{i}")) for i in range(8)))
    assert all(isinstance(outcome, Done) for outcome in outcomes)
    assert texts(slack) == [f"{i}" for i in range(8)]
    assert posts(slack) == 8
    assert ticks.passed == pytest.approx(7, abs=0.1)


async def test_retry_after_is_waited_out_by_the_channel_and_by_no_other(slack: StandIn) -> None:
    ticks = Ticks()
    outbox = Outbox(client(BOT_TOKEN, slack.api_url), ticks.now, sleep=ticks.sleep)
    slack.fail("chat.postMessage", Fault.rate_limited(30))
    await asyncio.gather(outbox.post(post("first")), outbox.post(post("second")))
    assert texts(slack) == ["first", "second"]
    assert ticks.passed >= 30


async def test_a_limit_that_lasts_too_long_is_given_up(slack: StandIn) -> None:
    ticks = Ticks()
    outbox = Outbox(client(BOT_TOKEN, slack.api_url), ticks.now, sleep=ticks.sleep)
    slack.fail("chat.postMessage", Fault.rate_limited(601), times=3)
    assert isinstance(await outbox.post(post()), Limited)
    assert texts(slack) == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault.drop_after(),
        Fault.drop_before(),
        Fault.status(500, "oops"),
        Fault.rubbish(),
        Fault.status(200, "plain words"),
        Fault.error("internal_error"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}",
)
async def test_a_lost_answer_never_doubles_and_never_loses(
    slack: StandIn, outbox: Outbox, fault: Fault
) -> None:
    slack.fail("chat.postMessage", fault)
    assert isinstance(await outbox.post(post()), Done)
    assert texts(slack) == ["hello"]


async def test_a_lost_answer_in_a_thread_is_looked_up_in_the_thread(
    slack: StandIn, outbox: Outbox
) -> None:
    root = slack.workspace.store(Message("C_GENERAL", "U_ANN", "root"))
    slack.fail("chat.postMessage", Fault.drop_after())
    assert isinstance(await outbox.post(post(thread_ts=root.ts)), Done)
    assert texts(slack) == ["root", "hello"]
    assert "conversations.replies" in [call.method for call in slack.calls]


async def test_when_the_channel_cannot_be_read_nothing_is_repeated(
    slack: StandIn, outbox: Outbox
) -> None:
    slack.workspace.scopes.discard("channels:history")
    slack.fail("chat.postMessage", Fault.drop_before())
    outcome = await outbox.post(post())
    assert isinstance(outcome, Unknowable)
    assert "missing_scope" in outcome.reason
    assert posts(slack) == 1


async def test_a_slack_that_stays_silent_is_not_posted_to_twice(slack: StandIn) -> None:
    ticks = Ticks()
    outbox = Outbox(client(BOT_TOKEN, slack.api_url), ticks.now, sleep=ticks.sleep)
    slack.fail("chat.postMessage", Fault.drop_after())
    slack.fail("conversations.history", Fault.status(503), times=5)
    assert isinstance(await outbox.post(post()), Unsure)
    assert texts(slack) == ["hello"]


async def test_too_many_messages_to_look_through_count_as_unreadable(
    slack: StandIn, outbox: Outbox
) -> None:
    for i in range(201):
        slack.workspace.store(Message("C_GENERAL", "U_ANN", f"{i}"))
    slack.fail("chat.postMessage", Fault.drop_before())
    assert await outbox.post(post()) == Unknowable("too many messages to look through")


async def test_a_slack_that_cannot_be_reached_is_tried_again_without_a_lookup() -> None:
    ticks = Ticks()
    outbox = Outbox(client(BOT_TOKEN, "http://127.0.0.1:9/api/"), ticks.now, sleep=ticks.sleep)
    assert isinstance(await outbox.post(post()), NotSent)
    assert ticks.passed == pytest.approx(1 + 2 + 4)


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C_QUIET", "not_in_channel"), ("C_OLD", "is_archived"), ("C_NONE", "channel_not_found")],
)
async def test_what_slack_refuses_is_told_once_and_not_retried(
    slack: StandIn, outbox: Outbox, caplog: pytest.LogCaptureFixture, channel: str, error: str
) -> None:
    for _ in range(3):
        assert await outbox.post(post(channel=channel)) == Refused(error)
    assert posts(slack) == 3
    assert caplog.text.count(error) == 1


async def test_trouble_that_comes_back_is_logged_again(
    slack: StandIn, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    for fault in (Fault.error("restricted_action"), None, Fault.error("restricted_action")):
        if fault:
            slack.fail("chat.postMessage", fault)
        await outbox.post(post())
    assert caplog.text.count("restricted_action") == 2


async def test_a_revoked_token_makes_no_storm(
    slack: StandIn, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    slack.workspace.revoke()
    for _ in range(5):
        assert await outbox.post(post()) == Refused("token_revoked")
    assert posts(slack) == 5
    assert caplog.text.count("token_revoked") == 1


async def test_native_blocks_fall_back_where_they_are_refused(
    slack: StandIn, outbox: Outbox
) -> None:
    slack.workspace.native_blocks = False
    assert isinstance(await outbox.post(post(blocks=[TABLE])), Done)
    (message,) = slack.workspace.messages("C_GENERAL")
    assert message.blocks[0]["type"] == "section"
    assert "Software" in str(message.blocks)


async def test_a_post_of_an_earlier_process_is_looked_up_first(
    slack: StandIn, outbox: Outbox
) -> None:
    one = post(again=True)
    assert isinstance(await outbox.post(one), Done)
    assert isinstance(await outbox.post(one), Done)
    assert texts(slack) == ["hello"]


class Ticks:
    """A clock that sleeping moves, so that minutes pass in no time."""

    def __init__(self) -> None:
        self._start = self._now = time.time()

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self._now += seconds
        await asyncio.sleep(0)

    @property
    def passed(self) -> float:
        return self._now - self._start
