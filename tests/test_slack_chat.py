"""Mentions and direct messages: the same words without the slash, each event answered once."""

import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import desk
from bot.demo.deliveries import Delivery, signature_headers
from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.demo.workspace import Message
from bot.reply import Reply
from bot.services import Asker, Services
from bot.slack.doors.chat import spoken
from bot.store.inbox import Inbox
from tests.house import QUICK, SECRET, House, house, new_workspace, store_in

ANSWER = "*Customer retention 80%*"


async def settled(one: House, seconds: float = 0.3) -> None:
    """Long enough for a second answer to have come, if there were one."""
    await asyncio.sleep(seconds)


async def test_command_mention_and_direct_message_get_the_same_answer(either: House) -> None:
    command = await either.slack.command("/crr", "500 50 450", channel="C_QUIET")
    await either.slack.mention("crr 500 50 450")
    await either.slack.direct_message("crr 500 50 450")
    (mentioned,) = await either.says("C_GENERAL")
    (direct,) = await either.says("D_ANN")
    assert command.message is not None
    assert command.message.text == mentioned.text == direct.text
    assert mentioned.text.startswith(ANSWER)


async def test_a_mention_is_answered_in_its_thread(either: House) -> None:
    asked = await either.slack.mention("crr 500 50 450")
    (answer,) = await either.says("C_GENERAL")
    assert asked.message is not None
    assert answer.thread_ts == asked.message.ts


async def test_a_mention_inside_a_thread_stays_there(one: House) -> None:
    root = one.slack.workspace.store(Message("C_GENERAL", "U_BOB", "How do we do?"))
    await one.slack.mention("crr 500 50 450", thread_ts=root.ts)
    (answer,) = await one.says("C_GENERAL")
    assert answer.thread_ts == root.ts


async def test_a_direct_message_is_answered_where_it_was_written(one: House) -> None:
    asked = await one.slack.direct_message("crr 500 50 450")
    (plain,) = await one.says("D_ANN")
    assert plain.thread_ts is None
    assert asked.message is not None
    await one.slack.direct_message("churn 500 50 450", thread_ts=asked.message.ts)
    answers = await one.says("D_ANN", 2)
    assert answers[1].thread_ts == asked.message.ts


async def test_a_dutch_sentence_gets_a_dutch_answer(one: House) -> None:
    sentence = "we begonnen met 500 klanten, wonnen er 50 en eindigden met 450"
    await one.slack.direct_message(sentence)
    (answer,) = await one.says("D_ANN")
    assert answer.text.startswith("*Klantbehoud 80%*")


async def test_nobody_is_mentioned_by_an_answer(one: House) -> None:
    await one.slack.mention("<!channel> <@U_BOB> &amp; 500 50 450")
    (answer,) = await one.says("C_GENERAL")
    assert answer.pings == frozenset()


@pytest.mark.parametrize(
    ("text", "bot", "read"),
    [
        ("<@U_BOT> crr 500 50 450", "U_BOT", "crr 500 50 450"),
        ("<@U_BOT>: crr 500 50 450", None, "crr 500 50 450"),
        ("crr 500 50 450 <@U_BOT>", "U_BOT", "crr 500 50 450"),
        ("crr &lt;3 &amp;amp;", "U_BOT", "crr <3 &amp;"),
    ],
)
def test_what_was_said_to_the_bot(text: str, bot: str | None, read: str) -> None:
    assert spoken(text, bot) == read


async def test_an_event_delivered_eight_times_at_once_is_answered_once(one: House) -> None:
    first = await one.slack.direct_message("crr 500 50 450")
    await asyncio.gather(*(one.slack.redeliver(first, retry % 3 + 1) for retry in range(8)))
    await one.says("D_ANN")
    await settled(one)
    assert len(one.said("D_ANN")) == 1


async def test_when_only_the_retry_arrives_it_is_answered(one: House) -> None:
    good, one.slack.bot_url = one.slack.bot_url, "http://127.0.0.1:9/slack/events"
    lost = await one.slack.direct_message("crr 500 50 450")
    assert lost.status == 0
    one.slack.bot_url = good
    await one.slack.redeliver(lost)
    assert len(await one.says("D_ANN")) == 1


async def test_an_event_delivered_again_after_a_restart_is_answered_once(tmp_path: Path) -> None:
    async with StandIn(new_workspace()) as slack:
        async with house(tmp_path, slack=slack) as before:
            first = await slack.direct_message("crr 500 50 450")
            await before.says("D_ANN")
        async with house(tmp_path, slack=slack) as after:
            assert (await slack.redeliver(first)).status == 200
            await settled(after)
            assert len(after.said("D_ANN")) == 1


async def test_what_a_dead_process_left_is_answered_by_the_next(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    question = {"user": "U_ANN", "channel": "D_ANN", "text": "crr 500 50 450", "thread_ts": None}
    assert Inbox(store, lambda: _minutes_ago(5)).accept("Ev1", question)
    async with house(tmp_path) as one:
        (answer,) = await one.says("D_ANN")
        await settled(one)
        assert answer.text.startswith(ANSWER)
        assert len(one.said("D_ANN")) == 1


async def test_what_a_dead_process_had_posted_already_is_not_posted_again(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    question = {"user": "U_ANN", "channel": "D_ANN", "text": "crr 500 50 450", "thread_ts": None}
    left = Inbox(store, lambda: _minutes_ago(5)).accept("Ev1", question)
    assert left is not None
    async with StandIn(new_workspace()) as slack:
        metadata = {"event_type": "retention_bot_post", "event_payload": {"key": left.post_key}}
        slack.workspace.store(Message("D_ANN", "U_BOT", ANSWER, metadata=metadata))
        async with house(tmp_path, slack=slack) as one:
            await one.slack.wait_for(lambda: Inbox(store, time.time).take_over() == [])
            await settled(one)
            assert len(one.said("D_ANN")) == 1


async def test_a_post_of_half_an_hour_ago_is_still_found(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    question = {"user": "U_ANN", "channel": "D_ANN", "text": "crr 500 50 450", "thread_ts": None}
    left = Inbox(store, lambda: _minutes_ago(30)).accept("Ev1", question)
    assert left is not None
    async with StandIn(new_workspace()) as slack:
        metadata = {"event_type": "retention_bot_post", "event_payload": {"key": left.post_key}}
        ts = f"{_minutes_ago(29):.6f}"
        slack.workspace.store(Message("D_ANN", "U_BOT", ANSWER, metadata=metadata, ts=ts))
        async with house(tmp_path, slack=slack) as one:
            await settled(one, 0.5)
            assert len(one.said("D_ANN")) == 1


async def test_while_slack_is_away_nothing_is_lost(tmp_path: Path) -> None:
    async with house(tmp_path, pace=replace(QUICK, lease=1)) as one:
        one.slack.fail("chat.postMessage", Fault.status(503), times=3)
        one.slack.fail("conversations.history", Fault.status(503), times=5)
        await one.slack.direct_message("crr 500 50 450")
        await one.slack.wait_for(lambda: one.said("D_ANN") != [], seconds=10)
        await settled(one)
        assert len(one.said("D_ANN")) == 1


async def test_when_the_store_fails_after_the_post_nobody_is_told_it_failed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = store_in(tmp_path)
    async with house(tmp_path, engine=store) as one:
        with store.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER broken BEFORE UPDATE OF question ON inbox "
                "BEGIN SELECT RAISE(FAIL, 'disk full'); END"
            )
        await one.slack.direct_message("crr 500 50 450")
        await one.slack.wait_for(lambda: "disk full" in caplog.text)
        await settled(one)
        assert [answer.text[:24] for answer in one.said("D_ANN")] == [ANSWER]
        assert "crr 500 50 450" not in caplog.text
    store.dispose()


async def test_when_a_channel_cannot_be_read_the_asker_is_told(one: House) -> None:
    one.slack.workspace.scopes.discard("channels:history")
    one.slack.fail("chat.postMessage", Fault.drop_before())
    await one.slack.mention("crr 500 50 450")
    (told,) = await one.says("C_GENERAL")
    assert "I don't know whether my answer arrived" in told.text
    assert told.ephemeral


async def test_what_waited_longer_than_an_hour_is_not_answered_any_more(tmp_path: Path) -> None:
    question = {"user": "U_ANN", "channel": "D_ANN", "text": "crr 500 50 450", "thread_ts": None}
    assert Inbox(store_in(tmp_path), lambda: _minutes_ago(61)).accept("Ev1", question)
    async with house(tmp_path) as one:
        await settled(one)
        assert one.said("D_ANN") == []


@pytest.mark.parametrize("extra", [{"bot_id": "B_BOT"}, {"subtype": "message_changed"}])
async def test_bots_and_edits_are_not_answered(one: House, extra: dict[str, str]) -> None:
    asked = await one.slack.direct_message("crr 500 50 450")
    await one.says("D_ANN")
    assert asked.payload is not None
    event = {**asked.payload["event"], **extra}
    again = {**asked.payload, "event_id": "Ev_other", "event": event}
    assert (await _deliver(one, again)).status == 200
    await settled(one)
    assert len(one.said("D_ANN")) == 1


async def test_messages_in_channels_without_a_mention_are_left_alone(one: House) -> None:
    asked = await one.slack.direct_message("crr 500 50 450")
    await one.says("D_ANN")
    assert asked.payload is not None
    event = {**asked.payload["event"], "channel": "C_GENERAL", "channel_type": "channel"}
    await _deliver(one, {**asked.payload, "event_id": "Ev_other", "event": event})
    await settled(one)
    assert one.said("C_GENERAL") == []


async def test_a_broken_answer_apologises_in_the_thread(tmp_path: Path) -> None:
    def broken(text: str, asker: Asker, services: Services, earlier: str | None = None) -> Reply:
        raise ZeroDivisionError(text)

    async with house(tmp_path, desk=broken) as one:
        asked = await one.slack.mention("crr 500 50 450")
        (answer,) = await one.says("C_GENERAL")
        assert asked.message is not None
        assert answer.thread_ts == asked.message.ts
        assert "Something went wrong on my side" in answer.text


async def test_a_lost_answer_from_slack_doubles_nothing(one: House) -> None:
    one.slack.fail("chat.postMessage", Fault.drop_after())
    await one.slack.direct_message("crr 500 50 450")
    await one.says("D_ANN")
    await settled(one)
    assert len(one.said("D_ANN")) == 1


async def test_an_answer_in_hand_is_finished_when_the_bot_is_stopped(tmp_path: Path) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(text: str, asker: Asker, services: Services, earlier: str | None = None) -> Reply:
        loop.call_soon_threadsafe(started.set)
        time.sleep(0.3)
        return desk.answer(text, asker, services, earlier)

    async with house(tmp_path, desk=slow, pace=QUICK) as one:
        await one.slack.direct_message("crr 500 50 450")
        await started.wait()
        await one.close()
        assert [answer.text[:24] for answer in one.said("D_ANN")] == [ANSWER]


async def test_a_slow_answer_keeps_its_lease(tmp_path: Path) -> None:
    calls: list[str] = []

    def slow(text: str, asker: Asker, services: Services, earlier: str | None = None) -> Reply:
        calls.append(text)
        time.sleep(2.2)
        return desk.answer(text, asker, services, earlier)

    store = store_in(tmp_path)
    async with (
        StandIn(new_workspace()) as slack,
        house(tmp_path, desk=slow, slack=slack, pace=replace(QUICK, lease=1)) as one,
    ):
        await one.slack.direct_message("crr 500 50 450")
        await asyncio.sleep(1.5)
        assert Inbox(store, time.time).take_over() == []
        await one.says("D_ANN")
        assert len(calls) == 1


def _minutes_ago(minutes: float) -> float:
    return time.time() - 60 * minutes


async def _deliver(one: House, payload: dict[str, Any]) -> Delivery:
    """An event of the test's own making, signed as Slack signs."""
    body = json.dumps(payload)
    headers = signature_headers(SECRET, body, int(time.time()))
    return await one.slack.deliver_raw(body, {**headers, "content-type": "application/json"})
