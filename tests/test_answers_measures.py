"""What is counted in the data and what a calculator gives are the same metrics."""

from bot.answers.measures import MEASURES
from metrics.catalog import METRICS

OF_THE_DATA_ALONE = {
    "customers",
    "newcomers",
    "mrr",
}  # levels and moves: there is nothing to calculate


def test_every_metric_is_counted_in_the_data_and_calculated_from_figures() -> None:
    assert MEASURES.keys() - METRICS.keys() == OF_THE_DATA_ALONE
    assert METRICS.keys() <= MEASURES.keys()


def test_a_metric_has_the_same_unit_both_ways() -> None:
    for name, metric in METRICS.items():
        assert MEASURES[name].unit == metric.unit, name


def test_of_churn_alone_less_is_better() -> None:
    assert [name for name, one in MEASURES.items() if one.lower_is_better] == ["churn"]
