"""Cohorts: of those who began together, how many are still there so many periods later."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.answers.advice import Sign, advise
from bot.answers.breakdown import withheld_of
from bot.answers.cohort_groups import MOST_COLUMNS, Groups, split
from bot.answers.data import admitted, resolved, telling_trouble
from bot.answers.further import explained
from bot.ask.periods import Window
from bot.ask.question import Ask
from bot.reply import Cell, Head, HeatMap, Kind, Own, Percent, Reply, Table
from bot.services import Asker, Data, Services
from metrics.cohort import Cohort, Pooled, early_drop, pooled, together, worst
from metrics.period import Calendar, Period, between, containing, history, last_complete

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

COUNT = 12  # cohorts, when no number is given
_MONTHS: Mapping[Calendar, int] = {"month": 1, "quarter": 3}
MARKS = (1, 3, 6, 12)  # periods after the start that the answer puts in words


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The cohorts of the last periods that are over, and what their first period tells."""
    data, warehouse = admitted(ask, asker, services)
    ask = resolved(ask, warehouse)
    kind: Calendar = ask.period or "month"
    last, count = _asked(ask, kind, last_complete(kind, data.today()))
    asked = partial(warehouse.cohorts, last, count, unbounded=ask.unbounded, where=ask.where)
    groups = _named(asked(by=ask.by)) if ask.by else {}
    found = [one for one in together(groups.values()) or asked()[None] if one.size]
    shown = found if ask.by or not asker.public else _for_a_channel(found)
    rates = pooled(shown)
    by_group = split(ask.by, groups, rates, asker) if ask.by else None
    facts = {
        **_told(shown, rates, kind),
        **_advised(ask, shown, last, services, asker),
        **_source(ask, data, warehouse, last, count),
        "kind": kind,
        "by": ask.by,
        "worst_group": by_group.worst if by_group else None,
        "hidden": by_group.hidden if by_group else len(found) - len(shown),
        "library": services.library,
    }
    dated = _dated(ask, last, count)
    return Reply(
        template="cohort",
        language=ask.language,
        facts=facts,
        table=by_group.table if by_group else _table(shown, rates, kind),
        chart=None if by_group else _picture(shown, rates, kind),
        buttons=(explained(dated),),
        share=dated.question(),
        private=True,
    )


def _named(groups: Mapping[str | None, Sequence[Cohort]]) -> Groups:
    """Those of a dimension; none where the warehouse has nobody."""
    return {name: cohorts for name, cohorts in groups.items() if name is not None}


def _for_a_channel(found: Sequence[Cohort]) -> list[Cohort]:
    hidden = withheld_of({one.start: one.size for one in found})
    return [one for one in found if one.start not in hidden]


def _source(
    ask: Ask, data: Data, warehouse: "Warehouse", last: Period, count: int
) -> Mapping[str, Any]:
    """What was counted, of whom, and how fresh it is."""
    made = warehouse.cohorts_rolled_up(
        last, count, unbounded=ask.unbounded, by=ask.by, where=ask.where
    )
    return {
        "unbounded": ask.unbounded,
        "unit": data.mapping.unit,
        "where": ask.where,
        "last_day": last.end - timedelta(days=1),
        "timezone": data.timezone,
        "newest": warehouse.newest(data.mapping.unit, data.now()),
        "rolled_up": made,
    }


def _asked(ask: Ask, kind: Calendar, complete: Period) -> tuple[Period, int]:
    """The last cohort, and how many: those that begin in the window, else the last so many."""
    if ask.window is None:
        return complete, ask.months // _MONTHS[kind] if ask.months else COUNT
    last = containing(min(ask.window.period.end, complete.end) - timedelta(days=1), kind)
    first = containing(ask.window.period.start, kind)
    count = 1
    while first.start < last.start:
        first, count = first.next(), count + 1
    return last, count


def _dated(ask: Ask, last: Period, count: int) -> Ask:
    """The same cohorts by their dates, whenever it is asked again."""
    first = (*history(last, count - 1), last)[0]
    return replace(ask, window=Window(between(first.start, last.end)), months=None)


def _told(shown: Sequence[Cohort], rates: Sequence[Pooled], kind: Calendar) -> Mapping[str, Any]:
    by_k = {one.k: one for one in rates}
    weakest = worst(shown, 1)
    return {
        "customers": sum(one.size for one in shown),
        "cohorts": len(shown),
        "marks": [by_k[k] for k in MARKS if k in by_k],
        "worst": weakest,
        "worst_rate": _share(weakest, 1) if weakest else None,
        "worst_period": containing(weakest.start, kind) if weakest else None,
        "pooled_first": by_k.get(1),
    }


def _advised(
    ask: Ask, shown: Sequence[Cohort], last: Period, services: Services, asker: Asker
) -> Mapping[str, Any]:
    drop = early_drop(shown)
    early = drop is not None and drop.is_early
    signs = (
        [Sign("cohort", {"share": min(drop.share, Fraction(1)), "kind": last.kind})]
        if drop and early
        else []
    )
    industry = ask.industry or services.settings_for(asker).industry
    advice = advise(
        services.library, "crr", industry, "low" if early else "usual", signs=signs, about=last
    )
    return {"early": drop, "tip": advice.tip, "sign": advice.sign}


def _columns(shown: Sequence[Cohort]) -> int:
    return min(MOST_COLUMNS, max(len(one.active) for one in shown))


def _share(one: Cohort, k: int) -> Fraction:
    return Fraction(one.active[k], one.size)


def _table(shown: Sequence[Cohort], rates: Sequence[Pooled], kind: Calendar) -> Table | None:
    """A row a cohort, the newest first; empty where the period is not over yet."""
    if not shown:
        return None
    columns = _columns(shown)
    rows: list[tuple[Cell, ...]] = []
    for one in reversed(shown):
        shares = [
            Percent(_share(one, k)) if k < len(one.active) else None for k in range(1, columns)
        ]
        rows.append((containing(one.start, kind), one.size, *shares))
    everyone = [Percent(one.rate) for one in rates if 0 < one.k < columns]
    rows.append((Kind("all_cohorts"), sum(one.size for one in shown), *everyone))
    after = (Own(f"+{k}") for k in range(1, columns))
    heads: tuple[Head, ...] = (f"cohort_{kind}", "size", *after)
    return Table("cohorts", heads, tuple(rows))


def _picture(shown: Sequence[Cohort], rates: Sequence[Pooled], kind: Calendar) -> HeatMap | None:
    if not shown:
        return None
    columns = _columns(shown)
    rows = tuple(
        (
            containing(one.start, kind),
            one.size,
            tuple(_share(one, k) for k in range(1, min(columns, len(one.active)))),
        )
        for one in shown
    )
    return HeatMap("cohorts", rows, tuple(one.rate for one in rates if 0 < one.k < columns))
