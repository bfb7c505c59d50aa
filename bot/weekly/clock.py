"""The clock's rounds: forgetting what need not be kept any longer."""

import logging
import time
from collections.abc import Callable, Iterable
from itertools import count

from bot.store.engine import Engine
from bot.store.gaps import Gaps
from bot.store.inbox import Inbox

log = logging.getLogger(__name__)

ROUND_SECONDS = 3600.0


def make_round(inbox: Inbox, gaps: Gaps) -> None:
    """One round; any number of processes may make it."""
    if forgotten := inbox.forget():
        log.info("forgot %d events older than 48 hours", forgotten)
    if forgotten := gaps.forget():
        log.info("forgot %d questions older than 90 days", forgotten)


def run(
    engine: Engine, rounds: Iterable[int] = count(), sleep: Callable[[float], None] = time.sleep
) -> None:
    """Makes rounds for ever. Raises StoreError when the tables are not there yet."""
    inbox, gaps = Inbox(engine, time.time), Gaps(engine, time.time)
    for _ in rounds:
        make_round(inbox, gaps)
        sleep(ROUND_SECONDS)
