"""The team's own entries in Slack: seen by the next question, in every process."""

import time
from pathlib import Path

import pytest

from bot.slack.shelf import Shelf
from bot.store.engine import open_store
from bot.store.entries import Entries
from knowledge.library import load
from tests.house import house, store_in

LIBRARY = load()
ENTRY = """
[en]
name = "Health score"
aliases = ["account health"]
definition = "What our customer success team gives each account on Mondays."

[nl]
name = "Gezondheidsscore"
aliases = []
definition = "Wat ons customer-successteam elk account op maandag geeft."
"""


async def test_what_was_saved_answers_the_next_question_in_every_process(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    async with house(tmp_path, engine=store) as one, house(tmp_path, engine=store) as other:
        before = await one.slack.command("/define", "health score")
        Entries(store, time.time).save("health-score", ENTRY, "U_ANN", 0)
        after = await one.slack.command("/define", "health score")
        await other.slack.direct_message("wat is gezondheidsscore?")
        (direct,) = await other.says("D_ANN")
    assert before.message is not None
    assert after.message is not None
    assert "customer success team gives" not in before.message.text
    assert "What our customer success team gives each account on Mondays." in after.message.text
    assert "Added by your team" in after.message.text
    assert "Toegevoegd door je team" in direct.text
    store.dispose()


def test_an_entry_that_cannot_be_read_is_left_out_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entries = Entries(store_in(tmp_path), time.time)
    entries.save("broken", "[en]\nname = 1", "U_ANN", 0)
    entries.save("health-score", ENTRY, "U_ANN", 0)
    shelf = Shelf(LIBRARY, entries)
    shelf.refresh()
    assert "health-score" in shelf.library.terms
    assert "the team's entry broken cannot be read" in caplog.text


def test_nothing_is_read_again_until_something_was_saved(tmp_path: Path) -> None:
    entries = Entries(store_in(tmp_path), time.time)
    shelf = Shelf(LIBRARY, entries)
    shelf.refresh()
    assert shelf.library is LIBRARY
    entries.save("health-score", ENTRY, "U_ANN", 0)
    shelf.refresh()
    merged = shelf.library
    shelf.refresh()
    assert shelf.library is merged


def test_without_a_store_the_shipped_knowledge_goes_on_and_that_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(LIBRARY, Entries(open_store(f"sqlite:///{tmp_path / 'no.sqlite'}"), time.time))
    for _ in range(3):
        shelf.refresh()
    assert shelf.library is LIBRARY
    assert caplog.text.count("the team's entries cannot be read") == 1
