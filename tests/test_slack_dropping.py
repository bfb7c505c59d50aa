"""A CSV dropped in a direct message: what was understood, and what its thread answers."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.demo.faults import Fault
from bot.slack import dropping
from tests.dropping import CUSTOMERS, DUTCH, ENGLISH, RETENTION, SUBSCRIPTIONS, drop
from tests.house import House
from tests.insiders import calls

pytestmark = pytest.mark.usefixtures("patient")

BEHOUD = "*Klantbehoud 75% · december 2025*"
# The data end on 31 December 2025; that is long ago whenever this runs.
AS_OF = "The data ends on 31 December 2025, so I answer as of the day after"


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


async def test_what_is_asked_with_the_file_is_answered_behind_what_was_understood(
    one: House,
) -> None:
    thread = await drop(one, ("orders.csv", ENGLISH), text="retention in December 2025?")
    told, answer = await thread.says(2)
    assert told.text.startswith("*`orders.csv`: 80 orders of 50 customers*")
    assert answer.text.startswith(RETENTION)


async def test_what_is_no_question_is_not_answered(one: House) -> None:
    thread = await drop(one, ("orders.csv", ENGLISH), text="here it is, as promised")
    await thread.says()
    await thread.ask("crr december 2025")
    assert [said.text.startswith(RETENTION) for said in thread.said()] == [False, True]


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
