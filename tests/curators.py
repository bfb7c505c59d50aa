"""A bot with curators: what they type into forms, and what they see there."""

import time
from dataclasses import replace

from bot.demo.views import OpenView
from bot.settings import Access
from bot.store.entries import Entries
from tests.house import SERVICES, House

CURATED = replace(SERVICES, access=Access(curators=("U_ANN", "U_BOB")))
HEALTH = {
    "en.name": "Account mood",
    "en.aliases": "mood, customer mood",
    "en.definition": "What our team gives each account on Mondays, from 1 to 5.",
    "nl.name": "Klantstemming",
    "nl.definition": "Wat ons team elk account op maandag geeft, van 1 tot 5.",
}
CHURN = {"en.definition": "Our own words about churn."}


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
