"""Files: announced, sent, completed, and seen where the bot is."""

from collections.abc import AsyncIterator

import pytest

from tests.web_api import Client, calling


@pytest.fixture
async def slack() -> AsyncIterator[Client]:
    async with calling() as client:
        yield client


async def uploaded(slack: Client, content: bytes = b"png", length: int = 3) -> tuple[int, str]:
    """The status of sending it, and its id."""
    announced = await slack.call(
        "files.getUploadURLExternal", filename="a.png", length=length, alt_txt="a line"
    )
    async with slack.session.post(announced["upload_url"], data=content) as answer:
        return answer.status, announced["file_id"]


async def test_a_file_is_shown_in_a_channel_when_it_is_completed(slack: Client) -> None:
    status, number = await uploaded(slack)
    files = [{"id": number, "title": "A line"}]
    where = {"channel_id": "C_GENERAL", "initial_comment": "For you"}
    done = await slack.call("files.completeUploadExternal", files=files, **where)
    (message,) = slack.workspace.messages("C_GENERAL")
    (file,) = message.files
    assert (status, done["ok"]) == (200, True)
    assert (file.name, file.title, file.alt, file.content) == ("a.png", "A line", "a line", b"png")
    assert message.text == "For you"
    again = await slack.call("files.completeUploadExternal", files=files, **where)
    assert again["error"] == "file_not_found"
    history = await slack.call("conversations.history", channel="C_GENERAL")
    assert history["messages"][0]["files"] == [{"id": number, "name": "a.png"}]


async def test_a_file_of_another_size_is_not_taken(slack: Client) -> None:
    status, number = await uploaded(slack, b"png!")
    done = await slack.call("files.completeUploadExternal", files=[{"id": number}])
    assert (status, done["error"]) == (400, "file_not_found")
    async with slack.session.post(f"{slack.workspace.address}/upload/v1/nobody") as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C_QUIET", "not_in_channel"), ("G_BOARD", "channel_not_found"), ("U_ANN", "invalid_channel")],
)
async def test_a_file_goes_only_where_the_bot_is(slack: Client, channel: str, error: str) -> None:
    _, number = await uploaded(slack)
    done = await slack.call(
        "files.completeUploadExternal", files=[{"id": number}], channel_id=channel
    )
    assert done["error"] == error
    assert slack.workspace.uploads[number].content == b"png"
