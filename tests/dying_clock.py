"""`python -m tests.dying_clock STEP INSTANT`: the clock at an instant, killed on its way."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any, NoReturn

from bot.slack.clock import Slack
from bot.slack.keeping import Clock, opened
from bot.start import open_store_of, start
from bot.store.runs import Run, Runs
from bot.store.schedules import Schedule
from bot.weekly.keeper import Keeper
from bot.weekly.outside import Answer, Letter

STEPS = (
    "before claim",
    "after claim",
    "during query",
    "before post",
    "after post",
    "before record",
)
STEP = sys.argv[1] if sys.argv[1:] else ""


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


class DyingRuns(Runs):
    def claim(self, schedule: Schedule, slot: str, due_at: int) -> Run | None:
        if STEP == "before claim":
            die()
        claimed = Runs.claim(self, schedule, slot, due_at)
        return die() if STEP == "after claim" else claimed

    def advance(self, run: Run, state: Any) -> Run | None:
        held = Runs.advance(self, run, state)
        return die() if (STEP, state) == ("before post", "posting") else held

    def done(self, *_: Any, **__: Any) -> None:
        die()


class DyingSlack(Slack):
    async def compute(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        work = die if STEP == "during query" else lambda: function(*args, **kwargs)
        return await Slack.compute(self, work)

    async def post(self, letter: Letter) -> Answer:
        answer = await Slack.post(self, letter)
        return die() if STEP == "after post" else answer


def dying(clock: Clock) -> Keeper:
    parts = {one.name: getattr(clock.slack, one.name) for one in fields(Slack) if one.init}
    slack = DyingSlack(**parts)
    return Keeper(slack, clock.schedules, DyingRuns(clock.runs.engine, clock.now), clock.now)


async def main(at: float) -> None:
    begun = start(None)
    engine, shift = open_store_of(begun.environment), at - time.time()
    parts = (begun.environment, begun.services, engine, lambda: time.time() + shift)
    async with opened(*parts, rehearses=True) as clock:
        await clock.learn()
        keeper = dying(clock)
        await keeper.look()
        await keeper.idle()


if __name__ == "__main__":
    asyncio.run(main(datetime.fromisoformat(sys.argv[2]).timestamp()))
