"""Real processes of the clock on one store: `--now`, `--from` and `--to`, killed at any step, two
at once. Those that take long run by `make test-long`.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.store.engine import Engine, migrate
from bot.store.runs import Run
from tests.clockwork import Processes, configured, keys, slack_with
from tests.company import ACCESS, Acme
from tests.dying_clock import STEPS
from tests.typed.recording import record

CHANNELS = tuple(f"C_{n}" for n in range(8))
SUNDAY, MONDAY = "2026-11-08T12:00", "2026-11-09T09:00:00+01:00"
SOON = "2026-11-09T09:05:00+01:00"  # when the lease of who died has ended
KILLED = -9


@pytest.fixture
async def processes(tmp_path: Path, acme: Acme, empty_store: Engine) -> AsyncIterator[Processes]:
    """On SQLite and on PostgreSQL."""
    acme.close()  # or no other process could read the file on every platform
    migrate(empty_store)
    access = ACCESS.model_copy(update={"channels": ("C_NUMBERS", *CHANNELS)})
    configuration = configured(tmp_path, acme, access)
    async with slack_with("C_NUMBERS", *CHANNELS) as slack:
        yield Processes(slack, empty_store, configuration)
        record(slack)


async def test_what_is_due_at_an_instant_is_posted_by_one_process_that_ends(
    processes: Processes,
) -> None:
    processes.add(SUNDAY)
    assert (await processes.run("clock", "--now", "2026-11-09T08:59:58+01:00"))[0] == 0
    assert processes.posts() == []
    status, log = await processes.run("clock", "--now", "2026-11-09T09:00")
    assert (status, "Traceback" in log) == (0, False)
    (post,) = processes.posts()
    assert post.text.startswith("*Key figures of week 45 · 2–8 November*")
    assert [run.state for run in processes.runs] == ["done"]


@pytest.mark.long
@pytest.mark.parametrize("step", STEPS)
async def test_a_process_killed_at_any_step_loses_nothing_and_doubles_nothing(
    processes: Processes, step: str
) -> None:
    processes.add(SUNDAY)
    status, log = await processes.run(step, MONDAY, module="tests.dying_clock")
    assert status == KILLED, log
    status, log = await processes.run("clock", "--now", SOON)
    assert status == 0, log
    (post,) = processes.posts()
    assert len(processes.slack.workspace.messages("C_NUMBERS")) == 2  # with its thread
    (run,) = processes.runs
    assert (run.state, run.ts, [run.post_key]) == ("done", post.ts, keys([post]))


@pytest.mark.long
async def test_two_processes_at_once_post_each_slot_once(processes: Processes) -> None:
    for channel in CHANNELS:
        for question in ("kpi lang=en", "crr lang=nl", "churn by plan lang=en"):
            processes.add(SUNDAY, question, channel=channel)
    both = [processes.run("clock", "--now", MONDAY) for _ in range(2)]
    assert [status for status, _ in await asyncio.gather(*both)] == [0, 0]
    assert [len(processes.posts(channel)) for channel in CHANNELS] == [3] * len(CHANNELS)
    assert Counter(run.state for run in processes.runs) == {"done": 24}


@pytest.mark.long
async def test_sigterm_finishes_the_post_in_hand(processes: Processes) -> None:
    """Slack lets it wait when the signal comes."""
    due = datetime.now(UTC) - timedelta(minutes=1)
    hour_ago = (due - timedelta(hours=1)).isoformat()
    rule = f"daily {due:%H:%M}"
    processes.add(hour_ago, "customers lang=en", rule=rule, timezone="UTC")
    processes.slack.fail("chat.postMessage", Fault.rate_limited(3))
    status, log = await processes.run("clock", ends_when=asked_to_post(processes.slack))
    assert status == 0, log
    assert len(processes.posts()) == 1
    assert [run.state for run in processes.runs] == ["done"]


def asked_to_post(slack: StandIn) -> Callable[[], bool]:
    return lambda: "chat.postMessage" in [call.method for call in slack.calls]


@pytest.mark.long
@pytest.mark.parametrize("empty_store", ["sqlite"], indirect=True)
async def test_two_processes_rehearse_a_year_of_forty_schedules(processes: Processes) -> None:
    """2028: a leap year. In Amsterdam clocks go forward on 26 March and back on 29 October."""
    rules = {
        "daily 02:30": (1, 366),
        "workdays 09:00": (1, 260),
        "weekly monday 09:00": (18, 52),
        "weekly tuesday friday 16:30": (2, 104),
        "monthly 29 09:00": (6, 12),
        "monthly 31 17:00": (6, 12),
        "monthly first weekday 09:00": (6, 12),
    }
    wanted = [rule for rule, (schedules, _) in rules.items() for _ in range(schedules)]
    assert len(wanted) == 40
    for place, rule in enumerate(wanted):
        channel = CHANNELS[place % len(CHANNELS)]
        processes.add("2028-01-01T00:00", "customers lang=en", rule=rule, channel=channel)
    span = ("--from", "2028-01-01T00:00", "--to", "2028-12-31T23:59")
    both = [processes.run("clock", *span) for _ in range(2)]
    assert [status for status, _ in await asyncio.gather(*both)] == [0, 0]
    runs = processes.runs
    expected = sum(schedules * slots for schedules, slots in rules.values())
    assert Counter(run.state for run in runs) == {"done": expected}
    posts = [one for channel in CHANNELS for one in processes.posts(channel)]
    assert sorted(keys(posts)) == sorted(run.post_key for run in runs)
    first = [run for run in runs if run.schedule_id == 1]
    assert len({run.slot for run in first}) == 366
    assert at(first, "2028-03-26T02:30") == "01:00"  # there is no half past two
    assert at(first, "2028-10-29T02:30") == "00:30"  # the first of two
    assert at(first, "2028-02-29T02:30") == "01:30"


def at(runs: list[Run], slot: str) -> str:
    """When in UTC."""
    (due_at,) = [run.due_at for run in runs if run.slot == slot]
    return datetime.fromtimestamp(due_at, UTC).strftime("%H:%M")
