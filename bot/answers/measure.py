"""The answer to a question about one metric of the company's data."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.answers.advice import (
    Sign,
    advise,
    bought_once,
    result_beside,
    signs_of,
    worst_segment,
)
from bot.answers.breakdown import (
    leader,
    ranked,
    ranked_periods,
    refuse_few,
    table_of,
    table_of_periods,
    told,
    withheld,
)
from bot.answers.comparison import Compared, compare_with_industry, yearly
from bot.answers.data import admitted, resolved, telling_trouble
from bot.answers.frame import stops_short
from bot.answers.further import broken_down, cohorts_and_risk, explained
from bot.answers.measured import Measured, measured, trend
from bot.answers.measures import measure_of, variant_of
from bot.ask.question import Ask
from bot.reply import Button, Reply
from bot.services import Asker, Data, Preferences, Services
from knowledge.library import Library
from metrics.counts import Retention
from metrics.flow import Flow, retention_of
from metrics.interval import Interval, wilson
from metrics.period import Calendar

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Any metric of MEASURES for a period, in whole or by a dimension."""
    data, warehouse = admitted(ask, asker, services)
    ask = resolved(ask, warehouse)
    found = measured(ask, measure_of(str(ask.metric), data.mapping), data, warehouse)
    refuse_few(asker, found.now.counts, found.now.size)
    preferences = services.settings_for(asker)
    hidden = withheld(found) if asker.public else ()
    names = ranked(found, hidden, ask.order, ask.among)
    periods = ranked_periods(found, ask.order) if found.frame.each and not ask.by else []
    first = periods[0] if periods else None
    facts = {
        **counted(found),
        **_compared(ask, found, data, preferences, services.library),
        **_advised(ask, found, preferences, services.library, hidden),
        **where_from(ask, found, data, warehouse),
        "order": ask.order,
        "leader": leader(found, names[0] if names else first, ask.order),
        "among": [(name, told(found.segments[name][0])) for name in names if ask.among],
        "hidden": len(hidden),
        "currency": preferences.currency,
        "library": services.library,
    }
    return Reply(
        template="measured",
        language=ask.language,
        facts=facts,
        table=table_of_periods(found, data.mapping.unit, preferences.currency, periods)
        if periods
        else table_of(found, ask, data.mapping.unit, preferences.currency, names),
        chart=None if facts["few"] else trend(found, preferences.currency),
        buttons=tuple(_buttons(ask, data)),
        share=ask.question(),
        private=True,
    )


def counted(found: Measured) -> Mapping[str, Any]:
    """The value, its counts, and how sure it is."""
    now, kept = found.now, _retention(found)
    low, high = found.range or (None, None)
    return {
        "metric": found.measure.name,
        "kind": found.measure.unit,
        "value": now.value,
        "counts": now.counts,
        "few": kept is not None and kept.evidence == "counts",
        "margin": _margin(found),
        "points_margin": getattr(now.counts, "margin", None),
        "change": None if found.frame.ever else found.change,
        "verdict": found.verdict,
        "enough": found.enough,
        "level": found.measure.level,
        "usual_low": low,
        "usual_high": high,
        "periods": found.usual.periods if found.usual else 0,
        "before": None if found.frame.ever else found.then.value,
        "ever": found.frame.ever,
        "running": found.frame.running,
        "asked": found.frame.asked.period,
        "looked_back": found.frame.asked.before,
        "versus": found.frame.versus.period,
        "last_day": found.frame.asked.period.end - timedelta(days=1),
    }


def _retention(found: Measured) -> Retention | None:
    flow = found.now.counts
    share_of_customers = found.measure.name in {"crr", "churn"} and isinstance(flow, Flow)
    return retention_of(flow) if share_of_customers else None


def _margin(found: Measured) -> Interval | None:
    return wilson(*found.now.share) if found.now.share and found.now.share[1] else None


def _compared(
    ask: Ask, found: Measured, data: Data, preferences: Preferences, library: Library
) -> Mapping[str, Any]:
    """Retention of customers beside an industry's average; what a year would leave of them only
    where the figure is the share that stayed.
    """
    kept = _retention(found)
    period = _calendar(found)
    asked = replace(ask, period=period)
    compared: Compared | None = None
    if kept is not None and kept.evidence == "full":
        compared = compare_with_industry(asked, kept, preferences.industry, library)
    stayed = found.measure.name != "crr" or variant_of(data.mapping) == "strict"
    a_year = yearly(kept, period) if kept and stayed and period not in {None, "year"} else None
    return {"compared": compared, "a_year": a_year, "rate": kept.rate if kept else None}


def _calendar(found: Measured) -> Calendar | None:
    kind = found.frame.asked.period.kind
    return None if kind == "custom" else kind


def _advised(
    ask: Ask, found: Measured, preferences: Preferences, library: Library, hidden: tuple[str, ...]
) -> Mapping[str, Any]:
    """The tip that this figure asks for, and the segment that stands out."""
    did = result_beside(found.verdict, lower=found.measure.lower_is_better)
    flows = {
        name: now.counts
        for name, (now, _) in found.segments.items()
        if isinstance(now.counts, Flow) and name not in hidden
    }
    worst = worst_segment(flows)
    signs: list[Sign] = [*([worst] if worst else []), *signs_of(found.now.counts)]
    signs += [Sign("low")] if did == "low" else []
    if found.measure.name == "repeat" and found.frame.ever:
        signs += bought_once(found.now.share)
    industry = ask.industry or preferences.industry
    advice = advise(
        library, found.measure.name, industry, did, signs=signs, about=found.frame.asked.period
    )
    return {"tip": advice.tip, "sign": advice.sign, "worst": worst.facts if worst else None}


def where_from(ask: Ask, found: Measured, data: Data, warehouse: "Warehouse") -> Mapping[str, Any]:
    """What was counted, of whom, and how fresh it is."""
    section = found.measure.section or data.mapping.unit
    newest = warehouse.newest(section, data.now())
    period, ever = found.frame.asked.period, found.frame.ever
    return {
        "unit": data.mapping.unit,
        "variant": variant_of(data.mapping),
        "where": ask.where,
        "timezone": data.timezone,
        "newest": newest,
        "stops_short": not ever and stops_short(period, newest, data.today()),
        "rolled_up": warehouse.rolled_up(
            found.measure.question, found.frame.spans, ask.by, ask.where
        ),
    }


def _buttons(ask: Ask, data: Data) -> Iterator[Button]:
    yield explained(ask)
    yield from broken_down(ask, data.mapping)
    if ask.metric in {"crr", "churn"}:
        yield from cohorts_and_risk(ask, data.mapping)
