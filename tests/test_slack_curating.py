"""Curators add and edit entries in a form; nothing that is typed is lost."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.demo.faults import Fault
from bot.demo.views import OpenView
from bot.reply import LANGUAGES
from bot.store.engine import Engine, migrate, open_store
from bot.store.entries import Entries
from bot.store.gaps import Gaps
from tests.house import SERVICES, House, house, store_in

CURATED = replace(SERVICES, curators=frozenset({"U_ANN", "U_BOB"}))
HEALTH = {
    "en.name": "Account mood",
    "en.aliases": "mood, customer mood",
    "en.definition": "What our team gives each account on Mondays, from 1 to 5.",
    "nl.name": "Klantstemming",
    "nl.definition": "Wat ons team elk account op maandag geeft, van 1 tot 5.",
}
CHURN = {"en.definition": "Our own words about churn."}


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[House]:
    """The bot, with Ann and Bob as its curators."""
    async with house(tmp_path, services=CURATED) as running:
        yield running


@pytest.fixture
async def anywhere(empty_store: Engine, tmp_path: Path) -> AsyncIterator[House]:
    """The same, on SQLite and on PostgreSQL."""
    migrate(empty_store)
    async with house(tmp_path, services=CURATED, engine=empty_store) as running:
        yield running


async def form(one: House, text: str, user: str = "U_ANN") -> OpenView:
    """The form that `/define text` opens."""
    before = one.slack.view(user)
    await one.slack.command("/define", text, user)
    await one.slack.wait_for(lambda: one.slack.view(user) not in {None, before})
    return seen(one, user)


def seen(one: House, user: str = "U_ANN") -> OpenView:
    view = one.slack.view(user)
    assert view is not None
    return view


def entries(one: House) -> Entries:
    return Entries(one.engine, time.time)


def saves(one: House, key: str) -> list[tuple[str, str]]:
    return [(save.who, save.what) for save in entries(one).history(key)]


async def answer(one: House, question: str) -> str:
    delivery = await one.slack.command("/define", question, "U_BOB")
    assert delivery.message is not None
    return delivery.message.text


# --- adding


async def test_a_curator_adds_an_entry_and_it_answers_at_once(anywhere: House) -> None:
    view = await form(anywhere, "add")
    assert view.content["title"]["text"] == "Add an entry"
    delivery = await anywhere.slack.submit(HEALTH)
    assert not delivery.timed_out
    assert "*Account mood is saved*" in seen(anywhere).text
    assert saves(anywhere, "account-mood") == [("U_ANN", "added")]
    assert "from 1 to 5" in await answer(anywhere, "customer mood")
    assert "van 1 tot 5" in await answer(anywhere, "klantstemming lang=nl")


async def test_the_form_is_in_the_language_of_the_words_that_opened_it(one: House) -> None:
    view = await form(one, "voeg toe Klantstemming")
    assert view.content["title"]["text"] == "Begrip toevoegen"
    assert view.typed()["nl.name"] == "Klantstemming"
    first = next(block for block in view.content["blocks"] if block["type"] == "input")
    assert first["label"]["text"] == "Naam"
    await one.slack.submit({**HEALTH, "nl.name": "Klantstemming"})
    assert "*Klantstemming is bewaard*" in seen(one).text


async def test_the_word_stands_in_the_form_as_it_was_typed(one: House) -> None:
    view = await form(one, "add <!channel> & Mood <b>")
    assert view.typed()["en.name"] == "<!channel> & Mood <b>"


@pytest.mark.parametrize("text", ["add churn", "edit churn rate", "add Klantverloop"])
async def test_a_name_that_is_there_opens_that_entry(one: House, text: str) -> None:
    view = await form(one, text)
    assert view.content["title"]["text"] in {"Edit an entry", "Begrip wijzigen"}
    assert view.typed()["en.name"] == "Churn"
    assert view.typed()["nl.name"] == "Klantverloop"


async def test_a_name_that_is_shipped_is_not_covered_by_mistake(one: House) -> None:
    await form(one, "add")
    await one.slack.submit({**HEALTH, "en.name": "Churn"})
    assert seen(one).errors["en.name"].endswith("type: /define edit Churn")
    assert entries(one).all() == ()


# --- who may


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
    only_ann = replace(SERVICES, curators=frozenset({"U_ANN"}))
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


# --- the other doors


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
    assert "Curators can add it; `retention.toml`" in delivery.message.text
    await one.slack.press(delivery.message, "form")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).typed()["en.name"] == "quwopzyx"


async def test_for_others_not_found_says_who_can_add_it(tmp_path: Path) -> None:
    async with house(tmp_path) as one:
        delivery = await one.slack.command("/define", "quwopzyx lang=nl")
    assert delivery.message is not None
    assert "Curatoren kunnen het toevoegen" in delivery.message.text
    assert "'form'" not in str(delivery.message.blocks)


# --- what may be wrong in a form

FAULTS: dict[str, tuple[dict[str, str], str, str]] = {
    "a formula in one language": (
        {"en.formula": "a ÷ b"},
        "nl.formula",
        "This is filled in for one language only: fill it in here as well, or leave both empty.",
    ),
    "a long definition": (
        {"nl.definition": "a" * 601},
        "nl.definition",
        "This has 601 characters; 600 is the most.",
    ),
    "a name without letters": ({"en.name": "÷"}, "en.name", "A name needs a letter or a digit."),
    "only spaces": ({"en.definition": "  "}, "en.definition", "This cannot be left empty."),
    "an alias of another entry of the team": (
        {"en.aliases": "<Pulse> & co"},
        "en.aliases",
        "“<Pulse> & co” already finds Pulse, which your team wrote. Choose another name.",
    ),
}


@pytest.mark.parametrize(("wrong", "where", "told"), FAULTS.values(), ids=FAULTS)
async def test_an_error_stands_at_the_field_that_caused_it(
    one: House, wrong: dict[str, str], where: str, told: str
) -> None:
    await form(one, "add")
    pulse = {**HEALTH, "en.name": "Pulse", "en.aliases": "<Pulse> & co", "nl.name": "Pols"}
    await one.slack.submit(pulse)
    view = await form(one, "add")
    await one.slack.submit({**HEALTH, **wrong})
    assert seen(one) is view
    assert view.errors == {where: told}
    assert view.typed()["nl.name"] == "Klantstemming"
    assert [entry.key for entry in entries(one).all()] == ["pulse"]


async def test_errors_are_in_the_language_of_the_form(one: House) -> None:
    view = await form(one, "toevoegen")
    await one.slack.submit({**HEALTH, "nl.note": "Alleen hier."})
    assert view.errors["en.note"].startswith("Dit is maar voor één taal ingevuld")


async def test_nothing_in_an_entry_pings(one: House) -> None:
    await form(one, "add")
    shouting = "Ask <!channel> and <@U_BOB> about *it* &amp; <https://example.com|more>."
    await one.slack.submit({**HEALTH, "en.definition": shouting})
    delivery = await one.slack.command("/define", "account mood")
    await one.slack.mention("what is account mood?")
    (public,) = [said for said in await one.says("C_GENERAL", 2) if not said.ephemeral]
    assert delivery.message is not None
    assert delivery.message.pings == public.pings == frozenset()
    assert "&lt;!channel&gt;" in public.text


# --- two at once


async def test_the_second_of_two_is_told_and_loses_nothing(anywhere: House) -> None:
    await form(anywhere, "edit churn", "U_ANN")
    await form(anywhere, "edit churn", "U_BOB")
    await anywhere.slack.submit({"en.definition": "What Bob wrote."}, "U_BOB")
    await anywhere.slack.submit({"en.definition": "What Ann wrote."}, "U_ANN")
    view = seen(anywhere)
    assert "*<@U_BOB> saved this entry while you were typing*" in view.text
    assert "What it means in English: What Bob wrote." in view.text
    assert view.typed()["en.definition"] == "What Ann wrote."
    assert "What Bob wrote." in await answer(anywhere, "churn")
    await anywhere.slack.submit({})
    assert "What Ann wrote." in await answer(anywhere, "churn")
    assert saves(anywhere, "churn") == [("U_ANN", "edited"), ("U_BOB", "added")]


async def test_two_who_add_the_same_name_are_told_too(one: House) -> None:
    await form(one, "voeg toe", "U_ANN")
    await form(one, "add", "U_BOB")
    await one.slack.submit(HEALTH, "U_BOB")
    await one.slack.submit({**HEALTH, "nl.definition": "Iets anders."}, "U_ANN")
    view = seen(one)
    assert "*<@U_BOB> bewaarde dit begrip terwijl jij typte*" in view.text
    assert "Wat ons team elk account op maandag geeft" in view.text
    await one.slack.submit({})
    assert saves(one, "account-mood") == [("U_ANN", "edited"), ("U_BOB", "added")]


async def test_a_form_that_slack_sends_twice_is_saved_once(one: House) -> None:
    await form(one, "add")
    sent = await one.slack.submit(HEALTH)
    again = await one.slack.redeliver(sent)
    assert "is saved" in str(again.body)
    assert saves(one, "account-mood") == [("U_ANN", "added")]


async def test_who_edits_what_another_put_back_is_told(one: House) -> None:
    await form(one, "edit churn")
    await one.slack.submit(CHURN)
    await form(one, "edit churn")
    await form(one, "edit churn", "U_BOB")
    await one.slack.press_in_view("put-back", "U_BOB")
    await one.slack.wait_for(lambda: "is back" in seen(one, "U_BOB").text)
    await one.slack.submit({"en.definition": "Newer."})
    assert "*This entry was taken out while you were typing*" in seen(one).text
    assert seen(one).typed()["en.definition"] == "Newer."
    await one.slack.submit({})
    assert "Newer." in await answer(one, "churn")


# --- history and the way back


async def test_history_says_who_when_and_what(one: House) -> None:
    for text in ("First.", "Second <!here>."):
        await form(one, "edit churn")
        await one.slack.submit({"en.definition": text})
    view = await form(one, "edit churn")
    assert "Your team's text, saved by <@U_ANN> on <!date^" in view.text
    await one.slack.press_in_view("history")
    await one.slack.wait_for(lambda: seen(one) is not view)
    told = seen(one).text
    assert told.startswith("History")
    assert "<@U_ANN> edited it\nSecond &lt;!here&gt;." in told
    assert "<@U_ANN> added it\nFirst." in told


async def test_history_of_what_nobody_changed(one: House) -> None:
    view = await form(one, "wijzig klantverloop")
    assert "Dit is de oorspronkelijke tekst" in view.text
    await one.slack.press_in_view("history")
    await one.slack.wait_for(lambda: seen(one) is not view)
    assert "Niemand heeft dit begrip nog veranderd" in seen(one).text
    with pytest.raises(ValueError, match="no put-back"):
        await one.slack.press_in_view("put-back")


async def test_the_shipped_text_can_be_put_back(anywhere: House) -> None:
    shipped = await answer(anywhere, "churn")
    await form(anywhere, "edit churn")
    await anywhere.slack.submit(CHURN)
    assert "Our own words" in await answer(anywhere, "churn")
    await form(anywhere, "edit churn")
    await anywhere.slack.press_in_view("put-back")
    await anywhere.slack.wait_for(lambda: "*The shipped text is back*" in seen(anywhere).text)
    assert await answer(anywhere, "churn") == shipped
    assert saves(anywhere, "churn") == [("U_ANN", "put back"), ("U_ANN", "added")]


async def test_an_entry_of_the_team_alone_can_be_removed(one: House) -> None:
    await form(one, "add")
    await one.slack.submit(HEALTH)
    view = await form(one, "edit account mood")
    assert "Remove this entry" in str(view.content)
    await one.slack.press_in_view("put-back")
    await one.slack.wait_for(lambda: "*The entry is removed*" in seen(one).text)
    assert "from 1 to 5" not in await answer(one, "account mood")


async def test_an_edit_keeps_what_the_form_does_not_show(one: House) -> None:
    before = CURATED.library.terms["churn"].related
    await form(one, "edit churn")
    await one.slack.submit(CHURN)
    (entry,) = entries(one).all()
    assert all(f'"{key}"' in entry.content for key in before)


# --- a store or a Slack that is away


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


# --- open questions


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


async def test_an_entry_that_cannot_be_read_can_be_mended_in_the_form(one: House) -> None:
    with one.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE team_stamp SET version = 1")
        connection.exec_driver_sql(
            "INSERT INTO team_entries VALUES (1, 'churn', 1, 'U_ANN', 'added', '[en')"
        )
    view = await form(one, "edit churn")
    assert view.typed()["en.name"] == "Churn"
    await one.slack.submit(CHURN)
    assert saves(one, "churn") == [("U_ANN", "edited"), ("U_ANN", "added")]
