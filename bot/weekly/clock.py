"""The clock's rounds: forgetting what need not be kept any longer."""

import logging
import time
from collections.abc import Callable, Iterable
from itertools import count

from bot.store.audit import Audit
from bot.store.changes import Changes
from bot.store.engine import Engine
from bot.store.gaps import Gaps
from bot.store.inbox import Inbox
from bot.store.runs import Runs
from bot.store.threads import Threads

log = logging.getLogger(__name__)

ROUND_SECONDS = 3600.0


def make_round(engine: Engine, now: Callable[[], float]) -> None:
    """One round; any number of processes may make it. `now` gives seconds since 1970."""
    for kept, what in (
        (Inbox(engine, now), "events older than 48 hours"),
        (Gaps(engine, now), "questions older than 90 days"),
        (Threads(engine, now), "threads older than two days"),
        (Audit(engine, now), "lines of the audit older than a year"),
        (Runs(engine, now), "runs older than a year"),
        (Changes(engine, now), "changes older than a year"),
    ):
        if forgotten := kept.forget():
            log.info("forgot %d %s", forgotten, what)


def run(
    engine: Engine, rounds: Iterable[int] = count(), sleep: Callable[[float], None] = time.sleep
) -> None:
    """Makes rounds for ever. Raises StoreError when the tables are not there yet."""
    for _ in rounds:
        make_round(engine, time.time)
        sleep(ROUND_SECONDS)
