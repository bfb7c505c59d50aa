"""The HTTP side of the stand-in: Web API and response_urls, with the faults planned for them."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.demo.access import Arguments, check_token
from bot.demo.errors import SlackError
from bot.demo.faults import Fault, Faults, Pace
from bot.demo.files import receive
from bot.demo.methods import METHODS, UNKNOWN
from bot.demo.response_urls import GONE, ResponseUrls
from bot.demo.shared_files import SIGN_IN, download
from bot.demo.workspace import Workspace

Refuse = Callable[[SlackError], web.Response]

# Methods that read take no JSON body: what stands in one is not seen.
READING = {
    "conversations.history",
    "conversations.replies",
    "conversations.info",
    "conversations.members",
    "files.getUploadURLExternal",
    "files.info",
    "users.info",
}


@dataclass(frozen=True, slots=True)
class Call:
    """A Web API call as it came in, its token left out; at is in the workspace's time."""

    method: str
    arguments: dict[str, Any]
    headers_token_ok: bool
    at: float


@dataclass(frozen=True, slots=True)
class Response:
    """What the bot said through a response_url, and whether it was taken."""

    url: str
    body: dict[str, Any]
    accepted: bool


class Serving:
    """Answers the bot's requests and keeps a record of them."""

    def __init__(self, workspace: Workspace, urls: ResponseUrls) -> None:
        self.calls: list[Call] = []
        self.responses: list[Response] = []
        self.faults = Faults()
        self.posting_interval = 0.0
        self.burst = 1
        self.stopping = asyncio.Event()
        self._workspace = workspace
        self._urls = urls
        self._pace = Pace()

    async def web_api(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        arguments, token = await read(request)
        wanted = METHODS.get(name, UNKNOWN).wants
        token_ok = _refusal(lambda: check_token(self._workspace, token, wanted)) is None
        self.calls.append(Call(name, arguments, token_ok, self._workspace.clock()))

        def carry_out() -> web.Response:
            return self._method(name, arguments, token)

        return await self._suffer(request, self.faults.take(name), carry_out, api_refusal)

    async def response_url(self, request: web.Request) -> web.Response:
        try:
            body = json.loads(await request.text())
        except ValueError:
            return web.Response(status=400, text="invalid_payload")

        def carry_out() -> web.Response:
            error = _refusal(lambda: self._urls.say(request.match_info["key"], body))
            self.responses.append(Response(str(request.url), body, accepted=error is None))
            return url_refusal(error) if error else web.Response(text="ok")

        return await self._suffer(request, self.faults.take("response_url"), carry_out, url_refusal)

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file that was announced."""
        content = await request.read()

        def carry_out() -> web.Response:
            ticket = request.match_info["ticket"]
            error = _refusal(lambda: receive(self._workspace, ticket, content))
            return url_refusal(error) if error else web.Response(text=f"OK - {len(content)}")

        return await self._suffer(request, self.faults.take("upload"), carry_out, url_refusal)

    async def download(self, request: web.Request) -> web.Response:
        """What is in a file; a page to sign in, with status 200, for who may not have it."""
        bearer = bearer_of(request)

        def carry_out() -> web.Response:
            try:
                content = download(self._workspace, request.match_info["file"], bearer)
            except SlackError as error:
                return web.Response(status=404, text=error.code)
            if content is None:
                return web.Response(text=SIGN_IN, content_type="text/html")
            return web.Response(body=content, content_type="application/octet-stream")

        return await self._suffer(request, self.faults.take("download"), carry_out, url_refusal)

    def _method(self, name: str, arguments: Arguments, token: str) -> web.Response:
        method = METHODS.get(name, UNKNOWN)
        try:
            check_token(self._workspace, token, method.wants)
            wait = self._posting_wait(arguments) if name == "chat.postMessage" else 0
            if wait:
                return rate_limited(wait)
            return web.json_response({"ok": True, **method.answer(self._workspace, arguments)})
        except SlackError as error:
            return api_refusal(error)

    def _posting_wait(self, arguments: Arguments) -> int:
        channel = self._workspace.channel(str(arguments.get("channel") or "")).id
        return self._pace.seconds_to_wait(
            channel, self._workspace.clock(), self.posting_interval, self.burst
        )

    async def _suffer(
        self,
        request: web.Request,
        fault: Fault | None,
        carry_out: Callable[[], web.Response],
        refuse: Refuse,
    ) -> web.Response:
        """The answer, or what the fault makes of it."""
        if fault is None:
            return carry_out()
        match fault.kind:
            case "rate_limited":
                return rate_limited(int(fault.seconds))
            case "error":
                return refuse(SlackError(fault.text))
            case "status" | "rubbish" | "redirect" | "bytes":
                return answered(fault)
            case "timeout":
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), fault.seconds)
            case "drop_after":
                carry_out()
            case "drop_before":
                pass
        return hang_up(request)


async def read(request: web.Request) -> tuple[dict[str, Any], str]:
    """(arguments, token) of a call by GET, form or JSON; blocks and metadata are decoded."""
    arguments: dict[str, Any] = dict(request.query)
    if request.path.rpartition("/")[2] in READING:
        arguments |= dict(await request.post())
    elif request.content_type == "application/json":
        arguments |= json.loads(await request.text() or "{}")
    else:
        arguments |= dict(await request.post())
    for name in arguments.keys() & {"blocks", "metadata"}:
        with contextlib.suppress(ValueError, TypeError):
            arguments[name] = json.loads(arguments[name])
    in_body = str(arguments.pop("token", ""))
    return arguments, bearer_of(request) or in_body


def bearer_of(request: web.Request) -> str:
    """The token in the header, empty without one."""
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def api_refusal(error: SlackError) -> web.Response:
    """How the Web API says no: status 200 and an error code."""
    return web.json_response(error.as_json())


def url_refusal(error: SlackError) -> web.Response:
    """How a response_url says no: status 400 or 404 and plain text."""
    return web.Response(status=404 if error.code in GONE else 400, text=error.code)


def rate_limited(seconds: int) -> web.Response:
    """Not now: status 429 and Retry-After."""
    refused = SlackError("ratelimited").as_json()
    return web.json_response(refused, status=429, headers={"Retry-After": str(seconds)})


def answered(fault: Fault) -> web.Response:
    """What a server says that does something else than was asked."""
    if fault.kind == "redirect":
        return web.Response(status=302, headers={"Location": fault.text})
    if fault.kind == "bytes":
        return web.Response(body=fault.content, content_type="application/octet-stream")
    return web.Response(status=fault.code, text=fault.text, content_type="text/html")


def hang_up(request: web.Request) -> web.Response:
    """Close the connection; the response that the server wants from a handler is never sent."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _refusal(attempt: Callable[[], None]) -> SlackError | None:
    try:
        attempt()
    except SlackError as error:
        return error
    return None
