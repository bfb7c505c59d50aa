"""A bot that may answer Ann from the company's data, and what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.demo.workspace import File, Message
from bot.services import Services
from bot.settings import Access
from tests.company import Acme
from tests.house import House, house

# Ann may ask, and share in #general; Bob is the admin and may not ask.
ACCESS = Access(admins=("U_BOB",), people=("U_ANN",), channels=("C_GENERAL", "C_GUESTS"))
EVERYONE = ACCESS.model_copy(update={"people": ("*",)})
RETENTION = "*Retention 87.5% · October 2026*"


@asynccontextmanager
async def insiders(
    folder: Path,
    acme: Acme,
    access: Access = ACCESS,
    *,
    audited: bool = True,
    **parts: Any,
) -> AsyncIterator[House]:
    """The bot with the company's data; nothing has been asked yet."""
    services = with_data(acme, access, audited=audited)
    async with house(folder, services=services, **parts) as running:
        yield running


def with_data(acme: Acme, access: Access = ACCESS, *, audited: bool = True) -> Services:
    """The company's data, of which nothing has been asked yet."""
    acme.asked.clear()
    return acme.services(audited=audited, access=access)


def written_down(acme: Acme) -> list[tuple[str, str, bool]]:
    """Who asked what, and whether a channel read it; the newest first."""
    return [(one.who, one.question, one.public) for one in acme.asked]


def calls(one: House, method: str) -> list[dict[str, Any]]:
    """What the bot asked of Slack by this method."""
    return [call.arguments for call in one.slack.calls if call.method == method]


def kinds(message: Message) -> list[str]:
    """The types of its blocks."""
    return [block["type"] for block in message.blocks]


def pictures(one: House, channel: str = "D_ANN", user: str = "U_ANN") -> list[tuple[str, File]]:
    """Files that were shown there, with what was said about them."""
    return [(said.text, file) for said in one.said(channel, user) for file in said.files]


def texts(one: House, channel: str, user: str = "U_ANN") -> list[str]:
    """The first line of each thing that the bot said there."""
    return [said.text.partition("\n")[0] for said in one.said(channel, user)]
