"""The clock: each round forgets what the inbox need not keep."""

import time
from pathlib import Path

import pytest

from bot.store.inbox import KEPT_SECONDS, Inbox
from bot.weekly.clock import ROUND_SECONDS, run
from tests.house import store_in


def test_rounds_go_on_and_forget_what_is_old(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = store_in(tmp_path)
    old = Inbox(store, lambda: time.time() - KEPT_SECONDS - 10)
    assert old.accept("Ev1", {}) is not None
    slept: list[float] = []
    with caplog.at_level("INFO"):
        run(store, rounds=range(2), sleep=slept.append)
    assert slept == [ROUND_SECONDS, ROUND_SECONDS]
    assert caplog.text.count("forgot 1 events") == 1
    assert Inbox(store, time.time).accept("Ev1", {}) is not None
