"""Where the calculator is opened, and where its answer comes."""

from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.workspace import Message
from bot.render.blocks import CALCULATOR, pressed
from bot.reply import Calculates
from bot.services import Services
from tests.calculating import DUTCH, FIGURES, PLAIN, form, home, seen
from tests.house import House, house


@pytest.mark.parametrize("door", ["mention", "direct message", "/crr alone", "late"])
async def test_every_other_door_has_a_button_to_it(one: House, door: str) -> None:
    where, user = "C_GENERAL", "U_BOB"
    if door == "mention":
        await one.slack.mention("crr calculator", user)
    elif door == "direct message":
        where = "D_BOB"
        await one.slack.direct_message("calculator", user)
    elif door == "late":
        one.slack.fail("views.open", Fault.error("expired_trigger_id"))
        await one.slack.command("/crr", "calculator", user)
    else:
        await one.slack.command("/crr", "", user)
    (shown,) = await one.says(where, user=user)
    await one.slack.press(shown, CALCULATOR, user)
    await one.slack.wait_for(lambda: one.slack.view(user))
    await one.slack.submit(FIGURES, user)
    told = (await one.says(where, 2, user=user))[-1]
    assert told.text.startswith("*Customer retention 80%*")
    assert told.ephemeral is (where == "C_GENERAL")


async def test_in_a_thread_the_answer_stands_in_it(one: House) -> None:
    first = one.slack.workspace.store(Message("C_GENERAL", "U_ANN", "how?"))
    await one.slack.mention("calculator", thread_ts=first.ts)
    (shown,) = await one.says("C_GENERAL")
    await one.slack.press(shown, CALCULATOR)
    await one.slack.wait_for(one.slack.view)
    await one.slack.submit(FIGURES)
    assert (await one.says("C_GENERAL", 2))[1].thread_ts == first.ts


async def test_from_the_home_the_answer_comes_in_a_direct_message(one: House) -> None:
    home(one, pressed(Calculates("nps"), "nl"))
    await one.slack.press_in_home(CALCULATOR)
    await one.slack.wait_for(one.slack.view)
    await one.slack.submit(
        {"count_promoters": "60", "count_passives": "25", "count_detractors": "15"}
    )
    (told,) = await one.says("D_ANN")
    assert told.text.startswith("*NPS 45*")
    assert "Uitleg" in str(told.blocks)


async def test_a_button_without_a_value_opens_it_in_the_persons_language(tmp_path: Path) -> None:
    async with house(tmp_path, services=DUTCH) as one:
        home(one, PLAIN)
        await one.slack.press_in_home(CALCULATOR)
        await one.slack.wait_for(one.slack.view)
        assert seen(one).content["title"]["text"] == "Rekenhulp"


async def test_where_the_response_url_is_used_up_it_comes_in_a_direct_message(one: House) -> None:
    await form(one)
    one.slack.fail("response_url", Fault.error("used_url"))
    await one.slack.submit(FIGURES)
    (told,) = await one.says("D_ANN")
    assert told.text.startswith("*Customer retention 80%*")


async def test_the_command_is_acknowledged_before_the_form_opens(one: House) -> None:
    one.slack.fail("views.open", Fault.timeout(1.0))
    delivery = await one.slack.command("/crr", "calculator")
    assert (delivery.status, delivery.seconds < 0.5) == (200, True)
    await one.says("C_GENERAL")


async def test_no_access_to_the_data_is_needed(one: House, services: Services) -> None:
    """Nobody is listed in this house."""
    assert services.access.people == ()
    await form(one, user="U_BOB")
    await one.slack.submit(FIGURES, "U_BOB")
    (told,) = await one.says("C_GENERAL", user="U_BOB")
    assert told.text.startswith("*Customer retention 80%*")
