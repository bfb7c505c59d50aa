"""Another owner: asked by a message, and owner only after they have said yes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.demo.faults import Fault
from bot.demo.workspace import Message
from tests.company import Acme
from tests.house import House, store_in
from tests.insiders import ACCESS, EVERYONE, insiders
from tests.schedulers import add, becomes, changed, kept, listed, schedules, seen

BOTH = ACCESS.model_copy(update={"people": ("U_ANN", "U_BOB"), "admins": ()})


@pytest.fixture
async def one(tmp_path: Path, acme: Acme) -> AsyncIterator[House]:
    """The bot with data, which Ann and Bob may both ask."""
    async with insiders(tmp_path, acme, BOTH) as running:
        yield running


async def offered(one: House, to: str = "U_BOB", text: str = "schedules") -> Any:
    """The delivery of Ann's offer of what she owns."""
    shown = await listed(one, text)
    await one.slack.press(shown, "schedule-hand_over")
    await one.slack.wait_for(one.slack.view)
    return await one.slack.submit({"new_owner": to})


async def asked(one: House) -> Message:
    """What Bob reads of it."""
    return (await one.says("D_BOB", user="U_BOB"))[0]


async def test_the_other_is_asked_and_accepts(one: House) -> None:
    made = add(one)
    await offered(one)
    assert "*<@U_BOB> has been asked*" in seen(one).text
    question = await asked(one)
    assert question.text.startswith(
        "*<@U_ANN> asks you to take over a schedule*\n\n"
        "Key figures in <#C_GENERAL>, every Monday at 09:00 (Europe/Amsterdam)"
    )
    assert (kept(one).owner, kept(one).offered_to) == ("U_ANN", "U_BOB")
    await one.slack.press(question, "schedule-accept", "U_BOB")
    await one.slack.wait_for(lambda: "*You own it now*" in one.said("D_BOB", "U_BOB")[0].text)
    assert (kept(one).owner, kept(one).offered_to) == ("U_BOB", None)
    (told,) = await one.says("D_ANN")
    assert told.text.startswith("*<@U_BOB> has taken over a schedule of yours*")
    assert {("U_ANN", "offered_to"), ("U_BOB", "owner")} <= set(changed(one, made.id))
    await one.slack.press(one.said("D_BOB", "U_BOB")[0], "schedule-list", "U_BOB")
    assert (await one.says("D_BOB", 2, "U_BOB"))[1].text.startswith("*One schedule*")


async def test_the_other_declines(one: House) -> None:
    add(one)
    await offered(one)
    await one.slack.press(await asked(one), "schedule-decline", "U_BOB")
    (told,) = await one.says("D_ANN")
    assert told.text.startswith("*<@U_BOB> does not take over your schedule*\nYou stay its owner")
    assert (kept(one).owner, kept(one).offered_to) == ("U_ANN", None)


async def test_in_dutch(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme, BOTH) as one:
        add(one)
        shown = await listed(one, "planningen")
        await one.slack.press(shown, "schedule-hand_over")
        await one.slack.wait_for(one.slack.view)
        view = seen(one)
        assert view.content["title"]["text"] == "Andere eigenaar"
        assert "Wie je kiest, krijgt een bericht van mij." in view.text
        await one.slack.submit({"new_owner": "U_ANN"})
        assert view.errors == {"new_owner": "Die is al de eigenaar."}
        await one.slack.submit({"new_owner": "U_BOB"})
        assert "*<@U_BOB> is gevraagd*" in seen(one).text
        again = await listed(one, "planningen")
        assert "Aangeboden aan <@U_BOB>; de eigenaar blijft" in again.text


async def test_what_is_offered_stands_in_the_list_of_the_other(one: House) -> None:
    add(one)
    await offered(one)
    shown = await listed(one, user="U_BOB")
    assert "Offered to <@U_BOB>; the owner stays until they accept." in shown.text
    actions = [block for block in shown.blocks if block["type"] == "actions"]
    assert [button["text"]["text"] for button in actions[0]["elements"]] == ["Accept", "Decline"]
    await one.slack.press(shown, "schedule-accept", "U_BOB")
    await one.slack.wait_for(lambda: kept(one).owner == "U_BOB")


@pytest.mark.parametrize("deed", ["accept", "decline"])
async def test_an_offer_that_was_taken_back_can_not_be_answered(one: House, deed: str) -> None:
    made = add(one)
    await offered(one)
    question = await asked(one)
    schedules(one).offer(made.id, None, "U_ANN")
    await one.slack.press(question, f"schedule-{deed}", "U_BOB")
    told = (await one.says("D_BOB", 2, "U_BOB"))[1]
    assert told.text.startswith("*You are no longer asked to take it over*")
    assert kept(one).owner == "U_ANN"


async def test_what_is_deleted_can_not_be_taken_over(one: House) -> None:
    made = add(one)
    await offered(one)
    question = await asked(one)
    schedules(one).remove(made.id, "U_ANN")
    await one.slack.press(question, "schedule-accept", "U_BOB")
    told = (await one.says("D_BOB", 2, "U_BOB"))[1]
    assert told.text.startswith("*That schedule is not there any more*")


async def test_a_double_click_accepts_once(one: House) -> None:
    made = add(one)
    await offered(one)
    question = await asked(one)
    first = await one.slack.press(question, "schedule-accept", "U_BOB")
    await one.slack.wait_for(lambda: kept(one).owner == "U_BOB")
    await one.slack.redeliver(first)
    told = (await one.says("D_BOB", 2, "U_BOB"))[1]
    assert told.text.startswith("*You are no longer asked to take it over*")
    assert changed(one, made.id).count(("U_BOB", "owner")) == 1


async def test_the_question_outlives_a_restart(tmp_path: Path, acme: Acme) -> None:
    store = store_in(tmp_path)
    async with insiders(tmp_path, acme, BOTH, engine=store) as one:
        add(one)
        await offered(one)
        question = await asked(one)
        await one.close()
        async with insiders(tmp_path, acme, BOTH, engine=store, slack=one.slack) as another:
            await another.slack.press(question, "schedule-accept", "U_BOB")
            await another.slack.wait_for(lambda: kept(another).owner == "U_BOB")
    store.dispose()


async def test_who_may_not_ask_the_data_can_not_own_it(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme, EVERYONE) as one:
        add(one)
        await offered(one, "U_GUS")
        assert (
            seen(one)
            .errors["new_owner"]
            .startswith("They may not ask about the company's data, so they can't own this.")
        )
        assert kept(one).offered_to is None


async def test_who_lost_the_right_meanwhile_does_not_become_the_owner(
    tmp_path: Path, acme: Acme
) -> None:
    async with insiders(tmp_path, acme) as one:
        made = add(one)
        schedules(one).offer(made.id, "U_BOB", "U_ANN")
        shown = await listed(one, user="U_BOB")
        await one.slack.press(shown, "schedule-accept", "U_BOB")
        told = (await one.says("C_GENERAL", 2, "U_BOB"))[1]
    assert told.text.startswith("*You may not ask about the company's data yet*")
    assert kept(one).owner == "U_ANN"


async def test_who_cannot_be_reached_is_told_of(one: House) -> None:
    add(one)
    one.slack.fail("conversations.open", Fault.error("user_disabled"))
    await offered(one)
    await becomes(one, "*I could not reach <@U_BOB>*\nThe offer stands")
    assert kept(one).offered_to == "U_BOB"


async def test_without_the_scope_to_open_direct_messages_the_other_is_asked_still(
    one: House,
) -> None:
    add(one)
    one.slack.workspace.scopes.remove("im:write")
    await offered(one)
    assert (await asked(one)).text.startswith("*<@U_ANN> asks you to take over a schedule*")


async def test_without_the_store_nothing_is_offered(one: House) -> None:
    add(one)
    shown = await listed(one)
    await one.slack.press(shown, "schedule-hand_over")
    await one.slack.wait_for(one.slack.view)
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE changes RENAME TO away")
    await one.slack.submit({"new_owner": "U_BOB"})
    assert seen(one).errors["new_owner"].startswith("I can't write it down now.")
    assert kept(one).offered_to is None


async def test_what_was_deleted_can_not_be_offered(one: House) -> None:
    made = add(one)
    shown = await listed(one)
    await one.slack.press(shown, "schedule-hand_over")
    await one.slack.wait_for(one.slack.view)
    schedules(one).remove(made.id, "U_ANN")
    await one.slack.submit({"new_owner": "U_BOB"})
    assert seen(one).errors["new_owner"].startswith("This schedule has been deleted.")
