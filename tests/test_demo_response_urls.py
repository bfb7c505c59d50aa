"""response_url over real HTTP: five answers, thirty minutes, who sees them, what they replace."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.demo.workspace import BOT_USER, Message, Workspace

BUTTON = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}}
    ],
}


class Now:
    """A clock that is set by hand, in seconds."""

    seconds = 1_790_000_000.0

    def __call__(self) -> float:
        return self.seconds


async def acknowledge(_: web.Request) -> web.Response:
    return web.Response()


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    app = web.Application()
    app.add_routes([web.post("/slack/events", acknowledge)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with StandIn(Workspace("xoxb-1", "xapp-1", "secret", clock=Now())) as running:
        running.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield running
    await runner.cleanup()


async def asked(stand_in: StandIn, channel: str = "C_GENERAL") -> str:
    """The response_url of a new command by Ann."""
    url = (await stand_in.command("/crr", channel=channel)).response_url
    assert url is not None
    return url


async def say(url: str, body: object) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


def seen(stand_in: StandIn, user: str, channel: str = "C_GENERAL") -> list[str]:
    return [each.text for each in stand_in.workspace.visible_to(user, channel)]


async def test_an_answer_is_for_the_asker_unless_it_says_in_channel(stand_in: StandIn) -> None:
    url = await asked(stand_in)
    assert await say(url, {"text": "yours"}) == (200, "ok")
    assert await say(url, {"text": "all", "response_type": "in_channel"}) == (200, "ok")
    assert seen(stand_in, "U_ANN") == ["yours", "all"]
    assert seen(stand_in, "U_BOB") == ["all"]


async def test_it_reaches_a_channel_without_the_bot(stand_in: StandIn) -> None:
    url = await asked(stand_in, "C_QUIET")
    assert await say(url, {"text": "all", "response_type": "in_channel"}) == (200, "ok")
    assert seen(stand_in, "U_BOB", "C_QUIET") == ["all"]


async def test_the_sixth_answer_is_refused(stand_in: StandIn) -> None:
    url = await asked(stand_in)
    answers = [await say(url, {"text": str(each)}) for each in range(6)]
    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]
    assert len(seen(stand_in, "U_ANN")) == 5
    assert [each.accepted for each in stand_in.responses] == [True] * 5 + [False]


@pytest.mark.parametrize(("minutes", "answer"), [(30, (200, "ok")), (30.1, (404, "expired_url"))])
async def test_it_lives_thirty_minutes(
    stand_in: StandIn, minutes: float, answer: tuple[int, str]
) -> None:
    url = await asked(stand_in)
    clock = stand_in.workspace.clock
    assert isinstance(clock, Now)
    clock.seconds += minutes * 60
    assert await say(url, {"text": "late"}) == answer


async def test_an_invented_address_is_refused(stand_in: StandIn) -> None:
    await asked(stand_in)
    url = f"{stand_in.workspace.address}/commands/guess"
    assert await say(url, {"text": "hi"}) == (404, "expired_url")


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({}, (400, "no_text")),
        ({"blocks": [{"type": "bogus"}]}, (400, "invalid_blocks")),
        ({"blocks": "?"}, (400, "invalid_blocks_format")),
    ],
)
async def test_a_refused_answer_shows_nothing(
    stand_in: StandIn, body: dict[str, Any], answer: tuple[int, str]
) -> None:
    url = await asked(stand_in)
    assert await say(url, body) == answer
    assert seen(stand_in, "U_ANN") == []
    [response] = stand_in.responses
    assert (response.url, response.body, response.accepted) == (url, body, False)


async def test_a_body_that_is_not_json_is_refused(stand_in: StandIn) -> None:
    url = await asked(stand_in)
    async with aiohttp.ClientSession() as session, session.post(url, data="text=hi") as response:
        assert (response.status, await response.text()) == (400, "invalid_payload")


async def test_native_tables_are_taken_here_and_by_an_older_slack_are_not(
    stand_in: StandIn,
) -> None:
    cell = [{"type": "raw_text", "text": "x"}]
    body = {"blocks": [{"type": "data_table", "caption": "c", "rows": [cell, cell]}]}
    assert await say(await asked(stand_in), body) == (200, "ok")
    stand_in.workspace.native_blocks = False
    assert await say(await asked(stand_in), body) == (400, "invalid_blocks")


async def pressed(stand_in: StandIn, recipient: str | None) -> tuple[Message, str]:
    """A message with a button, and the response_url of Ann pressing it."""
    message = stand_in.workspace.store(
        Message("C_GENERAL", BOT_USER, "old", [BUTTON], recipient=recipient)
    )
    url = (await stand_in.press(message, "more")).response_url
    assert url is not None
    return message, url


@pytest.mark.parametrize(("recipient", "bob_sees"), [(None, ["new"]), ("U_ANN", [])])
async def test_the_message_with_the_button_can_be_replaced_but_not_made_public(
    stand_in: StandIn, recipient: str | None, bob_sees: list[str]
) -> None:
    message, url = await pressed(stand_in, recipient)
    body = {"text": "new", "replace_original": True, "response_type": "in_channel"}
    assert await say(url, body) == (200, "ok")
    assert seen(stand_in, "U_ANN") == ["new"]
    assert seen(stand_in, "U_BOB") == bob_sees
    assert stand_in.workspace.visible_to("U_ANN", "C_GENERAL")[0].ts == message.ts


async def test_the_message_with_the_button_can_be_deleted(stand_in: StandIn) -> None:
    _, url = await pressed(stand_in, None)
    assert await say(url, {"delete_original": True}) == (200, "ok")
    assert await say(url, {"text": "gone", "replace_original": True}) == (200, "ok")
    assert seen(stand_in, "U_ANN") == ["gone"]


async def test_a_command_has_no_message_to_replace(stand_in: StandIn) -> None:
    url = await asked(stand_in)
    assert await say(url, {"text": "one", "replace_original": True}) == (200, "ok")
    assert await say(url, {"delete_original": True}) == (200, "ok")
    assert seen(stand_in, "U_ANN") == ["one"]


async def test_an_answer_can_go_into_a_thread(stand_in: StandIn) -> None:
    message, url = await pressed(stand_in, None)
    body = {"text": "in it", "thread_ts": message.ts, "response_type": "in_channel"}
    await say(url, body)
    assert [each.text for each in stand_in.workspace.thread("C_GENERAL", message.ts)] == [
        "old",
        "in it",
    ]


async def test_faults_strike_here_too(stand_in: StandIn) -> None:
    url = await asked(stand_in)
    stand_in.fail("response_url", Fault.rate_limited(3))
    stand_in.fail("response_url", Fault.error("invalid_blocks"))
    stand_in.fail("response_url", Fault.drop_after())
    assert (await say(url, {"text": "1"}))[0] == 429
    assert await say(url, {"text": "2"}) == (400, "invalid_blocks")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await say(url, {"text": "3"})
    assert await say(url, {"text": "4"}) == (200, "ok")
    assert seen(stand_in, "U_ANN") == ["3", "4"]
