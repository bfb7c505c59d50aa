"""The clock with the made-up company behind it and Slack's stand-in before it, at any instant."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.demo.standin import StandIn
from bot.demo.workspace import BOT_USER, Channel, Message
from bot.services import Services
from bot.settings import Access
from bot.slack.keeping import Clock, opened
from bot.store.engine import Engine
from bot.store.runs import Run, Runs
from bot.store.schedules import Schedule, Schedules, Wanted
from bot.weekly.rehearsal import Rehearsal, Time
from tests.company import MAPPINGS, Acme
from tests.house import BOT_TOKEN, environment, new_workspace, store_in
from tests.typed.recording import record

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SUNDAY, MONDAY = "2026-11-08T12:00", "2026-11-09T09:00"  # before a post is due, and when
MEMBERS = frozenset({"U_ANN", "U_BOB", BOT_USER})


def instant(local: str, zone: ZoneInfo = AMSTERDAM) -> float:
    """Of a wall time, in seconds since 1970; one with an offset is what it says."""
    read = datetime.fromisoformat(local)
    return (read if read.tzinfo else read.replace(tzinfo=zone)).timestamp()


def slack_with(*channels: str) -> StandIn:
    """A workspace in which the bot is a member of these channels too."""
    workspace = new_workspace()
    for one in channels or ("C_NUMBERS",):
        workspace.channels[one] = Channel(one, one.lower(), MEMBERS)
    return StandIn(workspace)


def wanted(question: str, **more: Any) -> Wanted:
    """A schedule of Ann's for Monday morning, unless it says otherwise."""
    values: dict[str, Any] = {
        "kind": "post",
        "channel": "C_NUMBERS",
        "question": question,
        "rule": "weekly monday 09:00",
        "timezone": "Europe/Amsterdam",
        "language": question[-2:],
        "owner": "U_ANN",
        **more,
    }
    return cast("Wanted", values)


@dataclass(frozen=True)
class Works:
    """A clock, its Slack, and the time they share."""

    clock: Clock
    slack: StandIn
    time: Time

    def add(self, question: str = "kpi lang=en", **more: Any) -> Schedule:
        return self.clock.schedules.add(wanted(question, **more), "U_ANN")

    async def at(self, local: str) -> None:
        """What the clock does at this wall time of Amsterdam."""
        self.time.at = max(self.time.at, instant(local))
        await self.clock.keeper.look()
        await self.clock.keeper.idle()

    async def until(self, local: str) -> None:
        """All that it does up to then."""
        clock = self.clock
        parts = (clock.keeper, clock.slack, clock.schedules, clock.runs, self.time)
        await Rehearsal(*parts).until(instant(local))

    def posts(self, channel: str = "C_NUMBERS") -> list[Message]:
        """Without what stands in threads."""
        return [one for one in self.slack.workspace.messages(channel) if not one.is_reply]

    def said(self, channel: str = "C_NUMBERS") -> list[str]:
        """Their headlines."""
        return [one.text.partition("*")[2].partition("*")[0] for one in self.posts(channel)]

    def told(self, user: str = "U_ANN") -> list[str]:
        """What this person was told alone."""
        workspace = self.slack.workspace
        return [one.text for one in workspace.messages(workspace.open_dm(user).id)]

    @property
    def runs(self) -> list[Run]:
        """The oldest first."""
        return list(reversed(self.clock.runs.last(1000)))

    @property
    def states(self) -> list[tuple[str, str, str | None]]:
        return [(run.slot, run.state, run.reason) for run in self.runs]


@asynccontextmanager
async def works(
    engine: Engine,
    services: Services,
    local: str,
    slack: StandIn | None = None,
    time: Time | None = None,
) -> AsyncIterator[Works]:
    """Begins at a wall time of Amsterdam; Slack's own time is the same."""
    time = time or Time(instant(local))
    standing = slack or slack_with()
    if slack is None:
        standing.workspace.clock = time.now
        await standing.start()
    try:
        settings = environment(standing, 0)
        async with opened(settings, services, engine, time.now, time.sleep) as clock:
            await clock.learn()
            yield Works(clock, standing, time)
    finally:
        record(standing)
        if slack is None:
            await standing.stop()


@asynccontextmanager
async def at_work(folder: Path, services: Services, local: str) -> AsyncIterator[Works]:
    """The same with a store of its own in this folder."""
    store = store_in(folder)
    async with works(store, services, local) as running:
        yield running
    store.dispose()


def keys(messages: list[Message]) -> list[str]:
    """Of their metadata; each a UUID."""
    found = [str((one.metadata or {})["event_payload"]["key"]) for one in messages]
    return [str(UUID(key)) for key in found]


def configured(folder: Path, acme: Acme, access: Access) -> Path:
    """A retention.toml for the company's data; its path."""
    sections = {"warehouse": {"url": f"duckdb:///{acme.file}"}, **MAPPINGS["everything"]}
    lines = ['timezone = "Europe/Amsterdam"']
    for name, values in {**sections, "access": access.model_dump(mode="json")}.items():
        lines += [f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in values.items())]
    path = folder / "retention.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    return json.dumps(value)


@dataclass(frozen=True)
class Processes:
    """Real processes of the clock, on one store and one Slack."""

    slack: StandIn
    engine: Engine
    configuration: Path

    def add(self, since: str, question: str = "kpi lang=en", **more: Any) -> Schedule:
        began = instant(since)
        return Schedules(self.engine, lambda: began).add(wanted(question, **more), "U_ANN")

    async def run(
        self,
        *arguments: str,
        module: str = "bot",
        ends_when: Callable[[], bool] | None = None,
    ) -> tuple[int, str]:
        """Its exit status, and what it wrote to the log. `ends_when`: SIGTERM is sent then."""
        variables = {
            **os.environ,
            "RETENTION_CONFIG": str(self.configuration),
            "DATABASE_URL": self.engine.url.render_as_string(hide_password=False),
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_API_URL": self.slack.api_url,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments),
            env=variables,
            stderr=asyncio.subprocess.PIPE,
        )
        if ends_when:
            await self.slack.wait_for(ends_when, seconds=60)
            process.terminate()
        _, log = await process.communicate()
        return process.returncode or 0, log.decode()

    def posts(self, channel: str = "C_NUMBERS") -> list[Message]:
        """Without what stands in threads."""
        return [one for one in self.slack.workspace.messages(channel) if not one.is_reply]

    @property
    def runs(self) -> list[Run]:
        """The oldest first."""
        return list(reversed(Runs(self.engine, lambda: 0.0).last(100_000)))
