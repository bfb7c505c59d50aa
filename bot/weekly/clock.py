"""The clock's rounds: forgetting what need not be kept any longer."""

import logging
from collections.abc import Callable

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
