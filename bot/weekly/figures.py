"""The figures of a post, kept until the next one, and which of them have changed since."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.render.text import cell
from bot.reply import Cell, Money, Percent, Reply
from metrics.period import Period
from metrics.rounding import decimal

Figures = Mapping[str, Any]

# How a cell is written down, by what it is; and how it is read again.
_WRITTEN: Mapping[type, Callable[[Any], list[str]]] = {
    Percent: lambda one: ["share", str(Fraction(one.share))],
    Money: lambda one: ["amount", str(Fraction(one.amount)), one.currency],
    Decimal: lambda one: ["number", str(one)],
    int: lambda one: ["number", str(one)],
    str: lambda one: ["text", one],
}
_READ: Mapping[str, Callable[..., Cell]] = {
    "share": lambda share: Percent(Fraction(share)),
    "amount": lambda amount, currency: Money(Fraction(amount), currency),
    "number": Decimal,
    "text": str,
}


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a period that the last post told otherwise; both as they are written."""

    metric: str
    period: Period
    was: str
    now: str


def figures_of(question: str, reply: Reply) -> Figures:
    """What the reply tells of its period, as JSON; `question` says what it may be compared with."""
    if not isinstance(period := reply.facts.get("asked"), Period):
        return {}
    told = {name: _WRITTEN[type(now)](now) for name, now, _ in _told(reply) if now is not None}
    return {"question": question, "period": [str(period.start), str(period.end)], "told": told}


def restated(before: Figures | None, question: str, reply: Reply) -> tuple[Restated, ...]:
    """What the post before said of a period that this reply tells again, where it differs as it
    is written.
    """
    if not before or before.get("question") != question:
        return ()
    start, end = map(date.fromisoformat, before["period"])
    facts: Mapping[str, Any] = reply.facts
    found: list[Restated] = []
    for metric, now, then in _told(reply):
        for period, value in ((facts["asked"], now), (facts["versus"], then)):
            told = before["told"].get(metric)
            if told and value is not None and (period.start, period.end) == (start, end):
                was = cell(_READ[told[0]](*told[1:]), reply.language)
                shown = cell(value, reply.language)
                found += [Restated(metric, period, was, shown)] if was != shown else []
    return tuple(found)


def _told(reply: Reply) -> Iterator[tuple[str, Cell, Cell]]:
    """Each metric, its value in the period asked for and in the one beside it."""
    facts: Mapping[str, Any] = reply.facts
    if reply.template == "kpi":
        yield from facts["told"]
    elif reply.template == "measured" and not facts["few"]:
        yield facts["metric"], _cell(facts["value"], facts), _cell(facts["before"], facts)


def _cell(value: Fraction | Decimal | int | None, facts: Mapping[str, Any]) -> Cell:
    """A value of its own as a table would write it."""
    if value is None:
        return None
    if facts["kind"] == "share":
        return Percent(Fraction(value))
    if facts["kind"] == "amount":
        return Money(Fraction(value), facts["currency"])
    return decimal(Fraction(value))
