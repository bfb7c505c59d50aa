"""The traffic light: how many customers have been silent how long, and who they are."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from bot.answers.advice import Sign, advise
from bot.answers.breakdown import refuse_few, withheld_of
from bot.answers.data import admitted, resolved, telling_trouble
from bot.answers.further import broken_down, explained
from bot.ask.question import Ask
from bot.render.text import label
from bot.reply import Button, Cell, Dimension, Money, Own, Reply, Sheet, Table
from bot.services import Asker, Data, Services
from metrics.lights import Lights, shares
from metrics.period import containing
from metrics.rounding import rounded

if TYPE_CHECKING:
    from metrics.warehouse.at_risk import AtRisk
    from metrics.warehouse.warehouse import Warehouse

EARLIER = 12  # weeks before, for how many usually turn red in one
NAMED = 10  # customers in the answer
IN_A_FILE = 5_000
COLUMNS = ("customer", "silent", "gap", "orders", "value")
_WEEK = timedelta(days=7)


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Counts of each light; the most valuable customers in red by name, never in a channel."""
    data, warehouse = admitted(ask, asker, services)
    ask = resolved(ask, warehouse)
    as_of = ask.as_of or data.today()
    earlier = [as_of - weeks * _WEEK for weeks in range(1, EARLIER + 1)]
    by_segment = warehouse.lights(as_of, earlier, ask.by, ask.where)
    whole = reduce(add, by_segment.values()) if by_segment else None
    refuse_few(asker, whole, whole.total if whole else 0)
    unnamed = asker.public or ask.by
    names = [] if unnamed else warehouse.at_risk(as_of, "red", NAMED, ask.where)
    currency = services.settings_for(asker).currency
    sizes = {str(name): one.total for name, one in by_segment.items()}
    hidden = withheld_of(sizes) if asker.public and ask.by else ()
    return Reply(
        template="risk",
        language=ask.language,
        facts={
            **_counted(whole),
            **_source(data, warehouse),
            **_advised(ask, whole, as_of, services, asker),
            "as_of": as_of,
            "where": ask.where,
            "named": len(names),
            "hidden": len(hidden),
            "library": services.library,
        },
        table=_segments(ask, by_segment, hidden) if ask.by else _names(names, currency),
        buttons=_buttons(ask, as_of, data, public=asker.public),
        share=replace(ask, as_of=as_of, sheet=False).question(),
        sheet=_sheet(ask, as_of, warehouse) if ask.sheet and not asker.public else None,
        private=True,
    )


def _counted(lights: Lights | None) -> Mapping[str, Any]:
    return {
        "lights": lights,
        "usual": usual_of(lights),
        "shares": shares(lights) if lights else None,
    }


def _source(data: Data, warehouse: "Warehouse") -> Mapping[str, Any]:
    """What a sign of life is here, and up to when there are any."""
    activity = data.mapping.activity is not None
    return {
        "limits": data.mapping.definitions,
        "activity": activity,
        "running": data.mapping.unit == "subscriptions",
        "timezone": data.timezone,
        "newest": warehouse.newest("activity" if activity else "orders", data.now()),
    }


def usual_of(lights: Lights | None) -> Decimal | None:
    """How many usually turn red, in whole customers."""
    if lights is None or lights.usual_turned_red is None:
        return None
    return rounded(lights.usual_turned_red, 0)


def _advised(
    ask: Ask, lights: Lights | None, as_of: date, services: Services, asker: Asker
) -> Mapping[str, Any]:
    signs = [Sign("amber", {"amber": lights.amber})] if lights and lights.amber else []
    industry = ask.industry or services.settings_for(asker).industry
    advice = advise(
        services.library, "churn", industry, "usual", signs=signs, about=containing(as_of, "week")
    )
    return {"tip": advice.tip, "sign": advice.sign}


def _segments(ask: Ask, lights: Mapping[str | None, Lights], hidden: Sequence[str]) -> Table:
    there = {str(name): one for name, one in lights.items() if name is not None}
    shown = {name: there[name] for name in ask.among or there if name in there.keys() - hidden}
    rows = tuple(
        (Own(name), one.green, one.amber, one.red, one.turned_red)
        for name, one in sorted(shown.items(), key=lambda item: (-item[1].red, item[0]))
    )
    return Table("lights", (Dimension(str(ask.by)), "green", "amber", "red", "turned_red"), rows)


def _names(names: "Sequence[AtRisk]", currency: str) -> Table | None:
    rows = tuple(_row(one, currency) for one in names)
    return Table("risk", COLUMNS, rows) if rows else None


def _row(one: "AtRisk", currency: str) -> tuple[Cell, ...]:
    gap = None if one.gap is None else rounded(one.gap, 1)
    value = None if one.value is None else Money(one.value, currency)
    return Own(str(one.customer)), one.silent, gap, one.orders, value


def _sheet(ask: Ask, as_of: date, warehouse: "Warehouse") -> Sheet:
    """Everyone in amber and red, as far as a file is of use."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow([label("columns", name, ask.language) for name in ("light", *COLUMNS)])
    for light in ("red", "amber"):
        shown = label("columns", light, ask.language)
        for one in warehouse.at_risk(as_of, light, IN_A_FILE, ask.where):
            rows.writerow([shown, *_plain(one)])
    return Sheet(f"risk-{as_of.isoformat()}.csv", written.getvalue())


def _plain(one: "AtRisk") -> list[object]:
    """For a spreadsheet: points as decimal signs, and nothing that it takes for a formula."""
    gap = "" if one.gap is None else rounded(one.gap, 1)
    value = "" if one.value is None else one.value
    return [harmless(str(one.customer)), one.silent, gap, one.orders, value]


def harmless(text: str) -> str:
    """A spreadsheet runs what begins like a formula; an apostrophe makes it text.

    >>> harmless("=1+1"), harmless("C-17")
    ("'=1+1", 'C-17')
    """
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _buttons(ask: Ask, as_of: date, data: Data, *, public: bool) -> tuple[Button, ...]:
    dated = replace(ask, as_of=as_of, sheet=False)
    buttons = [explained(dated)]
    if not public:
        buttons.append(Button("sheet", replace(dated, sheet=True).question()))
    return (*buttons, *broken_down(dated, data.mapping))
