"""What time it is where a person is, as far as Slack says so."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.reply import Problem
from bot.slack.web import Done, read
from bot.weekly.rules import read_zone


async def zone_of(web: AsyncWebClient, user: str) -> str | None:
    """The IANA name of their time zone."""
    outcome = await read(web, "users.info", user=user)
    name = outcome.data.get("user", {}).get("tz") if isinstance(outcome, Done) else None
    try:
        return read_zone(name).key if name else None
    except Problem:
        return None
