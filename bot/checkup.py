"""`python -m bot check`: each thing the bot needs, and whether it works."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.services import Data
from bot.settings import Environment
from bot.slack.shelf import access_of
from bot.slack.web import Done, call, client
from bot.start import Start
from bot.store.engine import StoreError, is_there, open_store, require_tables
from bot.store.settings import ACCESS, TEAM, Settings
from metrics.warehouse.trouble import Trouble

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

DOUBTS: dict[str, str] = {
    "no_customer": "rows without a customer, left out",
    "no_time": "rows without a time, left out",
    "in_future": "rows later than today, not yet counted",
    "ended_before_started": "rows that ended before they started, left out",
    "negative_amount": "negative amounts, counted as they are",
    "no_amount": "rows without an amount, or one beyond belief, counted as nothing",
    "out_of_scale": "scores that are not on the scale, left out",
    "named_twice": "customers who are named more than once, counted once",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    works: bool
    what: str

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"{'ok   ' if self.works else 'fails'} {self.what}"


def findings(begun: Start) -> Iterator[Finding]:
    """One by one: the configuration, the content, the store, the data, Slack. Changes nothing."""
    yield from _configuration(begun)
    yield _store(begun.environment)
    yield from _of_the_team(begun.environment)
    yield from _data(begun)
    yield from _slack(begun.environment)


def _configuration(begun: Start) -> Iterator[Finding]:
    file = begun.environment.retention_config
    shown = f"{file}" if file.exists() else f"{file} (absent: defaults)"
    chosen = begun.configuration
    yield Finding(
        True,
        f"{shown}: language {chosen.language}, time zone {chosen.timezone}, "
        f"industry {chosen.industry or 'none'}, currency {chosen.currency}",
    )
    library = begun.services.library
    yield Finding(True, f"knowledge: {sum(1 for _ in library.records())} entries")


def _store(environment: Environment) -> Finding:
    """SQLite makes its own tables when the bot is served; PostgreSQL waits for `migrate`."""
    try:
        engine = open_store(environment.store_url)
        if engine.dialect.name != "sqlite":
            require_tables(engine)
        elif not is_there(engine):
            return Finding(False, f"store: {engine.url} cannot be opened")
    except StoreError as error:
        return Finding(False, f"store: {error}")
    return Finding(True, f"store: {engine.url.render_as_string(hide_password=True)}")


def _data(begun: Start) -> Iterator[Finding]:
    """The warehouse, each section of the mapping, what looks odd in the rows, and who may ask."""
    if (data := begun.services.data) is None:
        yield Finding(True, "data: no [warehouse]; figures can be typed")
        return
    warehouse = data.warehouse()
    whole = True
    for one in warehouse.probes():
        columns = ", ".join(one.columns)
        wrong = f": {one.trouble}" if one.trouble else ""
        whole = whole and not one.trouble
        yield Finding(not wrong, f"[{one.section}] {one.table}: {columns}{wrong}")
    if whole:
        yield from _rows(data, warehouse)
    yield _access(begun)


def _rows(data: Data, warehouse: "Warehouse") -> Iterator[Finding]:
    """Columns that are there may still hold what nobody can count with, such as dates as text."""
    try:
        newest = warehouse.newest(data.mapping.unit, data.now())
        yield Finding(True, f"data: newest row {newest or 'none'}")
        for odd in warehouse.suspicions(data.today()):
            yield Finding(True, f"look at [{odd.section}]: {DOUBTS[odd.doubt]}: {odd.count}")
    except Trouble as trouble:
        yield Finding(False, f"data: {trouble}")


def _access(begun: Start) -> Finding:
    """Who may do what, as it is in force: an admin may have chosen other lists in Slack."""
    access = access_of(begun.configuration.access, _chosen(begun.environment).get(ACCESS, {}))
    changed = access != begun.configuration.access
    lists = ("admins", "people", "channels", "curators")
    shown = "; ".join(f"{name} {', '.join(getattr(access, name)) or 'none'}" for name in lists)
    return Finding(True, f"access: {shown}{' (chosen in Slack)' if changed else ''}")


def _of_the_team(environment: Environment) -> Iterator[Finding]:
    """What goes before retention.toml, if anything does."""
    chosen = _chosen(environment)
    team = ", ".join(
        f"{name} {value or 'none'}" for name, value in sorted(chosen.get(TEAM, {}).items())
    )
    if team:
        yield Finding(True, f"chosen in Slack for the team: {team}")


def _chosen(environment: Environment) -> dict[str, dict[str, str]]:
    """What was chosen in Slack; nothing where there is no store yet, or none that answers."""
    try:
        return Settings(open_store(environment.store_url), time.time).all()
    except StoreError:
        return {}


def _slack(environment: Environment) -> Iterator[Finding]:
    if environment.slack_bot_token is None:
        yield Finding(False, "SLACK_BOT_TOKEN is not set")
    else:
        yield _token(environment, "SLACK_BOT_TOKEN", environment.slack_bot_token, "auth.test")
    if environment.slack_app_token is not None:
        opens = "apps.connections.open"
        yield _token(environment, "SLACK_APP_TOKEN", environment.slack_app_token, opens)
    elif environment.slack_signing_secret is None:
        yield Finding(False, "set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)")
    else:
        yield Finding(True, f"HTTP on port {environment.port}, requests to /slack/events")


def _token(environment: Environment, name: str, token: SecretStr, method: str) -> Finding:
    web = client(token.get_secret_value(), environment.slack_api_url)
    outcome = asyncio.run(call(web, method))
    if not isinstance(outcome, Done):
        return Finding(False, f"{name}: {outcome}")
    who = outcome.data.get("team", "Socket Mode")
    return Finding(True, f"{name}: {who}")
