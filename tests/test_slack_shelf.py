"""The team's own entries in Slack: seen by the next question, in every process."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.services import Asker, Preferences
from bot.settings import Access
from bot.slack.shelf import Shelf
from bot.store.engine import open_store
from bot.store.entries import Entries
from bot.store.settings import ACCESS, TEAM, Settings, mark
from knowledge.library import load
from tests.house import SERVICES, house, store_in

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


def shelf_of(entries: Entries) -> Shelf:
    return Shelf(replace(SERVICES, library=LIBRARY), entries, Settings(entries.engine, time.time))


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
    shelf = shelf_of(entries)
    shelf.refresh()
    assert "health-score" in shelf.library.terms
    assert "the team's entry broken cannot be read" in caplog.text


def test_nothing_is_read_again_until_something_was_saved(tmp_path: Path) -> None:
    entries = Entries(store_in(tmp_path), time.time)
    shelf = shelf_of(entries)
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
    shelf = shelf_of(Entries(open_store(f"sqlite:///{tmp_path / 'no.sqlite'}"), time.time))
    for _ in range(3):
        shelf.refresh()
    assert shelf.library is LIBRARY
    assert caplog.text.count("what the team saved cannot be read") == 1


ANN, BOB = Asker("U_ANN", "D_ANN"), Asker("U_BOB", "D_BOB")
NOTHING = mark({})


def settings_in(folder: Path) -> tuple[Settings, Shelf]:
    entries = Entries(store_in(folder), time.time)
    listed = Access(admins=("U_BOB",), people=("U_ANN",), channels=("C_1",))
    base = replace(SERVICES, access=listed)
    settings = Settings(entries.engine, time.time)
    return settings, Shelf(base, entries, settings)


def test_what_a_person_chose_goes_before_the_team_and_the_team_before_the_file(
    tmp_path: Path,
) -> None:
    settings, shelf = settings_in(tmp_path)
    settings.save("U_ANN", {"industry": "", "timezone": "Asia/Tokyo"}, "U_ANN", NOTHING)
    settings.save(TEAM, {"language": "nl", "industry": "banking"}, "U_BOB", NOTHING)
    shelf.refresh()
    assert shelf.services.settings_for(ANN) == Preferences("nl", None, timezone="Asia/Tokyo")
    assert shelf.services.settings_for(BOB) == Preferences("nl", "banking")


def test_a_choice_that_means_nothing_any_more_is_passed_over(tmp_path: Path) -> None:
    settings, shelf = settings_in(tmp_path)
    settings.save("U_ANN", {"language": "xx", "industry": "alchemy"}, "U_ANN", NOTHING)
    shelf.refresh()
    assert shelf.services.settings_for(ANN) == Preferences("en", "software")


def test_until_the_store_was_read_nobody_may_see_data(tmp_path: Path) -> None:
    settings, shelf = settings_in(tmp_path)
    before = shelf.access
    shelf.refresh()
    assert (before.people, before.channels, before.admins) == ((), (), ("U_BOB",))
    assert (shelf.access.people, shelf.access.channels) == (("U_ANN",), ("C_1",))
    with settings.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE team_stamp RENAME TO away")
    shelf.refresh()
    assert shelf.access.people == ("U_ANN",)


@pytest.mark.parametrize(
    ("chosen", "people", "channels"),
    [
        ({"people": "* U_GUS"}, ("*", "U_GUS"), ("C_1",)),
        ({"people": "", "channels": ""}, (), ()),
        ({"channels": "C_1 C_2"}, ("U_ANN",), ("C_1", "C_2")),
        ({"people": "everybody"}, (), ()),  # what cannot be read lists nobody
        ({"admins": "U_ANN", "curators": "U_ANN"}, ("U_ANN",), ("C_1",)),  # named in the file alone
    ],
)
def test_the_lists_in_the_store_go_before_those_of_the_file(
    tmp_path: Path, chosen: dict[str, str], people: tuple[str, ...], channels: tuple[str, ...]
) -> None:
    settings, shelf = settings_in(tmp_path)
    settings.save(ACCESS, chosen, "U_BOB", NOTHING)
    shelf.refresh()
    assert (shelf.access.people, shelf.access.channels) == (people, channels)
    assert (shelf.access.admins, shelf.access.curators) == (("U_BOB",), ())
