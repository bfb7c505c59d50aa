"""`python -m bot check`: each thing the bot needs, and whether it works."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from bot.slack.web import Done, call, client
from bot.start import Start
from bot.store.engine import StoreError, migrate, open_store


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    works: bool
    line: str


def findings(begun: Start) -> Iterator[Finding]:
    """Line by line: the configuration, the content, the store, Slack."""
    yield from _configuration(begun)
    yield _store(begun)
    yield from _slack(begun)


def _configuration(begun: Start) -> Iterator[Finding]:
    file = begun.environment.retention_config
    shown = f"{file}" if file.exists() else f"{file} (absent: defaults)"
    chosen = begun.configuration
    yield Finding(
        True,
        f"ok    {shown}: language {chosen.language}, time zone {chosen.timezone}, "
        f"industry {chosen.industry or 'none'}, currency {chosen.currency}",
    )
    if unread := sorted(chosen.model_extra or {}):
        yield Finding(True, f"note  not read by this version: {', '.join(unread)}")
    library = begun.services.library
    yield Finding(
        True, f"ok    knowledge: {len(library.industries)} industries, {len(library.tips)} tips"
    )


def _store(begun: Start) -> Finding:
    try:
        engine = open_store(begun.environment.store_url)
        migrate(engine)
    except StoreError as error:
        return Finding(False, f"fails {error}")
    return Finding(True, f"ok    store: {engine.url.render_as_string(hide_password=True)}")


def _slack(begun: Start) -> Iterator[Finding]:
    environment = begun.environment
    if environment.slack_bot_token is None:
        yield Finding(False, "fails SLACK_BOT_TOKEN is not set")
        return
    web = client(environment.slack_bot_token.get_secret_value(), environment.slack_api_url)
    outcome = asyncio.run(call(web, "auth.test"))
    if isinstance(outcome, Done):
        yield Finding(
            True, f"ok    Slack: {outcome.data.get('team')}, as {outcome.data.get('user')}"
        )
    else:
        yield Finding(False, f"fails Slack: {outcome}")
    if environment.slack_app_token is None and environment.slack_signing_secret is None:
        yield Finding(
            False, "fails set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)"
        )
    else:
        mode = "Socket Mode" if environment.slack_app_token else "HTTP"
        yield Finding(True, f"ok    connection: {mode}")
