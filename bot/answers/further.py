"""What can be asked next of the company's data, as buttons that keep the rest of the question."""

from collections.abc import Iterator
from dataclasses import replace

from bot.answers.measures import MEASURES
from bot.ask.question import Ask
from bot.reply import Button
from metrics.warehouse.mapping import Mapping

BREAKDOWNS = 2  # of them at most


def explained(ask: Ask) -> Button:
    """Why the figure is what it is."""
    return Button("explain", f"explain {replace(ask, order=None).question()}")


def broken_down(ask: Ask, mapping: Mapping) -> Iterator[Button]:
    """By the dimensions that were neither asked by nor chosen in, where the data has them."""
    measure = MEASURES.get(str(ask.metric))
    answers = getattr(mapping, measure.section, None) if measure and measure.section else None
    if answers is not None and answers.customer is None:
        return
    chosen = {ask.by, *dict(ask.where)}
    others = [name for name in mapping.dimensions if name not in chosen]
    for dimension in others[:BREAKDOWNS]:
        order = ask.order if ask.by else None  # not that of months
        yield Button(
            "by", replace(ask, by=dimension, among=(), order=order).question(), of=dimension
        )


def cohorts_and_risk(ask: Ask, mapping: Mapping) -> Iterator[Button]:
    """Of the same customers."""
    yield Button("cohorts", Ask("cohort", ask.language, where=ask.where).question())
    if mapping.orders or mapping.activity:
        yield Button("at_risk", Ask("risk", ask.language, where=ask.where).question())
