"""Alerts from Slack: seen before they are set, set with a button, kept in a list."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.workspace import BOT_USER, Channel
from bot.services import Services
from tests.alerting import CHURN, NUMBERS, alerts, asked, changed
from tests.company import Acme
from tests.house import House, new_workspace
from tests.insiders import ACCESS, insiders, with_data, written_down


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


@pytest.mark.parametrize(
    ("typed", "language", "now", "told"),
    [
        (
            "alert churn above 5%",
            "en",
            "*That is above 5%: the first look tells it.* In September 2026 it was 3.36%.",
            "*The alert is set: Churn above 5% · by the month*\nI look next on ",
        ),
        (
            "alert verloop boven 5%",
            "nl",
            "*Dat is boven 5%: de eerste keer dat ik kijk, meld ik het.*",
            "*De melding is ingesteld: Klantverloop boven 5% · per maand*\nIk kijk weer op ",
        ),
    ],
)
async def test_it_is_set_after_a_look_at_how_it_stands(
    one: House, typed: str, language: str, now: str, told: str
) -> None:
    shown = await asked(one, typed)
    assert now in shown.text
    assert shown.recipient == "U_ANN"
    assert alerts(one) == []
    await one.slack.press(shown, "watch")
    after = await changed(one, shown, told)
    assert f"<#{NUMBERS}>" in after.text
    assert "'watch'" not in str(after.blocks)
    assert alerts(one) == [(NUMBERS, f"alert churn above 5% lang={language}", "U_ANN", "active")]
    assert one.said(NUMBERS, "U_BOB") == []


async def test_the_look_before_is_written_down(one: House, acme: Acme) -> None:
    await asked(one, "alert churn above 5%")
    assert written_down(acme) == [("U_ANN", CHURN, False)]


async def test_a_mention_does_it_too(one: House) -> None:
    await one.slack.mention("alert churn above 5%")
    (shown,) = await one.says(NUMBERS)
    await one.slack.press(shown, "watch")
    await one.slack.wait_for(lambda: alerts(one))
    assert alerts(one) == [(NUMBERS, CHURN, "U_ANN", "active")]


async def test_in_a_direct_message_it_says_where(one: House) -> None:
    await one.slack.direct_message("alert churn above 5%")
    (shown,) = await one.says("D_ANN")
    assert f"Type it in a channel that may read data: <#{NUMBERS}>" in shown.text
    assert "'watch'" not in str(shown.blocks)


async def test_a_double_press_sets_one(one: House) -> None:
    shown = await asked(one, "alert churn above 5%")
    await asyncio.gather(*(one.slack.press(shown, "watch") for _ in range(4)))
    await changed(one, shown, "*This alert was there already: Churn above 5%")
    assert len(alerts(one)) == 1


async def test_what_cannot_be_read_is_told_and_sets_nothing(one: House) -> None:
    delivery = await one.slack.command("/kpi", "alert churn above", channel=NUMBERS)
    assert delivery.message is not None
    assert delivery.message.text.startswith("*Beyond which limit?*")
    assert alerts(one) == []


async def test_who_may_not_ask_reads_why(one: House) -> None:
    shown = await asked(one, "alert churn above 5%", user="U_BOB")
    assert shown.text.startswith("*You may not ask about the company's data yet*")


async def test_a_right_that_has_gone_meanwhile_counts(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme) as one:
        shown = await asked(one, "alert churn above 5%")
        fewer = ACCESS.model_copy(update={"people": ("U_BOB",)})
        async with insiders(tmp_path, acme, fewer, slack=one.slack):
            await one.slack.press(shown, "watch")
            told = (await one.says(NUMBERS, 2))[1]
        assert told.text.startswith("*You may not ask about the company's data yet*")
        assert alerts(one) == []


async def test_beside_guests_none_is_set(one: House) -> None:
    shown = await asked(one, "alert churn above 5%", channel="C_GUESTS")
    await one.slack.press(shown, "watch")
    told = (await one.says("C_GUESTS", 2))[1]
    assert "holds guests or people from another company" in told.text
    assert alerts(one) == []


async def test_where_the_bot_is_not_it_asks_to_be_invited(tmp_path: Path, acme: Acme) -> None:
    access = ACCESS.model_copy(update={"channels": ("C_NUMBERS",)})
    async with insiders(tmp_path, acme, access) as one:
        members = frozenset({"U_ANN", "U_BOB"})
        one.slack.workspace.channels["C_NUMBERS"] = Channel("C_NUMBERS", "numbers", members)
        shown = await asked(one, "alert churn above 5%", channel="C_NUMBERS")
        await one.slack.press(shown, "watch")
        await changed(one, shown, "I am not in the channel yet: invite me with `/invite`")
        other = replace(one.slack.workspace.channels["C_NUMBERS"], members=members | {BOT_USER})
        one.slack.workspace.channels["C_NUMBERS"] = other
        again = await asked(one, "alert churn above 6%", channel="C_NUMBERS")
        await one.slack.press(again, "watch")
        assert "/invite" not in (await changed(one, again, "*The alert is set")).text


def test_the_workspace_of_these_tests_lists_its_channel() -> None:
    assert {NUMBERS, "C_GUESTS"} <= {*ACCESS.channels} & {*new_workspace().channels}
