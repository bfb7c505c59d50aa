"""Answers to surveys in each of many periods: promoters, passives and detractors; the satisfied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Subquery, literal_column, select

from metrics.sums import Sums
from metrics.warehouse.customers import edges_of
from metrics.warehouse.mapping import Survey
from metrics.warehouse.places import how_many
from metrics.warehouse.spans import Line, Span, of_each
from metrics.warehouse.tables import Tables, Where
from metrics.warehouse.trouble import Trouble

PROMOTERS, PASSIVES, DETRACTORS = (9, 10), (7, 8), tuple(range(7))
SATISFIED, DISSATISFIED = (4, 5), (1, 2, 3)

SurveyName = Literal["nps", "csat"]
SCALES: dict[SurveyName, tuple[int, ...]] = {
    "nps": DETRACTORS + PASSIVES + PROMOTERS,
    "csat": DISSATISFIED + SATISFIED,
}


@dataclass(frozen=True, slots=True)
class Scores(Sums):
    """Answers by what they make of who gave them; `outside` the scale, and so left out."""

    promoters: int
    passives: int
    detractors: int
    outside: int


@dataclass(frozen=True, slots=True)
class Satisfaction(Sums):
    """Answers of 4 or 5, of all on the scale of 1 to 5; `outside` it, likewise."""

    satisfied: int
    total: int
    outside: int


ScoresBy = dict[str | None, tuple[Scores, ...]]  # by segment (None: all), one a span
SatisfactionBy = dict[str | None, tuple[Satisfaction, ...]]


def nps(tables: Tables, spans: Sequence[Span], by: str | None, where: Where) -> ScoresBy:
    """Scores in the period of each span. Raises Trouble."""
    groups = (PROMOTERS, PASSIVES, DETRACTORS)
    counts = _counts(tables, "nps", groups, spans, by, where)
    return {segment: tuple(Scores(*one) for one in each) for segment, each in counts.items()}


def csat(tables: Tables, spans: Sequence[Span], by: str | None, where: Where) -> SatisfactionBy:
    """Satisfaction in the period of each span. Raises Trouble."""
    groups = (SATISFIED, SCALES["csat"])
    counts = _counts(tables, "csat", groups, spans, by, where)
    return {segment: tuple(Satisfaction(*one) for one in each) for segment, each in counts.items()}


def on_scale(score: ColumnElement[Any], scores: Sequence[int]) -> ColumnElement[bool]:
    """Whether it is one of these whole numbers."""
    return score.in_([literal_column(str(one)) for one in scores])


def _counts(  # noqa: PLR0913, PLR0917 - the question's own, and which survey it is about
    tables: Tables,
    name: SurveyName,
    groups: Sequence[Sequence[int]],
    spans: Sequence[Span],
    by: str | None,
    where: Where,
) -> dict[str | None, list[tuple[int, ...]]]:
    """By segment, for each span: the answers of each group of scores, then those off the scale."""
    survey: Survey = tables.section(name)
    if survey.customer is None and (by or where):
        raise Trouble("no_customers", section=name)
    answers = _answers(tables, survey)
    at, score = answers.c.at, answers.c.score
    line = Line.over([span.period for span in spans])
    edges = dict(zip(line.days, edges_of(tables.times(survey, survey.at), line), strict=True))
    kinds = [*(on_scale(score, group) for group in groups), ~on_scale(score, SCALES[name])]
    windows = [(at >= edges[s.period.start]) & (at < edges[s.period.end]) for s in spans]
    columns = [how_many(window & kind) for window in windows for kind in kinds]
    labelled = [column.label(f"c{i}") for i, column in enumerate(columns)]
    wanted = tables.segmented(answers.c.customer, by, where).of(answers, labelled)
    wanted = wanted.where(at >= edges[line.days[0]], at < edges[line.days[-1]])
    rows = tables.database.rows(wanted)
    return {row[0]: [tuple(map(int, one)) for one in of_each(row, spans)] for row in rows}


def _answers(tables: Tables, survey: Survey) -> Subquery:
    """One row an answer; without a column of customers nobody's."""
    source, counts = tables.source(survey)
    customer = source.c[survey.customer] if survey.customer else literal_column("NULL")
    wanted = select(
        customer.label("customer"),
        source.c[survey.at].label("at"),
        source.c[survey.score].label("score"),
    )
    return wanted.where(counts).subquery("answers")
