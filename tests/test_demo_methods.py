"""The Web API over real HTTP: what it takes, what it answers, what it refuses."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.demo.workspace import BOT_USER, Message
from tests.web_api import APP, BOT, Client, Json, calling


@pytest.fixture
async def slack() -> AsyncIterator[Client]:
    async with calling() as client:
        yield client


async def test_auth_test_says_who_the_bot_is(slack: Client) -> None:
    answer = await slack.call("auth.test")
    assert answer["ok"] is True
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (BOT_USER, "B_BOT", "T_DEMO")


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-other", "auth.test", "invalid_auth"),
        (APP, "auth.test", "not_allowed_token_type"),
        (BOT, "apps.connections.open", "not_allowed_token_type"),
        (BOT, "chat.shout", "unknown_method"),
    ],
)
async def test_a_wrong_token_or_method_is_refused(
    slack: Client, token: str, method: str, error: str
) -> None:
    assert await slack.call(method, token) == {"ok": False, "error": error}
    assert slack.stand_in.calls[-1].headers_token_ok is (token == BOT and error == "unknown_method")


async def test_a_revoked_and_a_deactivated_token_are_told_apart(slack: Client) -> None:
    slack.workspace.revoke()
    assert (await slack.post())["error"] == "token_revoked"
    slack.workspace.deactivate()
    assert (await slack.post())["error"] == "account_inactive"
    assert slack.workspace.messages("C_GENERAL") == []


async def test_json_form_and_query_carry_the_same_call(slack: Client) -> None:
    url = slack.stand_in.api_url + "chat.postMessage"
    blocks = [{"type": "divider"}]
    said = {"channel": "C_GENERAL", "text": "hi", "blocks": json.dumps(blocks), "token": BOT}
    await slack.post(blocks=blocks)
    async with slack.session.post(url, data=said) as response:
        assert (await response.json())["ok"] is True
    async with slack.session.get(url, params=said) as response:
        assert (await response.json())["ok"] is True
    calls = slack.stand_in.calls
    assert [call.arguments for call in calls] == [
        {"channel": "C_GENERAL", "text": "hi", "blocks": blocks}
    ] * 3
    assert [(call.headers_token_ok, call.at) for call in calls] == [(True, 1_790_000_000.0)] * 3


async def test_a_post_is_stored_and_answered_with_its_ts(slack: Client) -> None:
    answer = await slack.post(text="hi <!here>", thread_ts="", unfurl_links=False)
    [message] = slack.workspace.messages("C_GENERAL")
    assert (answer["ts"], answer["channel"]) == (message.ts, "C_GENERAL")
    assert answer["message"]["bot_id"] == "B_BOT"
    assert message.pings == {"here"}


async def test_a_post_to_a_person_goes_to_their_dm(slack: Client) -> None:
    assert (await slack.post(channel="U_BOB"))["channel"] == "D_BOB"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C_QUIET"}, "not_in_channel"),
        ({"channel": "G_BOARD"}, "channel_not_found"),
        ({"channel": "C_NONE"}, "channel_not_found"),
        ({"channel": "C_OLD"}, "is_archived"),
        ({"text": ""}, "no_text"),
        ({"blocks": "{"}, "invalid_blocks_format"),
        ({"thread_ts": "1.000000"}, "cannot_reply_to_message"),
        ({"metadata": "{"}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "x", "event_payload": {"a": {}}}}, "invalid_metadata_schema"),
        (
            {"metadata": {"event_type": "x", "event_payload": {"a": "x" * 16_000}}},
            "metadata_too_large",
        ),
    ],
)
async def test_a_post_is_refused_with_slacks_code(
    slack: Client, arguments: Json, error: str
) -> None:
    assert (await slack.post(**arguments))["error"] == error
    assert slack.workspace.messages("C_GENERAL") == []


async def test_refused_blocks_come_back_with_reasons(slack: Client) -> None:
    answer = await slack.post(blocks=[{"type": "bogus"}])
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: bogus [json-pointer:/blocks/0/type]"
    ]


async def test_an_older_slack_refuses_native_blocks(slack: Client) -> None:
    segments = [{"label": "stayed", "value": 4}]
    pie = {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "pie", "segments": segments},
    }
    assert (await slack.post(blocks=[pie]))["ok"] is True
    slack.workspace.native_blocks = False
    assert (await slack.post(blocks=[pie]))["error"] == "invalid_blocks"


async def test_a_long_text_is_cut_in_a_post_and_refused_in_an_ephemeral_one(slack: Client) -> None:
    answer = await slack.post(text="x" * 40_001)
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]
    whisper = {"channel": "C_GENERAL", "user": "U_ANN", "text": "x" * 40_001}
    assert (await slack.call("chat.postEphemeral", **whisper))["error"] == "msg_too_long"


async def test_an_ephemeral_post_is_for_one_member_and_never_in_history(slack: Client) -> None:
    whisper = {"channel": "C_GENERAL", "user": "U_ANN", "text": "psst"}
    answer = await slack.call("chat.postEphemeral", **whisper)
    [seen] = slack.workspace.visible_to("U_ANN", "C_GENERAL")
    assert answer["message_ts"] == seen.ts
    history = await slack.call("conversations.history", channel="C_GENERAL")
    assert history["messages"] == []
    reply = await slack.post(thread_ts=seen.ts)
    assert reply["error"] == "cannot_reply_to_message"


async def test_an_ephemeral_post_needs_a_member(slack: Client) -> None:
    whisper = {"channel": "D_ANN", "user": "U_BOB", "text": "psst"}
    assert (await slack.call("chat.postEphemeral", **whisper))["error"] == "user_not_in_channel"
    nobody = await slack.call("chat.postEphemeral", channel="C_GENERAL", text="psst")
    assert nobody["error"] == "invalid_arguments"


KEY = {"event_type": "posted", "event_payload": {"key": "k1"}}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, {"event_type": "posted"}),
        ({"include_all_metadata": False}, {"event_type": "posted"}),
        ({"include_all_metadata": True}, KEY),
        ({"include_all_metadata": "1"}, KEY),
    ],
)
async def test_metadata_is_whole_only_when_asked_for(
    slack: Client, asked: Json, shown: Json
) -> None:
    ts = (await slack.post(metadata=KEY))["ts"]
    history = await slack.call("conversations.history", channel="C_GENERAL", **asked)
    replies = await slack.call("conversations.replies", channel="C_GENERAL", ts=ts, **asked)
    assert history["messages"][0]["metadata"] == shown
    assert replies["messages"][0]["metadata"] == shown


async def test_history_is_newest_first_without_replies(slack: Client) -> None:
    root = (await slack.post(text="root"))["ts"]
    await slack.post(text="reply", thread_ts=root)
    await slack.post(text="other")
    history = await slack.call("conversations.history", channel="C_GENERAL")
    assert [each["text"] for each in history["messages"]] == ["other", "root"]
    assert history["messages"][1]["reply_count"] == 1
    replies = await slack.call("conversations.replies", channel="C_GENERAL", ts=root)
    assert [each["text"] for each in replies["messages"]] == ["root", "reply"]


async def test_a_reply_can_not_be_replied_to(slack: Client) -> None:
    root = (await slack.post())["ts"]
    reply = (await slack.post(thread_ts=root))["ts"]
    assert (await slack.post(thread_ts=reply))["error"] == "cannot_reply_to_message"


async def test_history_comes_in_pages_between_two_times(slack: Client) -> None:
    times = [(await slack.post(text=str(each)))["ts"] for each in range(5)]

    async def read(**asked: Any) -> tuple[str, str]:
        page = await slack.call("conversations.history", channel="C_GENERAL", **asked)
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        return "".join(each["text"] for each in page["messages"]), cursor

    assert await read(oldest=times[1]) == ("432", "")
    assert await read(oldest=times[1], latest=times[3]) == ("2", "")
    assert await read(oldest=times[1], latest=times[3], inclusive=True) == ("321", "")
    assert await read(limit=3) == ("432", "3")
    assert await read(limit="3", cursor="3") == ("10", "")


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("conversations.history", {"channel": "C_QUIET"}, "not_in_channel"),
        ("conversations.history", {"channel": "C_GENERAL", "oldest": "x"}, "invalid_ts_oldest"),
        ("conversations.replies", {"channel": "C_GENERAL", "ts": "1.0"}, "thread_not_found"),
        ("conversations.info", {"channel": "C_NONE"}, "channel_not_found"),
        ("conversations.info", {"channel": "G_BOARD"}, "channel_not_found"),
        ("users.info", {"user": "U_NOBODY"}, "user_not_found"),
        ("conversations.members", {"channel": "G_BOARD"}, "channel_not_found"),
        ("conversations.members", {"channel": "C_GENERAL", "limit": 1001}, "invalid_limit"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U_NOBODY"}, "user_not_found"),
        ("conversations.open", {"users": "U_GONE"}, "user_disabled"),
        ("files.getUploadURLExternal", {"filename": "a.png", "length": 0}, "missing_argument"),
        (
            "files.getUploadURLExternal",
            {"filename": "a.png", "length": 3, "alt_txt": "x" * 1001},
            "alt_txt_too_large",
        ),
        ("files.completeUploadExternal", {"files": [{"id": "F1"}]}, "file_not_found"),
        ("files.info", {"file": "F1"}, "file_not_found"),
        ("files.completeUploadExternal", {"files": "{"}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": ["F1"]}, "invalid_arguments"),
    ],
)
async def test_what_is_not_there_can_not_be_read(
    slack: Client, method: str, arguments: Json, error: str
) -> None:
    assert (await slack.call(method, **arguments))["error"] == error


@pytest.mark.parametrize(
    ("scope", "method", "arguments"),
    [
        ("chat:write", "chat.postMessage", {"channel": "C_GENERAL", "text": "hi"}),
        ("channels:history", "conversations.history", {"channel": "C_GENERAL"}),
        ("im:history", "conversations.history", {"channel": "D_ANN"}),
        ("groups:history", "conversations.history", {"channel": "G_BOARD"}),
        ("im:history", "conversations.replies", {"channel": "D_ANN", "ts": "1.0"}),
        ("channels:read", "conversations.info", {"channel": "C_GENERAL"}),
        ("users:read", "users.info", {"user": "U_ANN"}),
        ("channels:read", "conversations.members", {"channel": "C_GENERAL"}),
        ("groups:read", "conversations.members", {"channel": "G_OURS"}),
        ("im:write", "conversations.open", {"users": "U_ANN"}),
        ("files:write", "files.getUploadURLExternal", {"filename": "a.png", "length": 3}),
        ("files:write", "files.completeUploadExternal", {"files": [{"id": "F1"}]}),
        ("files:read", "files.info", {"file": "F1"}),
    ],
)
async def test_a_missing_scope_is_named(
    slack: Client, scope: str, method: str, arguments: Json
) -> None:
    slack.workspace.scopes.remove(scope)
    answer = await slack.call(method, **arguments)
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)


async def test_a_channel_says_whether_the_bot_is_in_it(slack: Client) -> None:
    shown = [
        (await slack.call("conversations.info", channel=each))["channel"]
        for each in ("C_GENERAL", "C_QUIET", "C_OLD", "D_ANN")
    ]
    assert [each["is_member"] for each in shown] == [True, False, True, True]
    assert [each["is_archived"] for each in shown] == [False, False, True, False]
    assert (shown[3]["is_im"], shown[3]["user"]) == (True, "U_ANN")


async def test_a_user_has_a_time_zone_and_a_locale_when_asked(slack: Client) -> None:
    plain = (await slack.call("users.info", user="U_ANN"))["user"]
    asked = (await slack.call("users.info", user="U_ANN", include_locale=True))["user"]
    assert (plain["tz"], plain["tz_offset"]) == ("Europe/Amsterdam", 7200)  # in September
    assert "locale" not in plain
    assert asked["locale"] == "nl-NL"


async def test_what_a_person_said_is_shown_as_theirs(slack: Client) -> None:
    slack.workspace.store(Message("C_GENERAL", "U_ANN", "hello"))
    [shown] = (await slack.call("conversations.history", channel="C_GENERAL"))["messages"]
    assert shown["user"] == "U_ANN"
    assert "bot_id" not in shown
