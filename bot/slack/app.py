"""The Bolt app: authorization that never waits for Slack, the doors, the one error handler."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.services import Asker
from bot.slack.doors.alerts import open_alerts
from bot.slack.doors.buttons import open_buttons
from bot.slack.doors.chat import Chat, open_chat
from bot.slack.doors.commands import JSON, open_commands
from bot.slack.doors.curators import open_curators
from bot.slack.doors.filling import open_filling
from bot.slack.doors.leaving import open_leaving
from bot.slack.doors.schedules import open_schedules
from bot.slack.doors.settings import open_settings
from bot.slack.doors.shortcuts import open_shortcuts
from bot.slack.doors.votes import open_votes
from bot.slack.filling import Filling
from bot.slack.home import Home
from bot.slack.people import Identity
from bot.slack.reception import Reception
from bot.slack.web import Refused, client, insist

log = logging.getLogger(__name__)


def build(reception: Reception, chat: Chat, token: str, secret: str, api_url: str) -> AsyncApp:
    """The app with every door open."""
    identity = reception.identity

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=None,
            bot_token=token,
            bot_id=identity.bot,
            bot_user_id=identity.user,
        )

    app = AsyncApp(
        client=client(None, api_url),
        authorize=authorize,
        signing_secret=secret,
        process_before_response=True,
        # What this bot has no use for takes no time: SSL checks of before 2020, workflow steps,
        # agent threads. Its own events are ignored where events are read.
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_events_enabled=False,
    )
    home = Home(reception)
    app.error(_failed(reception))
    filling = Filling(reception)
    open_commands(app, reception, filling)
    open_chat(app, chat)
    open_buttons(app, reception, home)
    open_curators(app, reception, home)
    open_votes(app, reception)
    open_alerts(app, reception, home)
    open_leaving(app, reception)
    open_schedules(app, reception, home, chat.agent)
    open_settings(app, reception, home)
    open_shortcuts(app, reception)
    open_filling(app, reception, filling)
    return app


async def learn_identity(
    web: AsyncWebClient, identity: Identity, sleep: Callable[[float], Awaitable[None]]
) -> None:
    """Asks Slack who the bot is until it says so; a token that is refused is logged once."""
    outcome = await insist(web, "auth.test", sleep)
    if isinstance(outcome, Refused):
        log.error("Slack refuses SLACK_BOT_TOKEN: %s", outcome.error)
        return
    identity.user, identity.bot = outcome.data.get("user_id"), outcome.data.get("bot_id")
    identity.team = outcome.data.get("team_id")
    log.info("connected to Slack as %s", identity.user)


def _failed(reception: Reception) -> Callable[..., Awaitable[BoltResponse | None]]:
    async def failed(error: Exception, body: dict[str, Any]) -> BoltResponse | None:
        log.error("a request failed", exc_info=error)
        if "command" not in body:
            return None  # an event: Slack delivers it again; a button: Slack shows its own error
        sorry = reception.sorry(Asker(body.get("user_id", ""), body.get("channel_id", "")))
        return BoltResponse(status=200, body=json.dumps(sorry), headers=JSON)

    return failed
