"""Told once a crossing: what an alert told last, and whether what it sees now is news."""

from dataclasses import dataclass

from bot.answers.watching import BEYOND, Outcome
from metrics.period import Period


@dataclass(frozen=True, slots=True)
class Crossing:
    """`tells`: it is news. `kept` is what the schedule keeps: the first day of the period told last
    and the side, as in "2026-10-01 above"; empty where the figure is not beyond its limit.
    """

    tells: bool
    kept: str


def crossed(before: str, outcome: Outcome, period: Period) -> Crossing:
    """Back inside it is ready to tell again; where nobody can say, all stays as it was."""
    if outcome == "inside":
        return Crossing(tells=False, kept="")
    if outcome not in BEYOND or before.endswith(f" {outcome}"):
        return Crossing(tells=False, kept=before)
    return Crossing(tells=True, kept=f"{period.start} {outcome}")
