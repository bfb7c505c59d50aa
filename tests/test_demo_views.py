"""Modals of the stand-in: opened within three seconds, within Slack's limits, over each other."""

import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import aiohttp.web
import pytest

from bot.demo.standin import StandIn
from bot.demo.view_limits import problems
from bot.demo.workspace import Workspace

TOKEN = "xoxb-views"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def field(name: str = "word", **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "typed", **more.pop("element", {})}
    return {"type": "input", "block_id": name, "label": plain("Word"), "element": element, **more}


def view(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [field()]
    return {
        "type": "modal",
        "title": plain("Form"),
        "submit": plain("Send"),
        "blocks": shown,
        **more,
    }


def without(whole: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in whole.items() if key != name}


SECTION = {"type": "section", "text": plain("Read this")}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "1"}]]}
ACCEPTED = {
    "a form": view(),
    "words alone, without submit": without(view(SECTION), "submit"),
    "a title of 24": view(title=plain("t" * 24)),
    "a hundred blocks": view(*[SECTION] * 100),
    "metadata of 3000": view(private_metadata="m" * 3000),
    "3000 characters filled in": view(field(element={"initial_value": "x" * 3000})),
}
REFUSED = {
    "no view": (None, "unsupported type"),
    "another type": ({**view(), "type": "popup"}, "unsupported type"),
    "no title": (without(view(), "title"), "missing required field: title"),
    "a title of 25": (view(title=plain("t" * 25)), "/view/title/text"),
    "a title with markup": (view(title={"type": "mrkdwn", "text": "t"}), "/view/title/type"),
    "a form without submit": (without(view(), "submit"), "missing required field: submit"),
    "no blocks": (view(blocks=[]), "no fewer than 1 items"),
    "101 blocks": (view(*[SECTION] * 101), "no more than 100 items"),
    "metadata of 3001": (view(private_metadata="m" * 3001), "/view/private_metadata"),
    "a callback of 256": (view(callback_id="c" * 256), "/view/callback_id"),
    "a table": (view(TABLE), "unsupported type: table"),
    "a field without a label": (view(without(field(), "label")), "missing required field: label"),
    "3001 characters filled in": (
        view(field(element={"initial_value": "x" * 3001})),
        "/element/initial_value",
    ),
    "nothing filled in": (view(field(element={"initial_value": ""})), "/element/initial_value"),
    "more filled in than fits": (
        view(field(element={"initial_value": "xxxx", "max_length": 3})),
        "no longer than max_length",
    ),
    "two fields of one name": (view(field(), field()), "block_id word already exists"),
}


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_what_slack_takes(content: dict[str, Any]) -> None:
    assert problems(content) == []


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED)
def test_what_slack_refuses(content: object, why: str) -> None:
    assert any(why in problem for problem in problems(content))


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(Workspace(TOKEN, "xapp-views", "secret")) as standing:
        yield standing


async def call(slack: StandIn, method: str, **arguments: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{slack.api_url}{method}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=arguments, headers=headers) as answered,
    ):
        return dict(await answered.json())


def trigger(slack: StandIn, seconds_ago: float = 0) -> str:
    return slack.workspace.views.trigger("U_ANN", time.time() - seconds_ago)


async def test_a_trigger_opens_one_view(slack: StandIn) -> None:
    one = trigger(slack)
    opened = await call(slack, "views.open", trigger_id=one, view=view())
    again = await call(slack, "views.open", trigger_id=one, view=view())
    assert opened["ok"]
    assert opened["view"]["state"]["values"] == {
        "word": {"typed": {"type": "plain_text_input", "value": None}}
    }
    assert again["error"] == "exchanged_trigger_id"


async def test_after_three_seconds_a_trigger_opens_nothing(slack: StandIn) -> None:
    late = await call(slack, "views.open", trigger_id=trigger(slack, 3.5), view=view())
    unknown = await call(slack, "views.open", trigger_id="1.2.x", view=view())
    none = await call(slack, "views.open", view=view())
    assert (late["error"], unknown["error"]) == ("expired_trigger_id", "invalid_trigger_id")
    assert none["error"] == "invalid_arguments"
    assert slack.view() is None


async def test_a_view_that_is_refused_comes_with_reasons(slack: StandIn) -> None:
    bad = view(title=plain("t" * 25))
    refused = await call(slack, "views.open", trigger_id=trigger(slack), view=bad)
    assert refused["error"] == "invalid_arguments"
    assert "/view/title/text" in str(refused["response_metadata"])


async def test_three_views_fit_over_each_other(slack: StandIn) -> None:
    alone = await call(slack, "views.push", trigger_id=trigger(slack), view=view())
    await call(slack, "views.open", trigger_id=trigger(slack), view=view())
    pushed = [
        await call(slack, "views.push", trigger_id=trigger(slack), view=view()) for _ in range(3)
    ]
    assert alone["error"] == "not_found"
    assert [one.get("error") for one in pushed] == [None, None, "push_limit_reached"]


async def test_an_update_keeps_what_was_typed_and_heeds_the_hash(slack: StandIn) -> None:
    opened = await call(slack, "views.open", trigger_id=trigger(slack), view=view())
    front = slack.view()
    assert front is not None
    front.type({"word": "mine"})
    filled = view(field(element={"initial_value": "theirs"}), field("new"))
    known = {"view_id": opened["view"]["id"], "hash": opened["view"]["hash"]}
    first = await call(slack, "views.update", **known, view=filled)
    second = await call(slack, "views.update", **known, view=filled)
    gone = await call(slack, "views.update", view_id="V0", view=filled)
    changed = slack.view()
    assert changed is not None
    assert first["ok"]
    assert changed.typed() == {"word": "mine", "new": ""}
    assert (second["error"], gone["error"]) == ("hash_conflict", "not_found")


async def test_a_form_with_an_empty_field_is_not_sent(slack: StandIn) -> None:
    await call(slack, "views.open", trigger_id=trigger(slack), view=view())
    with pytest.raises(ValueError, match="required, and empty: word"):
        await slack.submit({})
    with pytest.raises(ValueError, match="U_BOB has no modal open"):
        await slack.submit({}, "U_BOB")


ANSWERS: dict[str, tuple[Any, str]] = {
    "nothing": ("", "closed"),
    "clear": ({"response_action": "clear"}, "closed"),
    "errors": ({"response_action": "errors", "errors": {"word": "No."}}, "No."),
    "errors of another field": ({"response_action": "errors", "errors": {"x": "No."}}, "trouble"),
    "no errors": ({"response_action": "errors", "errors": {}}, "trouble"),
    "update": ({"response_action": "update", "view": view(SECTION)}, "Read this"),
    "push": ({"response_action": "push", "view": view(SECTION)}, "Read this"),
    "a bad view": ({"response_action": "update", "view": {"type": "modal"}}, "trouble"),
    "an unknown action": ({"response_action": "explode"}, "trouble"),
}


@pytest.mark.parametrize(("answer", "seen"), ANSWERS.values(), ids=ANSWERS)
async def test_the_answer_to_a_form_is_done(slack: StandIn, answer: Any, seen: str) -> None:
    async def app(request: aiohttp.web.Request) -> aiohttp.web.Response:
        body = "" if answer == "" else answer
        return aiohttp.web.json_response(body) if body else aiohttp.web.Response(text="")

    server = aiohttp.web.Application()
    server.add_routes([aiohttp.web.post("/", app)])
    runner = aiohttp.web.AppRunner(server)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await call(slack, "views.open", trigger_id=trigger(slack), view=view())
    delivery = await slack.submit({"word": "mine"})
    await runner.cleanup()
    assert delivery.payload["view"]["state"]["values"]["word"]["typed"]["value"] == "mine"
    front = slack.view()
    shown = "closed" if front is None else "trouble" if front.trouble else front.text
    assert seen in shown + str(front.errors if front else "")


async def test_when_the_app_does_not_answer_the_form_stays(slack: StandIn) -> None:
    slack.bot_url = "http://127.0.0.1:9/"
    await call(slack, "views.open", trigger_id=trigger(slack), view=view())
    await slack.submit({"word": "mine"})
    front = slack.view()
    assert front is not None
    assert front.trouble
    assert front.typed() == {"word": "mine"}
