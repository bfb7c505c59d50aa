"""Revenue of one period, counted in a warehouse: what was gained, lost, and kept."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from metrics.revenue import QuickRatio, quick
from metrics.sums import Sums


@dataclass(frozen=True, slots=True)
class Movement(Sums):
    """Amounts of one currency, per customer: every customer is in one movement at most.

    With subscriptions `start` and `end` are the monthly amounts at these moments; with orders they
    are the revenue of the period before and of this one. New never paid before, reactivation did,
    but not at the start. Of the customers at the start, `kept_end` is what they pay at the end, and
    `kept_least` the least of what each paid at the start and at the end. Losses are positive.
    """

    start: Decimal
    end: Decimal
    new: Decimal
    expansion: Decimal
    contraction: Decimal
    churn: Decimal
    reactivation: Decimal
    kept_end: Decimal
    kept_least: Decimal
    customers_start: int
    customers_end: int

    NONE: ClassVar["Movement"]

    @property
    def difference(self) -> Decimal:
        """What the five movements come to."""
        gained = self.new + self.expansion + self.reactivation
        return gained - self.contraction - self.churn

    @property
    def adds_up(self) -> bool:
        """Whether the movements explain the whole way from start to end."""
        return self.difference == self.end - self.start


_0 = Decimal(0)
Movement.NONE = Movement(_0, _0, _0, _0, _0, _0, _0, _0, _0, 0, 0)


def nrr_of(movement: Movement) -> Fraction | None:
    """Net revenue retention: kept_end / start. None when the start brought nothing in."""
    return _of_start(movement.kept_end, movement)


def grr_of(movement: Movement) -> Fraction | None:
    """Gross revenue retention: kept_least / start, never over 1. None likewise."""
    return _of_start(movement.kept_least, movement)


def quick_of(movement: Movement) -> QuickRatio:
    """(new + expansion) / (contraction + churn): reactivation is left out, and told beside it.

    Raises `negative`, where refunds outweigh what new customers paid.
    """
    return quick(
        new=movement.new,
        expansion=movement.expansion,
        contraction=movement.contraction,
        churn=movement.churn,
    )


def arpa(movement: Movement) -> Fraction | None:
    """Revenue per customer at the end, None without customers."""
    if not movement.customers_end:
        return None
    return Fraction(movement.end) / movement.customers_end


def _of_start(kept: Decimal, movement: Movement) -> Fraction | None:
    return Fraction(kept) / Fraction(movement.start) if movement.start > 0 else None
