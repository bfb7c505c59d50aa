"""A dropped file is for who dropped it: no other thread, no store, no log, no channel."""

import logging
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from tests.company import Acme
from tests.dropping import ENGLISH, RETENTION, drop
from tests.house import House, house, new_workspace, store_in
from tests.insiders import calls, with_data, written_down

pytestmark = pytest.mark.usefixtures("patient")


async def test_outside_its_thread_nothing_of_it_is_told(one: House) -> None:
    thread = await drop(one, ("orders.csv", ENGLISH))
    await thread.says()
    await one.slack.direct_message("crr december 2025")  # outside the thread
    outside = [said for said in await one.says("D_ANN", 2) if said.thread_ts is None]
    assert "75%" not in outside[0].text


async def test_after_a_restart_it_says_to_drop_it_again(tmp_path: Path, acme: Acme) -> None:
    async with StandIn(new_workspace()) as slack:
        async with house(tmp_path, slack=slack) as before:
            thread = await drop(before, ("orders.csv", ENGLISH))
            (told,) = await thread.says()
        async with house(tmp_path, slack=slack, services=with_data(acme)) as after:
            thread = replace(thread, one=after)
            pressed = await thread.press(told, "ask-0")
            asked = await thread.ask("klantbehoud vorige maand")
            unread = await thread.ask("klantbehoud per schoenmaat")
    assert pressed.text.startswith("*I don't have the file of this thread (any more)*")
    assert asked.text.startswith("*Ik heb het bestand van deze thread niet (meer)*")
    assert unread.text == asked.text
    assert written_down(acme) == []


async def test_while_slack_does_not_show_the_thread_nothing_is_answered(
    tmp_path: Path, acme: Acme
) -> None:
    async with StandIn(new_workspace()) as slack:
        async with house(tmp_path, slack=slack) as before:
            thread = await drop(before, ("orders.csv", ENGLISH))
            await thread.says()
        async with house(tmp_path, slack=slack, services=with_data(acme)) as after:
            slack.fail("conversations.replies", Fault.status(503))
            told = await replace(thread, one=after).ask("crr last month")
    assert told.text.startswith("*I can't see right now whether this thread is about a file*")
    assert written_down(acme) == []


async def test_in_another_thread_the_companys_data_answers(tmp_path: Path, acme: Acme) -> None:
    async with house(tmp_path, services=with_data(acme)) as one:
        thread = await drop(one, ("orders.csv", ENGLISH))
        await thread.says()
        await one.slack.direct_message("crr last month")
        outside = [said for said in await one.says("D_ANN", 2) if said.thread_ts is None]
        inside = await thread.ask("crr last month")
    assert outside[0].text.startswith("*Retention 87.5% · October 2026*")
    assert inside.text.startswith(RETENTION)
    assert [question for _, question, _ in written_down(acme)] == [
        "crr from 2026-10-01 to 2026-10-31 lang=en"
    ]


async def test_who_may_not_ask_the_company_may_ask_a_file_of_their_own(
    tmp_path: Path, acme: Acme
) -> None:
    async with house(tmp_path, services=with_data(acme)) as one:
        thread = await drop(one, ("orders.csv", ENGLISH), user="U_BOB")
        await thread.says()
        assert (await thread.ask("crr last month")).text.startswith(RETENTION)


@pytest.mark.parametrize("asked", ["alert churn above 5%", "kpi schedule monday 09:00"])
async def test_a_file_is_not_watched_and_not_posted(one: House, asked: str) -> None:
    thread = await drop(one, ("orders.csv", ENGLISH))
    await thread.says()
    told = await thread.ask(asked)
    assert told.text.startswith("*A file can't be watched or posted by the clock*")


async def test_neither_the_store_nor_the_log_nor_a_folder_holds_any_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = ENGLISH.replace(b"Basic", b"Zevenblad").replace(b"A,", b"Quelle,")
    store = store_in(tmp_path)
    async with house(tmp_path, engine=store) as one:
        thread = await drop(one, ("geheim-orders.csv", secret))
        (told,) = await thread.says()
        await thread.press(told, "ask-2")
        await thread.ask("crr last month where plan = Zevenblad")
        await thread.ask("wat is een Zevenblad?")
        bad = await drop(one, ("geheim-orders.csv", b"customer,date\nQuelle,Zevenblad\n"))
        await bad.says()
        await one.close()
    store.dispose()
    kept = "".join(sqlite3.connect(tmp_path / "retention.sqlite").iterdump())
    for word in ("Zevenblad", "zevenblad", "Quelle", "geheim-orders"):
        assert word not in kept
        assert word not in _without_slack(caplog)
    assert _files(tmp_path) <= {"retention.sqlite", "retention.sqlite-wal", "retention.sqlite-shm"}


def _files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def _without_slack(caplog: pytest.LogCaptureFixture) -> str:
    """What is logged at the level that the bot logs at: slack_sdk is never at DEBUG there."""
    return "".join(one.getMessage() for one in caplog.records if not one.name.startswith("slack"))


async def test_a_mention_with_a_csv_is_sent_to_a_direct_message_and_nothing_is_read(
    either: House,
) -> None:
    await either.slack.mention("wat is ons klantbehoud?", files=[("orders.CSV", ENGLISH)])
    (told,) = await either.says("C_GENERAL")
    assert told.text.startswith("*In een kanaal lees ik geen bestanden*")
    assert told.recipient == "U_ANN"
    assert either.said("C_GENERAL", "U_BOB") == []
    assert calls(either, "files.info") == []


async def test_a_mention_with_a_picture_is_a_question_as_any(one: House) -> None:
    await one.slack.mention("crr 500 50 450", files=[("screen.png", b"\x89PNG")])
    (answer,) = await one.says("C_GENERAL")
    assert answer.text.startswith("*Customer retention 80%*")
