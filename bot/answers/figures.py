"""The answer to typed figures: the value, what was counted, how it compares, one tip."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.ask.question import Ask
from bot.reply import Button, Language, Menu, Problem, Reply
from bot.services import Asker, Services
from knowledge.benchmarks import compare, yardsticks
from knowledge.library import Industry, Library
from knowledge.tips import choose, result_of
from metrics.catalog import METRICS
from metrics.counts import Retention, retention
from metrics.period import Calendar, convert
from metrics.refusal import Refusal
from metrics.rounding import decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """A retention rate beside an industry's average; distances in percentage points."""

    industry: Industry
    average: Decimal  # a share of one
    distance: Decimal
    verdict: str | None


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Any metric of the catalog, from its figures."""
    preferences = services.settings_for(asker)
    library = services.library
    result = computed(ask)
    compared = compare_with_industry(ask, result, preferences.industry, library)
    tip = _tip(ask, compared, ask.industry or preferences.industry, library)
    facts = {
        "metric": ask.metric,
        "result": result,
        "compared": compared,
        "yardsticks": yardsticks(library),
        "a_year": yearly(result, ask.period),
        "period": ask.period,
        "tip": tip,
        "sources": library.sources,
        "term": library.terms[str(ask.metric)],
        "currency": preferences.currency,
        "industries": library.industries,
    }
    question = replace(ask, kind="figures")
    return Reply(
        template="retention" if METRICS[str(ask.metric)].compared else str(ask.metric),
        language=ask.language,
        facts=facts,
        buttons=_buttons(ask, compared),
        menu=industry_menu(question, library, chosen=compared is not None)
        if METRICS[str(ask.metric)].compared
        else None,
        share=question.question(),
    )


def computed(ask: Ask) -> Any:
    """The metric's own result. Raises Problem for figures it refuses."""
    try:
        return METRICS[str(ask.metric)].function(**ask.named)
    except Refusal as refusal:
        facts = {**refusal.facts, **_rates_meant(refusal)}
        raise Problem(refusal.code, metric=ask.metric, **facts) from None


def _rates_meant(refusal: Refusal) -> dict[str, object]:
    """The retention that the suggested figures would give."""
    meant = {"suggested_rate": "suggestion", "as_lost_rate": "as_lost"}
    return {
        rate: retention(**figures).rate
        for rate, fact in meant.items()
        if isinstance(figures := refusal.facts.get(fact), dict)
    }


def compare_with_industry(
    ask: Ask, result: object, usual: str | None, library: Library
) -> Compared | None:
    """The average of the named industry, else of the team's; None where nothing compares."""
    industry = library.industries.get(ask.industry or usual or "")
    if industry is None or not isinstance(result, Retention):
        return None
    found = compare(decimal(result.rate * 100), industry, ask.period)
    return Compared(industry, industry.value / 100, found.distance, found.verdict)


def yearly(result: object, period: Calendar | None) -> Fraction | Decimal | None:
    """What a constant rate would leave after a year; a month is presumed when none was given."""
    if not isinstance(result, Retention) or period == "year":
        return None
    return convert(result.rate, period or "month", "year")


def industry_menu(ask: Ask, library: Library, *, chosen: bool) -> Menu:
    """Every industry with a figure, to ask the same question about another one."""
    return Menu(
        label="industry" if chosen else "choose_industry",
        question=replace(ask, industry=None).question(),
        options=_industry_options(library, ask.language),
    )


def _industry_options(library: Library, language: Language) -> tuple[tuple[str, str], ...]:
    named = ((key, one.in_(language).name) for key, one in library.industries.items())
    return tuple(sorted(named, key=lambda option: option[1].casefold()))


def _tip(ask: Ask, compared: Compared | None, industry: str | None, library: Library) -> object:
    return choose(
        library,
        metric=str(ask.metric),
        industry=industry if industry in library.industries else None,
        result=result_of(compared.distance if compared else None),
    )


def _buttons(ask: Ask, compared: Compared | None) -> tuple[Button, ...]:
    industry = compared.industry.key if compared else ask.industry
    more = Ask("tips", ask.language, ask.metric, industry=industry, after=1)
    return (
        Button("explain", replace(ask, kind="explain").question()),
        Button("more_tips", more.question()),
    )
