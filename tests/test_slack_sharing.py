"""Sharing an answer from data: asked again for the channel, refused where others read along."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.demo.workspace import Message
from bot.services import Services
from bot.store.threads import Threads
from tests.company import Acme
from tests.house import House, new_workspace
from tests.insiders import (
    ACCESS,
    EVERYONE,
    RETENTION,
    calls,
    insiders,
    kinds,
    pictures,
    with_data,
    written_down,
)

BY_COUNTRY = "crr from 2026-10-01 to 2026-10-31 by country lang=en"
SHARED = f"Shared by <@U_ANN>\n\n{RETENTION}"


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


async def answered(
    one: House, text: str, channel: str = "C_GENERAL", user: str = "U_ANN"
) -> Message:
    """The private answer to `/retention text`."""
    before = len(one.said(channel, user))
    await one.slack.command("/retention", text, user=user, channel=channel)
    return (await one.says(channel, before + 1, user=user))[before]


async def told(one: House, words: str, channel: str = "C_GENERAL", user: str = "U_ANN") -> Message:
    """What the sharer alone reads."""

    def found() -> list[Message]:
        return [said for said in one.said(channel, user) if words in said.text]

    await one.slack.wait_for(found)
    assert found()[0].recipient == user
    return found()[0]


async def test_it_is_posted_with_its_chart_and_table_and_small_groups_left_out(
    one: House, acme: Acme
) -> None:
    private = await answered(one, "crr last month by country")
    assert "DE" in str(private.blocks)
    await one.slack.press(private, "share")
    (shared,) = await one.says("C_GENERAL", user="U_BOB")
    assert shared.text.startswith(SHARED)
    assert {"data_table", "data_visualization"} <= set(kinds(shared))
    assert "176" in str(shared.blocks)  # of NL
    assert "DE" not in str(shared.blocks)
    assert "'share'" not in str(shared.blocks)
    await told(one, "*Shared in this channel*")
    assert one.slack.workspace.find(private.ts) == private  # the sharer keeps all of it
    assert written_down(acme) == [("U_ANN", BY_COUNTRY, True), ("U_ANN", BY_COUNTRY, False)]


async def test_a_double_press_posts_once(one: House) -> None:
    private = await answered(one, "crr last month")
    await asyncio.gather(*(one.slack.press(private, "share") for _ in range(4)))
    await told(one, "You shared this already")
    await told(one, "*Shared in this channel*")
    assert len(one.said("C_GENERAL", "U_BOB")) == 1


async def test_after_a_mention_it_can_be_shared_as_well(one: House) -> None:
    await one.slack.mention("retention last month")
    (private,) = await one.says("C_GENERAL")
    await one.slack.press(private, "share")
    (shared,) = await one.says("C_GENERAL", user="U_BOB")
    assert shared.text.startswith(SHARED)
    assert shared.thread_ts is None


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("C_GUESTS", "This channel holds guests or people from another company"),
        ("C_SHARED", "This channel is not on the list. <@U_BOB> can add it"),
        ("C_QUIET", "This channel is not on the list. <@U_BOB> can add it"),
    ],
)
async def test_elsewhere_it_is_refused_and_only_the_sharer_reads_that(
    one: House, acme: Acme, channel: str, words: str
) -> None:
    await one.slack.press(await answered(one, "crr last month", channel), "share")
    said = await told(one, words, channel)
    assert said.text.startswith("*The company's data may not be shown here*")
    assert one.said(channel, "U_BOB") == []
    assert [public for _, _, public in written_down(acme)] == [False]


async def test_a_channel_that_became_shared_outside_is_refused_though_listed(
    tmp_path: Path, acme: Acme
) -> None:
    listed = ACCESS.model_copy(update={"channels": ("C_SHARED",)})
    async with insiders(tmp_path, acme, listed) as one:
        await one.slack.press(await answered(one, "crr last month", "C_SHARED"), "share")
        await told(one, "holds guests or people from another company", "C_SHARED")
        assert one.said("C_SHARED", "U_EVE") == []


@pytest.mark.parametrize("scope", ["channels:read", "users:read"])
async def test_where_slack_does_not_say_who_is_there_it_is_refused(one: House, scope: str) -> None:
    one.slack.workspace.scopes.discard(scope)
    await one.slack.press(await answered(one, "crr last month"), "share")
    await told(one, "or I can't see who is in it")
    assert one.said("C_GENERAL", "U_BOB") == []


async def test_the_rights_are_looked_at_when_it_is_shared(tmp_path: Path, acme: Acme) -> None:
    """Ann has become a guest; what she saw before she may not hand on."""
    async with StandIn(new_workspace()) as slack:
        async with insiders(tmp_path, acme, EVERYONE, slack=slack) as before:
            private = await answered(before, "crr last month")
            assert private.text.startswith(RETENTION)
        ann = slack.workspace.users["U_ANN"]
        slack.workspace.users["U_ANN"] = replace(ann, guest="of a few channels")
        async with insiders(tmp_path, acme, EVERYONE, slack=slack) as after:
            await slack.press(private, "share")
            await told(after, "*You may not ask about the company's data yet*")
            assert after.said("C_GENERAL", "U_BOB") == []


async def test_everyone_means_full_members_of_the_workspace(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme, EVERYONE) as one:
        assert (await answered(one, "crr last month", user="U_BOB")).text.startswith(RETENTION)
        refused = "*You may not ask about the company's data yet*"
        guest = await answered(one, "crr last month", "C_GUESTS", "U_GUS")
        outside = await answered(one, "crr last month", "C_SHARED", "U_EVE")
        assert guest.text.startswith(refused)
        assert outside.text.startswith(refused)
        assert {who for who, _, _ in written_down(acme)} == {"U_BOB"}


async def test_typed_figures_are_shared_without_asking_who_is_there(one: House) -> None:
    delivery = await one.slack.command("/crr", "500 50 450", channel="C_GUESTS")
    assert delivery.message is not None
    await one.slack.press(delivery.message, "share")
    (shared,) = await one.says("C_GUESTS", user="U_GUS")
    assert shared.text.startswith("Shared by <@U_ANN>\n\n*Customer retention 80%*")
    assert calls(one, "conversations.info") == calls(one, "users.info") == []


async def test_names_of_customers_stay_out_of_the_channel(one: House) -> None:
    private = await answered(one, "risk")
    assert "fading-1" in str(private.blocks)
    await one.slack.press(private, "share")
    (shared,) = await one.says("C_GENERAL", user="U_BOB")
    assert "fading" not in str(shared)


async def test_cohorts_are_shared_with_their_picture(one: House) -> None:
    private = await answered(one, "cohort 6 months")
    await one.slack.wait_for(lambda: pictures(one))
    await one.slack.press(private, "share")
    shared, picture = await one.says("C_GENERAL", 2, user="U_BOB")
    assert shared.text.startswith("Shared by <@U_ANN>\n\n*Cohorts by month")
    assert "data_table" in kinds(shared)
    asked = "`cohort from 2026-05-01 to 2026-10-31`"
    assert picture.text == f"Shared by <@U_ANN>, with the answer to {asked}"
    (file,) = picture.files
    assert file.content.startswith(b"\x89PNG")
    assert file.alt


async def test_a_picture_that_cannot_be_added_is_told_to_the_sharer_alone(one: House) -> None:
    private = await answered(one, "cohort 6 months")
    await one.slack.wait_for(lambda: pictures(one))
    one.slack.fail("files.completeUploadExternal", Fault.error("not_in_channel"))
    await one.slack.press(private, "share")
    await told(one, "I could not add its picture here")
    assert len(one.said("C_GENERAL", "U_BOB")) == 1


async def test_a_share_can_be_followed_up_in_its_thread(one: House) -> None:
    await one.slack.press(await answered(one, "crr last month"), "share")
    (shared,) = await one.says("C_GENERAL", user="U_BOB")
    await told(one, "*Shared in this channel*")
    threads = Threads(one.engine, time.time)
    await one.slack.wait_for(lambda: threads.earlier(f"C_GENERAL:{shared.ts}"))
    await one.slack.mention("and by country?", thread_ts=shared.ts)
    await one.slack.wait_for(
        lambda: [said for said in one.said("C_GENERAL") if said.thread_ts and "DE" in str(said)]
    )
