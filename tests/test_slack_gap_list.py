"""Curators read what was asked and not answered, and do something about it."""

import time
from pathlib import Path

import pytest

from bot.services import Services
from bot.store.gaps import Gaps
from tests.curators import CURATED, HEALTH, seen
from tests.house import House, house


@pytest.fixture
def services() -> Services:
    """Ann and Bob are its curators."""
    return CURATED


async def test_curators_list_what_was_not_answered_and_add_it(anywhere: House) -> None:
    for text in ("quwopzyx of 83 customers by <@U_BOB>", "quwopzyx of 91 customers by <@U_BOB>"):
        await anywhere.slack.command("/define", text, "U_BOB")
    gaps = Gaps(anywhere.engine, time.time)
    await anywhere.slack.wait_for(lambda: gaps.open() and gaps.open()[0].times == 2)
    await anywhere.slack.command("/retention", "gaps")
    (listed,) = await anywhere.says("C_GENERAL")
    assert listed.ephemeral
    assert listed.text.startswith("*One open question*")
    assert "`/define quwopzyx of # customers by`\nno answer · 2 times" in listed.text
    await anywhere.slack.press(listed, "form")
    await anywhere.slack.wait_for(anywhere.slack.view)
    assert seen(anywhere).typed()["en.name"].startswith("quwopzyx")
    await anywhere.slack.submit({**HEALTH, "en.name": "Quwopzyx"})
    assert "The open question is closed." in seen(anywhere).text
    assert gaps.open() == ()


async def test_a_gap_can_be_closed_and_stays_away(one: House) -> None:
    gaps = Gaps(one.engine, time.time)
    for number in range(12):
        gaps.note(f"wat is {'abcdefghijkl'[number] * 6}?", "nl", "unanswered")
    await one.slack.command("/retention", "hiaten")
    (listed,) = await one.says("C_GENERAL")
    assert listed.text.startswith("*12 open vragen* · 1 tot en met 10")
    await one.slack.press(listed, "close-gap")
    await one.slack.wait_for(lambda: "*11 open vragen*" in one.said("C_GENERAL")[0].text)
    await one.slack.press(one.said("C_GENERAL")[0], "ask-0")
    more = (await one.says("C_GENERAL", 2))[1]
    assert more.text.startswith("*11 open vragen* · 11 tot en met 11")
    assert len(gaps.open()) == 11


async def test_a_mention_lists_them_to_the_curator_alone(one: House) -> None:
    Gaps(one.engine, time.time).note("wat is bbbbbb?", "nl", "unanswered")
    asked = await one.slack.mention("gaps")
    (listed,) = await one.says("C_GENERAL")
    assert listed.ephemeral
    assert asked.message is not None
    assert listed.thread_ts == asked.message.ts
    assert one.said("C_GENERAL", "U_BOB") == []


async def test_in_a_direct_message_they_are_listed_too(one: House) -> None:
    await one.slack.direct_message("open vragen")
    (listed,) = await one.says("D_ANN")
    assert listed.text.startswith("*Er zijn geen open vragen*")


@pytest.mark.parametrize(
    ("text", "told"),
    [("gaps", "*Only curators can do that*"), ("hiaten", "*Dat kunnen alleen curatoren*")],
)
async def test_others_do_not_see_them(tmp_path: Path, text: str, told: str) -> None:
    async with house(tmp_path) as one:
        delivery = await one.slack.command("/retention", text)
    assert delivery.message is not None
    assert delivery.message.text.startswith(told)


async def test_help_tells_curators_of_it_and_nobody_else(tmp_path: Path, one: House) -> None:
    told = await one.slack.command("/retention", "help")
    async with house(tmp_path / "..") as other:
        untold = await other.slack.command("/retention", "help")
    assert told.message is not None
    assert untold.message is not None
    assert "`/retention gaps`" in told.message.text
    assert "curators" not in untold.message.text


@pytest.mark.parametrize("sentence", ["gaps in our service", "open vragen over churn"])
async def test_a_sentence_that_begins_with_the_word_is_a_question(
    tmp_path: Path, sentence: str
) -> None:
    async with house(tmp_path) as one:
        await one.slack.direct_message(sentence)
        (answer,) = await one.says("D_ANN")
    assert "urator" not in answer.text.partition("\n")[0]
