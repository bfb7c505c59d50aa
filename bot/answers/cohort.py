"""Cohorts: of those who began together, how many are still there so many periods later."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.answers.advice import Sign, advise
from bot.answers.breakdown import FEWEST_SHOWN, refuse_few, withheld_of
from bot.answers.data import admitted, resolved, telling_trouble
from bot.answers.further import explained
from bot.ask.periods import Window
from bot.ask.question import Ask
from bot.reply import Cell, HeatMap, Kind, Own, Percent, Reply, Table
from bot.services import Asker, Services
from metrics.cohort import Cohort, Pooled, early_drop, pooled, together, worst, worst_group
from metrics.period import Calendar, Period, between, containing, history, last_complete

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

COUNT = 12  # cohorts, when no number is given
_MONTHS: Mapping[Calendar, int] = {"month": 1, "quarter": 3}
MOST_COLUMNS = 13  # of periods after the start
GROUP_MARKS = (3, 1)  # those at which a group is set against all
Groups = Mapping[str | None, Sequence[Cohort]]  # None: everyone
MARKS = (1, 3, 6, 12)  # periods after the start that the answer puts in words


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The cohorts of the last periods that are over, and what their first period tells."""
    data, warehouse = admitted(ask, asker, services)
    ask = resolved(ask, warehouse)
    kind: Calendar = ask.period or "month"
    last, count = _asked(ask, kind, last_complete(kind, data.today()))
    dated = _dated(ask, last, count)
    groups = _groups(ask, last, count, warehouse)
    shown = [one for one in together(groups.values()) if one.size]
    if ask.by:
        refuse_few(asker, None, sum(one.size for one in shown))
    hidden = _withheld(ask, shown, groups) if asker.public else frozenset()
    shown = [one for one in shown if one.start not in hidden]
    groups = {name: cohorts for name, cohorts in groups.items() if name not in hidden}
    rates = pooled(shown)
    facts = {
        **_told(shown, rates, kind),
        **_by_group(ask, groups, rates),
        **_advised(ask, shown, kind, services, asker),
        "kind": kind,
        "unbounded": ask.unbounded,
        "unit": data.mapping.unit,
        "where": ask.where,
        "last_day": last.end - timedelta(days=1),
        "hidden": len(hidden),
        "timezone": data.timezone,
        "newest": warehouse.newest(data.mapping.unit, data.today()),
        "rolled_up": warehouse.cohorts_rolled_up(
            last, count, unbounded=ask.unbounded, by=ask.by, where=ask.where
        ),
        "library": services.library,
    }
    grouped = table_of_groups(groups, rates, ask.by, public=asker.public) if ask.by else None
    return Reply(
        template="cohort",
        language=ask.language,
        facts=facts,
        table=grouped or (_table(shown, rates, kind) if shown and not ask.by else None),
        chart=_picture(shown, rates, kind) if shown and not ask.by else None,
        buttons=(explained(dated),),
        share=dated.question(),
        private=True,
    )


def _groups(ask: Ask, last: Period, count: int, warehouse: "Warehouse") -> Groups:
    """The cohorts of each group of customers; of all of them where none is asked for, or there."""
    asked = partial(warehouse.cohorts, last, count, unbounded=ask.unbounded, where=ask.where)
    return asked(by=ask.by) or asked()


def _withheld(ask: Ask, shown: Sequence[Cohort], groups: Groups) -> frozenset[date | str | None]:
    """The rows that a channel may not read."""
    if ask.by:
        return frozenset(withheld_of({str(name): size_of(one) for name, one in groups.items()}))
    return frozenset(withheld_of({one.start: one.size for one in shown}))


def _by_group(ask: Ask, groups: Groups, rates: Sequence[Pooled]) -> Mapping[str, Any]:
    """The group that stands out: its name, and how many of it and of all are still there."""
    named = {name: cohorts for name, cohorts in groups.items() if name is not None}
    by_k = {one.k: one for one in rates}
    k = next((k for k in GROUP_MARKS if k in by_k), 0)
    found = worst_group(named, k) if k else None
    return {"by": ask.by, "worst_group": (*found, by_k[k]) if found else None}


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
    ask: Ask, shown: Sequence[Cohort], kind: Calendar, services: Services, asker: Asker
) -> Mapping[str, Any]:
    drop = early_drop(shown)
    early = drop is not None and drop.is_early
    signs = (
        [Sign("cohort", {"share": min(drop.share, Fraction(1)), "kind": kind})]
        if drop and early
        else []
    )
    industry = ask.industry or services.settings_for(asker).industry
    advice = advise(services.library, "crr", industry, "low" if early else "usual", signs)
    return {"early": drop, "tip": advice.tip, "sign": advice.sign}


def _columns(shown: Sequence[Cohort]) -> int:
    return min(MOST_COLUMNS, max(len(one.active) for one in shown))


def _share(one: Cohort, k: int) -> Fraction:
    return Fraction(one.active[k], one.size)


def table_of_groups(
    groups: Groups, rates: Sequence[Pooled], by: str, *, public: bool
) -> Table | None:
    """A row a group, the largest first: its cohorts pooled. A channel reads no column in which a
    group has too few customers, since only its oldest cohorts have come so far.
    """
    by_k = {
        name: {one.k: one for one in pooled(cohorts)} for name, cohorts in groups.items() if name
    }
    everyone = {one.k: one for one in rates}
    fewest = FEWEST_SHOWN if public else 0
    columns = [
        k
        for k in range(1, min(MOST_COLUMNS, len(everyone)))
        if all(k not in row or row[k].size >= fewest for row in by_k.values())
    ]
    names = sorted(by_k, key=lambda name: (-size_of(groups[name]), name))
    if not names:
        return None
    rows: list[tuple[Cell, ...]] = [
        (Own(name), size_of(groups[name]), *(_rate(by_k[name].get(k)) for k in columns))
        for name in names
    ]
    rows.append((Kind("all_cohorts"), everyone[0].size, *(_rate(everyone[k]) for k in columns)))
    heads: tuple[str | Own, ...] = (Own(by), "size", *(Own(f"+{k}") for k in columns))
    return Table("cohorts_by", heads, tuple(rows))


def size_of(cohorts: Sequence[Cohort]) -> int:
    """How many began, in all of them."""
    return sum(one.size for one in cohorts)


def _rate(one: Pooled | None) -> Percent | None:
    return Percent(one.rate) if one else None


def _table(shown: Sequence[Cohort], rates: Sequence[Pooled], kind: Calendar) -> Table:
    """A row a cohort, the newest first; empty where the period is not over yet."""
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
    heads: tuple[str | Own, ...] = (f"cohort_{kind}", "size", *after)
    return Table("cohorts", heads, tuple(rows))


def _picture(shown: Sequence[Cohort], rates: Sequence[Pooled], kind: Calendar) -> HeatMap:
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
