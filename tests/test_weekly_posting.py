"""A post by the clock: the right figures, in time, once; and what happens where that cannot be."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.workspace import Message
from bot.settings import Environment, SettingsError
from bot.slack.keeping import rehearse, run, run_once
from bot.slack.outbox import EVENT_TYPE
from bot.store.runs import Runs
from bot.store.schedules import Schedules
from tests.clockwork import MONDAY, SUNDAY, Works, at_work, instant, keys, slack_with, wanted, works
from tests.company import ACCESS, Acme
from tests.house import environment, store_in


@pytest.fixture
async def clock(tmp_path: Path, acme: Acme) -> AsyncIterator[Works]:
    async with at_work(tmp_path, acme.services(), SUNDAY) as running:
        yield running


@pytest.mark.parametrize(
    ("language", "headline", "figures"),
    [
        ("en", "Key figures of week 45 · 2–8 November", "220 of the 224 customers"),
        ("nl", "Kerncijfers van week 45 · 2–8 november", "van de 224 klanten"),
    ],
)
async def test_a_schedule_posts_the_figures_of_the_last_week_at_its_time(
    clock: Works, language: str, headline: str, figures: str
) -> None:
    clock.add(f"kpi lang={language}")
    await clock.at("2026-11-09T08:59")
    assert clock.posts() == []
    await clock.at(MONDAY)
    await clock.at("2026-11-09T09:01")
    assert clock.said() == [headline]
    (post, thread) = clock.slack.workspace.messages("C_NUMBERS")
    assert figures in post.text
    assert thread.thread_ts == post.ts
    assert [block["type"] for block in post.blocks][-1] == "context"
    (run,) = clock.runs
    assert (run.state, run.ts, keys([post])) == ("done", post.ts, [run.post_key])
    assert run.figures
    assert run.figures["told"]["crr"] == ["share", "55/56"]


async def test_the_heat_map_of_cohorts_stands_beside_the_post(clock: Works) -> None:
    clock.add("cohort lang=nl")
    await clock.at(MONDAY)
    await clock.slack.wait_for(lambda: len(clock.posts()) == 2)
    post, picture = clock.posts()
    assert post.text.startswith("*Cohorten")
    assert picture.text.startswith("Bij het bericht `cohort")
    assert [file.name.endswith(".png") for file in picture.files] == [True]


async def test_who_cannot_be_opened_a_conversation_is_told_all_the_same(clock: Works) -> None:
    clock.add()
    clock.slack.workspace.scopes.discard("im:write")
    clock.slack.workspace.leave("C_NUMBERS", "U_BOT")
    await clock.at(MONDAY)
    assert len(clock.told()) == 1


async def test_a_slack_that_does_not_say_whether_the_owner_is_there_is_no_reason(
    clock: Works,
) -> None:
    clock.add()
    clock.slack.fail("users.info", Fault.status(500, "oops"))
    await clock.at(MONDAY)
    assert clock.states == [(MONDAY, "done", None)]


async def test_a_post_calls_whom_it_should_and_nobody_else(clock: Works) -> None:
    clock.add(note="read <!channel>", mention="U_BOB")
    await clock.at(MONDAY)
    (post,) = clock.posts()
    assert post.pings == {"U_BOB"}


@pytest.mark.parametrize(
    ("began", "rule", "seen"),
    [
        # Clocks go forward on 29 March 2026 at 02:00 and back on 25 October at 03:00.
        ("2026-03-28T12:00", "daily 02:30", ["2026-03-29T01:00+00:00", "2026-03-30T00:30+00:00"]),
        ("2026-03-28T12:00", "daily 09:00", ["2026-03-29T07:00+00:00", "2026-03-30T07:00+00:00"]),
        ("2026-10-24T12:00", "daily 02:30", ["2026-10-25T00:30+00:00", "2026-10-26T01:30+00:00"]),
        ("2026-10-24T12:00", "daily 09:00", ["2026-10-25T08:00+00:00", "2026-10-26T08:00+00:00"]),
    ],
)
async def test_local_time_is_kept_where_clocks_go_forward_and_back(
    tmp_path: Path, acme: Acme, began: str, rule: str, seen: list[str]
) -> None:
    async with works(store_in(tmp_path), acme.services(), began) as clock:
        clock.add("crr lang=en", rule=rule)
        await clock.until(began[:8] + f"{int(began[8:10]) + 2}T12:00")
        posted = [datetime_of(float(one.ts)) for one in clock.posts()]
        assert posted == [one.replace("+00:00", "") for one in seen]


def datetime_of(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M")


async def test_a_late_post_says_so_and_older_slots_are_skipped(clock: Works) -> None:
    clock.add("crr lang=en", rule="daily 09:00")
    await clock.at("2026-11-12T11:30")
    (post,) = clock.posts()
    assert "This post was due on 12 November 2026 at 09:00 and comes late." in post.text
    assert clock.states == [
        ("2026-11-09T09:00", "skipped", "missed"),
        ("2026-11-10T09:00", "skipped", "missed"),
        ("2026-11-11T09:00", "skipped", "missed"),
        ("2026-11-12T09:00", "done", None),
    ]


async def test_what_is_too_late_is_not_posted(clock: Works) -> None:
    clock.add("crr lang=en", rule="daily 09:00")
    await clock.at("2026-11-09T12:01")
    assert clock.posts() == []
    assert clock.states == [("2026-11-09T09:00", "skipped", "missed")]


@pytest.mark.parametrize(
    "fault",
    [
        Fault.drop_after(),
        Fault.drop_before(),
        Fault.rate_limited(30),
        Fault.status(500, "oops"),
        Fault.timeout(0.1),
        Fault.error("internal_error"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}",
)
@pytest.mark.parametrize("times", [1, 2])
async def test_trouble_on_the_way_neither_doubles_nor_loses_a_post(
    clock: Works, fault: Fault, times: int
) -> None:
    clock.add()
    clock.slack.fail("chat.postMessage", fault, times)
    await clock.at(MONDAY)
    assert clock.said() == ["Key figures of week 45 · 2–8 November"]
    assert len(clock.slack.workspace.messages("C_NUMBERS")) == 2
    assert clock.states == [(MONDAY, "done", None)]


async def test_a_slack_that_is_away_is_tried_again_within_the_grace_time(clock: Works) -> None:
    clock.add()
    clock.slack.fail("chat.postMessage", Fault.rate_limited(601), times=3)
    await clock.at(MONDAY)
    assert clock.states == [(MONDAY, "claimed", "slack_away")]
    await clock.until("2026-11-09T12:00")
    assert len(clock.posts()) == 1
    assert clock.states == [(MONDAY, "done", None)]


async def test_a_post_whose_answer_was_lost_is_looked_up_until_slack_says(clock: Works) -> None:
    clock.add()
    clock.slack.fail("chat.postMessage", Fault.drop_after())
    clock.slack.fail("conversations.history", Fault.status(503), times=5)
    await clock.at(MONDAY)
    assert clock.states == [(MONDAY, "posting", None)]
    await clock.at("2026-11-09T09:30")
    assert len(clock.posts()) == 1
    assert clock.states == [(MONDAY, "done", None)]


async def test_what_nobody_can_look_up_is_not_repeated_and_told(clock: Works) -> None:
    clock.add()
    clock.slack.workspace.scopes.discard("channels:history")
    clock.slack.fail("chat.postMessage", Fault.drop_after())
    await clock.until("2026-11-10T09:00")
    assert len(clock.posts()) == 1
    assert clock.states == [(MONDAY, "failed", "unknown")]
    (told,) = clock.told()
    assert "may not have arrived" in told


async def test_a_clock_without_a_token_says_so(tmp_path: Path, acme: Acme) -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is not set"):
        await run_once(
            Environment(slack_bot_token=None), acme.services(), store_in(tmp_path), instant(MONDAY)
        )


async def test_at_an_instant_and_through_a_calendar_it_posts_what_is_due(
    tmp_path: Path, acme: Acme
) -> None:
    store = store_in(tmp_path)
    Schedules(store, lambda: instant(SUNDAY)).add(wanted("customers lang=en"), "U_ANN")
    async with slack_with() as slack:
        parts = (environment(slack, 0), acme.services(), store)
        await run_once(*parts, instant(MONDAY))
        await rehearse(*parts, instant("2026-11-10T12:00"), instant("2026-11-24T12:00"))
    assert [run.state for run in Runs(store, time.time).last()] == ["done"] * 3
    store.dispose()


async def test_for_ever_ends_with_the_post_that_is_in_hand(tmp_path: Path, acme: Acme) -> None:
    store, due = store_in(tmp_path), datetime.now(UTC) - timedelta(minutes=1)
    daily = wanted("customers lang=en", rule=f"daily {due:%H:%M}", timezone="UTC")
    Schedules(store, lambda: due.timestamp() - 3600).add(daily, "U_ANN")
    runs, stop = Runs(store, time.time), asyncio.Event()
    async with slack_with() as slack:
        slack.fail("chat.postMessage", Fault.rate_limited(1))
        running = asyncio.create_task(run(environment(slack, 0), acme.services(), store, stop))
        await slack.wait_for(lambda: [one for one in runs.last() if one.state == "posting"])
        stop.set()
        await running
    assert [one.state for one in runs.last()] == ["done"]
    store.dispose()


async def test_a_post_that_stands_there_already_is_recorded_whatever_has_changed(
    clock: Works,
) -> None:
    """Its process died after Slack had accepted it; since then the schedule was paused."""
    made = clock.add()
    run = clock.clock.runs.claim(made, MONDAY, int(instant(MONDAY)))
    assert run
    clock.clock.runs.advance(run, "posting")
    there = Message("C_NUMBERS", "U_BOT", "*Key figures*", metadata=metadata(run.post_key))
    there = clock.slack.workspace.store(there)
    clock.clock.schedules.pause(made.id, "U_ANN")
    await clock.at("2026-11-12T09:00")
    assert [one.ts for one in clock.posts()] == [there.ts]
    assert len(clock.slack.workspace.messages("C_NUMBERS")) == 2  # with its thread
    assert clock.states == [(MONDAY, "done", None)]


def metadata(key: str) -> dict[str, object]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


async def test_schedules_of_a_channel_post_one_after_another(clock: Works) -> None:
    for question in ("kpi", "crr", "churn", "nps"):
        clock.add(f"{question} lang=en")
    clock.slack.posting_interval = 1.0
    await clock.at(MONDAY)
    assert [one.split()[0] for one in clock.said()] == ["Key", "Retention", "Churn", "NPS:"]


async def test_two_clocks_at_once_post_once(tmp_path: Path, acme: Acme) -> None:
    channels = [f"C_{n}" for n in range(6)]
    access = ACCESS.model_copy(update={"channels": tuple(channels)})
    store, services = store_in(tmp_path), acme.services(access=access)
    slack = slack_with(*channels)
    async with (
        slack,
        works(store, services, SUNDAY, slack) as one,
        works(store, services, SUNDAY, slack) as other,
    ):
        for channel in channels:
            one.add("crr lang=en", channel=channel)
            one.add("churn lang=nl", channel=channel)
        await asyncio.gather(one.at(MONDAY), other.at(MONDAY))
        assert [len(one.posts(channel)) for channel in channels] == [2] * 6
        assert {state for _, state, _ in one.states} == {"done"}
