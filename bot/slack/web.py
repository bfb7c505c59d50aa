"""Calls to Slack, each ending in one of a few ways; nothing else of the bot looks at HTTP.

slack_sdk's own retries are off: its connection retry posts twice.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.render.blocks import Message, classic

log = logging.getLogger(__name__)

SECONDS = 5  # for one call
_LONGEST_PAUSE = 60.0
_PAUSE = 30  # seconds, when Slack limits without saying for how long
_SERVER_ERROR = 500
_TOO_MANY = 429
_LIMITED = {"ratelimited", "rate_limited"}
_UNSURE = {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}


@dataclass(frozen=True, slots=True)
class Done:
    """Slack did it. `plain`: what it draws itself it would not have, and got the words instead."""

    data: dict[str, Any] = field(default_factory=dict)
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack did not do it, and says why."""

    error: str


@dataclass(frozen=True, slots=True)
class Limited:
    """Not done: try again after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NotSent:
    """Never reached Slack: may be sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Slack may have done it and may not; it can be looked up later."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknowable:
    """Slack may have done it and may not, and we may not look."""

    reason: str


Outcome = Done | Refused | Limited | NotSent | Unsure | Unknowable


def client(token: str | None, api_url: str) -> AsyncWebClient:
    """The one way to make a client: base URL from the settings, no retries."""
    return AsyncWebClient(token=token, base_url=api_url, timeout=SECONDS, retry_handlers=[])


async def call(web: AsyncWebClient, method: str, **arguments: Any) -> Outcome:
    """Calls a Web API method that does something, with a JSON body."""
    return await _called(web.api_call(method, json=arguments))


async def read(web: AsyncWebClient, method: str, **arguments: Any) -> Outcome:
    """Calls one that reads: these do not take JSON."""
    return await _called(web.api_call(method, http_verb="GET", params=arguments))


async def insist(
    web: AsyncWebClient, method: str, sleep: Callable[[float], Awaitable[None]]
) -> Done | Refused:
    """Calls until Slack answers, with pauses that grow to a minute."""
    pause = 1.0
    while not isinstance(outcome := await call(web, method), Done | Refused):
        log.warning("%s: %s; next try in %d s", method, outcome, pause)
        await sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    return outcome


async def upload(web: AsyncWebClient, channel: str, comment: str, **file: Any) -> Outcome:
    """Shows a file in a channel: its `content` in bytes, `filename`, `title` and `alt_txt`."""
    try:
        return await _called(web.files_upload_v2(channel=channel, initial_comment=comment, **file))
    except SlackRequestError:
        return Unsure("its bytes were not taken")


async def with_fallback(send: Callable[[Message], Awaitable[Outcome]], full: Message) -> Outcome:
    """Sends a message; where native blocks are refused, once more without them."""
    outcome = await send(full)
    if outcome != Refused("invalid_blocks"):
        return outcome
    outcome = await send(classic(full))
    return replace(outcome, plain=True) if isinstance(outcome, Done) else outcome


async def _called(answered: Awaitable[AsyncSlackResponse]) -> Outcome:
    try:
        answer = await answered
    except SlackApiError as error:
        return _judged(error.response)
    except aiohttp.ClientConnectorError as error:
        return NotSent(type(error).__name__)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Unsure(type(error).__name__)
    except AttributeError:  # slack_sdk expects a mapping, and trips over an answer in plain text
        return Unsure("plain text")
    return Done(answer.data if isinstance(answer.data, dict) else {})


async def respond(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> Outcome:
    """Sends `body` to a response_url, once. The url can be used five times in 30 minutes."""
    hook = AsyncWebhookClient(url, session=session, retry_handlers=[], timeout=SECONDS)
    try:
        answer = await hook.send_dict(body)
    except aiohttp.ClientConnectorError as error:
        return NotSent(type(error).__name__)
    except (aiohttp.ClientError, TimeoutError) as error:
        return Unsure(type(error).__name__)
    if answer.status_code == _TOO_MANY:
        return Limited(_seconds(answer.headers.get("Retry-After")))
    if answer.status_code >= _SERVER_ERROR:
        return Unsure(f"HTTP {answer.status_code}")
    done = answer.body == "ok" or '"ok":true' in answer.body.replace(" ", "")
    return Done() if done else Refused(answer.body[:80])


def _judged(answer: Any) -> Outcome:
    """What an answer that slack_sdk takes for an error means."""
    if not isinstance(answer, AsyncSlackResponse) or not isinstance(answer.data, dict):
        return Unsure("not JSON")
    error = answer.data.get("error")
    if answer.status_code == _TOO_MANY or error in _LIMITED:
        return Limited(_seconds(answer.headers.get("Retry-After")))
    if not error or error in _UNSURE or answer.status_code >= _SERVER_ERROR:
        return Unsure(error or f"HTTP {answer.status_code}")
    return Refused(error)


def _seconds(header: str | None) -> float:
    try:
        return float(header or _PAUSE)
    except ValueError:
        return _PAUSE
