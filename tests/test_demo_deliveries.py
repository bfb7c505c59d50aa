"""Deliveries to a bot over HTTP: signatures, payloads, acks, retries."""

import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from bot.demo.deliveries import Delivery, Outcome, signature_headers
from bot.demo.payloads import Parcel
from bot.demo.standin import StandIn
from bot.demo.workspace import BOT_USER, Message, Workspace

SECRET = "s3cret"


@dataclass
class Bot:
    """A bot that keeps what it gets and answers what it is told to."""

    answer: Any = None
    status: int = 200
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.text()))
        if isinstance(self.answer, dict):
            return web.json_response(self.answer, status=self.status)
        return web.Response(text=self.answer, status=self.status)

    @property
    def payload(self) -> dict[str, Any]:
        """The last thing heard, decoded the way its content type says."""
        headers, body = self.heard[-1]
        if headers["Content-Type"] == "application/json":
            return dict(json.loads(body))
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        return dict(json.loads(form["payload"])) if "payload" in form else form


@pytest.fixture
async def bot() -> Bot:
    return Bot()


@pytest.fixture
async def stand_in(bot: Bot) -> AsyncIterator[StandIn]:
    app = web.Application()
    app.add_routes([web.post("/slack/events", bot.hear)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with StandIn(Workspace("xoxb-1", "xapp-1", SECRET)) as running:
        running.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield running
    await runner.cleanup()


def message_with_button(recipient: str | None = None) -> Message:
    text = {"type": "plain_text", "text": "More"}
    button = {"type": "button", "action_id": "more", "text": text}
    blocks = [{"type": "actions", "elements": [button]}]
    return Message("C_GENERAL", BOT_USER, "80%", blocks, recipient=recipient)


def shown(stand_in: StandIn, user: str = "U_ANN", channel: str = "C_GENERAL") -> list[str]:
    return [each.text for each in stand_in.workspace.visible_to(user, channel)]


async def test_every_kind_of_delivery_is_signed(stand_in: StandIn, bot: Bot) -> None:
    await stand_in.command("/crr", "500 50 450 é")
    await stand_in.mention("help")
    await stand_in.press(stand_in.workspace.store(message_with_button()), "more")
    assert len(bot.heard) == 3
    for headers, body in bot.heard:
        stamp = headers["X-Slack-Request-Timestamp"]
        signed = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), "sha256").hexdigest()
        assert headers["X-Slack-Signature"] == f"v0={signed}"
        assert abs(time.time() - int(stamp)) < 5


@pytest.mark.parametrize("encode", [str, str.encode])
def test_the_signature_is_the_one_in_slacks_documentation(
    encode: Callable[[str], str | bytes],
) -> None:
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        "%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    assert signature_headers(secret, encode(body), 1531420618.9) == {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }


async def test_a_command_has_all_its_fields_and_its_text_escaped_once(
    stand_in: StandIn, bot: Bot
) -> None:
    delivery = await stand_in.command("/crr", "a & <!channel> &amp;", "U_BOB", "C_QUIET")
    sent = bot.payload
    assert sent["text"] == "a &amp; &lt;!channel&gt; &amp;amp;"
    assert (sent["command"], sent["user_id"], sent["channel_id"]) == ("/crr", "U_BOB", "C_QUIET")
    assert (sent["channel_name"], sent["user_name"]) == ("quiet", "bob")
    assert sent["response_url"] == delivery.response_url
    assert sent.keys() == {
        *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name"),
        *("command", "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id"),
    }


@pytest.mark.parametrize("answer", ["Busy", {"text": "Busy"}, {"text": "Busy", "blocks": []}])
async def test_the_ack_of_a_command_is_shown_to_the_asker(
    stand_in: StandIn, bot: Bot, answer: Any
) -> None:
    bot.answer = answer
    delivery = await stand_in.command("/crr")
    assert (delivery.status, delivery.body) == (200, answer)
    assert delivery.message is not None
    assert delivery.message.recipient == "U_ANN"
    assert shown(stand_in) == ["Busy"]
    assert shown(stand_in, "U_BOB") == []


async def test_an_ack_in_channel_is_shown_to_all(stand_in: StandIn, bot: Bot) -> None:
    bot.answer = {"text": "80%", "response_type": "in_channel"}
    await stand_in.command("/crr")
    assert shown(stand_in, "U_BOB") == ["80%"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("", 200),
        ({}, 200),
        ({"response_type": "in_channel"}, 200),
        ("oops", 500),
        ({"error": "unhandled request"}, 404),
    ],
)
async def test_an_empty_or_failed_ack_shows_nothing(
    stand_in: StandIn, bot: Bot, answer: Any, status: int
) -> None:
    bot.answer, bot.status = answer, status
    delivery = await stand_in.command("/crr")
    assert (delivery.status, delivery.message, stand_in.refused_acks) == (status, None, [])
    assert shown(stand_in) == []


CELL = [{"type": "raw_text", "text": "x"}]
PIE = {"type": "pie", "segments": [{"label": "a", "value": 1}]}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "data_table", "caption": "c", "rows": [CELL, CELL]},
        {"type": "data_visualization", "title": "t", "chart": PIE},
        {"type": "bogus"},
    ],
)
async def test_an_ack_that_slack_refuses_shows_nothing_and_is_recorded(
    stand_in: StandIn, bot: Bot, block: dict[str, Any]
) -> None:
    bot.answer = {"text": "80%", "blocks": [block]}
    delivery = await stand_in.command("/crr")
    assert (delivery.status, delivery.message) == (200, None)
    assert shown(stand_in) == []
    [refused] = stand_in.refused_acks
    assert (refused.body, refused.error.code) == (bot.answer, "invalid_blocks")


async def test_a_mention_is_an_event_and_a_message_in_the_channel(
    stand_in: StandIn, bot: Bot
) -> None:
    first = await stand_in.mention("crr 500 < 450", user="U_BOB")
    await stand_in.mention("more", thread_ts=first.ts)
    event = bot.payload["event"]
    assert event["type"] == "app_mention"
    assert (event["text"], event["thread_ts"]) == (f"<@{BOT_USER}> more", first.ts)
    sent = json.loads(bot.heard[0][1])
    assert (sent["type"], sent["event_id"]) == ("event_callback", first.event_id)
    assert sent["event"]["text"] == f"<@{BOT_USER}> crr 500 &lt; 450"
    assert (sent["event"]["ts"], sent["event"]["user"]) == (first.ts, "U_BOB")
    assert "thread_ts" not in sent["event"]
    assert shown(stand_in) == [sent["event"]["text"], event["text"]]


async def test_the_bot_hears_no_mention_where_it_is_not(stand_in: StandIn, bot: Bot) -> None:
    with pytest.raises(ValueError, match="C_QUIET"):
        await stand_in.mention("help", channel="C_QUIET")
    assert bot.heard == []


async def test_a_direct_message_is_an_event_of_its_channel(stand_in: StandIn, bot: Bot) -> None:
    delivery = await stand_in.direct_message("what is churn?", user="U_BOB")
    event = bot.payload["event"]
    assert (event["type"], event["channel_type"]) == ("message", "im")
    assert (event["channel"], event["ts"]) == ("D_BOB", delivery.ts)
    assert shown(stand_in, "U_BOB", "D_BOB") == ["what is churn?"]


async def test_a_redelivery_is_the_same_event_with_the_retry_headers(
    stand_in: StandIn, bot: Bot
) -> None:
    first = await stand_in.mention("help")
    again = await stand_in.redeliver(first, retry_num=2, reason="http_error")
    assert again.event_id == first.event_id
    assert bot.heard[0][1] == bot.heard[1][1]
    retries = [headers.get("X-Slack-Retry-Num") for headers, _ in bot.heard]
    assert retries == [None, "2"]
    assert bot.heard[1][0]["X-Slack-Retry-Reason"] == "http_error"
    assert len(shown(stand_in)) == 1


async def test_a_raw_delivery_goes_out_as_it_is(stand_in: StandIn, bot: Bot) -> None:
    bot.status = 401
    delivery = await stand_in.deliver_raw("a=1", {"X-Slack-Signature": "v0=forged"})
    assert (delivery.status, delivery.payload, delivery.ts) == (401, {}, None)
    headers, body = bot.heard[0]
    assert (headers["X-Slack-Signature"], body) == ("v0=forged", "a=1")
    with pytest.raises(ValueError, match="raw"):
        await stand_in.redeliver(delivery)


async def test_a_bot_that_is_away_gives_status_0(stand_in: StandIn) -> None:
    stand_in.bot_url = "http://127.0.0.1:1/"
    delivery = await stand_in.command("/crr")
    assert (delivery.status, delivery.body) == (0, "ClientConnectorError")


@pytest.mark.parametrize(("seconds", "late"), [(2.9, False), (3.1, True)])
def test_slack_gives_up_after_three_seconds(seconds: float, late: bool) -> None:
    delivery = Delivery(Outcome(200, "", seconds), Parcel("slash_commands", {}))
    assert delivery.timed_out is late


async def test_a_press_is_delivered_for_the_message_as_it_is_now(
    stand_in: StandIn, bot: Bot
) -> None:
    old = stand_in.workspace.store(message_with_button())
    stand_in.workspace.change(old.ts, "new", old.blocks)
    delivery = await stand_in.press(old, "more", user="U_BOB")
    assert (bot.payload["type"], bot.payload["user"]["id"]) == ("block_actions", "U_BOB")
    assert bot.payload["message"]["text"] == "new"
    assert bot.payload["response_url"] == delivery.response_url


@pytest.mark.parametrize("recipient", ["U_ANN", "gone"])
async def test_only_what_a_user_sees_can_be_pressed(
    stand_in: StandIn, bot: Bot, recipient: str
) -> None:
    message = stand_in.workspace.store(message_with_button(recipient))
    if recipient == "gone":
        stand_in.workspace.delete(message.ts)
    with pytest.raises(ValueError, match="U_BOB does not see the message"):
        await stand_in.press(message, "more", user="U_BOB")
    assert bot.heard == []


async def test_waiting_ends_when_the_condition_holds_or_says_what_did_not(
    stand_in: StandIn,
) -> None:
    later = asyncio.get_running_loop().call_later(0.02, stand_in.workspace.scopes.clear)
    await stand_in.wait_for(lambda: not stand_in.workspace.scopes)
    assert later.when() <= asyncio.get_running_loop().time()
    with pytest.raises(AssertionError, match=r"not so within 0.01 s: .*test_demo_deliveries"):
        await stand_in.wait_for(lambda: stand_in.calls, seconds=0.01)
