"""What a figure is set beside, how much may be said of it, and which tip goes with it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from bot.answers import figures
from bot.answers.comparison import compare_with_industry, computed, how_it_did, yearly
from bot.ask.question import Ask
from bot.render.terminal import plain
from bot.reply import Problem
from knowledge.library import Library
from metrics.counts import retention
from tests.asking import ASKER, LIBRARY, ask, reading, said, services


def dated(period: str | None) -> Library:
    """The library as it would be if the source on software stated a period."""
    software = LIBRARY.industries["software"].model_copy(update={"period": period})
    return replace(LIBRARY, industries={**LIBRARY.industries, "software": software})


@pytest.mark.parametrize(
    ("start", "says", "hides"),
    [
        (9, ["8 of your 9 customers stayed"], ["Margin", "%", "average"]),
        (10, ["Customer retention 90%", "Margin", "too wide"], ["higher", "points"]),
        (29, ["Customer retention 96.55%", "Margin", "too wide"], ["higher", "points"]),
        (30, ["Customer retention 96.67%", "Margin", "19.67 points higher"], ["too wide"]),
    ],
)  # fmt: skip
def test_how_much_is_said_depends_on_the_customers_at_the_start(
    start: int, says: list[str], hides: list[str]
) -> None:
    answer = said(f"/crr start={start} lost=1 industry=software").split("Worth trying")[0]
    assert [text for text in says if text not in answer] == []
    assert [text for text in hides if text in answer.replace("ten points", "")] == []


@pytest.mark.parametrize(
    ("end", "wording"),
    [
        (435, "yours, over the same kind of period, is level with it"),
        (450, "yours, over the same kind of period, is 3 points above"),
        (430, "yours, over the same kind of period, is 1 point below"),
    ],
)
def test_only_likes_get_a_verdict(end: int, wording: str) -> None:
    asked = reading(f"/crr 500 50 {end} industry=software period=month")
    reply = figures.answer(asked, ASKER, replace(services(), library=dated("month")))
    assert wording in plain(reply)
    assert "orientation" not in plain(reply)


@pytest.mark.parametrize(
    ("language", "wording"),
    [("en", "The source measures a year."), ("nl", "De bron meet een jaar.")],
)
def test_another_period_is_named_and_no_verdict(language: str, wording: str) -> None:
    asked = reading(f"/crr 500 50 450 industry=software period=month lang={language}")
    reply = figures.answer(asked, ASKER, replace(services(), library=dated("year")))
    assert wording in plain(reply)
    assert "orientation" not in plain(reply)


def test_a_rate_equal_to_the_average_is_called_the_same() -> None:
    assert "; your 77% is the same." in said("/crr 500 50 435 industry=software")
    assert "; jouw 77% is gelijk." in said("/crr 500 50 435 branche=software", "nl")


def test_one_point_is_one_point() -> None:
    assert "is 1 point lower" in said("/crr 500 50 430 industry=software")
    assert "ligt 1 punt hoger" in said("/crr 500 50 440 branche=software", "nl")


def test_the_industry_of_the_question_goes_before_the_teams() -> None:
    assert "Banking: 75%" in said("/crr 500 50 450 industry=banking", industry="software")
    assert "Software: 77%" in said("/crr 500 50 450", industry="software")


@pytest.mark.parametrize(
    ("period", "times"),
    [(None, 12), ("month", 12), ("quarter", 4), ("week", 52)],
)
def test_a_year_is_an_illustration_of_a_constant_rate(period: str | None, times: int) -> None:
    asked = reading("/crr 500 50 450" + (f" period={period}" if period else ""))
    assert yearly(computed(asked), asked.period) == Fraction(4, 5) ** times


def test_there_is_no_illustration_of_a_year_itself_nor_of_other_metrics() -> None:
    assert yearly(retention(start=500, lost=100), "year") is None
    assert yearly(SimpleNamespace(), "month") is None


@pytest.mark.parametrize(
    ("lost", "did"), [(150, "low"), (115, "usual"), (105, "usual"), (104, "high")]
)
def test_the_tip_follows_from_the_distance_to_the_average(lost: int, did: str) -> None:
    asked = reading(f"/crr start=500 lost={lost} industry=software")
    result = computed(asked)
    assert how_it_did(result, compare_with_industry(asked, result, None, LIBRARY)) == did


def test_too_few_customers_did_neither_well_nor_badly() -> None:
    asked = reading("/crr start=29 lost=29 industry=software")
    result = computed(asked)
    assert how_it_did(result, compare_with_industry(asked, result, None, LIBRARY)) == "usual"


def test_the_distance_is_in_points() -> None:
    asked = reading("/churn start=500 lost=100 industry=software")
    compared = compare_with_industry(asked, computed(asked), None, LIBRARY)
    assert compared is not None
    assert (compared.average, compared.distance, compared.verdict) == (
        Decimal("0.77"),
        Decimal(3),
        None,
    )


def test_what_metrics_refuse_becomes_a_problem_of_the_metric() -> None:
    with pytest.raises(Problem) as raised:
        computed(Ask("figures", "en", "crr", (("start", 150), ("new", 50), ("end", 7))))
    assert raised.value.code == "new_exceeds_end"
    assert raised.value.facts["metric"] == "crr"
    assert raised.value.facts["as_lost_rate"] == Fraction(143, 150)


@pytest.mark.parametrize(
    ("asks", "english", "dutch"),
    [
        ("/crr 500 50 450", "Customer retention 80%", "Klantbehoud 80%"),
        ("/crr 150 5 120", "Customer retention 76.67%", "Klantbehoud 76,67%"),
        ("/crr start=130 lost=9 new=23", "Customer retention 93.08%", "Klantbehoud 93,08%"),
        ("/crr 150 50 193", "Customer retention 95.33%", "Klantbehoud 95,33%"),
        ("/churn start=800 lost=1", "Churn 0.13%", "Klantverloop 0,13%"),
        ("/crr start=800 lost=799", "Customer retention 0.13%", "Klantbehoud 0,13%"),
    ],
)
def test_the_worked_examples_of_the_articles_come_out(asks: str, english: str, dutch: str) -> None:
    assert said(f"{asks} lang=en").startswith(english)
    assert said(f"{asks} lang=nl").startswith(dutch)


def test_figures_in_the_order_of_the_formula_are_echoed_with_their_labels() -> None:
    """450 50 500 cannot be told from a real question, so the labels must show what was read."""
    assert "Start 450 · new 50 · end 500 · lost 0" in said("/crr 450 50 500")
    assert "Start 130 · new 9 · end 23 · lost 116" in said("/crr 130 9 23")


def test_a_margin_of_a_hundred_percent_is_called_revenue() -> None:
    assert "this is revenue, not profit" in said("/clv 80 4 3")
    assert "this is revenue, not profit" not in said("/clv 80 4 3 margin=60")


def test_the_largest_figures_that_can_be_typed_are_answered_in_full() -> None:
    most = "9" * 15
    assert said(f"/clv {most} {most} {most}").startswith(
        "Customer lifetime value €999,999,999,999,"
    )
    assert ask(f"/crr {most} 0 {most}").ok
    assert ask(f"/whatif crr 80 to 85 start={most} revenue={most}").ok


@pytest.mark.parametrize(
    ("text", "where"),
    [("/crr 9 1 8", "7 ÷ 9"), ("/churn start=9 lost=2", "2 ÷ 9")],
)
def test_explain_shows_no_percentage_either_below_ten_customers(text: str, where: str) -> None:
    reply = ask(f"explain {text.removeprefix('/')}")
    formula = next(line for line in plain(reply).splitlines() if "÷ 9" in line)
    assert formula.endswith(where)
    assert reply.table is None
    assert ask("explain crr 10 1 8").table is not None
