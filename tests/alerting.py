"""People who set alerts: what they ask, what they read, what is kept."""

from bot.demo.workspace import Message
from bot.store.schedules import Schedule, Schedules
from tests.house import House

CHURN = "alert churn above 5% lang=en"
NUMBERS = "C_GENERAL"  # listed


def schedules(one: House) -> Schedules:
    return Schedules(one.engine, lambda: 0.0)


def alerts(one: House) -> list[tuple[str, str, str, str]]:
    """What was set."""
    return [(it.channel, it.question, it.owner, it.state) for it in schedules(one).all()]


async def asked(one: House, typed: str, channel: str = NUMBERS, user: str = "U_ANN") -> Message:
    """The private answer to `/kpi typed`."""
    before = len(one.said(channel, user))
    await one.slack.command("/kpi", typed, user=user, channel=channel)
    return (await one.says(channel, before + 1, user=user))[before]


async def changed(one: House, message: Message, words: str) -> Message:
    """The message when it says so, in the place where it stands."""

    def now() -> Message | None:
        found = one.slack.workspace.find(message.ts)
        return found if found and words in found.text else None

    await one.slack.wait_for(now)
    found = now()
    assert found is not None
    return found


async def is_set(one: House, typed: str = "alert churn above 5%") -> Schedule:
    shown, before = await asked(one, typed), len(schedules(one).all())
    await one.slack.press(shown, "watch")
    await one.slack.wait_for(lambda: len(schedules(one).all()) > before)
    return schedules(one).all()[-1]
