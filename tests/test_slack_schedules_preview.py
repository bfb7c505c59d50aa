"""A post looked at before its time: by who asks alone, with what it would lack."""

from pathlib import Path

import pytest

from bot.services import Services
from tests.company import Acme
from tests.house import House
from tests.insiders import ACCESS, insiders, pictures, with_data, written_down
from tests.schedulers import add, kept, listed, schedules


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


async def test_a_preview_is_for_who_asks_alone_and_pings_nobody(one: House, acme: Acme) -> None:
    add(one, note="Look <!channel> & *see*", mention="U_BOB")
    shown = await listed(one)
    await one.slack.press(shown, "schedule-preview")
    _, head, post, thread = await one.says("C_GENERAL", 4)
    assert head.text.startswith("*A preview, for you alone*\nAs it would stand in <#C_GENERAL>")
    assert post.text.startswith("> Look &lt;!channel&gt; &amp; *see*\n\n*Key figures of week")
    assert thread.text.startswith("*What was counted*")
    assert {message.recipient for message in (head, post, thread)} == {"U_ANN"}
    assert head.pings | post.pings | thread.pings == frozenset()
    assert [who for who, _, public in written_down(acme) if public] == []
    assert written_down(acme)[0][0] == "U_ANN"
    assert schedules(one).all() == (kept(one),)


async def test_a_preview_in_dutch_of_a_dutch_post(one: House) -> None:
    add(one, question="crr by plan lang=nl", language="nl", rule="monthly 1 09:00")
    shown = await listed(one, "planningen")
    await one.slack.press(shown, "schedule-preview")
    _, head, post, _ = await one.says("C_GENERAL", 4)
    assert head.text.startswith("*Een voorbeeld, voor jou alleen*")
    assert post.text.startswith("*Klantbehoud ")


async def test_the_picture_of_a_preview_comes_in_a_direct_message(one: House) -> None:
    add(one, question="cohort lang=en")
    shown = await listed(one)
    await one.slack.press(shown, "schedule-preview")
    await one.slack.wait_for(lambda: pictures(one))
    ((comment, _),) = pictures(one)
    assert comment.startswith("For your question `cohort")


async def test_a_preview_says_why_nothing_would_be_posted(tmp_path: Path, acme: Acme) -> None:
    access = ACCESS.model_copy(update={"channels": ()})
    async with insiders(tmp_path, acme, access) as one:
        add(one)
        shown = await listed(one)
        await one.slack.press(shown, "schedule-preview")
        told = (await one.says("C_GENERAL", 2))[1]
    assert told.text.startswith("*The company's data may not be shown here*")


async def test_an_admin_without_the_right_to_the_data_previews_nothing(one: House) -> None:
    add(one)
    shown = await listed(one, user="U_BOB")
    await one.slack.press(shown, "schedule-preview", "U_BOB")
    told = (await one.says("C_GENERAL", 2, "U_BOB"))[1]
    assert told.text.startswith("*You may not ask about the company's data yet*")
