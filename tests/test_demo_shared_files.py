"""Files that people share: the event, what files.info says, and the download."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.demo.faults import Fault
from bot.demo.shared_files import MAX_PREVIEW
from bot.demo.workspace import File
from tests.web_api import BOT, Client, calling

ORDERS = b"klant;datum;bedrag\n1;31-12-2025;12,50\n"


@pytest.fixture
async def slack() -> AsyncIterator[Client]:
    async with calling() as client:
        yield client


async def dropped(slack: Client, *files: tuple[str, bytes] | File) -> dict[str, Any]:
    """The event of Ann's message with these files."""
    delivery = await slack.stand_in.direct_message("zie hier", files=files)
    assert delivery.payload is not None
    return dict(delivery.payload["event"])


async def fetched(slack: Client, url: str, token: str = BOT) -> tuple[int, str, bytes]:
    """Status, content type and content."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with slack.session.get(url, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_a_dropped_file_is_told_as_slack_tells_it(slack: Client) -> None:
    event = await dropped(slack, ("orders 2025.csv", ORDERS))
    (file,) = event["files"]
    assert (event["type"], event["subtype"], event["channel_type"]) == (
        "message",
        "file_share",
        "im",
    )
    assert (event["text"], event["user"], event["upload"]) == ("zie hier", "U_ANN", False)
    assert (file["name"], file["mimetype"], file["filetype"]) == (
        "orders 2025.csv",
        "text/csv",
        "csv",
    )
    assert (file["size"], file["mode"], file["file_access"]) == (len(ORDERS), "hosted", "visible")
    assert file["url_private_download"].startswith(f"{slack.workspace.address}/files-pri/T_DEMO-F")
    assert file["preview"] == ORDERS.decode()


async def test_a_message_without_a_file_has_no_subtype(slack: Client) -> None:
    event = await dropped(slack)
    assert not {"subtype", "files", "upload"} & set(event)


async def test_a_mention_can_bring_a_file(slack: Client) -> None:
    delivery = await slack.stand_in.mention("kijk", files=[("a.csv", ORDERS)])
    assert delivery.payload is not None
    event = delivery.payload["event"]
    assert (event["type"], event["files"][0]["name"]) == ("app_mention", "a.csv")
    assert "subtype" not in event


async def test_a_long_text_is_shown_in_part(slack: Client) -> None:
    event = await dropped(slack, ("a.csv", ORDERS * 100))
    assert len(event["files"][0]["preview"]) == MAX_PREVIEW


async def test_the_download_gives_the_bytes_to_the_bots_token(slack: Client) -> None:
    event = await dropped(slack, ("a.csv", ORDERS), ("b.png", b"\x89PNG"))
    first, second = (file["url_private_download"] for file in event["files"])
    assert await fetched(slack, first) == (200, "application/octet-stream", ORDERS)
    assert (await fetched(slack, second))[2] == b"\x89PNG"


@pytest.mark.parametrize("why", ["no token", "another token", "no scope", "revoked"])
async def test_who_may_not_have_it_sees_a_page_to_sign_in_with_status_200(
    slack: Client, why: str
) -> None:
    event = await dropped(slack, ("a.csv", ORDERS))
    if why == "no scope":
        slack.workspace.scopes.discard("files:read")
    if why == "revoked":
        slack.workspace.revoke()
    token = {"no token": "", "another token": "xoxb-other"}.get(why, BOT)
    status, content_type, content = await fetched(
        slack, event["files"][0]["url_private_download"], token
    )
    assert (status, content_type) == (200, "text/html")
    assert content.startswith(b"<!DOCTYPE html>")


async def test_a_file_of_another_company_is_a_bare_id_until_it_is_looked_up(slack: Client) -> None:
    file = File("F_SHARED", "a.csv", "a.csv", "", ORDERS, "U_ANN", access="check_file_info")
    event = await dropped(slack, file)
    (shown,) = event["files"]
    assert set(shown) == {"id", "created", "timestamp", "mode", "file_access"}
    assert (shown["mode"], shown["file_access"]) == ("file_access", "check_file_info")
    told = await slack.call("files.info", file="F_SHARED")
    assert (told["file"]["name"], told["file"]["size"]) == ("a.csv", len(ORDERS))


async def test_a_file_that_was_deleted_is_hardly_told_and_not_given(slack: Client) -> None:
    file = File("F_GONE", "a.csv", "a.csv", "", b"", "U_ANN", mode="tombstone")
    await dropped(slack, file)
    told = (await slack.call("files.info", file="F_GONE"))["file"]
    assert (told["mode"], "name" in told, "url_private" in told) == ("tombstone", False, False)
    url = f"{slack.workspace.address}/files-pri/T_DEMO-F_GONE/download/a.csv"
    assert (await fetched(slack, url))[0] == 404


async def test_a_link_to_a_file_elsewhere_has_no_download(slack: Client) -> None:
    file = File("F_DRIVE", "a.csv", "a.csv", "", b"", "U_ANN", mode="external")
    (shown,) = (await dropped(slack, file))["files"]
    assert (shown["is_external"], "url_private_download" in shown) == (True, False)


async def test_what_the_app_may_not_see_is_denied(slack: Client) -> None:
    file = File("F_NO", "a.csv", "a.csv", "", ORDERS, "U_ANN", access="access_denied")
    (shown,) = (await dropped(slack, file))["files"]
    assert shown["file_access"] == "access_denied"
    assert (await slack.call("files.info", file="F_NO"))["error"] == "access_denied"


async def test_a_download_fails_on_demand(slack: Client) -> None:
    url = (await dropped(slack, ("a.csv", ORDERS)))["files"][0]["url_private_download"]
    slack.stand_in.fail("download", Fault.status(503, "later"))
    slack.stand_in.fail("download", Fault.redirect("https://example.com/a.csv"))
    assert (await fetched(slack, url))[0] == 503
    assert (await fetched(slack, url))[0] == 302
    assert (await fetched(slack, url))[0] == 200
