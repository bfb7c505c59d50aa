"""Serving: health, forged requests, a Slack that hangs, signals, secrets kept out of the log."""

import asyncio
import io
import logging
import os
import signal
import sys
import time
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot.demo.deliveries import signature_headers
from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.logs import configure
from bot.settings import Environment, SettingsError
from bot.slack.serve import serve
from bot.store.engine import Engine, StoreError, open_store
from tests.house import (
    APP_TOKEN,
    BOT_TOKEN,
    SECRET,
    SERVICES,
    House,
    environment,
    free_port,
    health,
    house,
    new_workspace,
    store_in,
)

BODY = "command=%2Fcrr&text=500+50+450&user_id=U_ANN&channel_id=C_GENERAL&team_id=T_DEMO"


async def test_health_is_200_while_the_store_answers(one: House) -> None:
    assert await health(one.port) == (200, {"ok": True, "store": True})


async def test_health_is_503_when_the_store_is_gone(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    async with house(tmp_path, engine=store, clock=False) as one:
        store.dispose()
        (tmp_path / "retention.sqlite").unlink()
        (tmp_path / "retention.sqlite").mkdir()
        assert await health(one.port) == (503, {"ok": False, "store": False})


@pytest.mark.parametrize(
    ("secret", "age", "sent"),
    [
        ("another-secret", 0, BODY),
        (SECRET, 301, BODY),
        (SECRET, -301, BODY),
        (SECRET, 0, BODY.replace("450", "500")),
    ],
    ids=["forged", "stale", "from the future", "tampered"],
)
async def test_requests_not_signed_by_slack_are_refused(
    one: House, secret: str, age: int, sent: str
) -> None:
    headers = signature_headers(secret, BODY, time.time() - age)
    typed = {"content-type": "application/x-www-form-urlencoded"}
    delivery = await one.slack.deliver_raw(sent, {**headers, **typed})
    assert delivery.status == 401
    assert "80%" not in str(delivery.body)


async def test_a_request_without_a_signature_is_refused(one: House) -> None:
    assert (await one.slack.deliver_raw(BODY, {})).status == 401


async def test_other_paths_are_not_found(one: House) -> None:
    url = f"http://127.0.0.1:{one.port}/"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 404


async def test_a_huge_body_is_refused_before_it_is_read(one: House) -> None:
    delivery = await one.slack.deliver_raw("x" * 1_000_001, {})
    assert delivery.status == 413


async def test_a_very_long_text_holds_nobody_up(one: House) -> None:
    started = time.monotonic()
    delivery = await one.slack.command("/crr", "a" * 40_000)
    assert time.monotonic() - started < 2
    assert delivery.message is not None
    assert "That is too long for me" in delivery.message.text


async def test_a_signal_ends_the_wait_for_a_slack_that_is_away(tmp_path: Path) -> None:
    slack = StandIn(new_workspace())
    await slack.start()
    slack.fail("apps.connections.open", Fault.status(503), times=50)
    stop = asyncio.Event()
    settings = environment(slack, free_port(), sockets=True)
    running = asyncio.create_task(serve(settings, SERVICES, store_in(tmp_path), stop))
    await slack.wait_for(lambda: "apps.connections.open" in [call.method for call in slack.calls])
    stop.set()
    await asyncio.wait_for(running, 3)
    await slack.stop()


async def test_without_tables_it_says_what_to_run(tmp_path: Path) -> None:
    empty = open_store(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    with pytest.raises(StoreError, match="run `python -m bot migrate` first"):
        await serve(Environment(), SERVICES, empty, asyncio.Event())
    empty.dispose()


async def test_a_slack_that_hangs_holds_up_no_command(tmp_path: Path) -> None:
    slack = StandIn(new_workspace())
    await slack.start()
    slack.fail("auth.test", Fault.timeout(30))
    async with house(tmp_path, slack=slack) as one:
        delivery = await one.slack.command("/crr", "500 50 450")
        assert delivery.message is not None
        assert not delivery.timed_out
    await slack.stop()


async def test_the_identity_is_asked_for_until_slack_gives_it(tmp_path: Path) -> None:
    slack = StandIn(new_workspace())
    await slack.start()
    slack.fail("auth.test", Fault.status(503))
    async with house(tmp_path, slack=slack):
        await slack.wait_for(lambda: [c.method for c in slack.calls].count("auth.test") == 2)
    await slack.stop()


async def test_a_refused_token_is_logged_once_and_not_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    slack = StandIn(new_workspace())
    await slack.start()
    slack.workspace.revoke()
    async with house(tmp_path, slack=slack):
        await slack.wait_for(lambda: "Slack refuses SLACK_BOT_TOKEN" in caplog.text)
        await asyncio.sleep(0.2)
    assert caplog.text.count("Slack refuses SLACK_BOT_TOKEN: token_revoked") == 1
    await slack.stop()


async def test_socket_mode_comes_up_when_slack_does(tmp_path: Path) -> None:
    slack = StandIn(new_workspace())
    await slack.start()
    slack.fail("apps.connections.open", Fault.status(503))
    async with house(tmp_path, slack=slack, sockets=True) as one:
        delivery = await one.slack.command("/crr", "500 50 450")
        assert delivery.message is not None
    await slack.stop()


async def test_socket_mode_goes_on_after_slack_asks_for_a_new_connection(tmp_path: Path) -> None:
    async with house(tmp_path, sockets=True) as one:
        await one.slack.refresh_sockets()
        opened = "apps.connections.open"
        await one.slack.wait_for(
            lambda: [call.method for call in one.slack.calls].count(opened) > 1, seconds=20
        )
        await one.slack.wait_for(lambda: one.slack.sockets == 1, seconds=20)
        assert (await one.slack.command("/crr", "500 50 450")).message is not None


async def test_an_app_token_that_slack_refuses_ends_it_with_a_sentence(tmp_path: Path) -> None:
    slack = StandIn(new_workspace())
    await slack.start()
    slack.fail("apps.connections.open", Fault.error("invalid_auth"))
    settings = environment(slack, free_port(), sockets=True)
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN: invalid_auth"):
        await serve(settings, SERVICES, store_in(tmp_path), asyncio.Event())
    await slack.stop()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "SLACK_SIGNING_SECRET"),
        ({"slack_bot_token": SecretStr(BOT_TOKEN)}, "SLACK_SIGNING_SECRET"),
        ({"slack_signing_secret": SecretStr(SECRET)}, "SLACK_BOT_TOKEN"),
    ],
)
async def test_a_missing_token_is_named(
    tmp_path: Path, given: dict[str, SecretStr], missing: str
) -> None:
    with pytest.raises(SettingsError, match=missing):
        await serve(
            Environment().model_copy(update=given), SERVICES, store_in(tmp_path), asyncio.Event()
        )


async def test_no_token_secret_or_response_url_is_ever_logged(tmp_path: Path) -> None:
    written = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure("DEBUG", [BOT_TOKEN, APP_TOKEN, SECRET], written)
    try:
        async with house(tmp_path) as one:
            delivery = await one.slack.command("/benchmark")
            one.slack.fail("response_url", Fault.drop_before())
            await one.slack.command("/benchmark")
            one.slack.fail("chat.postMessage", Fault.drop_before())
            await one.slack.direct_message("crr 500 50 450")
            await one.says("D_ANN")
            one.slack.fail("response_url", Fault.status(500, "no"))
            answer = (await one.slack.command("/crr", "500 50 450")).message
            assert answer is not None
            await one.slack.press(answer, "ask-0")
            await one.slack.wait_for(lambda: "did not arrive" in written.getvalue())
    finally:
        logging.basicConfig(handlers=before, force=True)
    log = written.getvalue()
    assert delivery.response_url is not None
    assert log
    for secret in (BOT_TOKEN, APP_TOKEN, SECRET, delivery.response_url, "/commands/"):
        assert secret not in log


async def test_sigterm_delivers_the_answers_in_hand(tmp_path: Path) -> None:
    async with StandIn(new_workspace()) as slack:
        port = free_port()
        process = await started(tmp_path, slack, port)
        slack.fail("chat.postMessage", Fault.rate_limited(1))
        slack.bot_url = f"http://127.0.0.1:{port}/slack/events"
        await slack.direct_message("crr 500 50 450")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0
        assert [message.user for message in slack.workspace.messages("D_ANN")][1:] == ["U_BOT"]


async def test_an_answer_survives_a_kill_and_comes_once(tmp_path: Path) -> None:
    async with StandIn(new_workspace()) as slack:
        port = free_port()
        process = await started(tmp_path, slack, port)
        slack.bot_url = f"http://127.0.0.1:{port}/slack/events"
        slack.fail("chat.postMessage", Fault.timeout(30))
        await slack.direct_message("crr 500 50 450")
        await slack.wait_for(lambda: "chat.postMessage" in [call.method for call in slack.calls])
        process.kill()
        await process.wait()
        async with house(tmp_path, slack=slack, engine=_expired(tmp_path)) as one:
            (answer,) = await one.says("D_ANN")
            assert answer.text.startswith("*Customer retention 80%*")


async def started(folder: Path, slack: StandIn, port: int) -> asyncio.subprocess.Process:
    """`python -m bot serve --http` in a process of its own, up and healthy."""
    variables = {
        **os.environ,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder / 'retention.sqlite'}",
    }
    command = (sys.executable, "-m", "bot", "serve", "--http")
    process = await asyncio.create_subprocess_exec(*command, env=variables)
    for _ in range(500):
        try:
            await health(port)
        except aiohttp.ClientError:
            await asyncio.sleep(0.02)
        else:
            break
    return process


def _expired(folder: Path) -> Engine:
    """The store a dead process left, its leases long over."""
    engine = store_in(folder)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE inbox SET leased_until = 0")
    return engine
