"""Who gets the form of a schedule, through which door, and in whose time zone."""

from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.services import Services
from tests.company import Acme
from tests.house import House, house
from tests.insiders import ACCESS, EVERYONE, insiders, with_data
from tests.schedulers import form, kept, seen, through


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


async def test_the_zone_is_that_of_the_person(tmp_path: Path, acme: Acme) -> None:
    both = ACCESS.model_copy(update={"people": ("U_ANN", "U_BOB")})
    async with insiders(tmp_path, acme, both) as one:
        view = await form(one, user="U_BOB")
    assert view.filled()["zone"] == "America/New_York"


async def test_where_slack_does_not_say_the_zone_it_is_that_of_the_team(one: House) -> None:
    one.slack.fail("users.info", Fault.timeout(2.0))
    view = await form(one)
    assert view.filled()["zone"] == "Europe/Amsterdam"


async def test_from_a_direct_message_the_channel_is_still_to_be_chosen(one: House) -> None:
    view = await form(one, channel="D_ANN")
    with pytest.raises(ValueError, match="required, and empty: channel"):
        await one.slack.submit({})
    await through(one, {"channel": "C_GENERAL"})
    assert view.id == seen(one).id
    assert kept(one).channel == "C_GENERAL"


@pytest.mark.parametrize("door", ["mention", "direct message"])
async def test_other_doors_bring_a_button_to_the_asker_alone(one: House, door: str) -> None:
    where = "C_GENERAL" if door == "mention" else "D_ANN"
    if door == "mention":
        await one.slack.mention("churn inplannen maandag 16:00")
    else:
        await one.slack.direct_message("churn inplannen maandag 16:00")
    (shown,) = await one.says(where)
    assert shown.text.startswith("*Een bericht op vaste tijden*")
    assert one.said("C_GENERAL", "U_BOB") == []
    await one.slack.press(shown, "schedule-new")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).filled()["what"] == "churn"
    assert seen(one).filled()["time"] == "16:00"


async def test_who_may_not_ask_gets_no_form_and_reads_who_can_change_that(one: House) -> None:
    await one.slack.command("/kpi", "schedule", "U_BOB")
    (told,) = await one.says("C_GENERAL", user="U_BOB")
    assert told.text.startswith("*You may not ask about the company's data yet*\n<@U_BOB> can add")
    assert one.slack.view("U_BOB") is None


async def test_a_guest_gets_no_form_where_all_members_may_ask(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme, EVERYONE) as one:
        await one.slack.command("/kpi", "inplannen", "U_GUS", "C_GUESTS")
        (told,) = await one.says("C_GUESTS", user="U_GUS")
        assert told.text.startswith("*Je mag nog niets vragen over de gegevens")
        assert one.slack.view("U_GUS") is None
        await form(one, user="U_BOB")


async def test_who_slack_does_not_know_in_time_is_looked_at_before_the_form_goes_on(
    tmp_path: Path, acme: Acme
) -> None:
    async with insiders(tmp_path, acme, EVERYONE) as one:
        one.slack.fail("users.info", Fault.timeout(1.5), times=2)
        view = await form(one, "inplannen", "U_GUS", channel="C_GUESTS")
        await one.slack.submit({}, "U_GUS")
        assert view.errors["channel"].startswith("Je mag niets vragen over de gegevens")


async def test_without_data_there_is_no_form(tmp_path: Path) -> None:
    async with house(tmp_path) as one:
        delivery = await one.slack.command("/kpi", "schedule")
    assert delivery.message is not None
    assert delivery.message.text.startswith("*That is a question about your own data")
