"""The card: every metric that the data has, for one period, and what is unusual about it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from itertools import chain
from operator import add
from typing import TYPE_CHECKING, Any

from bot.answers.advice import Sign, advise, result_beside, signs_of
from bot.answers.breakdown import FEWEST_SHOWN, apart, as_cell, refuse_few, withheld
from bot.answers.data import admitted, resolved, telling_trouble
from bot.answers.frame import Frame
from bot.answers.further import broken_down, cohorts_and_risk, explained
from bot.answers.measure import where_from
from bot.answers.measured import Measured, measured, trend
from bot.answers.measures import measure_of
from bot.answers.risk import EARLIER, usual_of
from bot.ask.question import Ask
from bot.reply import Button, Cell, Dimension, Kind, Own, Percent, Reply, Table
from bot.services import Asker, Data, Services
from knowledge.library import Library
from knowledge.records import Industry
from metrics.counts import evidence
from metrics.period import Period
from metrics.warehouse.trouble import Trouble

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

# Not the value of a customer, which is of no period.
KPIS = ("crr", "churn", "customers", "nrr", "grr", "mrr", "quick", "repeat", "nps", "csat")
FIRST = "crr"
SAYS_THE_SAME = {FIRST, "churn"}  # of who stayed: told in the headline, in the table for the figure
_COMPARED = frozenset({"month", "quarter", "year"})  # periods that averages are set beside
_DAY = timedelta(days=1)
Told = tuple[tuple[str, Cell, Cell], ...]  # each metric, now and in the period beside it
LEAVES_OUT = {"not_mapped", "no_amounts", "no_customers"}  # a metric that this data does not have


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Retention in the headline, the rest in a table, one tip for the weakest figure."""
    data, warehouse = admitted(ask, asker, services)
    ask = resolved(ask, warehouse)
    card = dict(_measured(ask, data, warehouse))
    preferences = services.settings_for(asker)
    first = card[FIRST]
    refuse_few(asker, first.now.counts, first.now.size)
    told = tuple(_told(card, preferences.currency))
    hidden = frozenset(chain.from_iterable(map(withheld, card.values()))) if asker.public else ()
    facts = {
        **_headline(card),
        **_turned_red(ask, first, data, warehouse, public=asker.public),
        **_advised(ask, card, preferences.industry, services),
        **where_from(ask, first, data, warehouse),
        **_periods(first.frame),
        "told": told,
        "by": ask.by,
        "hidden": len(hidden),
        "currency": preferences.currency,
        "library": services.library,
    }
    industry = _compared(ask, preferences.industry, first.frame.asked.period, services.library)
    average = industry.value / 100 if industry else None
    return Reply(
        template="kpi",
        language=ask.language,
        facts={**facts, "industry": industry},
        table=_table_of_groups(card, ask, preferences.currency, hidden)
        if ask.by
        else _table(card, told, preferences.currency, average),
        chart=None if facts["few"] else trend(first, preferences.currency),
        buttons=tuple(_buttons(ask, data)),
        share=ask.question(),
        private=True,
    )


def _periods(frame: Frame) -> Mapping[str, Any]:
    """The period that the card is about, and the one beside it."""
    asked = frame.asked
    return {
        "asked": asked.period,
        "looked_back": asked.before,
        "versus": frame.versus.period,
        "last_day": asked.period.end - _DAY,
        "running": frame.running,
    }


def _measured(ask: Ask, data: Data, warehouse: "Warehouse") -> Iterator[tuple[str, Measured]]:
    """Each metric that this data can be asked for, and, by a dimension, be broken down into."""
    for name in KPIS:
        try:
            yield name, measured(ask, measure_of(name, data.mapping), data, warehouse)
        except Trouble as trouble:
            if trouble.code not in LEAVES_OUT or name == FIRST:
                raise


def _compared(ask: Ask, usual: str | None, period: Period, library: Library) -> Industry | None:
    """Whose average may stand beside a figure of this period. Of a week or a day what stays is so
    much more than any source speaks of that the two would mislead.
    """
    industry = library.industries.get(ask.industry or usual or "")
    if industry is None or period.kind not in _COMPARED:
        return None
    return industry if industry.period in {None, period.kind} else None


def _told(card: Mapping[str, Measured], currency: str) -> Iterator[tuple[str, Cell, Cell]]:
    """Each metric, its value in the period asked for and in the one beside it."""
    for name, one in card.items():
        now, then = (as_cell(one.measure, figure, currency) for figure in (one.now, one.then))
        yield name, now, then


def _headline(card: Mapping[str, Measured]) -> Mapping[str, Any]:
    """Retention, whether it is as usual, and which other figures are not."""
    first = card[FIRST]
    by_level = sorted(card.items(), key=lambda one: one[1].measure.level)  # their changes come last
    unusual = [(name, one.verdict) for name, one in by_level if one.verdict in {"high", "low"}]
    return {
        "rate": first.now.value,
        "counts": first.now.counts,
        "few": evidence(first.now.size) == "counts",
        "verdict": first.verdict,
        "unusual": [one for one in unusual if one[0] not in SAYS_THE_SAME],
        "judged": sum(one.verdict is not None for name, one in card.items() if name != "churn"),
    }


def _turned_red(
    ask: Ask, first: Measured, data: Data, warehouse: "Warehouse", *, public: bool
) -> Mapping[str, Any]:
    """How many turned red in the period, how many usually do, and in which segment most did; None
    where there are no orders to tell it from.
    """
    spans = [span for span in first.frame.history if first.figures[span].size]
    if not (data.mapping.orders or data.mapping.activity) or first.frame.running or not spans:
        return {"turned": None, "most": None}
    last_days = [span.period.end - _DAY for span in reversed((*spans, first.frame.asked))]
    chosen = dict(ask.where)
    by = next((name for name in data.mapping.dimensions if name not in chosen), None)
    found = warehouse.lights(last_days[0], last_days[1 : EARLIER + 1], by, ask.where)
    whole = reduce(add, found.values()) if found else None
    counts = {name: one.turned_red for name, one in found.items() if name}
    most = max(counts, key=lambda name: (counts[name], name)) if counts else None
    clear = most is not None and counts[most] >= (FEWEST_SHOWN if public else 1)
    return {
        "turned": whole,
        "usual": usual_of(whole),
        "most": (by, most, counts[most]) if most and clear else None,
    }


def _advised(
    ask: Ask, card: Mapping[str, Measured], usual: str | None, services: Services
) -> Mapping[str, Any]:
    """A tip for the first figure that is unusually bad, else for retention."""
    did = {
        name: result_beside(one.verdict, lower=one.measure.lower_is_better)
        for name, one in card.items()
    }
    weakest = next((name for name, result in did.items() if result == "low"), FIRST)
    signs = [*signs_of(card[weakest].now.counts)]
    signs += [Sign("low")] if did[weakest] == "low" else []
    metric = weakest if weakest in services.library.terms else FIRST
    about = card[FIRST].frame.asked.period
    advice = advise(
        services.library, metric, ask.industry or usual, did[weakest], signs=signs, about=about
    )
    return {"tip": advice.tip, "sign": advice.sign, "weakest": weakest}


def _table(
    card: Mapping[str, Measured], told: Told, currency: str, average: Decimal | None
) -> Table:
    """Value, the period before, the change, whether that is usual, and an average to compare."""
    rows: list[tuple[Cell, ...]] = []
    for (name, value, before), one in zip(told, card.values(), strict=True):
        usual = Kind(one.verdict) if one.verdict else None
        change = apart(one.measure, one.now, one.then, currency)
        beside = Percent(average) if average is not None and name == FIRST else None
        rows.append((Kind(name), value, before, change, usual, beside))
    head = ("figure", "now", "before", "change", "usual", "average")
    if average is not None:
        return Table("kpi", head, tuple(rows))
    return Table("kpi", head[:-1], tuple(row[:-1] for row in rows))


def _table_of_groups(
    card: Mapping[str, Measured], ask: Ask, currency: str, hidden: Collection[str]
) -> Table | None:
    """The value of each metric in each segment asked for, the largest first, and in all of them."""
    sizes = {name: now.size for name, (now, _) in card[FIRST].segments.items()}
    names = dict.fromkeys(chain.from_iterable(one.segments for one in card.values()))
    wanted = names.keys() & ask.among if ask.among else names.keys()
    shown = sorted(wanted - set(hidden), key=lambda name: (-sizes.get(name, 0), name))
    if not shown:
        return None
    rows: list[tuple[Cell, ...]] = [
        (Own(name), *(_in_segment(one, name, currency) for one in card.values())) for name in shown
    ]
    everyone = (as_cell(one.measure, one.now, currency) for one in card.values())
    rows.append((Kind("all_cohorts"), *everyone))
    return Table("kpi", (Dimension(str(ask.by)), *card), tuple(rows))


def _in_segment(found: Measured, name: str, currency: str) -> Cell:
    """Empty where nobody of the segment was counted."""
    segment = found.segments.get(name)
    return as_cell(found.measure, segment[0], currency) if segment else None


def _buttons(ask: Ask, data: Data) -> Iterator[Button]:
    yield explained(ask)
    yield from broken_down(replace(ask, kind="measure", metric=FIRST, by=None), data.mapping)
    yield from cohorts_and_risk(ask, data.mapping)
