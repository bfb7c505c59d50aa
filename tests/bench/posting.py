"""A thousand schedules due in the same minute, over the stand-in at Slack's pace: whether all are
posted, in order, as soon as Slack allows, and without asking the warehouse anything twice.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from rich.table import Table

from bot.services import Services
from bot.weekly.rehearsal import Time
from metrics.warehouse.warehouse import Kept
from tests.clockwork import Works, instant, slack_with, works
from tests.company import ACCESS, Acme
from tests.house import store_in

T = TypeVar("T")

STEPS = 1
SCHEDULES = 1000
CHANNELS = tuple(f"C_{n:02}" for n in range(50))
QUESTIONS = ("kpi", "crr", "churn by plan", "customers", "mrr", "nrr", "grr", "nps", "csat", "risk")
SUNDAY, MONDAY = "2026-11-08T12:00", "2026-11-09T09:00"


@dataclass(slots=True)
class Counted(Kept):
    """Counts how often each question was really asked."""

    asked: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def get(self, key: tuple[object, ...], compute: Callable[[], T]) -> T:
        def counting() -> T:
            self.asked[key] += 1
            return compute()

        return Kept.get(self, key, counting)


@dataclass(frozen=True, slots=True)
class Posted:
    """`calls`: those that Slack limited included."""

    posts: int
    in_order: int  # channels
    seconds: float
    calls: int
    queries: int
    different: int


def compare(table: Table, folder: Path, advance: Callable[[], None]) -> None:
    """A row for each promise."""
    found = asyncio.run(_posted(folder))
    advance()
    what = f"{SCHEDULES:,} schedules due at once: "
    each = 2 * SCHEDULES // len(CHANNELS)  # messages in a channel, threads included
    for name, ours, against, allowed in (
        ("posted / all", found.posts, SCHEDULES, "1"),
        ("channels in order / all", found.in_order, len(CHANNELS), "1"),
        ("queries / different ones", found.queries, found.different, "1"),
        ("calls / messages", found.calls, 2 * SCHEDULES, "1"),
        ("s / a message a second in each of 50 channels", found.seconds, each, "≤ 1.3"),
    ):
        ratio = ours / against
        table.add_row(what + name, f"{ours:.2f}", f"{against:.2f}", f"{ratio:.2f}", allowed)


class Running(Time):
    """Begins at an instant, and goes on as any clock does."""

    def now(self) -> float:
        return self.at + time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _posted(folder: Path) -> Posted:
    acme = Acme.made_in(folder)
    services, kept = _counting(acme)
    slack, running = slack_with(*CHANNELS), Running(instant(SUNDAY) - time.monotonic())
    slack.workspace.clock, slack.posting_interval = running.now, 1.0
    async with slack, works(store_in(folder), services, SUNDAY, slack, running) as clock:
        for number in range(SCHEDULES):
            question = f"{QUESTIONS[number // len(CHANNELS) % len(QUESTIONS)]} lang=en"
            clock.add(question, channel=CHANNELS[number % len(CHANNELS)])
        running.at = instant(MONDAY) - time.monotonic()
        began = time.perf_counter()
        await clock.clock.keeper.look()
        await clock.clock.keeper.idle()
        seconds = time.perf_counter() - began
        found = _judged(clock, seconds, kept)
    acme.close()
    return found


def _counting(acme: Acme) -> tuple[Services, Counted]:
    services = acme.services(access=ACCESS.model_copy(update={"channels": CHANNELS}))
    assert services.data is not None
    warehouse, kept = services.data.warehouse(), Counted(time.monotonic)
    counting = replace(services.data, warehouse=lambda: replace(warehouse, kept=kept))
    return replace(services, data=counting), kept


def _judged(clock: Works, seconds: float, kept: Counted) -> Posted:
    by_key = {run.post_key: run for run in clock.runs}
    in_order = posts = 0
    for channel in CHANNELS:
        there = clock.posts(channel)
        order = [by_key[_key(one.metadata)].schedule_id for one in there]
        posts += len(set(order))
        in_order += order == sorted(order)
    queries, different = sum(kept.asked.values()), len(kept.asked)
    calls = sum(call.method == "chat.postMessage" for call in clock.slack.calls)
    return Posted(posts, in_order, seconds, calls, queries, different)


def _key(metadata: dict[str, object] | None) -> str:
    payload = (metadata or {})["event_payload"]
    assert isinstance(payload, dict)
    return str(payload["key"])
