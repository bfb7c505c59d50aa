"""People who schedule posts: what they fill in, what they see, what is kept."""

import time
from collections.abc import Mapping
from typing import Any

from bot.demo.fields import Entered
from bot.demo.views import OpenView
from bot.demo.workspace import Message
from bot.store.changes import Changes
from bot.store.schedules import KIND, Schedule, Schedules, Wanted
from tests.house import House

MONDAYS: Wanted = {
    "kind": "post",
    "channel": "C_GENERAL",
    "question": "kpi lang=en",
    "rule": "weekly monday 09:00",
    "timezone": "Europe/Amsterdam",
    "language": "en",
    "owner": "U_ANN",
}


def schedules(one: House) -> Schedules:
    return Schedules(one.engine, time.time)


def kept(one: House) -> Schedule:
    """The only schedule that there is."""
    (schedule,) = schedules(one).all()
    return schedule


def add(one: House, **other: Any) -> Schedule:
    wanted: Any = {**MONDAYS, **other}
    return schedules(one).add(wanted, "test")


def changed(one: House, schedule: int) -> list[tuple[str, str]]:
    """Who changed which field of it, the newest first."""
    history = Changes(one.engine, time.time).of(KIND, str(schedule))
    return [(one.who, one.field) for one in history if one.who != "test"]


def seen(one: House, user: str = "U_ANN") -> OpenView:
    view = one.slack.view(user)
    assert view is not None
    return view


async def form(one: House, text: str = "schedule", user: str = "U_ANN", **where: str) -> OpenView:
    """The form that `/kpi text` opens."""
    await one.slack.command("/kpi", text, user, **where)
    await one.slack.wait_for(lambda: one.slack.view(user))
    return seen(one, user)


async def through(
    one: House, fields: Mapping[str, Entered] | None = None, user: str = "U_ANN"
) -> OpenView:
    """Fills in the form, goes on, and saves; what is seen then."""
    await one.slack.submit(fields or {}, user)
    assert seen(one, user).errors == {}
    await one.slack.submit({}, user)
    assert one.slack.refused_acks == []
    return seen(one, user)


async def listed(
    one: House, text: str = "schedules", user: str = "U_ANN", channel: str = "C_GENERAL"
) -> Message:
    """The list that `/retention text` brings."""
    before = len(one.said(channel, user))
    await one.slack.command("/retention", text, user, channel)
    return (await one.says(channel, before + 1, user))[-1]


async def becomes(one: House, words: str, user: str = "U_ANN") -> OpenView:
    """The form in front, once these words stand in it."""

    def there() -> bool:
        view = one.slack.view(user)
        return view is not None and words in view.text

    await one.slack.wait_for(there)
    return seen(one, user)
