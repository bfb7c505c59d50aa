"""Loyalty from answers and orders: NPS, CSAT and the repeat purchase rate."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metrics.interval import Interval, wilson
from metrics.refusal import Refusal, refuse_negative
from metrics.rounding import decimal

Z = Decimal("1.96")  # as the definition of the margin writes it


@dataclass(frozen=True, slots=True)
class Nps:
    """Net Promoter Score in points, -100 to 100, and its 95 % margin in points."""

    promoters: int
    passives: int
    detractors: int
    answers: int
    score: Fraction
    margin: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a total, with its 95 % interval."""

    part: int
    total: int
    rate: Fraction
    interval: Interval


def nps(*, promoters: int, passives: int, detractors: int) -> Nps:
    """100 (p - d), the shares of promoters (9-10) and detractors (0-6) in all answers (Reichheld
    2003). The margin is 1.96 times the standard error, 100 sqrt((p + d - (p - d)²) / answers).

    Raises `negative` and `no_answers`.
    """
    refuse_negative(promoters=promoters, passives=passives, detractors=detractors)
    answers = promoters + passives + detractors
    if answers == 0:
        raise Refusal("no_answers")
    net = Fraction(promoters - detractors, answers)
    variance = Fraction(promoters + detractors, answers) - net**2
    margin = 100 * Z * decimal(variance / answers).sqrt()
    return Nps(promoters, passives, detractors, answers, 100 * net, margin)


def csat(*, satisfied: int, total: int) -> Share:
    """Satisfied answers (4 or 5 of five) / all. Raises `negative`, `total_is_zero`,
    `part_exceeds_total`.
    """
    refuse_negative(satisfied=satisfied, total=total)
    return _share(satisfied, total)


def repeat(*, repeat: int, total: int) -> Share:
    """Customers with two or more orders / with one or more. Raises as `csat`."""
    refuse_negative(repeat=repeat, total=total)
    return _share(repeat, total)


def _share(part: int, total: int) -> Share:
    interval = wilson(part, total)
    return Share(part, total, Fraction(part, total), interval)
