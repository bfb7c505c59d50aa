"""Why a figure from the data is what it is: the definition, the counts, other ways, the SQL."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bot.answers.breakdown import refuse_few
from bot.answers.data import admitted, resolved, telling_trouble
from bot.answers.measured import Measured, measured
from bot.answers.measures import MEASURES, measure_of, variant_of
from bot.ask.question import Ask
from bot.reply import Cell, Kind, Percent, Reply, Table
from bot.services import Asker, Data, Services
from metrics.flow import Flow, Variant, other_tools, rate
from metrics.period import last_complete

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
MOST_SQL = 2600  # characters, so that it fits in one section
_OUR_CHURN = ("chartmogul", "strict")  # the tool that counts as we do, with our default


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The same question, explained; cohorts, the traffic light, the card by their definitions."""
    data, warehouse = admitted(ask, asker, services)
    ask = resolved(ask, warehouse)
    facts: Mapping[str, Any] = {
        "metric": ask.metric,
        "unit": data.mapping.unit,
        "mapping": data.mapping,
        "definitions": data.mapping.definitions,
        "timezone": data.timezone,
        "newest": warehouse.newest(_section(ask, data), data.now()),
        "term": services.library.terms.get(str(ask.metric)),
        "currency": services.settings_for(asker).currency,
        "where": ask.where,
        "asked": None,
        "ever": False,
        "counts": None,
        "sql": "",
        "cut": False,
    }
    table = None
    metric = str(ask.metric)
    if metric in MEASURES:
        found = measured(replace(ask, by=None), measure_of(metric, data.mapping), data, warehouse)
        refuse_few(asker, found.now.counts, found.now.size)
        told, table = _of_a_measure(ask, found, data, warehouse)
        facts = {**facts, **told}
    elif metric in _OTHERS:
        facts = {**facts, **_cut(warehouse.sql_of(_OTHERS[metric](ask, data)))}
    return Reply("explain_data", ask.language, facts, table=table, private=True)


def _section(ask: Ask, data: Data) -> str:
    """Of retention.toml, the one that is counted."""
    if ask.metric == "risk":
        return "activity" if data.mapping.activity else "orders"
    measure = MEASURES.get(str(ask.metric))
    return (measure and measure.section) or data.mapping.unit


def _of_a_measure(
    ask: Ask, found: Measured, data: Data, warehouse: "Warehouse"
) -> tuple[Mapping[str, Any], Table | None]:
    measure, counts, span = found.measure, found.now.counts, found.frame.asked
    sql = warehouse.sql_of(lambda afresh: measure.counts(afresh, (span,), None, ask.where))
    told = {
        "asked": span.period,
        "counts": counts,
        "value": found.now.value,
        "last_day": span.period.end - _DAY,
        "ever": found.frame.ever,
        **_cut(sql),
    }
    return told, _other_ways(counts, data) if isinstance(counts, Flow) else None


def _cut(sql: str) -> Mapping[str, Any]:
    """As much as fits into one section of a message."""
    return {"sql": sql[:MOST_SQL], "cut": len(sql) > MOST_SQL}


def _cohorts(ask: Ask, data: Data) -> "Callable[[Warehouse], object]":
    """Those of the last two periods: more would only repeat the columns."""
    last = last_complete(ask.period or "month", data.today())
    return lambda afresh: afresh.cohorts(
        last, 2, unbounded=ask.unbounded, by=ask.by, where=ask.where
    )


def _lights(ask: Ask, data: Data) -> "Callable[[Warehouse], object]":
    """At one date and the week before."""
    as_of = ask.as_of or data.today()
    return lambda afresh: afresh.lights(as_of, [as_of - _WEEK], where=ask.where)


_OTHERS: "Mapping[str, Callable[[Ask, Data], Callable[[Warehouse], object]]]" = {
    "cohort": _cohorts,
    "risk": _lights,
}


def _other_ways(flow: Flow, data: Data) -> Table | None:
    """The variants of retention, and churn as other tools count it, side by side."""
    if not flow.start:
        return None
    ours = variant_of(data.mapping)
    variants: tuple[Variant, ...] = ("strict", "formula")
    if data.mapping.unit == "orders":
        variants = (*variants, "all_acquired")
    rows = [_row(variant, rate(flow, variant), ours=variant == ours) for variant in variants]
    rows += [
        _row(tool, Fraction(*counted) if counted[1] else None, ours=(tool, ours) == _OUR_CHURN)
        for tool, counted in other_tools(flow).items()
    ]
    return Table("other_ways", ("way", "figure", "used"), tuple(rows))


def _row(way: str, share: Fraction | None, *, ours: bool) -> tuple[Cell, ...]:
    return Kind(way), None if share is None else Percent(share), Kind("ours") if ours else None
