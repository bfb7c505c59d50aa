"""The app's home in the stand-in: published for a person, within Slack's limits, never stale."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.demo.view_payloads import home_opened, view_action
from tests.web_api import Client, calling

SECTION = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}
BUTTONS = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": "go",
            "text": {"type": "plain_text", "text": value},
            "value": value,
        }
        for value in ("one",)
    ],
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """An app, and one that has left."""
    async with calling() as one:
        yield one


def view(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks), **more}


async def publish(client: Client, user: str = "U_ANN", **arguments: Any) -> dict[str, Any]:
    given = {"view": view(SECTION), **arguments}
    return await client.call("views.publish", user_id=user, **given)


async def test_each_person_has_a_home_of_their_own(client: Client) -> None:
    first = await publish(client)
    assert first["ok"]
    found = client.workspace.views.home("U_ANN")
    assert found is not None
    assert "Hello" in found.text
    assert client.workspace.views.home("U_BOB") is None


async def test_a_stale_hash_changes_nothing(client: Client) -> None:
    first = (await publish(client))["view"]
    second = (await publish(client, hash=first["hash"]))["view"]
    stale = await publish(client, hash=first["hash"])
    assert second["id"] == first["id"]
    assert stale["error"] == "hash_conflict"
    assert (await publish(client, "U_BOB", hash="x"))["error"] == "hash_conflict"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"view": {**view(SECTION), "type": "modal"}}, "invalid_arguments"),
        ({"view": view(*[SECTION] * 101)}, "invalid_arguments"),
        ({"view": view(SECTION, title="no")}, "invalid_arguments"),
        ({"view": view({"type": "data_table"})}, "invalid_arguments"),
        ({"user": "U_NOBODY"}, "user_not_found"),
        ({"user": "U_GONE"}, "user_not_found"),
    ],
)
async def test_what_slack_refuses(client: Client, arguments: dict[str, Any], error: str) -> None:
    assert (await publish(client, **arguments))["error"] == error


async def test_without_a_home_tab_there_is_no_home(client: Client) -> None:
    client.workspace.home_tab = False
    assert (await publish(client))["error"] == "not_enabled"


async def test_a_modal_is_no_home(client: Client) -> None:
    trigger = client.workspace.views.trigger("U_ANN", client.workspace.clock())
    refused = await client.call("views.open", trigger_id=trigger, view=view(SECTION))
    assert refused["error"] == "invalid_arguments"


async def test_opening_it_tells_the_app_what_stands_there(client: Client) -> None:
    before = home_opened(client.workspace, "U_ANN", "home").payload["event"]
    shown = (await publish(client))["view"]
    after = home_opened(client.workspace, "U_ANN", "home").payload["event"]
    messages = home_opened(client.workspace, "U_ANN", "messages").payload["event"]
    assert (before["type"], before["user"], before["channel"]) == (
        "app_home_opened",
        "U_ANN",
        "D_ANN",
    )
    assert "view" not in before
    assert "view" not in messages
    assert after["view"]["hash"] == shown["hash"]


async def test_a_button_in_it_has_a_view_and_no_channel(client: Client) -> None:
    await publish(client, view=view(BUTTONS))
    found = client.workspace.views.home("U_ANN")
    assert found is not None
    sent = view_action(client.workspace, found, "go", "one").payload
    assert (sent["container"]["type"], sent["view"]["type"]) == ("view", "home")
    assert not {"channel", "response_url", "message"} & set(sent)
    with pytest.raises(ValueError, match="no go to press in the view home"):
        view_action(client.workspace, found, "go", "two")
