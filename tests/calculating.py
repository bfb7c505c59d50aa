"""The calculator as a person has it before them."""

from dataclasses import replace
from typing import Any

from bot.demo.views import OpenView
from bot.render.blocks import CALCULATOR
from bot.services import Preferences
from tests.house import SERVICES, House

FIGURES = {"count_start": "500", "count_new": "50", "count_end": "450"}
PLAIN = {"type": "button", "action_id": CALCULATOR, "text": {"type": "plain_text", "text": "Go"}}


def seen(one: House, user: str = "U_ANN") -> OpenView:
    view = one.slack.view(user)
    assert view is not None
    return view


async def form(
    one: House, command: str = "/retention", text: str = "calculator", user: str = "U_ANN"
) -> OpenView:
    """The form that a command opens."""
    await one.slack.command(command, text, user)
    await one.slack.wait_for(lambda: one.slack.view(user))
    return seen(one, user)


def home(one: House, button: dict[str, Any]) -> None:
    """A home of the app with this button in it."""
    blocks = [{"type": "actions", "elements": [button]}]
    one.slack.workspace.views.publish("U_ANN", {"type": "home", "blocks": blocks})


async def reads(one: House, text: str) -> OpenView:
    """Waits until the form says so."""
    await one.slack.wait_for(lambda: text in seen(one).text)
    return seen(one)


def updates(one: House) -> int:
    return sum(call.method == "views.update" for call in one.slack.calls)


DUTCH = replace(SERVICES, settings_for=lambda _: Preferences(language="nl"))
