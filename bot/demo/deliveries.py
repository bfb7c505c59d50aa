"""Deliveries to the bot: signed requests over HTTP, or envelopes over an open socket."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.demo.payloads import Parcel
from bot.demo.sockets import Sockets
from bot.demo.workspace import Message

PATIENCE = 3.0  # seconds until Slack tells the user that the app did not answer
WAIT = 30.0  # seconds that the stand-in goes on listening, to measure
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Retry:
    """An event that Slack sends again: 1 to 3, and why (`http_timeout`, …)."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The bot's answer. status 0 is no answer at all, body then says why."""

    status: int
    body: Any
    seconds: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was sent and what came back.

    body is the parsed JSON, the text, or the payload of a socket's ack. message is what the ack
    of a command showed, the user's own message for an event, the one pressed for an action.
    """

    outcome: Outcome
    parcel: Parcel | None = None
    message: Message | None = None

    @property
    def status(self) -> int:
        return self.outcome.status

    @property
    def body(self) -> Any:
        return self.outcome.body

    @property
    def seconds(self) -> float:
        return self.outcome.seconds

    @property
    def timed_out(self) -> bool:
        """Slack would have given up on the bot."""
        return self.seconds > PATIENCE

    @property
    def payload(self) -> dict[str, Any]:
        """What the bot got; empty for a raw delivery."""
        return self.parcel.payload if self.parcel else {}

    @property
    def response_url(self) -> str | None:
        return self.payload.get("response_url")

    @property
    def event_id(self) -> str | None:
        return self.payload.get("event_id")

    @property
    def ts(self) -> str | None:
        """The ts of the message."""
        return self.message.ts if self.message else None


def signature_headers(secret: str, body: str | bytes, timestamp: float) -> dict[str, str]:
    """Slack's v0 signature: HMAC-SHA256 over `v0:<timestamp>:<body>`; timestamp in seconds."""
    raw = body.encode() if isinstance(body, str) else body
    stamp = str(int(timestamp))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


def encoded(parcel: Parcel) -> tuple[str, str]:
    """(content type, body) of the HTTP request."""
    if parcel.kind == "events_api":
        return JSON, json.dumps(parcel.payload)
    if parcel.kind == "interactive":
        return FORM, urlencode({"payload": json.dumps(parcel.payload)})
    return FORM, urlencode(parcel.payload)


class Courier:
    """Carries parcels to the bot and brings the answer back.

    now is the wall clock: signatures carry real time whatever time the workspace has.
    """

    def __init__(self, secret: str, sockets: Sockets, now: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._sockets = sockets
        self._now = now
        self._session: aiohttp.ClientSession | None = None

    async def by_http(self, url: str, parcel: Parcel, retry: Retry | None = None) -> Outcome:
        """A signed request."""
        content_type, body = encoded(parcel)
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **signature_headers(self._secret, body, self._now()),
        }
        if retry:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        return await self.post(url, body, headers)

    async def post(self, url: str, body: str | bytes, headers: Mapping[str, str]) -> Outcome:
        """A request as it is, for forged ones too."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WAIT))
        began = time.monotonic()
        try:
            async with self._session.post(url, data=body, headers=headers) as response:
                status, answer = response.status, _parsed(await response.text())
        except (aiohttp.ClientError, TimeoutError) as error:
            status, answer = 0, type(error).__name__
        return Outcome(status, answer, time.monotonic() - began)

    async def by_socket(self, parcel: Parcel, retry: Retry | None = None) -> Outcome:
        """An envelope; its ack counts as status 200."""
        again = {
            "retry_attempt": retry.number if retry else 0,
            "retry_reason": retry.reason if retry else "",
        }
        facts = again if parcel.kind == "events_api" else {}
        began = time.monotonic()
        sending = self._sockets.send(parcel.kind, parcel.payload, **facts)
        try:
            status, answer = 200, await asyncio.wait_for(sending, WAIT)
        except (ConnectionError, TimeoutError) as error:
            return Outcome(0, type(error).__name__, time.monotonic() - began)
        return Outcome(status, answer, time.monotonic() - began)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
