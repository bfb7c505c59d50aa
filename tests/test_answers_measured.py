"""A metric in every period of a question: its level, its change, its limits, and who is enough."""

from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from bot.answers.measured import Measured, measured, trend
from bot.answers.measures import MEASURES
from bot.ask.data_words import DataWords
from bot.ask.grammar import read
from metrics.flow import Flow
from tests.asking import LIBRARY
from tests.company import TODAY, Acme, of_size, tables

VERDICTS = ["As usual", "Unusually"]


def found(acme: Acme, text: str, mapped: str = "everything") -> Measured:
    data = acme.services(mapped=mapped).data
    assert data is not None
    ask = read(text, "en", LIBRARY, DataWords(TODAY, data.mapping.dimensions))
    return measured(ask, MEASURES[str(ask.metric)], data, data.warehouse())


def test_the_figure_is_that_of_the_counts(acme: Acme) -> None:
    crr = found(acme, "/crr last month")
    assert crr.now.counts == Flow(
        start=240, end=224, kept=210, new=12, gone=3, returned=2, acquired=440
    )
    assert crr.now.counts.adds_up
    assert (crr.now.value, crr.now.size, crr.now.share) == (Fraction(7, 8), 240, (210, 240))
    assert (crr.then.value, crr.then.size) == (Fraction(230, 238), 238)


def test_the_limits_are_drawn_from_the_months_before(acme: Acme) -> None:
    """Twenty months, 95 % and 96.64 % in turn: their mean ± 2.66 times the step between them."""
    usual = found(acme, "/crr last month").usual
    low, high = Fraction(228, 240), Fraction(230, 238)
    assert usual is not None
    assert usual.periods == 20
    assert usual.mean == (low + high) / 2
    assert usual.low == usual.mean - Fraction("2.66") * (high - low)
    assert usual.high > 1


@pytest.mark.parametrize(
    ("text", "mapped", "verdict"),
    [
        ("/crr last month", "everything", "low"),
        ("/churn last month", "everything", "high"),
        ("/crr September", "everything", "usual"),
        ("/customers last month", "everything", "low"),
        ("/customers September", "everything", "usual"),
        ("/mrr last month", "everything", "low"),
        ("/repeat last month", "everything", "high"),
        ("/crr last month", "orders", "usual"),  # eight months before, just enough
        ("/crr September", "orders", None),  # seven
        ("/crr Q3", "everything", None),
        ("/crr 2025", "everything", None),  # nobody at the start
        ("/crr this month", "everything", None),  # still running
        ("/clv", "everything", None),  # all of history
    ],
)
def test_usual_or_not_is_only_said_of_eight_periods_or_more(
    text: str, mapped: str, verdict: str | None, acme: Acme
) -> None:
    assert found(acme, text, mapped).verdict == verdict


def test_of_a_level_the_change_is_judged(acme: Acme) -> None:
    """The number of customers went down and up by 2, each month since the first."""
    customers = found(acme, "/customers last month")
    assert customers.usual is not None
    assert customers.usual.periods == 20
    assert customers.usual.mean == 0
    assert customers.usual.high == Fraction("2.66") * 4
    assert customers.range == (-10, 10)  # whole customers


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("/crr last month", None, 1),
        ("/churn last month", 0, None),
        ("/quick last month", 0, None),
        ("/nps last month", None, None),
        ("/csat last month", None, 1),
    ],
)
def test_what_is_usual_is_within_what_can_be(
    text: str, low: int | None, high: int | None, acme: Acme
) -> None:
    one = found(acme, text)
    assert one.usual is not None
    assert one.range is not None
    for edge, bound, drawn in zip(
        one.range, (low, high), (one.usual.low, one.usual.high), strict=True
    ):
        assert edge == (drawn if bound is None else bound)


def test_net_revenue_retention_may_pass_100_percent(acme: Acme) -> None:
    nrr = found(acme, "/nrr last month")
    assert nrr.range is not None
    assert nrr.range[1] > 1


def test_segments_add_up_to_the_whole(acme: Acme) -> None:
    for metric in ("crr", "customers", "mrr", "nrr", "repeat", "clv", "nps"):
        whole, parts = found(acme, f"/{metric} Q3"), found(acme, f"/{metric} Q3 by country")
        assert parts.now == whole.now, metric
        assert sum(now.size for now, _ in parts.segments.values()) == whole.now.size, metric


def test_where_nobody_is_there_is_no_figure_and_nothing_divides_by_zero(acme: Acme) -> None:
    for metric in MEASURES:
        one = found(acme, f"/{metric} 2020")
        assert one.now.size == 0, metric
        assert one.now.value in {None, 0}, metric
        assert (one.change, one.verdict, trend(one, "EUR")) == (None, None, None), metric


def test_a_trend_begins_with_the_business_and_ends_with_the_period_asked_about(acme: Acme) -> None:
    line = trend(found(acme, "/crr April 2025"), "EUR")
    assert line is not None
    assert [str(period.start) for period in line.periods] == [
        "2025-02-01", "2025-03-01", "2025-04-01",
    ]  # fmt: skip
    assert line.series == (("crr", (Fraction(228, 240), Fraction(230, 238), Fraction(228, 240))),)


@pytest.mark.parametrize("text", ["/crr March 2025", "/crr this month", "/crr 2024", "/clv"])
def test_two_points_are_no_trend(text: str, acme: Acme) -> None:
    assert trend(found(acme, text), "EUR") is None


def test_a_trend_that_was_asked_for_is_as_long_as_that(acme: Acme) -> None:
    line = trend(found(acme, "/crr by week last 40 weeks"), "EUR")
    assert line is not None
    assert len(line.periods) == 40


@pytest.mark.parametrize(
    ("count", "lost", "shows", "hides"),
    [
        (1, 0, ["1 of 1 customer stayed", "counts only"], ["%", "customers stayed"]),
        (1, 1, ["0 of 1 customer stayed", "counts only"], ["%"]),
        (9, 2, ["7 of 9 customers stayed", "counts only"], ["%", "Margin"]),
        (
            10,
            2,
            ["Retention 80%", "Margin: 49.02% to 94.33%", "Of fewer than 30"],
            VERDICTS,
        ),
        (
            29,
            2,
            ["Retention 93.1%", "Of fewer than 30 customers I don't say"],
            VERDICTS,
        ),
        (30, 6, ["Retention 80%", "Unusually low: in each of the 20 periods"], ["Of fewer"]),
    ],
)
def test_the_fewer_customers_the_less_is_said(
    count: int, lost: int, shows: list[str], hides: list[str], tmp_path: Path
) -> None:
    small = Acme.made_in(tmp_path, tables(of_size(count, lost)))
    with closing(small):
        said = small.said("/crr last month", small.services(mapped="contracts"))
    told = said.partition("Worth trying")[0].replace("the percentage", "")
    for sentence in shows:
        assert sentence in told
    for sentence in hides:
        assert sentence not in told
    assert ("Customer retention ·" in said) is (count >= 10)  # the line of rates


def test_a_breakdown_shows_few_customers_as_counts(acme: Acme) -> None:
    table = acme.ask("/crr last month by plan").table
    assert table is not None
    assert table.rows[-1][1:4] == (4, "4/4", None)
