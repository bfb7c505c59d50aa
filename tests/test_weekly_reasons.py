"""Why a post by the clock does not come, what is paused for it, and who is told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.settings import Access
from bot.store.schedules import Schedule
from tests.clockwork import MONDAY, SUNDAY, Works, at_work, instant, works
from tests.company import ACCESS, Acme
from tests.house import store_in


@pytest.fixture
async def clock(tmp_path: Path, acme: Acme) -> AsyncIterator[Works]:
    async with at_work(tmp_path, acme.services(), SUNDAY) as running:
        yield running


@pytest.fixture
async def broken(tmp_path: Path, acme: Acme) -> AsyncIterator[Works]:
    """Its warehouse is away."""
    async with at_work(tmp_path, acme.services(mapped="no such file"), SUNDAY) as running:
        yield running


async def test_a_warehouse_that_comes_back_in_time_is_waited_for(
    tmp_path: Path, acme: Acme, broken: Works
) -> None:
    broken.add()
    await broken.until("2026-11-09T10:00")
    assert broken.posts() == []
    assert broken.told() == []
    assert {(state, reason) for _, state, reason in broken.states} == {
        ("claimed", "data_unreachable")
    }
    async with works(broken.clock.runs.engine, acme.services(), MONDAY, broken.slack) as mended:
        await mended.until("2026-11-09T12:00")
    (post,) = broken.posts()
    assert "comes late" in post.text
    assert broken.told() == []


async def test_a_warehouse_that_stays_away_is_told_once_and_never_as_zeros(broken: Works) -> None:
    broken.add("kpi lang=nl")
    await broken.until("2026-11-10T12:00")
    assert broken.posts() == []
    assert broken.states == [(MONDAY, "failed", "data_unreachable")]
    (told,) = broken.told()
    assert told.startswith(
        "*Het bericht van 9 november 2026, 09:00 uur, in <#C_NUMBERS> is niet gekomen*\n"
        "Het datawarehouse gaf geen antwoord, zo lang ik het probeerde.\n"
        "Dit sla ik over; het volgende komt op de gewone tijd."
    )


async def test_three_failures_in_a_row_pause_a_schedule(broken: Works) -> None:
    made = broken.add()
    await broken.until("2026-12-07T12:00")
    assert [reason for *_, reason in broken.states] == ["data_unreachable"] * 3
    assert paused(broken, made) == "failures"
    assert "That was the third time in a row, so I paused it." in broken.told()[-1]
    assert len(broken.told()) == 3


def paused(clock: Works, schedule: Schedule) -> str | None:
    """Why."""
    found = clock.clock.schedules.get(schedule.id)
    assert found is not None
    assert found.state == "paused"
    return found.reason


@pytest.mark.parametrize(
    ("change", "reason", "sentence"),
    [
        ("archive", "archived", "The channel is archived."),
        ("leave", "not_in_channel", "I am not in the channel. Invite me there"),
        ("go", "no_channel", "I can't find the channel."),
        ("forbid", "not_allowed", "The workspace does not let me post in that channel."),
    ],
)
async def test_a_channel_that_is_shut_pauses_at_once_and_the_owner_is_told_what_to_do(
    clock: Works, change: str, reason: str, sentence: str
) -> None:
    made = clock.add()
    workspace = clock.slack.workspace
    if change == "archive":
        there = workspace.channels["C_NUMBERS"]
        workspace.channels["C_NUMBERS"] = replace(there, archived=True)
    elif change == "leave":
        workspace.leave("C_NUMBERS", "U_BOT")
    elif change == "go":
        del workspace.channels["C_NUMBERS"]
    else:
        clock.slack.fail("chat.postMessage", Fault.error("restricted_action"))
    await clock.until("2026-11-16T12:00")
    assert clock.states == [(MONDAY, "failed", reason)]
    assert paused(clock, made) == reason
    (told,) = clock.told()
    assert told.startswith(f"*I paused a post in <#C_NUMBERS>*\n{sentence}")


async def test_a_token_that_is_refused_pauses_and_is_logged(
    clock: Works, caplog: pytest.LogCaptureFixture
) -> None:
    made = clock.add()
    clock.slack.workspace.revoke()
    await clock.at(MONDAY)
    assert paused(clock, made) == "token"
    assert "did not post 2026-11-09T09:00: token" in caplog.text


@pytest.mark.parametrize(
    ("access", "reason", "sentence"),
    [
        (ACCESS.model_copy(update={"people": ("U_ADA",)}), "no_access", "You may no longer ask"),
        (ACCESS.model_copy(update={"channels": ()}), "not_listed", "no longer one where data may"),
    ],
)
async def test_rights_that_are_gone_pause_at_once(
    tmp_path: Path, acme: Acme, access: Access, reason: str, sentence: str
) -> None:
    async with works(store_in(tmp_path), acme.services(access=access), SUNDAY) as clock:
        made = clock.add()
        await clock.at(MONDAY)
        assert clock.posts() == []
        assert paused(clock, made) == reason
        assert sentence in clock.told()[0]


async def test_when_the_owner_has_left_the_curators_are_told(tmp_path: Path, acme: Acme) -> None:
    access = ACCESS.model_copy(update={"curators": ("U_BOB",)})
    async with works(store_in(tmp_path), acme.services(access=access), SUNDAY) as clock:
        made = clock.add()
        users = clock.slack.workspace.users
        users["U_ANN"] = replace(users["U_ANN"], deleted=True)
        await clock.at(MONDAY)
        assert paused(clock, made) == "owner_gone"
        assert "Its owner, <@U_ANN>, has left the workspace" in clock.told("U_BOB")[0]


async def test_a_channel_with_guests_reads_nothing(clock: Works) -> None:
    clock.slack.workspace.join("C_NUMBERS", "U_GUS")
    clock.add()
    await clock.until("2026-11-10T09:00")
    assert clock.posts() == []
    assert clock.states == [(MONDAY, "failed", "members_unclear")]
    assert "The channel holds guests" in clock.told()[0]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("crr plan=Gold lang=en", "data_failed"),
        ("customers plan=Team country=DE lang=en", "data_few_in_channel"),
    ],
)
async def test_a_question_that_has_no_answer_fails_at_once(
    clock: Works, question: str, reason: str
) -> None:
    clock.add(question)
    await clock.at(MONDAY)
    assert clock.states == [(MONDAY, "failed", reason)]
    assert "did not come" in clock.told()[0]


@pytest.mark.parametrize(("left", "reason"), [("claimed", "paused"), ("posting", "paused")])
async def test_what_is_paused_while_it_is_in_hand_is_not_posted(
    clock: Works, left: str, reason: str
) -> None:
    made = clock.add()
    run = clock.clock.runs.claim(made, MONDAY, int(instant(MONDAY)))
    assert run
    if left == "posting":
        clock.clock.runs.advance(run, "posting")
    clock.clock.schedules.pause(made.id, "U_ANN")
    await clock.at(MONDAY)
    assert clock.posts() == []
    assert clock.states == [(MONDAY, "skipped", reason)]
