"""The agent surface of the stand-in: prompts and a status, where there is one."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.demo.prompts import Prompt
from bot.demo.surface import status_in
from bot.demo.workspace import Message
from tests.web_api import Client, calling

ONE = {"title": "Retention", "message": "/crr 500 50 450"}
PROMPTS, STATUS = "assistant.threads.setSuggestedPrompts", "assistant.threads.setStatus"


@pytest.fixture
async def slack() -> AsyncIterator[Client]:
    async with calling() as client:
        yield client


async def prompt(slack: Client, **arguments: Any) -> dict[str, Any]:
    return await slack.call(PROMPTS, **{"channel_id": "D_ANN", "prompts": [ONE], **arguments})


async def status(slack: Client, text: str | None, **arguments: Any) -> dict[str, Any]:
    said = slack.workspace.store(Message("D_ANN", "U_ANN", "crr last month"))
    where = {"channel_id": "D_ANN", "thread_ts": said.ts, **arguments}
    return {**await slack.call(STATUS, **where, status=text), "ts": said.ts}


async def test_prompts_are_kept_for_the_person(slack: Client) -> None:
    assert (await prompt(slack))["ok"]
    assert slack.workspace.prompts == {"U_ANN": (Prompt("Retention", "/crr 500 50 450"),)}


async def test_with_a_thread_they_are_taken_and_never_shown(slack: Client) -> None:
    assert (await prompt(slack, thread_ts="1.2"))["ok"]
    assert slack.workspace.prompts == {}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"prompts": []}, "invalid_arguments"),
        ({"prompts": [ONE] * 5}, "invalid_arguments"),
        ({"prompts": [{"title": "Retention"}]}, "invalid_arguments"),
        ({"prompts": [{**ONE, "message": ""}]}, "invalid_arguments"),
        ({"prompts": "crr"}, "invalid_arguments"),
        ({"channel_id": "C_GENERAL"}, "channel_not_found"),
        ({"channel_id": ""}, "invalid_arguments"),
    ],
)
async def test_what_is_refused(slack: Client, arguments: dict[str, Any], error: str) -> None:
    assert (await prompt(slack, **arguments))["error"] == error
    assert slack.workspace.prompts == {}


async def test_a_status_stands_until_the_app_answers_there(slack: Client) -> None:
    ts = (await status(slack, "is counting…"))["ts"]
    assert status_in(slack.workspace, "D_ANN", ts) == "is counting…"
    await slack.post(channel="D_ANN")
    assert status_in(slack.workspace, "D_ANN", ts) == "is counting…"
    await slack.post(channel="D_ANN", thread_ts=ts)
    assert status_in(slack.workspace, "D_ANN", ts) == ""


async def test_an_empty_status_takes_it_away(slack: Client) -> None:
    ts = (await status(slack, "is counting…"))["ts"]
    assert (await status(slack, "", thread_ts=ts))["ok"]
    assert status_in(slack.workspace, "D_ANN", ts) == ""


async def test_after_two_minutes_it_is_gone(slack: Client) -> None:
    ts, at = (await status(slack, "is counting…"))["ts"], slack.workspace.clock()
    slack.workspace.clock = lambda: at + 120
    assert status_in(slack.workspace, "D_ANN", ts) == ""


@pytest.mark.parametrize(
    ("text", "arguments", "error"),
    [
        ("counting", {"thread_ts": "1.2"}, "invalid_thread_ts"),
        ("counting", {"thread_ts": ""}, "invalid_arguments"),
        ("counting", {"loading_messages": ["…"] * 11}, "invalid_arguments"),
        (None, {}, "invalid_arguments"),
    ],
)
async def test_a_status_that_is_refused(
    slack: Client, text: str | None, arguments: dict[str, Any], error: str
) -> None:
    assert (await status(slack, text, **arguments))["error"] == error
    assert slack.workspace.statuses == {}


async def test_without_the_scope_there_are_no_prompts(slack: Client) -> None:
    slack.workspace.scopes.discard("assistant:write")
    refused = await prompt(slack)
    assert (refused["error"], refused["needed"]) == ("missing_scope", "assistant:write")


async def test_without_the_surface_neither_is_there(slack: Client) -> None:
    slack.workspace.agent_surface = False
    assert (await prompt(slack))["error"] == "access_denied"
    assert (await status(slack, "counting"))["error"] == "access_denied"
