"""NPS and CSAT from survey tables, the same on every engine."""

from datetime import date
from typing import Any

import pytest

from metrics.period import containing
from metrics.warehouse.spans import Span
from metrics.warehouse.surveys import Satisfaction, Scores
from metrics.warehouse.trouble import Trouble
from tests.warehouses import Company, Kind, Rows, Sections, Tables

ORDERS: Sections = {"orders": {"table": "none", "customer": "who", "at": "bought"}}
NPS: Sections = ORDERS | {"nps": {"table": "answers", "at": "given", "score": "score"}}
CSAT: Sections = ORDERS | {"csat": {"table": "answers", "at": "given", "score": "score"}}
CUSTOMERS: Sections = {"customers": {"table": "customers", "id": "id", "by": {"plan": "plan"}}}
FEBRUARY, MARCH = (Span.of(containing(date(2026, month, 1), "month")) for month in (2, 3))


def answers(*rows: tuple[Any, ...], kind: Kind = "number") -> Tables:
    columns: dict[str, Kind] = {"who": "id", "given": "time", "score": kind}
    return {"answers": Rows(columns, rows)}


def each(*scores: float | None, at: str = "2026-03-10 12:00:00") -> list[tuple[Any, ...]]:
    """An answer with each score, by customer 1, 2, 3, …"""
    return [(who, at, score) for who, score in enumerate(scores, 1)]


def known(section: str, sections: Sections) -> Sections:
    """The same, with a column of customers."""
    return sections | CUSTOMERS | {section: sections[section] | {"customer": "who"}}


def test_scores_make_promoters_passives_and_detractors(company: Company) -> None:
    in_march = each(*range(11), 11, -1, None)
    on_the_edges = [
        (1, "2026-02-28 23:59:59", 10),
        (1, "2026-03-01 00:00:00", 10),
        (1, "2026-03-31 23:59:59", 10),
        (1, "2026-04-01 00:00:00", 10),
    ]
    warehouse = company(answers(*in_march, *on_the_edges), NPS)
    # 9, 10 and two more of the edges; 7 and 8; 0 to 6; 11 and -1, but not the answer without one
    assert warehouse.nps([FEBRUARY, MARCH]) == {None: (Scores(1, 0, 0, 0), Scores(4, 2, 7, 2))}


def test_four_and_five_are_satisfied(company: Company) -> None:
    warehouse = company(answers(*each(0, 1, 2, 3, 4, 5, 5, 6, None)), CSAT)
    assert warehouse.csat([MARCH]) == {None: (Satisfaction(satisfied=3, total=6, outside=2),)}


def test_half_a_point_is_not_on_the_scale(company: Company) -> None:
    warehouse = company(answers(*each(9.0, 8.5, 6.5), kind="float"), NPS)
    assert warehouse.nps([MARCH]) == {None: (Scores(1, 0, 0, 2),)}


def test_an_answer_of_nobody_counts_in_the_whole_and_as_unknown(company: Company) -> None:
    plans: Tables = {"customers": Rows({"id": "id", "plan": "text"}, [(1, "Pro"), (2, "Basic")])}
    rows = [*each(10, 3), (1, "2026-03-11 12:00:00", 0), (None, "2026-03-11 12:00:00", 9)]
    warehouse = company(answers(*rows) | plans, known("nps", NPS))
    assert warehouse.nps([MARCH]) == {None: (Scores(2, 0, 2, 0),)}
    assert warehouse.nps([MARCH], by="plan") == {
        "Pro": (Scores(1, 0, 1, 0),),
        "Basic": (Scores(0, 0, 1, 0),),
        "": (Scores(1, 0, 0, 0),),
    }
    basic = [("plan", "Basic")]
    assert warehouse.nps([MARCH], where=basic) == {None: (Scores(0, 0, 1, 0),)}


def test_without_a_column_of_customers_there_is_no_breakdown(company: Company) -> None:
    warehouse = company(answers(*each(10)), NPS | CUSTOMERS)
    for by, where in (("plan", []), (None, [("plan", "Pro")])):
        with pytest.raises(Trouble) as trouble:
            warehouse.nps([MARCH], by, where)
        assert (trouble.value.code, trouble.value.facts) == ("no_customers", {"section": "nps"})


def test_a_survey_that_is_not_mapped_is_named(company: Company) -> None:
    with pytest.raises(Trouble) as trouble:
        company.mapped(NPS).csat([MARCH])
    assert trouble.value.facts == {"section": "csat"}


def test_without_a_row_there_is_no_answer(company: Company) -> None:
    assert company(answers(), NPS).nps([MARCH]) == {None: (Scores(0, 0, 0, 0),)}
    assert company(answers(), CSAT).csat([MARCH]) == {None: (Satisfaction(0, 0, 0),)}
