"""The benchmark finder: a figure and whose it is as soon as one is chosen, then the answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.view_limits import problems
from bot.demo.views import OpenView
from bot.render.blocks import FINDER
from bot.services import Preferences
from bot.slack.forms.choices import choice, one_of_groups
from bot.slack.forms.modal import form as form_of
from tests.asking import LIBRARY
from tests.house import SERVICES, House, house

DUTCH = replace(SERVICES, settings_for=lambda _: Preferences(language="nl"))


def seen(one: House) -> OpenView:
    view = one.slack.view()
    assert view is not None
    return view


async def form(one: House, text: str = "finder") -> OpenView:
    """The form that `/benchmark text` opens."""
    await one.slack.command("/benchmark", text)
    await one.slack.wait_for(one.slack.view)
    return seen(one)


async def shows(one: House, text: str) -> OpenView:
    await one.slack.wait_for(lambda: text in seen(one).text)
    return seen(one)


async def test_what_is_chosen_shows_its_figure_its_source_and_what_it_compares_with(
    either: House,
) -> None:
    view = await form(either)
    assert "There are 15 industries and 11 companies" in view.text
    await either.slack.type_in_view({"whose": "banking"})
    view = await shows(either, "*Banking: 75% retention on average*")
    assert "Statista, quoted by Shopify" in view.text
    assert "*Compare it with* your own retention. No period is stated" in view.text
    await either.slack.type_in_view({"whose": "netflix"})
    view = await shows(either, "*Netflix: retention 93% (estimate)*")
    assert "Banking" not in view.text
    await either.slack.submit({})
    (told,) = await either.says("C_GENERAL")
    line = await either.slack.command("/benchmark", "netflix")
    assert line.message is not None
    assert (told.text, told.ephemeral) == (line.message.text, True)
    assert "'share'" in str(told.blocks)


async def test_in_dutch_with_every_name_in_its_order(tmp_path: Path) -> None:
    async with house(tmp_path, services=DUTCH) as one:
        view = await form(one, "zoeken")
        industries, companies = view.content["blocks"][0]["element"]["option_groups"]
        names = [option["text"]["text"] for option in industries["options"]]
        await one.slack.type_in_view({"whose": "insurance"})
        await shows(one, "*Vergelijk het met* je eigen klantbehoud.")
        await one.slack.submit({})
        (told,) = await one.says("C_GENERAL")
    assert (industries["label"]["text"], companies["label"]["text"]) == ("Branches", "Bedrijven")
    assert names == sorted(names, key=str.casefold)
    assert len(names) == len(LIBRARY.industries)
    assert told.text.startswith("*Verzekeringen: gemiddeld 83% klantbehoud*")


@pytest.mark.parametrize("text", ["", "finder"])
async def test_a_button_opens_it_where_the_form_does_not(one: House, text: str) -> None:
    one.slack.fail("views.open", Fault.error("expired_trigger_id"), times=1 if text else 0)
    await one.slack.command("/benchmark", text)
    (shown,) = await one.says("C_GENERAL")
    await one.slack.press(shown, FINDER)
    await one.slack.wait_for(one.slack.view)
    await one.slack.submit({"whose": "software"})
    assert (await one.says("C_GENERAL", 2))[1].text.startswith("*Software")


async def test_it_may_begin_at_one(one: House) -> None:
    assert "*Banking: 75%" in (await form(one, "finder banking")).text


async def test_nothing_chosen_is_not_sent(one: House) -> None:
    await form(one)
    with pytest.raises(ValueError, match="required, and empty: whose"):
        await one.slack.submit({})


@pytest.mark.parametrize(("count", "groups"), [(100, 1), (101, 2), (250, 3)])
def test_more_than_a_hundred_are_several_groups(count: int, groups: int) -> None:
    options = [(f"key-{i:03}", f"Name {i:03}") for i in range(count)]
    select = one_of_groups([("Industries", options)], f"key-{count - 1:03}")
    labels = [group["label"]["text"] for group in select["option_groups"]]
    assert len(labels) == groups
    assert labels[0] == ("Industries" if groups == 1 else "Industries: Name 000 – Name 099")
    assert select["initial_option"]["value"] == f"key-{count - 1:03}"
    view = form_of("finder", [choice("whose", "en", select)], "en", ("show", FINDER, "{}"))
    assert problems(view) == []
