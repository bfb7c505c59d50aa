"""While the warehouse is slow, hangs or is gone, other doors keep their time and nobody hangs."""

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import desk
from bot.demo.workspace import Message, User
from bot.reply import Reply
from bot.services import Asker, Services
from tests.company import ANN, Acme
from tests.house import QUICK, House, house
from tests.insiders import ACCESS, EVERYONE, RETENTION, calls, insiders, texts

BUSY = "*Too much is being asked of the warehouse right now*"
CORES = os.cpu_count() or 2  # and so many questions about data at once
CROWD = [f"U_{number:03}" for number in range(100)]


class Slow:
    """A desk whose warehouse answers when it is let go."""

    def __init__(self) -> None:
        self.may_go = threading.Event()
        self.begun = 0

    def __call__(
        self, text: str, asker: Asker, services: Services, earlier: str | None = None
    ) -> Reply:
        if desk.is_about_data(text, asker, services, earlier):
            self.begun += 1
            self.may_go.wait(30)
        return desk.answer(text, asker, services, earlier)


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.may_go.set()


@pytest.fixture
async def one(tmp_path: Path, acme: Acme, slow: Slow) -> AsyncIterator[House]:
    """A bot whose warehouse is slow."""
    async with insiders(tmp_path, acme, EVERYONE, desk=slow) as running:
        crowd(running)
        yield running


def crowd(one: House) -> None:
    """A hundred full members in #general."""
    for user in CROWD:
        one.slack.workspace.users[user] = User(user, user)
        one.slack.workspace.join("C_GENERAL", user)


async def all_ask(one: House, *texts: str) -> None:
    """Each of the crowd gives a command, in turn one of these."""
    asking = (
        one.slack.command("/crr", texts[i % len(texts)], user=user) for i, user in enumerate(CROWD)
    )
    for delivery in await asyncio.gather(*asking):
        assert (delivery.status, delivery.timed_out) == (200, False)


async def all_hear(one: House, begins: str, seconds: float) -> None:
    """Each of the crowd reads an answer that begins so."""

    def heard() -> bool:
        return all(said(one, user) for user in CROWD)

    await one.slack.wait_for(heard, seconds)
    assert {first.text[: len(begins)] for user in CROWD for first in said(one, user)} == {begins}


def said(one: House, user: str) -> list[Message]:
    seen = one.slack.workspace.visible_to(user, "C_GENERAL")
    return [message for message in seen if message.recipient == user]


async def test_with_a_hundred_waiting_figures_keep_their_time_at_every_door(
    one: House, slow: Slow
) -> None:
    await all_ask(one, "last month")
    await one.slack.wait_for(lambda: len(calls(one, "users.info")) == len(CROWD), 20)
    command = await one.slack.command("/crr", "500 50 450")
    assert command.message is not None
    assert not command.timed_out
    await one.slack.mention("crr 500 50 450")
    await one.slack.wait_for(lambda: any(not m.ephemeral for m in one.said("C_GENERAL")))
    await one.slack.direct_message("what is churn?")
    await one.says("D_ANN")
    await one.slack.press(command.message, "ask-0")
    await one.slack.wait_for(lambda: any("(450 − 50)" in m.text for m in one.said("C_GENERAL")))
    assert slow.begun <= CORES
    slow.may_go.set()
    await all_hear(one, RETENTION, 30)


async def test_a_warehouse_that_hangs_is_given_up_on_and_everyone_is_told(
    tmp_path: Path, acme: Acme, slow: Slow
) -> None:
    pace = replace(QUICK, patience=1.0)
    async with insiders(tmp_path, acme, EVERYONE, desk=slow, pace=pace) as one:
        crowd(one)
        await all_ask(one, "last month", "Q3 by plan")
        await one.slack.mention("retention last month")
        await one.slack.direct_message("klantbehoud vorige maand")
        await all_hear(one, BUSY, 20)
        (dutch,) = await one.says("D_ANN")
        assert dutch.text.startswith("*Er wordt nu te veel aan het datawarehouse gevraagd*")
        assert [m.recipient for m in await one.says("C_GENERAL")] == ["U_ANN"]
        assert slow.begun <= CORES  # who had not begun by then never does


async def test_after_a_warehouse_that_hung_answers_go_on(
    tmp_path: Path, acme: Acme, slow: Slow
) -> None:
    pace = replace(QUICK, patience=0.3)
    async with insiders(tmp_path, acme, desk=slow, pace=pace) as one:
        await one.slack.direct_message("retention last month")
        (told,) = await one.says("D_ANN")
        assert told.text.startswith(BUSY)
        slow.may_go.set()
        acme.ask("/crr last month", acme.services(access=ACCESS), ANN)  # the first is the slowest
        await one.slack.direct_message("retention last month")
        assert (await one.says("D_ANN", 2))[1].text.startswith(RETENTION)


async def test_a_hundred_at_once_are_all_answered(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme, EVERYONE) as one:
        crowd(one)
        await all_ask(
            one, "last month", "last month by plan", "Q3", "2025", "last month by country"
        )
        await all_hear(one, "*Retention", 30)
    assert len(acme.asked) == len(CROWD)


async def test_a_warehouse_that_is_gone_is_told_and_comes_back(tmp_path: Path, acme: Acme) -> None:
    gone = acme.services(mapped="no such file", access=ACCESS)
    async with house(tmp_path, services=gone) as one:
        await one.slack.command("/crr", "last month")
        (told,) = await one.says("C_GENERAL")
        figures = await one.slack.command("/crr", "500 50 450")
    assert told.text.startswith("*The warehouse does not answer*")
    assert told.recipient == "U_ANN"
    assert figures.message is not None


async def test_the_last_answers_are_waited_for(one: House, slow: Slow) -> None:
    await one.slack.command("/crr", "last month")
    await one.slack.mention("retention last month by plan")
    await one.slack.wait_for(lambda: slow.begun)
    closing = asyncio.create_task(one.close())
    await asyncio.sleep(0.2)
    slow.may_go.set()
    await closing
    assert texts(one, "C_GENERAL") == [RETENTION, RETENTION]


@pytest.mark.parametrize("sockets", [False, True], ids=["http", "sockets"])
async def test_who_will_not_get_an_answer_any_more_is_told_before_the_end(
    tmp_path: Path, acme: Acme, slow: Slow, sockets: bool
) -> None:
    pace = replace(QUICK, drain=1.0)
    async with insiders(tmp_path, acme, desk=slow, pace=pace, sockets=sockets) as one:
        for _ in range(4):
            await one.slack.command("/crr", "last month")
        await one.slack.mention("retention last month")
        await one.slack.wait_for(lambda: slow.begun)
        began = time.monotonic()
        await one.close()
        assert time.monotonic() - began < 5
        assert texts(one, "C_GENERAL") == [BUSY] * 5
