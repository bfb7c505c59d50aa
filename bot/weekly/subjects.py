"""What a schedule can be about, as far as it can be chosen from a list: a figure, and by what."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.ask.data_words import DataWords
from bot.ask.grammar import read
from bot.reply import Language, Problem
from bot.services import Services
from bot.weekly.questions import read_question
from metrics.warehouse.mapping import Mapping as Mapped

CARD, COHORT, RISK = "kpi", "cohort", "risk"
_OF_CUSTOMERS = ("crr", "churn", "customers", "newcomers")
_OF_AMOUNTS = ("nrr", "grr", "mrr", "quick")
_SURVEYS = ("nps", "csat")
# What a message calls each, a key of `render/labels.toml` in this section.
SECTION: Mapping[str, str] = dict.fromkeys((CARD, COHORT, RISK), "subjects")


@dataclass(frozen=True, slots=True)
class Subject:
    """The card, a metric, the cohorts or the traffic light; `by` is a dimension."""

    what: str
    by: str | None = None


def offered(mapped: Mapped) -> tuple[str, ...]:
    """What this data has, the card first."""
    orders = mapped.orders
    sections = {"repeat": orders, "clv": orders and orders.amount, RISK: orders or mapped.activity}
    sections |= {name: getattr(mapped, name) for name in _SURVEYS}
    sections |= dict.fromkeys(_OF_AMOUNTS, getattr(mapped, mapped.unit).amount)
    there = [name for name, section in sections.items() if section]
    figures = [*_OF_AMOUNTS, "repeat", "clv", *_SURVEYS]
    return (
        CARD,
        *_OF_CUSTOMERS,
        *(name for name in figures if name in there),
        COHORT,
        *(name for name in there if name == RISK),
    )


def subject_of(question: str, services: Services) -> Subject | None:
    """What a schedule's question asks; None where no list has it, say of one plan alone."""
    if (data := services.data) is None:
        return None
    words = DataWords(data.today(), data.mapping.dimensions)
    try:
        ask = read(question, "en", services.library, words)
        subject = Subject(ask.metric or ask.kind, ask.by)
        same = question_of(subject, ask.language, services)
        alike = same == read_question(question, ask.language, services)
    except Problem:  # retention.toml has changed since
        return None
    return subject if alike and subject.what in offered(data.mapping) else None


def question_of(subject: Subject, language: Language, services: Services) -> str:
    """How it is asked. Raises Problem no_warehouse, schedule_whole where it cannot be broken down,
    and as reading does.
    """
    if subject.by and services.data and not _has_parts(subject.what, services.data.mapping):
        raise Problem("schedule_whole")
    return read_question(_typed(subject), language, services)


def _typed(subject: Subject) -> str:
    return f"{subject.what} by {subject.by}" if subject.by else subject.what


def _has_parts(what: str, mapped: Mapped) -> bool:
    survey = getattr(mapped, what) if what in _SURVEYS else None
    return survey is None or survey.customer is not None
