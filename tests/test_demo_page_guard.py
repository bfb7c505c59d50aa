"""bot/demo/page/guard.py: the page answers this machine, and takes what the page sends."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.demo.page.routes import Page
from bot.demo.passing import Passing
from bot.demo.people import CHANNELS, USERS
from bot.demo.standin import StandIn
from tests.house import new_workspace, store_in

SAID = {"channel": "C_GENERAL", "text": "hello", "back": "/U_ANN/C_GENERAL"}


@pytest.fixture
async def standin(tmp_path: Path) -> AsyncIterator[StandIn]:
    """A page with nobody behind it."""
    one, engine = StandIn(new_workspace()), store_in(tmp_path)
    one.workspace.users = {user.id: user for user in USERS}
    one.workspace.channels = {channel.id: channel for channel in CHANNELS}
    page = Page(one, Passing(), engine)
    async with one:
        yield one
        page.close()
    engine.dispose()


async def status(standin: StandIn, path: str, **headers: str) -> int:
    address = f"{standin.workspace.address}{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers=headers) as answered,
    ):
        return answered.status


async def posted(standin: StandIn, sent: dict[str, str], **headers: str) -> aiohttp.ClientResponse:
    address = f"{standin.workspace.address}/U_ANN/say"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=sent, headers=headers, allow_redirects=False) as answered,
    ):
        return answered


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"]
)
async def test_another_name_that_leads_here_is_refused(standin: StandIn, host: str) -> None:
    assert await status(standin, "/U_ANN/C_GENERAL", Host=host) == 403


async def test_localhost_is_this_machine_too(standin: StandIn) -> None:
    port = standin.workspace.address.rpartition(":")[2]
    assert await status(standin, "/U_ANN/C_GENERAL", Host=f"localhost:{port}") == 200


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_what_another_page_sends_is_refused(standin: StandIn, origin: str) -> None:
    answered = await posted(standin, SAID, **({"Origin": origin} if origin else {}))
    assert answered.status == 403
    assert standin.workspace.messages("C_GENERAL") == []


async def test_what_the_page_sends_is_done(standin: StandIn) -> None:
    answered = await posted(standin, SAID, Origin=standin.workspace.address)
    assert (answered.status, answered.headers["Location"]) == (303, "/U_ANN/C_GENERAL")
    assert [one.text for one in standin.workspace.messages("C_GENERAL")] == ["hello"]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
async def test_nobody_is_sent_elsewhere(standin: StandIn, back: str) -> None:
    answered = await posted(standin, {**SAID, "back": back}, Origin=standin.workspace.address)
    assert answered.headers["Location"] == "/U_ANN/C_GENERAL"


@pytest.mark.parametrize(
    "sent",
    [
        {"channel": "D_BOB", "text": "read along"},
        {"channel": "C_NONE", "text": "hello"},
        {"text": "hello"},
        {},
    ],
)
async def test_nobody_speaks_where_they_are_not(standin: StandIn, sent: dict[str, str]) -> None:
    answered = await posted(standin, sent, Origin=standin.workspace.address)
    assert answered.status == 303
    assert not any(standin.workspace.messages(one.id) for one in CHANNELS)


@pytest.mark.parametrize(
    "path", ["/U_ANN/D_BOB", "/U_NOBODY/C_GENERAL", "/U_EVE/C_PARTNERS", "/U_ANN/nowhere"]
)
async def test_nobody_looks_where_they_are_not(standin: StandIn, path: str) -> None:
    address = f"{standin.workspace.address}{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, allow_redirects=False) as answered,
    ):
        assert (answered.status, answered.headers["Location"]) == (303, "/U_ANN/C_GENERAL")


async def test_nothing_comes_from_outside_and_nothing_frames_the_page(standin: StandIn) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(standin.workspace.address) as answered,
    ):
        policy = answered.headers["Content-Security-Policy"]
        page = await answered.text()
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in page.replace("http-equiv", "")


async def test_an_app_that_does_not_answer_is_told_as_slack_tells_it(standin: StandIn) -> None:
    standin.bot_url = "http://127.0.0.1:1/"
    sent = {**SAID, "text": "/crr 500 50 450"}
    await posted(standin, sent, Origin=standin.workspace.address)
    (told,) = standin.workspace.visible_to("U_ANN", "C_GENERAL")
    assert told.text == "/crr failed with the error “dispatch_failed”"


async def test_a_message_that_slack_would_not_take_is_told(standin: StandIn) -> None:
    sent = {**SAID, "text": "a" * 40_001}
    await posted(standin, sent, Origin=standin.workspace.address)
    (told,) = standin.workspace.visible_to("U_ANN", "C_GENERAL")
    assert "40,000 characters" in told.text
