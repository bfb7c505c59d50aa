"""When the workspace removes the app, what was kept for it is deleted."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.deliveries import Delivery
from bot.store.audit import Audit
from bot.store.engine import Engine, migrate
from bot.store.entries import Entries
from bot.store.gaps import Gaps, Votes
from bot.store.schedules import Schedules
from bot.store.settings import Settings, mark
from bot.store.threads import Threads
from tests.clockwork import wanted
from tests.house import House, house

TABLES = (
    "team_entries",
    "gaps",
    "votes",
    "inbox",
    "audit",
    "threads",
    "schedules",
    "changes",
    "settings",
)


@pytest.fixture
async def one(empty_store: Engine, tmp_path: Path) -> AsyncIterator[House]:
    """The bot with something kept in every table, on SQLite and on PostgreSQL."""
    migrate(empty_store)
    async with house(tmp_path, engine=empty_store) as running:
        Entries(empty_store, time.time).save("mood", "[en]", "U_ANN", 0)
        Gaps(empty_store, time.time).note("mood", "en", "unanswered")
        Gaps(empty_store, time.time).vote("terms/churn", up=True)
        Audit(empty_store, time.time).write("U_ANN", "C_GENERAL", "crr lang=en", public=False)
        Threads(empty_store, time.time).remember("D_ANN", "crr lang=en")
        Schedules(empty_store, time.time).add(wanted("kpi lang=en"), "U_ANN")
        Settings(empty_store, time.time).save("U_ANN", {"language": "nl"}, "U_ANN", mark({}))
        await running.slack.direct_message("crr 500 50 450")
        await running.says("D_ANN")
        yield running


def rows(one: House) -> list[int]:
    with one.engine.connect() as connection:
        counted = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}") for name in TABLES]
        return [int(count.scalar_one()) for count in counted]


async def left(one: House, how: str) -> list[Delivery]:
    events = {
        "removed": [one.slack.uninstall],
        "token taken back": [lambda: one.slack.revoke_tokens(bot=["U_BOT"])],
        "both": [lambda: one.slack.revoke_tokens(bot=["U_BOT"]), one.slack.uninstall],
    }
    return [await event() for event in events[how]]


@pytest.mark.parametrize("how", ["removed", "token taken back", "both"])
async def test_everything_is_deleted(one: House, how: str) -> None:
    assert all(rows(one))
    deliveries = await left(one, how)
    assert {delivery.status for delivery in deliveries} == {200}
    assert rows(one) == [0] * len(TABLES)
    assert Gaps(one.engine, time.time).votes("terms/churn") == Votes(0, 0)


async def test_a_token_of_a_person_is_no_reason(one: House) -> None:
    await one.slack.revoke_tokens(oauth=["U_ANN"])
    assert all(rows(one))


async def test_an_entry_that_is_deleted_answers_no_longer(one: House) -> None:
    await one.slack.uninstall()
    delivery = await one.slack.command("/define", "mood")
    assert delivery.message is not None
    assert "Added by your team" not in delivery.message.text


async def test_when_the_store_is_away_slack_delivers_again(one: House) -> None:
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gaps RENAME TO away")
    first = await one.slack.uninstall()
    assert first.status != 200
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO gaps")
    again = await one.slack.redeliver(first)
    assert again.status == 200
    assert rows(one) == [0] * len(TABLES)
