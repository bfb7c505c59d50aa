"""What people and admins choose in forms: in force at the next question, in every process."""

import json

import pytest

from bot.demo.faults import Fault
from bot.services import Services
from bot.store.settings import ACCESS, TEAM
from tests.choosing import DUTCH, choose, chosen, figures, history, opened
from tests.company import Acme
from tests.house import House
from tests.insiders import with_data
from tests.schedulers import becomes, seen


@pytest.fixture
def services(acme: Acme) -> Services:
    """Ann may ask; Bob is the admin, and may not."""
    return with_data(acme)


async def test_a_language_is_spoken_at_the_next_command_in_every_process(
    anywhere: House, two: House
) -> None:
    assert "Customer retention 80%" in await figures(anywhere)
    await opened(anywhere)
    done = await choose(anywhere, **DUTCH)
    assert "*Je instellingen zijn bewaard*" in done.text
    assert "Klantbehoud 80%" in await figures(anywhere)
    assert "Customer retention 80%" in await figures(anywhere, "U_BOB")
    await two.slack.direct_message("kpi", user="U_ANN")
    (card,) = await two.says("D_ANN")
    assert card.text.startswith("*Kerncijfers")
    assert history(anywhere, "U_ANN") == [("U_ANN", "language", None, "nl")]


async def test_a_question_goes_before_what_was_chosen(one: House) -> None:
    await opened(one)
    await choose(one, **DUTCH)
    delivery = await one.slack.command("/crr", "500 50 450 lang=en")
    assert delivery.message is not None
    assert "Customer retention 80%" in delivery.message.text


async def test_the_form_shows_what_is_chosen_and_takes_it_back(one: House) -> None:
    first = await opened(one)
    assert "As the team: English" in first.text
    assert "As the team: No industry" in first.text
    await choose(one, language="nl", industry="banking", timezone="asia/tokyo")
    assert chosen(one, "U_ANN") == {
        "language": "nl",
        "industry": "banking",
        "timezone": "Asia/Tokyo",
    }
    one.slack.close_view()
    again = await opened(one, "instellingen")
    assert again.filled()["language"] == "nl"
    assert again.filled()["industry"] == "banking"
    assert again.typed()["timezone"] == "Asia/Tokyo"
    done = await choose(one, language="usual", industry="none", timezone="")
    assert "I answer in English and compare with no industry." in done.text
    assert chosen(one, "U_ANN") == {"industry": ""}


async def test_a_time_zone_that_is_none_is_told_at_its_field(one: House) -> None:
    await opened(one, "instellingen")
    view = await choose(one, timezone="Amsterdan <!channel>")
    assert "Ik ken geen tijdzone" in view.errors["timezone"]
    assert chosen(one, "U_ANN") == {}


async def test_a_new_schedule_begins_with_the_time_zone_that_was_chosen(one: House) -> None:
    await opened(one)
    await choose(one, timezone="Asia/Tokyo")
    one.slack.close_view()
    await one.slack.command("/kpi", "schedule")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).typed()["zone"] == "Asia/Tokyo"


async def test_the_team_has_what_an_admin_chose_unless_a_person_chose_something(
    one: House,
) -> None:
    await opened(one)
    await choose(one, language="en")
    own = await opened(one, user="U_BOB")
    assert "Team settings" in str(own.content)
    await one.slack.press_in_view("settings-team", "U_BOB")
    await becomes(one, "For everybody who chose nothing", "U_BOB")
    await choose(one, "U_BOB", language="nl", industry="banking")
    assert "Klantbehoud 80%" in await figures(one, "U_BOB")
    assert "Customer retention 80%" in await figures(one)
    assert history(one, TEAM) == [
        ("U_BOB", "language", None, "nl"),
        ("U_BOB", "industry", None, "banking"),
    ]


async def test_who_is_no_admin_finds_no_way_to_the_team_or_to_access(one: House) -> None:
    assert "settings-team" not in str((await opened(one)).content)
    one.slack.close_view()
    delivery = await one.slack.command("/retention", "access")
    assert delivery.message is not None
    assert "<@U_BOB> decides who may ask about it" in delivery.message.text
    assert "settings-access" not in str(delivery.message.blocks)


@pytest.mark.parametrize("form", ["team", "access"])
async def test_a_forged_form_is_refused(one: House, form: str) -> None:
    view = await opened(one)
    metadata = json.loads(view.content["private_metadata"])
    view.content["private_metadata"] = json.dumps({**metadata, "form": form})
    refused = await choose(one)
    assert "*Not saved: only admins can do that*" in refused.text
    assert (chosen(one, TEAM), chosen(one, ACCESS)) == ({}, {})
    assert history(one, form) == []


async def test_while_the_store_is_away_the_form_keeps_what_was_chosen(one: House) -> None:
    await opened(one)
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE settings RENAME TO away")
    kept = await choose(one, language="nl", timezone="Asia/Tokyo")
    assert "*Not saved: I can't write it down now*" in kept.text
    assert (kept.filled()["language"], kept.typed()["timezone"]) == ("nl", "Asia/Tokyo")
    one.slack.close_view()
    await one.slack.command("/retention", "settings")
    (told,) = await one.says("C_GENERAL")
    assert "*I can't get at the settings now*" in told.text
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO settings")
    assert "Customer retention 80%" in await figures(one)


async def test_in_a_direct_message_a_button_opens_the_form(one: House) -> None:
    await one.slack.direct_message("instellingen")
    (said,) = await one.says("D_ANN")
    assert "*Jouw instellingen*" in said.text
    await one.slack.press(said, "settings-own")
    await becomes(one, "Alleen voor jou")


async def test_when_the_app_is_removed_what_was_chosen_counts_no_more(one: House) -> None:
    await opened(one)
    await choose(one, **DUTCH)
    await one.slack.uninstall()
    await one.slack.command("/retention", "help")
    assert chosen(one, "U_ANN") == {}
    assert "Customer retention 80%" in await figures(one)


async def test_a_form_that_opens_too_late_can_be_opened_again(one: House) -> None:
    one.slack.fail("views.open", Fault.error("expired_trigger_id"))
    await one.slack.command("/retention", "settings")
    (told,) = await one.says("C_GENERAL")
    await one.slack.press(told, "settings-own")
    await becomes(one, "For you alone")
