"""`python -m tests.bench`: the table of ratios, and where the time of an answer goes."""

import asyncio
import cProfile
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot import desk
from bot.render.blocks import message
from bot.services import Asker, Preferences, Services
from knowledge.library import load
from tests.bench import counting, posting
from tests.bench.finding import measured
from tests.bench.load import Measured, command_request, hanging_request, measure, server

ROUNDS, ALONE, TOGETHER, HANGING = 5, 1500, 6000, 100
ASK = [sys.executable, "-m", "bot", "ask", "/crr 500 50 450"]
IMPORT = [sys.executable, "-c", "import slack_bolt"]
SERVICES = Services(load(), lambda _: Preferences(industry="software"))


def main() -> None:
    """Measures everything, then prints it."""
    table = Table("what", "ours", "against", "ratio", "allowed", title="Retention Bot, one run")
    with Progress(transient=True) as progress, tempfile.TemporaryDirectory() as folder:
        task = progress.add_task("measuring", total=ROUNDS * 3 + 1 + counting.STEPS + posting.STEPS)
        _over_http(table, Path(folder), lambda: progress.advance(task))
        _commands(table)
        _finding(table)
        progress.advance(task)
        counting.compare(table, Path(folder), lambda: progress.advance(task))
        posting.compare(table, Path(folder), lambda: progress.advance(task))
    Console().print(table)
    _an_answer()


def _over_http(table: Table, folder: Path, advance: Callable[[], None]) -> None:
    """Rounds of bare Bolt, the bot asked one thing, the bot asked another thing every time."""
    kinds = ("bare", "the same", "another")
    alone: dict[str, list[Measured]] = {kind: [] for kind in kinds}
    together: dict[str, list[Measured]] = {kind: [] for kind in kinds}
    with server("bare", folder) as bare, server("ours", folder) as ours:
        for i in range(ROUNDS):
            for kind in kinds:
                port, first = bare if kind == "bare" else ours, 0 if kind == "the same" else i
                alone[kind].append(_sent(port, ALONE, 1, first, kind))
                together[kind].append(_sent(port, TOGETHER, 16, first, kind))
                advance()
        quiet = _sent(ours, ALONE, 1, 0, "the same").median
        asyncio.run(measure(ours, [hanging_request(i) for i in range(HANGING)], 4))
        busy = _sent(ours, ALONE, 1, 0, "the same").median
    for kind, limits in (("the same", ("≤ 1.5", "≥ 0.5")), ("another", ("", ""))):
        latency, rate = _middle(alone[kind], "median"), _middle(together[kind], "rate")
        _row(
            table,
            f"/crr, {kind} each time: median ms / bare Bolt",
            latency,
            _middle(alone["bare"], "median"),
            limits[0],
        )
        _row(
            table,
            f"/crr, {kind} each time: requests a second, 16 at once / bare Bolt",
            rate,
            _middle(together["bare"], "rate"),
            limits[1],
        )
    _row(table, f"/crr: median ms while {HANGING} answers hang / none", busy, quiet, "≤ 2")


def _sent(port: int, count: int, connections: int, first: int, kind: str) -> Measured:
    start = first * (ALONE + TOGETHER) + (ALONE if connections > 1 else 0)
    requests = [command_request(0 if kind == "the same" else start + i) for i in range(count)]
    return asyncio.run(measure(port, requests, connections))


def _commands(table: Table) -> None:
    ask, imported = (
        statistics.median(_took(command) for _ in range(7)) for command in (ASK, IMPORT)
    )
    _row(table, 'ask "/crr 500 50 450", s / import slack_bolt', ask, imported, "≤ 3")


def _finding(table: Table) -> None:
    """A question of every kind among a thousand entries; milliseconds against a target."""
    found = measured()
    for what, took, target in (
        ("median", found.median, 3),
        ("slowest of a hundred", found.slowest, 10),
        ("index read", found.read, 300),
        ("index built, at the first start", found.built, 1000),
    ):
        name = f"a question among {found.entries:,} entries: {what}, ms / target"
        _row(table, name, took, target, "≤ 1")


def _took(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def _an_answer() -> None:
    """Microseconds of reading, computing and rendering, and the ten costliest functions."""
    questions = [f"/crr {500 + i % 97} {50 + i % 13} {450 + i % 41}" for i in range(2000)]
    _answers(questions)
    started = time.perf_counter()
    _answers(questions)
    each = (time.perf_counter() - started) / len(questions) * 1e6
    print(f"\nreading + computing + rendering one /crr: {each:.0f} µs, of which:")  # noqa: T201
    profile = cProfile.Profile()
    profile.runcall(_answers, questions)
    pstats.Stats(profile).sort_stats("tottime").print_stats(14)


def _answers(questions: list[str]) -> None:
    for question in questions:
        message(desk.answer(question, Asker(), SERVICES), share=True)


def _middle(measured: list[Measured], name: str) -> float:
    return float(statistics.median(getattr(one, name) for one in measured))


def _row(table: Table, what: str, ours: float, against: float, allowed: str) -> None:
    table.add_row(what, f"{ours:.2f}", f"{against:.2f}", f"{ours / against:.2f}", allowed)


if __name__ == "__main__":
    main()
