"""Who is who, and who is where, as the stand-in tells it."""

from collections.abc import AsyncIterator

import pytest

from tests.web_api import Client, Json, calling


@pytest.fixture
async def slack() -> AsyncIterator[Client]:
    async with calling() as client:
        yield client


@pytest.mark.parametrize(
    ("user", "told"),
    [
        ("U_ANN", {"is_restricted": False, "is_ultra_restricted": False, "team_id": "T_DEMO"}),
        ("U_GUS", {"is_restricted": True, "is_ultra_restricted": False, "team_id": "T_DEMO"}),
        ("U_SAM", {"is_restricted": True, "is_ultra_restricted": True, "team_id": "T_DEMO"}),
        ("U_EVE", {"is_restricted": False, "team_id": "T_OTHER"}),
        ("U_ODD", {"is_stranger": True, "team_id": "T_OTHER"}),
        ("U_GONE", {"deleted": True}),
        ("U_BOT", {"is_bot": True, "is_restricted": False}),
    ],
)
async def test_guests_and_people_of_other_companies_are_told_apart(
    slack: Client, user: str, told: Json
) -> None:
    shown = (await slack.call("users.info", user=user))["user"]
    assert {name: shown[name] for name in told} == told
    assert ("is_stranger" in shown) == (user == "U_ODD")
    assert ("is_restricted" in shown) == (user != "U_GONE")


async def test_a_channel_says_with_whom_it_is_shared(slack: Client) -> None:
    partners = (await slack.call("conversations.info", channel="C_SHARED"))["channel"]
    general = (await slack.call("conversations.info", channel="C_GENERAL"))["channel"]
    assert (partners["is_shared"], partners["is_ext_shared"]) == (True, True)
    assert not any(general[name] for name in general if name.endswith("shared"))


async def test_members_come_in_pages(slack: Client) -> None:
    first = await slack.call("conversations.members", channel="C_GUESTS", limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = await slack.call("conversations.members", channel="C_GUESTS", limit=3, cursor=cursor)
    assert first["members"] == ["U_ANN", "U_BOB", "U_BOT"]
    assert second["members"] == ["U_GUS", "U_SAM"]
    assert second["response_metadata"]["next_cursor"] == ""


async def test_a_conversation_with_a_person_is_begun_once(slack: Client) -> None:
    known = await slack.call("conversations.open", users="U_ANN")
    new = await slack.call("conversations.open", users="U_GUS")
    assert (known["channel"]["id"], new["channel"]["id"]) == ("D_ANN", "D_GUS")
    assert await slack.call("conversations.open", users="U_GUS") == new
