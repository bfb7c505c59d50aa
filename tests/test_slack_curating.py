"""Curators open forms from every door; whatever is away, nothing that was typed is lost."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.demo.faults import Fault
from bot.reply import LANGUAGES
from bot.services import Services
from bot.settings import Access
from bot.store.engine import open_store
from tests.curators import CHURN, CURATED, HEALTH, answer, form, seen
from tests.house import SERVICES, House, house, store_in


@pytest.fixture
def services() -> Services:
    """Ann and Bob are its curators."""
    return CURATED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("add Mood", "*Only curators can do that*"),
        ("edit churn", "*Only curators can do that*"),
        ("voeg toe Stemming", "*Dat kunnen alleen curatoren*"),
        ("wijzig klantverloop", "*Dat kunnen alleen curatoren*"),
    ],
)
async def test_who_is_no_curator_reads_who_is(tmp_path: Path, text: str, told: str) -> None:
    async with house(tmp_path) as one:
        delivery = await one.slack.command("/define", text)
    assert delivery.message is not None
    assert delivery.message.text.startswith(told)
    assert "`retention.toml`" in delivery.message.text
    assert one.slack.view() is None


async def test_a_button_in_a_channel_opens_nothing_for_who_is_no_curator(tmp_path: Path) -> None:
    only_ann = replace(SERVICES, access=Access(curators=("U_ANN",)))
    async with house(tmp_path, services=only_ann) as one:
        await one.slack.mention("define add Mood")
        (shown,) = await one.says("C_GENERAL")
        await one.slack.press(shown, "form", user="U_BOB")
        told = (await one.says("C_GENERAL", 2, user="U_BOB"))[1]
        assert one.slack.view("U_BOB") is None
    assert told.text.startswith("*Only curators can do that*")
    assert told.ephemeral


async def test_who_is_a_curator_no_longer_loses_nothing_of_what_was_typed(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    async with house(tmp_path, services=CURATED, engine=store) as one:
        await form(one, "add")
        async with house(tmp_path, engine=store, slack=one.slack):
            await one.slack.submit(HEALTH)
            view = seen(one)
    assert "*Not saved: only curators can do that*" in view.text
    assert view.typed()["en.name"] == "Account mood"
    store.dispose()


@pytest.mark.parametrize("door", ["mention", "direct message"])
async def test_a_mention_and_a_direct_message_bring_a_button(one: House, door: str) -> None:
    if door == "mention":
        await one.slack.mention("define add Account mood")
        (shown,) = await one.says("C_GENERAL")
    else:
        await one.slack.direct_message("define add Account mood")
        (shown,) = await one.says("D_ANN")
    await one.slack.press(shown, "form")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).typed()["en.name"] == "Account mood"


async def test_a_button_outlives_a_restart(tmp_path: Path) -> None:
    async with house(tmp_path, services=CURATED) as one:
        await one.slack.direct_message("define wijzig klantverloop")
        (shown,) = await one.says("D_ANN")
        async with house(tmp_path, services=CURATED, slack=one.slack):
            await one.slack.press(shown, "form")
            await one.slack.wait_for(one.slack.view)
            assert seen(one).content["title"]["text"] == "Begrip wijzigen"


async def test_what_was_not_found_can_be_added_with_a_button(one: House) -> None:
    delivery = await one.slack.command("/define", "quwopzyx")
    assert delivery.message is not None
    assert "You can add it yourself." in delivery.message.text
    await one.slack.press(delivery.message, "form")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).typed()["en.name"] == "quwopzyx"


async def test_for_others_not_found_says_who_can_add_it(tmp_path: Path) -> None:
    async with house(tmp_path) as one:
        delivery = await one.slack.command("/define", "quwopzyx lang=nl")
    assert delivery.message is not None
    assert "Curatoren kunnen het toevoegen" in delivery.message.text
    assert "'form'" not in str(delivery.message.blocks)


async def test_with_a_store_that_can_only_be_read_the_typed_text_stays(tmp_path: Path) -> None:
    store_in(tmp_path).dispose()
    file = tmp_path / "retention.sqlite"
    store = open_store(f"sqlite:///file:{file}?mode=ro&uri=true")
    async with house(tmp_path, services=CURATED, engine=store) as one:
        await form(one, "edit churn")
        await one.slack.submit(CHURN)
        view = seen(one)
        assert "*Not saved: the team's entries are off*" in view.text
        assert view.typed()["en.definition"] == "Our own words about churn."
        assert "lost ÷ start" in await answer(one, "churn")
    store.dispose()


async def test_with_a_full_store_the_typed_text_stays(tmp_path: Path) -> None:
    def full(connection: Any, _: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    store_in(tmp_path).dispose()
    store = open_store(f"sqlite:///{tmp_path / 'retention.sqlite'}")
    event.listen(store, "connect", full)
    long = dict.fromkeys(("definition", "formula", "note"), "many words " * 50)
    typed = {f"{language}.{name}": text for language in LANGUAGES for name, text in long.items()}
    async with house(tmp_path, services=CURATED, engine=store) as one:
        await form(one, "wijzig klantverloop")
        await one.slack.submit(typed)
        view = seen(one)
        assert "*Niet bewaard: de begrippen van je team staan uit*" in view.text
        assert view.typed()["nl.note"] == long["note"]
        assert "lost ÷ start" in await answer(one, "churn")
    store.dispose()


async def test_without_a_store_the_curator_is_told_and_shipped_knowledge_goes_on(
    tmp_path: Path,
) -> None:
    store = store_in(tmp_path)
    async with house(tmp_path, services=CURATED, engine=store) as one:
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE team_stamp RENAME TO away")
            connection.exec_driver_sql("ALTER TABLE team_entries RENAME TO away_too")
        await one.slack.command("/define", "edit churn")
        await one.slack.command("/define", "voeg toe stemming")
        english, dutch = await one.says("C_GENERAL", 2)
        if english.text.startswith("*De"):
            english, dutch = dutch, english
        assert english.text.startswith("*The team's own entries are off*")
        assert dutch.text.startswith("*De begrippen van je team staan uit*")
        assert one.slack.view() is None
        assert "lost ÷ start" in await answer(one, "churn")
    store.dispose()


@pytest.mark.parametrize("refusal", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_form_that_slack_does_not_open_can_be_had_by_a_button(
    one: House, refusal: str
) -> None:
    one.slack.fail("views.open", Fault.error(refusal))
    await one.slack.command("/define", "add Mood")
    (told,) = await one.says("C_GENERAL")
    assert told.text.startswith("*The form did not open*")
    await one.slack.press(told, "form")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).typed()["en.name"] == "Mood"


async def test_the_command_is_acknowledged_before_the_form_opens(one: House) -> None:
    one.slack.fail("views.open", Fault.timeout(1.0))
    delivery = await one.slack.command("/define", "add")
    assert delivery.status == 200
    assert delivery.seconds < 0.5
    await one.says("C_GENERAL")
