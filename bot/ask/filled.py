"""The figures of a metric as they stand in the fields of a form: read as typed ones are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.ask.figures import read_figure
from bot.ask.grammar import tidy
from bot.ask.line import leading_figure
from bot.ask.question import Figure
from bot.reply import Language, Problem
from metrics.catalog import Field, Metric

Names = tuple[str, ...]

# Which field a refusal of figures is about, for what does not name one.
_ABOUT = {
    "start_is_zero": "start",
    "new_exceeds_end": "new",
    "over_100": "end",
    "lost_exceeds_start": "lost",
    "kept_exceeds_start": "kept",
    "kept_and_lost": "kept",
    "end_too_small": "end",
    "unbalanced": "end",
    "total_is_zero": "total",
    "losses_exceed_start": "churn",
    "churn_is_zero": "churn",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """The figures that can be read, in the order of the metric; what is wrong in other fields; and
    the ways to make it enough: the fields that each still needs, none when it is.
    """

    figures: tuple[tuple[str, Figure], ...]
    wrong: Mapping[str, Problem]
    ways: tuple[Names, ...]


def read_filled(metric: Metric, typed: Mapping[str, str], language: Language) -> Filled:
    """What is typed in the fields, by name; an empty one was not filled in."""
    figures: list[tuple[str, Figure]] = []
    wrong: dict[str, Problem] = {}
    given = {name for name, text in typed.items() if text.strip()}
    for field in metric.fields:
        if field.name in given:
            try:
                figures.append((field.name, _read(field, typed[field.name], language)))
            except Problem as problem:
                wrong[field.name] = problem
    return Filled(tuple(figures), wrong, _ways(metric, given))


def field_of(problem: Problem, filled: Filled) -> str:
    """The field that figures are refused for; the last one filled in where none stands out."""
    names = [name for name, _ in filled.figures]
    about = problem.facts.get("field", _ABOUT.get(problem.code))
    return str(about) if about in names else names[-1]


def in_order(metric: Metric, names: Collection[str]) -> Names:
    """As the fields of the metric stand."""
    return tuple(field.name for field in metric.fields if field.name in names)


def _read(field: Field, typed: str, language: Language) -> Figure:
    """Raises Problem."""
    line = tidy(typed)
    figure, left = leading_figure(line)
    return read_figure(field, line if left else figure, language)


def _ways(metric: Metric, given: set[str]) -> tuple[Names, ...]:
    """The shortest ones; a way that takes in a shorter one is none of its own."""
    needed = [form - given for form in metric.forms]
    if not all(needed):
        return ()
    least = dict.fromkeys(one for one in needed if not any(other < one for other in needed))
    return tuple(in_order(metric, one) for one in least)
