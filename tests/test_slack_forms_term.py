"""The form of a term: saved, refused at the field, never over what another saved."""

import pytest

from bot.services import Services
from tests.curators import CHURN, CURATED, HEALTH, answer, entries, form, saves, seen
from tests.house import House


@pytest.fixture
def services() -> Services:
    """Ann and Bob are its curators."""
    return CURATED


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


async def test_one_language_is_enough(one: House) -> None:
    view = await form(one, "voeg toe Klantstemming")
    assert "wie in het Engels vraagt, leest de Nederlandse tekst" in str(view.content)
    await one.slack.submit({"nl.name": "Klantstemming", "nl.definition": "Hoe het ermee staat."})
    assert "*Klantstemming is bewaard*" in seen(one).text
    assert "Hoe het ermee staat" in await answer(one, "klantstemming lang=en")
    again = await form(one, "wijzig klantstemming")
    assert (again.typed()["nl.name"], again.typed()["en.name"]) == ("Klantstemming", "")


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
