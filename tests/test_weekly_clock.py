"""The clock: each round forgets what need not be kept."""

import time
from pathlib import Path

import pytest

from bot.store import audit, threads
from bot.store.audit import Audit
from bot.store.inbox import KEPT_SECONDS, Inbox
from bot.store.threads import Threads
from bot.weekly.clock import make_round
from tests.house import store_in


def test_rounds_forget_what_is_old(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = store_in(tmp_path)
    old = Inbox(store, lambda: time.time() - KEPT_SECONDS - 10)
    assert old.accept("Ev1", {}) is not None
    with caplog.at_level("INFO"):
        make_round(store, time.time)
        make_round(store, time.time)
    assert caplog.text.count("forgot 1 events") == 1
    assert Inbox(store, time.time).accept("Ev1", {}) is not None


def test_a_round_forgets_old_threads_and_old_lines_of_the_audit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = store_in(tmp_path)
    Audit(store, time.time).write("U", "C", "new", public=False)
    year_ago = time.time() - audit.KEPT_SECONDS - 10
    Audit(store, lambda: year_ago).write("U", "C", "old", public=False)
    Threads(store, lambda: time.time() - threads.KEPT_SECONDS - 10).remember("C:1", "crr")
    with caplog.at_level("INFO"):
        make_round(store, time.time)
    assert "forgot 1 threads older than two days" in caplog.text
    assert "forgot 1 lines of the audit older than a year" in caplog.text
    assert [asked.question for asked in Audit(store, time.time).last()] == ["new"]
    assert Threads(store, lambda: time.time() - threads.KEPT_SECONDS).earlier("C:1") is None
