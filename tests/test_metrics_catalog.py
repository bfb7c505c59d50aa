"""The table of metrics is complete: whatever is missing is named here."""

import inspect
from decimal import Decimal
from typing import Any

import pytest

from metrics.catalog import METRICS, Metric

FIGURES = {
    "start": 500,
    "new": 50,
    "end": 450,
    "lost": 100,
    "kept": 400,
    "promoters": 60,
    "passives": 25,
    "detractors": 15,
    "satisfied": 170,
    "total": 400,
    "repeat": 120,
    "value": 80,
    "frequency": 4,
    "years": 3,
    "arpa": 50,
    "churn": Decimal("0.05"),
    "expansion": 60,
    "contraction": 15,
}

each_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


def _read(metric: Metric, figures: dict[str, Any]) -> dict[str, int | Decimal]:
    kinds = {field.name: field.kind for field in metric.fields}
    return {
        name: int(figure) if kinds[name] == "count" else Decimal(figure)
        for name, figure in figures.items()
    }


def test_the_nine_metrics_of_typed_figures_are_there_under_their_own_names() -> None:
    assert [*METRICS] == ["crr", "churn", "nps", "csat", "repeat", "clv", "nrr", "grr", "quick"]
    assert all(metric.name == name for name, metric in METRICS.items())


@each_metric
def test_the_function_takes_exactly_the_fields_as_keywords(metric: Metric) -> None:
    parameters = inspect.signature(metric.function).parameters
    assert {*parameters} == {field.name for field in metric.fields}
    assert {p.kind for p in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}


@each_metric
def test_no_field_is_named_twice(metric: Metric) -> None:
    names = [field.name for field in metric.fields]
    assert len(names) == len(set(names))


@each_metric
def test_the_first_form_is_the_positional_one_and_all_are_made_of_fields(metric: Metric) -> None:
    assert metric.forms[0] == {*metric.positional}
    names = {field.name for field in metric.fields}
    assert all(form <= names for form in metric.forms)


@each_metric
def test_every_form_suffices(metric: Metric) -> None:
    for form in metric.forms:
        assert metric.function(**_read(metric, {name: FIGURES[name] for name in form}))


@each_metric
def test_every_argument_that_must_be_given_is_in_every_form(metric: Metric) -> None:
    parameters = inspect.signature(metric.function).parameters.values()
    required = {p.name for p in parameters if p.default is inspect.Parameter.empty}
    assert all(required <= form for form in metric.forms)


@each_metric
def test_the_example_is_enough_plain_and_can_be_computed(metric: Metric) -> None:
    example = dict(metric.example)
    assert any(form <= {*example} for form in metric.forms)
    assert all(figure.isdecimal() for figure in example.values())
    assert metric.function(**_read(metric, example))


def test_only_customer_retention_is_compared_with_its_benchmarks() -> None:
    assert [name for name, metric in METRICS.items() if metric.compared] == ["crr", "churn"]


def test_every_result_has_the_unit_that_its_definition_gives_it() -> None:
    assert {name: metric.unit for name, metric in METRICS.items()} == {
        "crr": "share",
        "churn": "share",
        "nps": "points",
        "csat": "share",
        "repeat": "share",
        "clv": "amount",
        "nrr": "share",
        "grr": "share",
        "quick": "ratio",
    }


def test_only_of_churn_is_less_better() -> None:
    assert [name for name, metric in METRICS.items() if metric.better == "lower"] == ["churn"]
