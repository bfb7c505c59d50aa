"""Calls to Slack, each ending in one of five ways; nothing else of the bot looks at HTTP.

slack_sdk's own retries are off: its connection retry posts twice.
"""

from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

SECONDS = 5  # for one call
_PAUSE = 30  # seconds, when Slack limits without saying for how long
_SERVER_ERROR = 500
_TOO_MANY = 429
_LIMITED = {"ratelimited", "rate_limited"}
_UNSURE = {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}


@dataclass(frozen=True, slots=True)
class Done:
    """Slack did it."""

    data: dict[str, Any] = field(default_factory=dict)


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
    """Slack may have done it and may not."""

    reason: str


Outcome = Done | Refused | Limited | NotSent | Unsure


def client(token: str | None, api_url: str) -> AsyncWebClient:
    """The one way to make a client: base URL from the settings, no retries."""
    return AsyncWebClient(token=token, base_url=api_url, timeout=SECONDS, retry_handlers=[])


async def call(web: AsyncWebClient, method: str, **arguments: Any) -> Outcome:
    """Calls a Web API method with a JSON body."""
    try:
        answer = await web.api_call(method, json=arguments)
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
    return Done() if answer.body == "ok" else Refused(answer.body[:80])


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
