"""Options and named figures taken out of a question, and what is left."""

import pytest

from bot.ask.line import Line, as_period, industry_called, read_line
from bot.reply import Problem
from tests.asking import LIBRARY


def line(text: str) -> Line:
    return read_line(text, "en", LIBRARY)


@pytest.mark.parametrize(
    ("text", "named", "loose"),
    [
        ("500 50 450", (), "500 50 450"),
        ("start=500 new=50", (("start", "500"), ("new", "50")), ""),
        ("start = 500, new = 50.", (("start", "500"), ("new", "50")), ""),
        ("start=1 200 new=50", (("start", "1200"), ("new", "50")), ""),
        ("start=1 200, new=1 150.5", (("start", "1200"), ("new", "1150.5")), ""),
        ("Start: 500, new: 50", (("start", "500"), ("new", "50")), ""),
        ("our answer: 500 start=3 more", (("start", "3"),), "our answer: 500 more"),
        ("80 4 3 margin=60% please", (("margin", "60%"),), "80 4 3 please"),
        ("start=", (("start", ""),), ""),
    ],
)
def test_named_figures_leave_the_words(
    text: str, named: tuple[tuple[str, str], ...], loose: str
) -> None:
    read = line(text)
    assert (read.named, read.loose) == (named, loose)


def test_options_are_read_in_both_languages_and_leave_the_rest() -> None:
    read = line("500 branche=IT services 50 450 per=maand lang=nl after=4 result=low")
    assert (read.industry, read.period, read.after, read.result) == (
        "it-services",
        "month",
        4,
        "low",
    )
    assert read.loose == "500 50 450"


def test_a_result_that_is_none_is_left_out() -> None:
    assert line("result=splendid").result is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("members=5", "unknown_name"),
        ("industry=unicorns", "unknown_industry"),
        ("industry=", "unknown_industry"),
        ("period=century", "unknown_period"),
        ("lang=fr", "unknown_language"),
        ("after=-1", "negative"),
        ("after=", "unreadable_number"),
        ("lang=nl lang=en", "twice"),
        ("lang=nl 500 taal=engels", "twice"),
        ("period=month per=year", "twice"),
        ("industry=banks industry=banks", "twice"),
    ],
)
def test_an_unknown_name_or_value_is_a_problem(text: str, code: str) -> None:
    with pytest.raises(Problem) as raised:
        line(text)
    assert raised.value.code == code


def test_the_nearest_industries_are_named_in_the_language() -> None:
    with pytest.raises(Problem) as raised:
        industry_called("hospitalitie", Line("nl", LIBRARY))
    assert raised.value.facts["nearest"] == ["Horeca", "Gezondheidszorg"]


@pytest.mark.parametrize(
    ("word", "period"), [("maand", "month"), ("Weekly", "week"), ("year?", "year"), ("uur", None)]
)
def test_a_word_may_name_a_period(word: str, period: str | None) -> None:
    assert as_period(word) == period
