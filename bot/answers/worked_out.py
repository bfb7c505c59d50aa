"""What the fields of the calculator come to: an answer, or what is wrong in which of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answers import figures
from bot.ask.filled import Names, field_of, read_filled
from bot.ask.question import Ask
from bot.reply import Language, Problem, Reply
from bot.services import Asker, Services
from metrics.catalog import METRICS
from metrics.period import Calendar


@dataclass(frozen=True, slots=True)
class Sums:
    """What the form of a metric holds, by field as it was typed, and what it is compared with."""

    metric: str
    typed: Mapping[str, str]
    industry: str | None = None
    period: Calendar | None = None


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The question and its answer; else what is wrong, by field, or the ways to make it enough."""

    ask: Ask | None = None
    reply: Reply | None = None
    wrong: Mapping[str, Problem] = field(default_factory=dict)
    ways: tuple[Names, ...] = ()


def worked_out(sums: Sums, language: Language, asker: Asker, services: Services) -> WorkedOut:
    """As far as it goes with what is filled in by now."""
    filled = read_filled(METRICS[sums.metric], sums.typed, language)
    if filled.wrong or filled.ways:
        return WorkedOut(wrong=filled.wrong, ways=filled.ways)
    ask = Ask("figures", language, sums.metric, filled.figures, sums.industry, sums.period)
    try:
        return WorkedOut(ask, figures.answer(ask, asker, services))
    except Problem as problem:
        return WorkedOut(wrong={field_of(problem, filled): problem})


def the_example(metric: str, language: Language, asker: Asker, services: Services) -> Reply:
    """The answer to the metric's own example."""
    typed = dict(METRICS[metric].example)
    reply = worked_out(Sums(metric, typed), language, asker, services).reply
    assert reply is not None  # noqa: S101 - a test of the catalog works out every example
    return reply
