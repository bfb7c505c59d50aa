"""COMMANDS: the slash commands Slack installs. Whatever else there is goes through /retention."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: what Slack shows while it is typed. English, as Slack has one language."""

    description: str
    hint: str


COMMANDS: Mapping[str, Command] = {
    "crr": Command(
        "Customer retention, from figures or from your data",
        "500 50 450 (start, new, end), or: last month by plan",
    ),
    "churn": Command(
        "Churn, from figures or from your data", "start=130 lost=9 (or: Q3 vs last year)"
    ),
    "kpi": Command("All key figures of your data on one card, and alerts", "last month"),
    "tips": Command("Sourced tips for your industry", "hotels"),
    "benchmark": Command("What industries and companies retain", "banks"),
    "define": Command("What a word of the field means", "churn"),
    "why": Command("Why keeping customers matters", "(or: why is it cheaper)"),
    "retention": Command("Ask anything about retention, or help", "nps 60 25 15"),
}


def slash(name: str) -> str:
    """How a command is typed: `/crr`, or `/retention nps` when it has no name of its own."""
    return f"/{name}" if name in COMMANDS else f"/retention {name}"
