"""The traffic light: how long customers have been silent."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Light = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Lights:
    """Customers by their light at one date. `turned_red` were not red at the date before;
    `usual_turned_red` is the mean of that over the periods of the natural process limits
    (`metrics.process`), None when these are too few.
    """

    green: int
    amber: int
    red: int
    turned_red: int
    usual_turned_red: Fraction | None

    def __add__(self, other: "Lights") -> "Lights":
        """Both segments; what is usual is only told where both know it."""
        usual = None
        if self.usual_turned_red is not None and other.usual_turned_red is not None:
            usual = self.usual_turned_red + other.usual_turned_red
        return Lights(
            self.green + other.green,
            self.amber + other.amber,
            self.red + other.red,
            self.turned_red + other.turned_red,
            usual,
        )

    @property
    def total(self) -> int:
        return self.green + self.amber + self.red


def light(days_silent: int, amber_days: int, red_days: int) -> Light:
    """Green below `amber_days` whole days of silence, red from `red_days` on, amber between.

    >>> [light(days, amber_days=30, red_days=60) for days in (29, 30, 59, 60)]
    ['green', 'amber', 'amber', 'red']
    """
    if days_silent >= red_days:
        return "red"
    return "amber" if days_silent >= amber_days else "green"


def shares(lights: Lights) -> dict[Light, Fraction] | None:
    """Each light's share of all customers, None without customers."""
    if not lights.total:
        return None
    return {
        "green": Fraction(lights.green, lights.total),
        "amber": Fraction(lights.amber, lights.total),
        "red": Fraction(lights.red, lights.total),
    }
