"""A shortcut in the menu of a message explains the terms in it, to who asks and nobody else."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.demo.faults import Fault
from bot.demo.views import OpenView
from bot.demo.workspace import Message
from bot.services import Preferences, Services
from bot.slack.doors.shortcuts import said_in
from bot.slack.manifest import EXPLAIN
from tests.curators import CURATED, HEALTH, entries, form
from tests.house import SERVICES, House, house

DUTCH = replace(SERVICES, settings_for=lambda _: Preferences(language="nl"))
ELEVEN = (
    "churn, NRR, GRR, NPS, CSAT, CLV, CRM, onboarding, upselling, cross-selling, cohort "
    "and word of mouth"
)


@pytest.fixture
def services() -> Services:
    """Ann and Bob are its curators."""
    return CURATED


def typed(one: House, text: str, channel: str = "C_GENERAL", **more: Any) -> Message:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return one.slack.workspace.store(Message(channel, "U_BOB", escaped, **more))


async def explained(one: House, message: Message, user: str = "U_ANN") -> OpenView:
    """The view that the shortcut opens."""
    await one.slack.shortcut(message, EXPLAIN, user)
    await one.slack.wait_for(lambda: one.slack.view(user))
    view = one.slack.view(user)
    assert view is not None
    return view


def names(view: OpenView) -> list[str]:
    """Of the terms in it."""
    sections = [block for block in view.content["blocks"] if "accessory" in block]
    return [block["text"]["text"].partition("\n")[0].strip("*") for block in sections]


async def test_it_opens_the_terms_in_the_order_of_the_message(either: House) -> None:
    message = typed(either, "NRR is fine, but klantverloop is up: ask <#C1> & customer service")
    view = await explained(either, message)
    assert names(view) == ["Net revenue retention", "Churn", "Customer service"]
    assert "The share of the customers you start a period with who leave in it" in view.text
    assert either.said("C_GENERAL") == either.said("C_GENERAL", "U_BOB") == []


async def test_in_dutch(tmp_path: Path) -> None:
    async with house(tmp_path, services=DUTCH) as one:
        view = await explained(one, typed(one, "Our churn and our upsells"))
    assert view.content["title"]["text"] == "Begrippen in bericht"
    assert names(view) == ["Klantverloop", "Upselling"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("net revenue retention", ["Net revenue retention"]),  # not retention as well
        ("Churn churn CHURN klantverloop", ["Churn"]),
        ("churning chur churnt", []),  # whole words, and no guesses
        ("churn-rate; word-of-mouth", ["Churn", "Word of mouth"]),
        ("*churn* `nps` _crm_", ["Churn", "NPS", "CRM"]),
    ],
)
async def test_whole_names_the_longest_first(one: House, text: str, found: list[str]) -> None:
    assert names(await explained(one, typed(one, text))) == found


async def test_ten_are_shown_and_the_others_counted(one: House) -> None:
    view = await explained(one, typed(one, ELEVEN))
    assert len(names(view)) == 10
    assert "And 2 more terms of the glossary in this message." in view.text


async def test_where_the_bot_is_not_in_the_channel_too(one: House) -> None:
    assert names(await explained(one, typed(one, "our churn", "C_QUIET"))) == ["Churn"]


async def test_the_teams_own_entries_are_found(one: House) -> None:
    await form(one, "add Account mood")
    await one.slack.submit(HEALTH)
    one.slack.close_view()
    view = await explained(one, typed(one, "the account mood is down"))
    assert names(view) == ["Account mood"]


async def test_a_button_opens_the_whole_entry_over_the_others(one: House) -> None:
    below = await explained(one, typed(one, "churn and NRR"))
    await one.slack.press_in_view("term-entry", value='{"key": "churn", "language": "en"}')
    await one.slack.wait_for(lambda: one.slack.view() is not below)
    view = one.slack.view()
    assert view is not None
    assert "Churn = lost ÷ start" in view.text
    one.slack.close_view()
    assert one.slack.view() is below


async def test_an_entry_that_was_taken_out_since_is_no_longer_there(one: House) -> None:
    await form(one, "add Account mood")
    await one.slack.submit(HEALTH)
    one.slack.close_view()
    below = await explained(one, typed(one, "the account mood"))
    entries(one).put_back("account-mood", "U_ANN", 1)
    await one.slack.press_in_view("term-entry")
    await one.slack.wait_for(lambda: one.slack.view() is not below)
    view = one.slack.view()
    assert view is not None
    assert "`account-mood`" in view.text


@pytest.mark.parametrize(
    ("services_of", "words"),
    [
        (CURATED, "You add one with `/define add`."),
        (SERVICES, "Curators add one with `/define add`."),
        (DUTCH, "Curatoren voegen er een toe met `/define voeg toe`."),
    ],
)
async def test_without_a_term_it_says_so_and_how_to_add_one(
    tmp_path: Path, services_of: Services, words: str
) -> None:
    async with house(tmp_path, services=services_of) as one:
        view = await explained(one, typed(one, "lunch at noon, a quick one? <script>x</script>"))
    assert words in view.text
    assert names(view) == []


async def test_ten_thousand_characters_are_read(one: House) -> None:
    view = await explained(one, typed(one, "so much to say, " * 620 + "churn"))
    assert names(view) == ["Churn"]


@pytest.mark.parametrize("refusal", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_where_it_opens_too_late_the_terms_come_as_a_message(
    one: House, refusal: str
) -> None:
    one.slack.fail("views.open", Fault.error(refusal))
    await one.slack.shortcut(typed(one, "churn"), EXPLAIN)
    (told,) = await one.says("C_GENERAL")
    assert told.text.startswith("*Churn*\nThe share of the customers")
    assert told.ephemeral
    assert one.said("C_GENERAL", "U_BOB") == []


async def test_it_is_acknowledged_before_the_view_opens(one: House) -> None:
    one.slack.fail("views.open", Fault.timeout(1.0))
    delivery = await one.slack.shortcut(typed(one, "churn"), EXPLAIN)
    assert (delivery.status, delivery.seconds < 0.5) == (200, True)
    await one.says("C_GENERAL")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"text": "a &lt;b&gt; &amp; c"}, "a <b> & c"),
        ({"text": "", "blocks": [{"type": "section", "text": {"text": "churn"}}]}, "churn"),
        ({"attachments": [{"text": "NRR"}, {"text": None}]}, "NRR"),
        ({}, ""),
        (
            {"text": "<!channel> <@U1> *churn*_<https://x.nl/nps|our NPS>_ <https://y.nl/crm>"},
            "churn our NPS",
        ),
    ],
)
def test_what_a_message_says(told: dict[str, Any], words: str) -> None:
    assert said_in(told).split() == words.split()
