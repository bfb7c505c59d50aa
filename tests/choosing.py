"""People who choose in forms: what they open, fill in and see, and what is kept of it."""

import time

from bot.demo.views import OpenView
from bot.store.changes import Changes
from bot.store.settings import KIND, Settings
from tests.house import House
from tests.schedulers import seen

DUTCH = {"language": "nl"}


async def opened(one: House, what: str = "settings", user: str = "U_ANN") -> OpenView:
    """The form that `/retention what` opens."""
    await one.slack.command("/retention", what, user)
    await one.slack.wait_for(lambda: one.slack.view(user))
    return seen(one, user)


async def choose(one: House, user: str = "U_ANN", **fields: str | list[str]) -> OpenView:
    """Fills in the form that is open, and saves it; what is seen then."""
    await one.slack.submit(fields, user)
    assert one.slack.refused_acks == []
    return seen(one, user)


async def figures(one: House, user: str = "U_ANN") -> str:
    """The answer to figures, which have no language of their own."""
    delivery = await one.slack.command("/crr", "500 50 450", user)
    assert delivery.message is not None
    return delivery.message.text


def history(one: House, scope: str) -> list[tuple[str, str, str | None, str | None]]:
    """Who changed which field from what to what, the oldest first."""
    changes = Changes(one.engine, time.time).of(KIND, scope)
    return [(each.who, each.field, each.before, each.after) for each in reversed(changes)]


def chosen(one: House, scope: str) -> dict[str, str]:
    return Settings(one.engine, time.time).of(scope)
