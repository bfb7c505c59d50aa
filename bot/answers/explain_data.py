"""Why a figure from the data is what it is: the definition, the counts, other ways, the SQL."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bot.answers.data import admitted, telling_trouble
from bot.answers.measured import measured
from bot.answers.measures import MEASURES
from bot.ask.question import Ask
from bot.reply import Cell, Kind, Percent, Reply, Table
from bot.services import Asker, Data, Services
from metrics.flow import Flow, Variant, other_tools, rate

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

MOST_SQL = 2600  # characters, so that it fits in one section
_OUR_CHURN = ("chartmogul", "strict")  # the tool that counts as we do, with our default


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The same question, explained; cohorts, the traffic light, the card by their definitions."""
    data, warehouse = admitted(ask, asker, services)
    facts: Mapping[str, Any] = {
        "metric": ask.metric,
        "unit": data.mapping.unit,
        "mapping": data.mapping,
        "definitions": data.mapping.definitions,
        "timezone": data.timezone,
        "newest": warehouse.newest(data.mapping.unit, data.today()),
        "term": services.library.terms.get(str(ask.metric)),
        "currency": services.settings_for(asker).currency,
        "asked": None,
        "counts": None,
        "sql": "",
        "cut": False,
    }
    table = None
    if ask.metric in MEASURES:
        facts, table = _of_a_measure(ask, facts, data, warehouse)
    return Reply("explain_data", ask.language, facts, table=table, private=True)


def _of_a_measure(
    ask: Ask, facts: Mapping[str, Any], data: Data, warehouse: "Warehouse"
) -> tuple[Mapping[str, Any], Table | None]:
    measure = MEASURES[str(ask.metric)]
    found = measured(replace(ask, by=None), measure, data, warehouse)
    counts, asked = found.now.counts, found.frame.asked.period
    told = {**facts, "asked": asked, "counts": counts, "value": found.now.value}
    told["last_day"] = asked.end - timedelta(days=1)
    if not isinstance(counts, Flow):
        return told, None
    sql = warehouse.flows_sql((found.frame.asked,), None, warehouse.resolve(ask.where))
    return {**told, "sql": sql[:MOST_SQL], "cut": len(sql) > MOST_SQL}, _other_ways(counts, data)


def _other_ways(flow: Flow, data: Data) -> Table | None:
    """The variants of retention, and churn as other tools count it, side by side."""
    if not flow.start:
        return None
    of_orders = data.mapping.unit == "orders"
    ours = data.mapping.definitions.orders if of_orders else "strict"
    variants: tuple[Variant, ...] = ("strict", "formula")
    if of_orders:
        variants = (*variants, "all_acquired")
    rows = [_row(variant, rate(flow, variant), ours=variant == ours) for variant in variants]
    rows += [
        _row(tool, Fraction(*counted) if counted[1] else None, ours=(tool, ours) == _OUR_CHURN)
        for tool, counted in other_tools(flow).items()
    ]
    return Table("other_ways", ("way", "figure", "used"), tuple(rows))


def _row(way: str, share: Fraction | None, *, ours: bool) -> tuple[Cell, ...]:
    return Kind(way), None if share is None else Percent(share), Kind("ours") if ours else None
