"""The clock's rounds: for now, forgetting what the inbox need not keep."""

import logging
import time
from collections.abc import Callable, Iterable
from itertools import count

from bot.store.engine import Engine
from bot.store.inbox import Inbox

log = logging.getLogger(__name__)

ROUND_SECONDS = 3600.0


def make_round(inbox: Inbox) -> None:
    """One round; any number of processes may make it."""
    if forgotten := inbox.forget():
        log.info("forgot %d events older than 48 hours", forgotten)


def run(
    engine: Engine, rounds: Iterable[int] = count(), sleep: Callable[[float], None] = time.sleep
) -> None:
    """Makes rounds for ever. Raises StoreError when the tables are not there yet."""
    inbox = Inbox(engine, time.time)
    for _ in rounds:
        make_round(inbox)
        sleep(ROUND_SECONDS)
