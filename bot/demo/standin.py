"""The stand-in for Slack on loopback: start it, act as its users, look at what the bot did."""

import asyncio
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from bot.demo import payloads
from bot.demo.deliveries import Courier, Delivery, Outcome, Retry
from bot.demo.errors import SlackError
from bot.demo.faults import Fault
from bot.demo.in_views import InViews, RefusedAck
from bot.demo.mentions import escape, pings
from bot.demo.payloads import Command, Parcel, Press
from bot.demo.response_urls import Asked, ResponseUrls, said_in_ack
from bot.demo.serving import Call, Response, Serving
from bot.demo.shared_files import Given, kept
from bot.demo.sockets import Sockets
from bot.demo.workspace import BOT_USER, Message, Workspace

HOST = "127.0.0.1"
OK = 200
MOST_BYTES = 20_000_000  # of a request: files come this way


class StandIn(InViews):
    """Slack for one app, as far as the bot can tell. An async context manager.

    bot_url is where signed deliveries go; with use_socket they go through an open socket.
    posting_interval (seconds, 0: none) and burst limit chat.postMessage per channel.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.bot_url = ""
        self.use_socket = False
        self.deliveries: list[Delivery] = []  # with the bot's answers, in order
        self._urls = ResponseUrls(workspace)
        self._serving = Serving(workspace, self._urls)
        self._sockets = Sockets(workspace)
        self._courier = Courier(workspace.signing_secret, self._sockets)
        self.app = web.Application(client_max_size=MOST_BYTES)
        self.app.add_routes(
            [
                web.route("*", "/api/{method}", self._serving.web_api),
                web.post("/commands/{key}", self._serving.response_url),
                web.post("/upload/v1/{ticket}", self._serving.upload),
                web.get("/files-pri/{team}-{file}/download/{name}", self._serving.download),
                web.get("/link/", self._sockets.connect),
            ]
        )
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on a port of the loopback, a free one without; `app` may have got more to serve
        before. Raises OSError, and may be tried again, when the port is taken.
        """
        listening = socket.create_server((HOST, port))
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        self.workspace.address = f"http://{HOST}:{listening.getsockname()[1]}"

    async def stop(self) -> None:
        self._serving.stopping.set()
        await self._sockets.close()
        await self._courier.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def api_url(self) -> str:
        return f"{self.workspace.address}/api/"

    @property
    def calls(self) -> list[Call]:
        """Every Web API call received, in order."""
        return self._serving.calls

    @property
    def responses(self) -> list[Response]:
        """Everything said through a response_url, in order."""
        return self._serving.responses

    @property
    def sockets(self) -> int:
        """How many sockets are open."""
        return len(self._sockets)

    @property
    def posting_interval(self) -> float:
        return self._serving.posting_interval

    @posting_interval.setter
    def posting_interval(self, seconds: float) -> None:
        self._serving.posting_interval = seconds

    @property
    def burst(self) -> int:
        return self._serving.burst

    @burst.setter
    def burst(self, posts: int) -> None:
        self._serving.burst = posts

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Plan a fault for a method, `response_url`, `upload` or `download`: once each, in turn."""
        self._serving.faults.plan(method, fault, times)

    async def command(
        self, command: str, text: str = "", user: str = "U_ANN", channel: str = "C_GENERAL"
    ) -> Delivery:
        """Type a slash command; what the ack says is shown, unless it came late or is refused."""
        asked = Asked(user, channel, self.workspace.clock())
        typed = Command(command, text, user, channel)
        url = self._urls.issue(user, channel)
        parcel = payloads.slash_command(self.workspace, typed, url)
        delivery = Delivery(await self._send(parcel), parcel)
        return Delivery(delivery.outcome, parcel, self._show_ack(asked, delivery))

    async def mention(
        self,
        text: str,
        user: str = "U_ANN",
        channel: str = "C_GENERAL",
        thread_ts: str | None = None,
        files: Sequence[Given] = (),
    ) -> Delivery:
        """Say `@bot text` in a channel. Raises ValueError where the bot would not hear it."""
        words = f"<@{BOT_USER}> {escape(text)}"
        delivery = await self.say(words, user, channel, thread_ts, files)
        if delivery is None:
            raise ValueError(f"the bot is not in {channel}: Slack delivers no mention from there")
        return delivery

    async def say(
        self,
        words: str,
        user: str,
        channel: str,
        thread_ts: str | None = None,
        files: Sequence[Given] = (),
    ) -> Delivery | None:
        """Say something in a channel, escaped as Slack does; the bot hears of it when it is
        mentioned where it is a member.
        """
        shared = kept(self.workspace, user, files)
        said = Message(channel, user, words, thread_ts=thread_ts, files=shared)
        is_member = BOT_USER in self.workspace.channels[channel].members
        if is_member and BOT_USER in pings(words, ()):
            return await self._say(said, payloads.app_mention)
        self.workspace.store(said)
        return None

    async def direct_message(
        self,
        text: str,
        user: str = "U_ANN",
        thread_ts: str | None = None,
        files: Sequence[Given] = (),
    ) -> Delivery:
        """Write to the bot in the user's conversation with it, or drop files there."""
        channel, shared = self.workspace.dm(user).id, kept(self.workspace, user, files)
        said = Message(channel, user, escape(text), thread_ts=thread_ts, files=shared)
        return await self._say(said, payloads.direct_message)

    async def press(
        self, message: Message, action_id: str, user: str = "U_ANN", value: str | None = None
    ) -> Delivery:
        """Press a button, or choose the option with this value, in the message as it is now.

        Raises ValueError when the user does not see the message, or it has no such thing.
        """
        shown = self._seen(message, user)
        url = self._urls.issue(user, shown.channel, original=shown.ts)
        press = Press(shown, user, action_id, value)
        parcel = payloads.block_actions(self.workspace, press, url)
        return Delivery(await self._send(parcel), parcel, shown)

    async def shortcut(self, message: Message, callback_id: str, user: str = "U_ANN") -> Delivery:
        """Choose a shortcut of the app in the menu of a message. Raises ValueError when the user
        does not see the message.
        """
        shown = self._seen(message, user)
        url = self._urls.issue(user, shown.channel)
        parcel = payloads.message_action(self.workspace, shown, callback_id, user, url)
        return Delivery(await self._send(parcel), parcel, shown)

    async def uninstall(self) -> Delivery:
        """Remove the app from the workspace: its token is revoked, and it is told so."""
        self.workspace.revoke()
        return await self._happen({"type": "app_uninstalled"})

    async def revoke_tokens(self, **tokens: list[str]) -> Delivery:
        """Take tokens back: `bot` and `oauth` are lists of user ids."""
        if tokens.get("bot"):
            self.workspace.revoke()
        return await self._happen({"type": "tokens_revoked", "tokens": tokens})

    async def _happen(self, event: dict[str, Any]) -> Delivery:
        parcel = payloads.of_workspace(event, self.workspace.clock())
        return Delivery(await self._send(parcel), parcel)

    async def redeliver(
        self, delivery: Delivery, retry_num: int = 1, reason: str = "http_timeout"
    ) -> Delivery:
        """Send the same thing again, with the same event id, as Slack does with events."""
        if delivery.parcel is None:
            raise ValueError("a raw delivery cannot be sent again")
        outcome = await self._send(delivery.parcel, Retry(retry_num, reason))
        return Delivery(outcome, delivery.parcel, delivery.message)

    async def deliver_raw(self, body: str | bytes, headers: Mapping[str, str]) -> Delivery:
        """Post this to bot_url as it is."""
        return Delivery(await self._courier.post(self.bot_url, body, headers))

    async def refresh_sockets(self) -> None:
        """Ask every connection to reconnect, then close it."""
        await self._sockets.refresh()

    async def abort_sockets(self) -> None:
        """Kill every connection without a word."""
        await self._sockets.abort()

    async def wait_for(self, condition: Callable[[], object], seconds: float = 5) -> None:
        """Return as soon as the condition holds. Raises AssertionError when it does not in time."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                calls = [call.method for call in self.calls[-10:]]
                raise AssertionError(
                    f"not so within {seconds} s: {getattr(condition, '__code__', condition)}; "
                    f"last Web API calls {calls}, {len(self.responses)} responses"
                )
            await asyncio.sleep(0.005)

    async def _say(self, said: Message, event: Callable[[Workspace, Message], Parcel]) -> Delivery:
        message = self.workspace.store(said)
        parcel = event(self.workspace, message)
        return Delivery(await self._send(parcel), parcel, message)

    def _seen(self, message: Message, user: str) -> Message:
        """The message as it is now."""
        shown = self.workspace.find(message.ts)
        if shown is None or shown not in self.workspace.visible_to(user, shown.channel):
            raise ValueError(f"{user} does not see the message {message.ts}")
        return shown

    async def _send(self, parcel: Parcel, retry: Retry | None = None) -> Outcome:
        if self.use_socket:
            outcome = await self._courier.by_socket(parcel, retry)
        else:
            outcome = await self._courier.by_http(self.bot_url, parcel, retry)
        self.deliveries.append(Delivery(outcome, parcel))
        return outcome

    def _show_ack(self, asked: Asked, delivery: Delivery) -> Message | None:
        """Slack knows classic blocks only in an ack, and tells nobody when it refuses one."""
        if delivery.status != OK or delivery.timed_out:
            return None
        try:
            shown = said_in_ack(asked, delivery.body)
            return self.workspace.store(shown) if shown else None
        except SlackError as error:
            self.refused_acks.append(RefusedAck(delivery.body, error))
            return None
