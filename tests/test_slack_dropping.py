"""A CSV dropped in a direct message: what was understood, and what its thread answers."""

import asyncio
import json
import logging
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.slack import dropping
from tests.company import Acme
from tests.dropping import CUSTOMERS, DUTCH, ENGLISH, SUBSCRIPTIONS, drop
from tests.house import House, house, new_workspace, store_in
from tests.insiders import calls, with_data, written_down

RETENTION = "*Retention 75% · December 2025*"
BEHOUD = "*Klantbehoud 75% · december 2025*"
# The data end on 31 December 2025; that is long ago whenever this runs.
AS_OF = "The data ends on 31 December 2025, so I answer as of the day after"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No word of reading, however busy the machine is."""
    monkeypatch.setattr(dropping, "PATIENCE", 30.0)


async def test_the_reply_says_what_it_understood_and_for_how_long(either: House) -> None:
    thread = await drop(either, ("orders.csv", ENGLISH))
    (told,) = await thread.says()
    for said in (
        "*`orders.csv`: 80 orders of 50 customers*",
        "UTF-8, 4 columns separated by commas.",
        "Customer: `customer_id`.",
        "Date: `order_date`, 2025-11-03 to 2025-12-31.",
        "Amount: `amount`, with a decimal point.",
        "For breakdowns: `plan`.",
        AS_OF,
        "Only you can ask this, and only in this thread.",
        "in memory and nowhere else, until 2 hours after your last question",
    ):
        assert said in told.text
    assert "'share'" not in str(told.blocks)


async def test_in_dutch_with_semicolons_decimal_commas_and_windows_letters(one: House) -> None:
    thread = await drop(one, ("bestellingen.csv", DUTCH), text="wat zie je in dit bestand?")
    (told,) = await thread.says()
    for said in (
        "*`bestellingen.csv`: 80 bestellingen van 50 klanten*",
        "Windows-1252, 4 kolommen, gescheiden door puntkomma's.",
        "dag eerst gelezen",
        "Bedrag: `Bedrag`, met een decimale komma.",
        "De gegevens lopen tot en met 31 december 2025",
        "Alleen jij kunt dit vragen, en alleen in deze thread.",
    ):
        assert said in told.text


async def test_its_buttons_answer_in_the_thread(one: House) -> None:
    thread = await drop(one, ("orders.csv", ENGLISH))
    (told,) = await thread.says()
    assert _captions(told.blocks) == ["Retention", "Cohorts", "Traffic light"]
    retention = await thread.press(told, "ask-0")
    assert retention.text.startswith(RETENTION)
    assert "30 of the 40 customers of November 2025 ordered again; 10 did not." in retention.text
    cohorts = await thread.press(told, "ask-1")
    assert cohorts.text.startswith("*Cohorts by month of first order*")
    assert "After 1 month 75% are still there (30 of 40)" in cohorts.text
    # Silent on 1 January: C for 47 days and A for 30; B for 12, D for 8, E for 1.
    await one.slack.wait_for(lambda: any(said.files for said in thread.said()))
    lights = await thread.press(told, "ask-2")
    assert lights.text.startswith("*Traffic light on 1 January 2026: 0 red, 20 amber, 30 green*")
    assert "'share'" not in str([*retention.blocks, *cohorts.blocks, *lights.blocks])


async def test_a_picture_stands_in_the_thread(one: House) -> None:
    thread = await drop(one, ("orders.csv", ENGLISH))
    (told,) = await thread.says()
    await one.slack.press(told, "ask-1")
    await one.slack.wait_for(lambda: any(said.files for said in thread.said()))
    (picture,) = [said for said in thread.said() if said.files]
    assert [file.name for file in picture.files] == ["cohorts.png"]


async def test_questions_and_follow_ups_in_words(one: House) -> None:
    thread = await drop(one, ("bestellingen.csv", DUTCH))
    await thread.says()
    by_plan = await thread.ask("vorige maand per plan")
    assert by_plan.text.startswith(BEHOUD)
    assert "Curaçao · 20 · 100%" in by_plan.text
    assert "België · 20 · 50%" in by_plan.text
    revenue = await thread.ask("omzet vorige maand")
    assert revenue.text.startswith(
        "*Omzet € 357,50 · december 2025*"
    )  # ten times 12,50 + 8,25 + 10 + 5
    before = await thread.ask("en in november?")
    assert before.text.startswith("*Omzet € 12.312,50 · november 2025*")
    definition = await thread.ask("wat is churn?")
    assert definition.text.startswith("*Klantverloop*")


async def test_subscriptions_have_no_traffic_light_and_the_reply_says_why(one: House) -> None:
    thread = await drop(one, ("subs.csv", SUBSCRIPTIONS))
    (told,) = await thread.says()
    assert _captions(told.blocks) == ["Retention", "Cohorts"]
    assert "The traffic light needs orders" in told.text
    assert (await thread.ask("risk")).text.startswith("*Your file does not hold what this needs*")
    retention = await thread.press(told, "ask-0")
    assert retention.text.startswith("*Retention 66.67% · November 2025*")


async def test_two_files_at_once_belong_together(one: House) -> None:
    thread = await drop(one, ("orders.csv", DUTCH), ("klanten.csv", CUSTOMERS))
    (told,) = await thread.says()
    assert "`klanten.csv`: 50 rows of 50 customers" in told.text
    answer = await thread.ask("klantbehoud vorige maand per land")
    assert "NL · 20 · 100%" in answer.text
    assert "BE · 20 · 50%" in answer.text


@pytest.mark.parametrize(("name", "content"), [("nl.csv", DUTCH), ("en.csv", ENGLISH)])
@pytest.mark.parametrize(
    "question", ["crr december 2025", "cohort by month from 2025-01-01 to 2025-12-31", "mrr 2025"]
)
async def test_the_numbers_are_those_of_import_and_ask(
    question: str, name: str, content: bytes, one: House, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    imported = ["import", str(file), "--into", str(tmp_path), "--lang", "en"]
    (tmp_path / "empty.toml").write_text("")
    assert (
        CliRunner().invoke(app, [*imported, "--config", str(tmp_path / "empty.toml")]).exit_code
        == 0
    )
    config = str(tmp_path / f"{file.stem}.retention.toml")
    asked = ["ask", question, "--config", config, "--lang", "en", "--json"]
    by_import = json.loads(CliRunner().invoke(app, asked).stdout)
    thread = await drop(one, (name, content))
    await thread.says()
    in_slack = await thread.ask(question)
    assert _counted(in_slack.text) == _counted(by_import["text"])


def _counted(text: str) -> list[str]:
    """The first lines, which have the figures."""
    lines = [line.replace("*", "") for line in text.splitlines() if line.strip()]
    return [line for line in lines[:4] if any(sign.isdigit() for sign in line)]


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


async def test_what_takes_a_while_is_said_and_other_doors_go_on(
    one: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropping, "PATIENCE", 0.2)
    one.slack.fail("download", Fault.timeout(1.0))
    thread = await drop(one, ("orders.csv", ENGLISH), ("klanten.csv", CUSTOMERS))
    (word,) = await thread.says()
    assert word.text == "Reading `orders.csv`, `klanten.csv` …"
    command = await one.slack.command("/crr", "500 50 450")
    assert command.message is not None
    told = (await thread.says(2))[1]
    assert told.text.startswith("*`orders.csv`: 80 orders")


async def test_an_event_delivered_twice_is_read_once(one: House) -> None:
    first = await one.slack.direct_message("", files=[("orders.csv", ENGLISH)])
    await asyncio.gather(*(one.slack.redeliver(first, retry) for retry in (1, 2, 3)))
    await one.says("D_ANN")
    await one.close()
    assert len(one.said("D_ANN")) == 1
    assert len(calls(one, "files.info")) == 1


async def test_another_file_in_the_thread_takes_its_place(one: House) -> None:
    thread = await drop(one, ("orders.csv", ENGLISH))
    await thread.says()
    await one.slack.direct_message("", files=[("subs.csv", SUBSCRIPTIONS)], thread_ts=thread.ts)
    await thread.says(2)
    asked = await thread.ask("crr november 2025")
    assert asked.text.startswith("*Retention 66.67% · November 2025*")


async def test_headers_and_values_that_mean_something_to_slack_do_no_harm(one: House) -> None:
    nasty = "<!channel>"
    rows = "".join(f"{n},2025-1{m}-0{n},{nasty},=1+1\n" for n in range(1, 5) for m in (1, 2))
    content = f"customer,date,{nasty},plan\n{rows}".encode()
    thread = await drop(one, (f"{nasty}.csv", content))
    (told,) = await thread.says()
    asked = await thread.ask("crr last month by plan")
    assert told.pings == asked.pings == frozenset()
    assert "<!channel>" not in told.text
    assert AS_OF.partition(" ends")[0] in told.text


def _captions(blocks: list[dict[str, Any]]) -> list[str]:
    (actions,) = [block for block in blocks if block["type"] == "actions"]
    return [element["text"]["text"] for element in actions["elements"]]
