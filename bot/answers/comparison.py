"""What a metric's figures give, and a retention rate beside the average of an industry."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.ask.question import Ask
from bot.reply import Problem
from knowledge.benchmarks import Verdict, compare
from knowledge.library import Industry, Library
from knowledge.records import Result
from knowledge.tips import result_of
from metrics.catalog import METRICS
from metrics.counts import Retention, retention
from metrics.period import Calendar, convert
from metrics.refusal import Refusal
from metrics.rounding import decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """A retention rate beside an industry's average (a share of one); distance in points, and that
    of what a year at its pace would leave, where the rate is of less and the source names no
    period.
    """

    industry: Industry
    average: Decimal
    distance: Decimal
    verdict: Verdict | None
    of_a_year: Decimal | None


def computed(ask: Ask) -> Any:
    """The metric's own result. Raises Problem for figures it refuses."""
    try:
        return METRICS[str(ask.metric)].function(**ask.named)
    except Refusal as refusal:
        facts = {**refusal.facts, **_rates_meant(refusal)}
        raise Problem(refusal.code, metric=ask.metric, **facts) from None


def compare_with_industry(
    ask: Ask, result: object, usual: str | None, library: Library
) -> Compared | None:
    """The average of the named industry, else of the team's; None where nothing compares."""
    industry = library.industries.get(ask.industry or usual or "")
    if industry is None or not isinstance(result, Retention):
        return None
    found = compare(decimal(result.rate * 100), industry, ask.period)
    left = yearly(result, ask.period) if ask.period and industry.period is None else None
    of_a_year = None if left is None else decimal(Fraction(left) * 100) - industry.value
    return Compared(industry, industry.value / 100, found.distance, found.verdict, of_a_year)


def how_it_did(result: object, compared: Compared | None) -> Result:
    """Low, usual or high beside the average; usual where there is too little to tell."""
    if compared is None or not isinstance(result, Retention) or result.evidence != "full":
        return result_of(None)
    return result_of(compared.distance if compared.of_a_year is None else compared.of_a_year)


def yearly(result: object, period: Calendar | None) -> Fraction | Decimal | None:
    """What a constant rate would leave after a year; a month is presumed when none was given."""
    if not isinstance(result, Retention) or period == "year":
        return None
    return convert(result.rate, period or "month", "year")


def _rates_meant(refusal: Refusal) -> dict[str, object]:
    """The retention that the suggested figures would give."""
    meant = {"suggested_rate": "suggestion", "as_lost_rate": "as_lost"}
    return {
        rate: retention(**figures).rate
        for rate, fact in meant.items()
        if isinstance(figures := refusal.facts.get(fact), dict)
    }
