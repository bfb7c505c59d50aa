"""What the clock did last: each slot of a schedule, whether it was posted, and why not."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ask.question import Ask, in_short
from bot.reply import Cell, Kind, Own, Problem, Reply, Table
from bot.services import Asker, Services

if TYPE_CHECKING:  # SQLAlchemy takes long to import, and the terminal does without
    from bot.store.runs import Run
    from bot.store.schedules import Schedule

RUNS = "runs"  # the template of the list
MOST = 20
COLUMNS = ("slot", "schedule", "channel", "question", "state", "seconds", "reason")


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """For admins and curators; the door, which has the store, fills it in. Raises Problem."""
    if asker.is_operator:
        raise Problem("runs_in_slack")
    if not (services.is_curator(asker) or services.is_admin(asker)):
        raise Problem("runs_of_others")
    return Reply(RUNS, ask.language, private=True)


def listed(reply: Reply, runs: "tuple[Run, ...]", schedules: "tuple[Schedule, ...]") -> Reply:
    """With the last runs in it, the newest first."""
    known = {one.id: one for one in schedules}
    shown = [(run, known[run.schedule_id]) for run in runs if run.schedule_id in known]
    rows = tuple(_row(run, schedule) for run, schedule in shown)
    counts: dict[str, object] = {
        "count": len(shown),
        "failed": sum(run.state == "failed" for run, _ in shown),
        "paused": sum(one.state == "paused" for one in known.values()),
        "schedules": len(known),
    }
    table = Table(RUNS, COLUMNS, rows) if rows else None
    return replace(reply, facts=counts, table=table)


def _row(run: "Run", schedule: "Schedule") -> tuple[Cell, ...]:
    """`slot` in the schedule's own time; how long it took, first attempt to last. An alert that had
    nothing to tell posted nothing.
    """
    took = None if run.finished_at is None else run.finished_at - run.started_at
    return (
        run.slot.replace("T", " "),
        schedule.id,
        schedule.channel,
        Own(in_short(schedule.question)),
        Kind("looked" if run.state == "done" and run.ts is None else run.state),
        took,
        Kind(run.reason) if run.reason else None,
    )
