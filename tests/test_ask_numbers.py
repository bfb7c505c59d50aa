"""Figures as people write them: counts, amounts and shares, in both languages."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ask import numbers
from bot.reply import Language, Problem

LANGUAGES: list[Language] = ["en", "nl"]


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("1200", 1200),
        ("1.200", 1200),
        ("1,200", 1200),
        ("1.234.567", 1234567),
        ("12k", 12000),
        ("12K", 12000),
        ("1,5k", 1500),
        ("1.5k", 1500),
        ("500.0", 500),
        ("1.200,00", 1200),
        ("+500", 500),
        ("0", 0),
        ("007", 7),
        ("999999999999999", 999999999999999),
    ],
)
def test_a_count_is_whole_however_it_is_grouped(typed: str, figure: int) -> None:
    assert numbers.count(typed) == figure


@pytest.mark.parametrize(
    ("typed", "language", "figure"),
    [
        ("1.250", "nl", "1250"),
        ("1.250", "en", "1.25"),
        ("1,250", "en", "1250"),
        ("1,250", "nl", "1.25"),
        ("29,95", "nl", "29.95"),
        ("29,95", "en", "29.95"),
        ("29.95", "nl", "29.95"),
        ("1.250,50", "en", "1250.50"),
        ("1,250.50", "nl", "1250.50"),
        ("1.234.567", "en", "1234567"),
        ("0.125", "nl", "0.125"),
        ("0,125", "en", "0.125"),
        ("€80", "nl", "80"),
        ("80€", "en", "80"),
        ("$2.5k", "en", "2500"),
        ("€12k", "nl", "12000"),
    ],
)
def test_for_an_amount_the_language_decides(typed: str, language: Language, figure: str) -> None:
    assert numbers.amount(typed, language) == Decimal(figure)


@pytest.mark.parametrize(
    ("typed", "share"),
    [("45%", "0.45"), ("45", "0.45"), ("0.5%", "0.005"), ("0", "0"), ("0%", "0"), ("150", "1.5")],
)
def test_a_share_above_one_is_percent(typed: str, share: str) -> None:
    assert numbers.share(typed, "en") == Decimal(share)


@pytest.mark.parametrize(
    ("typed", "language", "percent"),
    [("0.05", "en", "5"), ("0,005", "nl", "0,5"), ("1", "en", "100"), ("0.9", "nl", "90")],
)
def test_a_bare_share_up_to_one_is_asked_back(typed: str, language: Language, percent: str) -> None:
    with pytest.raises(Problem) as raised:
        numbers.share(typed, language)
    assert raised.value.code == "share_or_percent"
    assert raised.value.facts == {"typed": typed, "asis": typed, "percent": percent}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("45%", "percent_for_a_count"),
        ("500.5", "fraction_of_a_customer"),
        ("1.2345k", "fraction_of_a_customer"),
        ("-5", "negative"),
        ("−5", "negative"),
        ("-0", "negative"),
        ("nan", "not_a_number"),
        ("NaN", "not_a_number"),
        ("-inf", "not_a_number"),
        ("∞", "not_a_number"),
        ("oneindig", "not_a_number"),
        ("1e9", "exponent"),
        ("1.5E-3", "exponent"),
        ("1" * 16, "too_many_digits"),
        ("1.234.567.890.123.456", "too_many_digits"),
        ("５００", "other_digits"),
        ("١٢٠", "other_digits"),
        ("2½", "other_digits"),
        ("1.2.3", "unreadable_number"),
        ("1,2,3", "unreadable_number"),
        ("12..5", "unreadable_number"),
        ("", "unreadable_number"),
    ],
)
def test_what_cannot_be_a_count_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(Problem) as raised:
        numbers.count(typed)
    assert raised.value.code == code


def test_an_amount_is_no_percentage() -> None:
    with pytest.raises(Problem) as raised:
        numbers.amount("45%", "en")
    assert raised.value.code == "percent_for_a_count"


@pytest.mark.parametrize(
    ("typed", "plain"), [("５００", "500"), ("١٢٠", "120"), ("१२", "12"), ("Ⅻ½", None)]
)
def test_other_digits_are_shown_in_the_usual_ones_where_they_have_them(
    typed: str, plain: str | None
) -> None:
    with pytest.raises(Problem) as raised:
        numbers.count(typed)
    assert raised.value.facts["plain"] == plain


@pytest.mark.parametrize("space", list(numbers.INNER_SPACES))
def test_special_spaces_group_and_otherwise_separate(space: str) -> None:
    assert numbers.close_up(f"1{space}200 50 1{space}150{space}000") == "1200 50 1150000"
    assert numbers.close_up(f"500{space}50") == "500 50"


@pytest.mark.parametrize(
    ("token", "looks"),
    [("500", True), ("€5", True), (".5", True), ("-3", True), ("NaN", True), ("k", False)],
)
def test_a_figure_is_known_by_its_looks(token: str, looks: bool) -> None:
    assert numbers.looks_like_a_figure(token) is looks


@given(st.integers(0, 10**15 - 1), st.sampled_from(["", ".", ","]))
def test_every_count_reads_back_with_any_grouping(figure: int, mark: str) -> None:
    assert numbers.count(f"{figure:,}".replace(",", mark)) == figure


@given(
    st.decimals(0, 10**9, places=4, allow_nan=False, allow_infinity=False),
    st.sampled_from(LANGUAGES),
)
def test_an_amount_written_plainly_reads_back(figure: Decimal, language: Language) -> None:
    written = numbers.plain(figure, language)
    assert numbers.amount(written, language) == figure


@given(st.text())
def test_any_text_is_a_number_or_a_problem(typed: str) -> None:
    for read in (numbers.count, lambda text: numbers.amount(text, "nl")):
        with suppress(Problem):
            assert read(typed) >= 0
