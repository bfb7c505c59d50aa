"""The app's home: what a person has scheduled, with the same buttons, and what there is to ask."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.views import OpenView
from bot.services import Preferences
from tests.company import Acme
from tests.house import House, house
from tests.insiders import ACCESS, calls, insiders
from tests.schedulers import add, becomes, form, kept, schedules, through

BOTH = ACCESS.model_copy(update={"people": ("U_ANN", "U_BOB")})


@pytest.fixture
async def one(tmp_path: Path, acme: Acme) -> AsyncIterator[House]:
    """The bot with data."""
    async with insiders(tmp_path, acme, BOTH) as running:
        yield running


async def opened(one: House, user: str = "U_ANN") -> OpenView:
    """What is seen after a look at the home."""
    before = one.slack.home(user)
    await one.slack.open_home(user)
    await one.slack.wait_for(lambda: one.slack.home(user) not in {None, before})
    return home(one, user)


def home(one: House, user: str = "U_ANN") -> OpenView:
    view = one.slack.home(user)
    assert view is not None
    return view


async def shows(one: House, words: str, user: str = "U_ANN") -> None:
    await one.slack.wait_for(lambda: words in home(one, user).text)


async def test_it_tells_what_to_ask_and_what_is_scheduled(one: House) -> None:
    add(one)
    add(one, owner="U_BOB", question="nps lang=en")
    view = await opened(one)
    assert "*Customer retention, for you*" in view.text
    assert "`/crr last month by plan`" in view.text
    assert "*One schedule*" in view.text
    assert "*Key figures* in <#C_GENERAL>, every Monday at 09:00" in view.text
    assert "*NPS*" not in view.text
    assert "*NPS* in <#C_GENERAL>" in (await opened(one, "U_BOB")).text


async def test_it_is_dutch_where_the_team_speaks_dutch(tmp_path: Path, acme: Acme) -> None:
    services = replace(
        acme.services(access=BOTH), settings_for=lambda _: Preferences(language="nl")
    )
    async with house(tmp_path, services=services) as one:
        add(one)
        text = (await opened(one)).text
    assert "*Klantbehoud, voor jou*" in text
    assert "*Eén planning*" in text
    assert "elke maandag om 09:00" in text


async def test_without_data_it_tells_what_to_ask(tmp_path: Path) -> None:
    async with house(tmp_path) as one:
        text = (await opened(one)).text
    assert "/crr 500 50 450" in text
    assert "/kpi" not in text
    assert "schedule" not in text


async def test_the_tab_of_messages_publishes_nothing(one: House) -> None:
    await one.slack.open_home(tab="messages")
    await one.slack.direct_message("crr 500 50 450")
    await one.says("D_ANN")
    assert calls(one, "views.publish") == []


async def test_a_schedule_is_made_from_it(one: House) -> None:
    await opened(one)
    await one.slack.press_in_home("schedule-new")
    await one.slack.wait_for(one.slack.view)
    await through(one, {"channel": "C_GENERAL"})
    assert kept(one).owner == "U_ANN"
    await shows(one, "*One schedule*")


async def test_its_buttons_do_what_those_of_the_list_do(one: House) -> None:
    add(one)
    await opened(one)
    await one.slack.press_in_home("schedule-pause")
    await shows(one, "Paused ·")
    await one.slack.press_in_home("schedule-resume")
    await shows(one, "Next:")
    await one.slack.press_in_home("schedule-edit")
    await becomes(one, "How often")
    one.slack.close_view()
    await one.slack.press_in_home("schedule-preview")
    await becomes(one, "*The preview is on its way*")
    head, post, thread = await one.says("D_ANN", 3)
    assert head.text.startswith("*A preview, for you alone*")
    assert post.text.startswith("*Key figures of week")
    assert thread.text.startswith("*What was counted*")
    await one.slack.press_in_home("schedule-hand_over")
    await becomes(one, "Whom you choose gets a message from me")
    one.slack.close_view()
    await one.slack.press_in_home("schedule-delete")
    await shows(one, "*Nothing is scheduled*")


async def test_an_offer_is_accepted_in_it(one: House) -> None:
    made = add(one)
    schedules(one).offer(made.id, "U_BOB", "U_ANN")
    await opened(one, "U_BOB")
    await one.slack.press_in_home("schedule-accept", "U_BOB")
    await becomes(one, "*You own it now*", "U_BOB")
    await shows(one, "owner <@U_BOB>", "U_BOB")


async def test_a_preview_that_cannot_be_sent_is_told(
    one: House, caplog: pytest.LogCaptureFixture
) -> None:
    add(one)
    await opened(one)
    one.slack.fail("conversations.open", Fault.error("user_disabled"))
    await one.slack.press_in_home("schedule-preview")
    await becomes(one, "*I can't send you a direct message*")
    assert "a word about a schedule did not arrive" in caplog.text
    assert one.said("D_ANN") == []


async def test_the_newer_of_two_homes_stays(one: House, caplog: pytest.LogCaptureFixture) -> None:
    first = await one.slack.open_home()
    await one.slack.wait_for(one.slack.home)
    await shows(one, "Retention 87.5%")
    second = await opened(one)
    assert "view" not in first.payload["event"]
    one.slack.fail("views.publish", Fault.error("hash_conflict"))
    await one.slack.open_home()
    await one.slack.wait_for(lambda: len(calls(one, "views.publish")) == 4)
    assert home(one) is second
    assert calls(one, "views.publish")[3]["hash"] == second.hash
    assert "did not arrive" not in caplog.text


async def test_a_workspace_without_a_home_tab_hears_nothing_of_it(
    one: House, caplog: pytest.LogCaptureFixture
) -> None:
    one.slack.workspace.home_tab = False
    await form(one)
    await through(one)
    await one.slack.wait_for(lambda: calls(one, "views.publish"))
    await one.close()
    assert "did not arrive" not in caplog.text


async def test_more_than_fit_are_counted(one: House) -> None:
    for hour in range(22):
        add(one, rule=f"daily {hour:02}:00")
    view = await opened(one)
    assert "*22 schedules* · 1 to 20" in view.text
    assert "/retention schedules shows the others." in view.text
    assert len(view.content["blocks"]) <= 100


async def test_without_the_store_it_says_so(one: House) -> None:
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE schedules RENAME TO away")
    assert "*I can't get at the schedules now*" in (await opened(one)).text
