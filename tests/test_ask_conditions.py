"""What an alert watches for, as people type it; and the text that reads back as the same."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ask.conditions import PERIODS, WATCHED, read_alert
from bot.ask.data_words import DataWords
from bot.ask.grammar import read, spoken_in
from bot.ask.question import Ask, Beyond, unit_of
from bot.ask.words import words
from bot.desk import refused
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Language, Problem
from bot.services import Preferences
from tests.asking import LIBRARY

DATA = DataWords(date(2026, 11, 25), ("plan", "country"))


def reading(text: str, data: DataWords | None = DATA) -> Ask:
    return read(text, spoken_in(text, "en"), LIBRARY, data)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("alert churn above 5%", "alert churn above 5% lang=en"),
        ("/kpi alert churn above 5%", "alert churn above 5% lang=en"),
        ("/retention alert churn above 5%", "alert churn above 5% lang=en"),
        ("kpi alert: churn above 5 %", "alert churn above 5% lang=en"),
        ("alert churn>5%", "alert churn above 5% lang=en"),
        ("alert churn exceeds 5 percent", "alert churn above 5% lang=en"),
        ("alert churn above 5", "alert churn above 5% lang=en"),
        ("Alert me when our churn goes above 5%", "alert churn above 5% lang=en"),
        ("alert crr below 95%", "alert crr below 95% lang=en"),
        ("alert nrr under 100%", "alert nrr below 100% lang=en"),
        ("alert nps lower than 30", "alert nps below 30 lang=en"),
        ("alert nps below −10 points", "alert nps below -10 lang=en"),
        ("alert customers below 1 000", "alert customers below 1000 lang=en"),
        ("alert customers below 12k", "alert customers below 12000 lang=en"),
        ("alert mrr below €1,250.50", "alert mrr below 1250.5 lang=en"),
        ("alert quick ratio below 2", "alert quick below 2 lang=en"),
        ("alert crr unusual", "alert crr unusual lang=en"),
        ("alert if churn is not as usual", "alert churn unusual lang=en"),
        ("/kpi alert verloop boven 5,5%", "alert churn above 5,5% lang=nl"),
        ("/kpi melding klantbehoud ongewoon", "alert crr unusual lang=nl"),
        ("waarschuw me als klantbehoud onder de 95 procent komt", "alert crr below 95% lang=nl"),
        ("alert omzet per maand boven 5", "alert mrr above 5 lang=nl"),
        ("alert maandomzet onder € 12.500", "alert mrr below 12500 lang=nl"),
        ("alert churn above 5% weekly", "alert churn above 5% period=week lang=en"),
        ("alert churn per week above 5%", "alert churn above 5% period=week lang=en"),
        ("alert churn above 5% last week", "alert churn above 5% period=week lang=en"),
        ("alert churn above 5% last month", "alert churn above 5% lang=en"),
        ("alert churn above 5% monthly", "alert churn above 5% lang=en"),
        ("alert verloop per kwartaal boven 5%", "alert churn above 5% period=quarter lang=nl"),
        ("alert churn above 5% where plan = Basic",
         "alert churn above 5% where plan=Basic lang=en"),
        ("alert churn where plan = Basic weekly above 5%",
         "alert churn above 5% where plan=Basic period=week lang=en"),
        ("alert verloop met plan Basic en land = NL boven 5%",
         "alert churn above 5% where plan=Basic and country=NL lang=nl"),
        ('alert churn above 5% where plan = "Over 50"',
         'alert churn above 5% where plan="Over 50" lang=en'),
        ("alert churn above 5% where plan=unusual",
         "alert churn above 5% where plan=unusual lang=en"),
        ("alert churn above 5% lang=nl", "alert churn above 5% lang=nl"),
        ("/kpi alert help", "help alert lang=en"),
        ("help alert", "help alert lang=en"),
        ("help meldingen", "help alerts lang=nl"),
        ("alerts", "alerts lang=en"),
        ("/kpi alerts", "alerts lang=en"),
        ("/retention meldingen", "alerts lang=nl"),
        ("alerts lang=nl", "alerts lang=nl"),
    ],
)  # fmt: skip
def test_a_condition_is_read_in_both_languages(typed: str, question: str | None) -> None:
    if question is None:
        with pytest.raises(Problem):
            reading(typed)
        return
    assert reading(typed).question() == question
    assert reading(question).question() == question


PROBLEMS = [
    ("alert", "alert_what"),
    ("/kpi alert", "alert_what"),
    ("alert above 5%", "alert_what"),
    ("/kpi alert foo above 5%", "alert_what"),
    ("alert kpi above 5%", "alert_not_watched"),
    ("alert risk above 5", "alert_not_watched"),
    ("alert churn", "alert_no_limit"),
    ("alert churn above", "alert_no_limit"),
    ("alert churn at least 5%", "alert_no_limit"),
    ("alert churn unusually high", "alert_no_limit"),
    ("alert churn above 5% below 3%", "alert_two_limits"),
    ("alert churn unusual above 3%", "alert_two_limits"),
    ("alert customers below 5%", "alert_limit"),
    ("alert nps below 5%", "alert_limit"),
    ("alert churn above -5%", "alert_limit"),
    ("alert customers below -5", "alert_limit"),
    ("alert churn above €5", "alert_limit"),
    ("alert churn above 0.05", "share_or_percent"),
    ("alert customers below 1.5", "fraction_of_a_customer"),
    ("alert churn above 1e5%", "exponent"),
    ("alert churn above ٥%", "other_digits"),
    ("alert churn above 5%5", "unreadable_number"),
    ("alert churn above 99999999999999999999%", "too_many_digits"),
    ("alert churn above 5% daily", "alert_period"),
    ("alert churn above 5% in March 2026", "alert_period"),
    ("alert churn above 5% this month", "alert_period"),
    ("alert churn above 5% weekly per month", "alert_period"),
    ("alert churn above 5% last week and last month", "alert_period"),
    ("alert churn above 5% by plan", "alert_parts"),
    ("alert churn above 5% vs last year", "alert_parts"),
    ("alert clv ever below 50", "alert_parts"),
    ("alert churn above 5% industry=banking", "alert_parts"),
    ("alert churn above 5% where foo = 1", "unknown_dimension"),
    ("alert churn not above 5%", "unknown_words"),
    ("alert churn above 5% <!channel>", "unknown_words"),
    ("alert churn above 5%; drop table customers", "unknown_words"),
]


@pytest.mark.parametrize(("typed", "code"), PROBLEMS)
def test_what_cannot_be_watched_is_a_problem(typed: str, code: str) -> None:
    with pytest.raises(Problem) as told:
        reading(typed)
    assert told.value.code == code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [typed for typed, _ in PROBLEMS])
def test_each_problem_has_words_and_every_alert_that_they_show_works(
    typed: str, language: Language
) -> None:
    with pytest.raises(Problem) as told:
        reading(typed)
    said = plain(refused(told.value, language, Preferences()))
    shown = [part for part in said.split("`")[1::2] if part.startswith("/kpi alert ")]
    assert shown or not told.value.code.startswith("alert_")
    for example in shown:
        assert reading(example).kind == "alert"


@pytest.mark.parametrize(
    "typed", ["alert fatigue is a problem", "melding maken", "alarm in the shop", "alerting"]
)
def test_a_sentence_with_the_word_is_no_alert(typed: str) -> None:
    assert read_alert(typed, "en", LIBRARY, DATA) is None


def test_without_a_warehouse_nothing_is_watched() -> None:
    with pytest.raises(Problem) as told:
        reading("alert churn above 5%", None)
    assert told.value.code == "no_warehouse"
    assert reading("alerts", None).kind == "alerts"


_TRICKY = sorted({call for calls in words().alerts.values() for call in calls} | {*words().paces})
_values = st.one_of(
    st.sampled_from(_TRICKY),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text.strip("\"' ,;.?!`*~") == text != "")
    .filter(lambda text: not set(text) & set("“”„‘’`*~")),
)


@st.composite
def alerts(draw: st.DrawFn) -> Ask:
    metric = draw(st.sampled_from(sorted(WATCHED)))
    most = 10_000 if unit_of(metric) == "count" else 1_000_000
    digits = Decimal(draw(st.integers(0, most)))
    limit = digits if unit_of(metric) == "count" else digits / 10_000
    side = draw(st.sampled_from(get_args(Beyond.__annotations__["side"])))
    if unit_of(metric) == "share":
        limit += Decimal("0.0101")  # a bare share up to 1 is asked back, with its sign or not
    dimensions = draw(st.lists(st.sampled_from(["plan", "country"]), unique=True))
    others = [None, *(period for period in PERIODS if period != "month")]
    return Ask(
        "alert",
        draw(st.sampled_from(LANGUAGES)),
        metric,
        period=draw(st.sampled_from(others)),
        where=tuple((one, draw(_values)) for one in dimensions),
        beyond=Beyond(side, None if side == "unusual" else limit),
    )


@given(alerts())
def test_an_alert_reads_back_as_the_same(ask: Ask) -> None:
    assert reading(ask.question()) == ask
