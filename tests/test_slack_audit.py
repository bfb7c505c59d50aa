"""/retention audit: for admins, who asked what of the company's data, where, and who saw it."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.workspace import Message
from bot.render.blocks import classic, message
from bot.services import Asker
from bot.store.audit import Audit
from bot.store.engine import Engine, migrate
from tests.company import Acme
from tests.house import House, house
from tests.insiders import ACCESS, insiders, kinds

ADMIN = Asker("U_BOB", "C_GENERAL")


@pytest.fixture
async def one(empty_store: Engine, tmp_path: Path, acme: Acme) -> AsyncIterator[House]:
    """The bot with its audit in the store, on SQLite and on PostgreSQL."""
    migrate(empty_store)
    audit = Audit(empty_store, time.time)
    services = acme.services(access=ACCESS)
    assert services.data is not None

    def written_down(asker: Asker, question: str) -> None:
        audit.write(asker.user, asker.channel, question, public=asker.public)

    data = replace(services.data, written_down=written_down, audited=audit.last)
    kept = replace(services, data=data)
    async with house(tmp_path, services=kept, engine=empty_store) as running:
        yield running


def rows(shown: Message) -> list[list[str]]:
    """The table below its heading; a person or a channel as its id."""
    (table,) = (block for block in shown.blocks if block["type"] == "data_table")
    return [[_said(cell) for cell in row] for row in table["rows"][1:]]


def _said(cell: dict[str, object]) -> str:
    if "text" in cell:
        return str(cell["text"])
    return str(cell["elements"]).partition("_id': '")[2].partition("'")[0]


async def test_an_admin_sees_who_asked_what_where_and_who_saw_it(one: House) -> None:
    await one.slack.command("/crr", "vorige maand per land")
    (answer,) = await one.says("C_GENERAL")
    await one.slack.press(answer, "share")
    await one.says("C_GENERAL", user="U_BOB")
    await one.slack.direct_message("risk")
    await one.says("D_ANN")
    delivery = await one.slack.command("/retention", "audit", user="U_BOB")
    audit = (await one.says("C_GENERAL", 2, user="U_BOB"))[1]
    asked = "crr from 2026-10-01 to 2026-10-31 by country"
    assert delivery.message is None
    assert audit.recipient == "U_BOB"
    assert audit.text.startswith("*The last 3 questions to the company's data*")
    assert [row[1:] for row in rows(audit)] == [
        ["U_ANN", "direct message", "risk", "the asker"],
        ["U_ANN", "C_GENERAL", asked, "the channel"],
        ["U_ANN", "C_GENERAL", asked, "the asker"],
    ]
    assert "87.5" not in f"{audit.text}{audit.blocks}"
    assert "'share'" not in str(audit.blocks)


async def test_to_a_mention_it_is_told_to_the_admin_alone(one: House) -> None:
    await one.slack.mention("logboek", user="U_BOB")
    (audit,) = await one.says("C_GENERAL", user="U_BOB")
    assert audit.text.startswith("*Er is nog niets gevraagd aan de gegevens van het bedrijf*")
    assert audit.recipient == "U_BOB"
    assert one.said("C_GENERAL") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("audit", "*Only admins can see who asked what*\n<@U_BOB> can."),
        ("logboek", "*Alleen beheerders kunnen zien wie wat vroeg*\nDat is <@U_BOB>."),
    ],
)
async def test_others_are_told_who_can(one: House, words: str, told: str) -> None:
    await one.slack.mention(words)
    (refused,) = await one.says("C_GENERAL")
    assert refused.text.startswith(told)
    assert refused.recipient == "U_ANN"


async def test_the_audit_is_no_question_to_follow_up(one: House) -> None:
    await one.slack.direct_message("audit", user="U_BOB")
    await one.says("D_BOB", user="U_BOB")
    await one.close()
    with one.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM threads").scalar_one() == 0


async def test_when_the_store_is_away_it_says_so(one: House) -> None:
    with one.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit")
    await one.slack.command("/retention", "audit", user="U_BOB")
    (told,) = await one.says("C_GENERAL", user="U_BOB")
    assert told.text.startswith("*I can't read the audit right now*")
    await one.slack.command("/crr", "last month")
    (refused,) = await one.says("C_GENERAL")
    assert refused.text.startswith("*I can't answer from the data right now*")


async def test_an_older_slack_gets_it_as_lines(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme) as one:
        one.slack.workspace.native_blocks = False
        await one.slack.command("/crr", "last month")
        await one.says("C_GENERAL")
        await one.slack.command("/retention", "audit", user="U_BOB")
        (audit,) = await one.says("C_GENERAL", user="U_BOB")
    assert "data_table" not in kinds(audit)
    assert "U_ANN" in str(audit.blocks)


def test_in_the_terminal_the_operator_reads_it_too(acme: Acme) -> None:
    acme.asked.clear()
    services = acme.services(access=ACCESS)
    assert acme.ask("/crr last month", services, Asker()).ok
    shown = acme.said("/retention audit", services, Asker())
    assert shown.startswith("The one question to the company's data so far")
    assert "1 January 1970, 01:00  in the terminal  –      crr from 2026-10-01" in shown
    assert "https" not in shown


def test_what_was_typed_calls_nobody(acme: Acme) -> None:
    acme.asked.clear()
    services = acme.services(access=ACCESS)
    acme.ask('/crr last month where plan = "<!channel> <@U_BOB>"', services, Asker("U_ANN", "C1"))
    full = message(acme.ask("/retention audit", services, ADMIN))
    assert "<!channel> <@U_BOB>" in str(full["blocks"])  # in a cell, which is plain text
    assert "<!channel>" not in full["text"]
    assert "<!channel>" not in str(classic(full))


def test_without_data_there_is_nothing_to_audit(acme: Acme) -> None:
    services = replace(acme.services(access=ACCESS), data=None)
    assert acme.ask("/retention audit", services, ADMIN).part == "no_warehouse"
