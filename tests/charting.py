"""Charts whose values can be checked by hand, for the tests of what shows them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.reply import HeatMap, Line, Unit, Value
from metrics.period import Calendar, Period, containing


def periods(count: int, kind: Calendar = "month", start: date = date(2025, 11, 1)) -> list[Period]:
    found = [containing(start, kind)]
    while len(found) < count:
        found.append(found[-1].next())
    return found[:count]


def line(*values: Value | None, unit: Unit = "share", title: str = "crr") -> Line:
    return Line(title, unit, tuple(periods(len(values))), ((title, values),))


def percents(*values: int | None) -> Line:
    return line(*(None if one is None else Fraction(one, 100) for one in values))


def cohorts(count: int, kind: Calendar = "month", size: int = 1000) -> HeatMap:
    """Each cohort keeps 80% after one period and a point less after each further one; the second
    one keeps 20 points less.
    """
    shares = [Fraction(80 - k, 100) for k in range(count)]
    rows = tuple(
        (at, size, tuple(share - Fraction(i == 1, 5) for share in shares[: count - i]))
        for i, at in enumerate(periods(count, kind))
    )
    pooled = tuple(
        sum((row[2][k] for row in rows[: count - k]), Fraction(0)) / (count - k)
        for k in range(count)
    )
    return HeatMap("cohorts", rows, pooled)


USUAL = replace(percents(94, 95, 91, 94), low=Fraction(92, 100), high=Fraction(96, 100))
WEEKS = Line(
    "customers",
    "count",
    tuple(periods(3, "week", date(2026, 11, 2))),
    (("new", (340, 310, 325)), ("lost", (300, 335, 310))),
)
MONEY = replace(line(Decimal(1000), Decimal("1250.5"), unit="amount", title="mrr"), currency="USD")
CHARTS = [USUAL, percents(94, None, 95), WEEKS, MONEY, cohorts(4), cohorts(2, "quarter")]
