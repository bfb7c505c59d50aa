"""Templates: escaping, cells, labels, and that nothing typed can format or mention."""

import tomllib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from bot.render.text import cell, heading, label, quoted, write
from bot.reply import LANGUAGES, Cell, Kind, Language, Money, More, Own, Percent, Points, Reply
from knowledge.records import Yardstick
from metrics.period import containing
from tests.asking import LIBRARY, ask

LABELS = tomllib.loads(
    (Path(__file__).parents[1] / "bot" / "render" / "labels.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("section", LABELS)
def test_every_label_has_both_languages_and_fits_a_button(section: str) -> None:
    for key, translations in LABELS[section].items():
        assert set(translations) == set(LANGUAGES)
        for language in LANGUAGES:
            assert 0 < len(label(section, key, language)) <= 75
            assert label(section, key, language) == translations[language]


def test_every_kind_of_yardstick_has_a_label() -> None:
    kinds = {yardstick.basis for yardstick in LIBRARY.yardsticks.values()} | {"average"}
    assert kinds <= set(LABELS["kinds"])
    assert "basis" in Yardstick.model_fields


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [
        (None, "–", "–"),
        ("a <b>", "a <b>", "a <b>"),
        (1200, "1,200", "1.200"),
        (Percent(Fraction(23, 30)), "76.67%", "76,67%"),
        (Points(Decimal("-1.5")), "−1.5 pts", "−1,5 pt"),
        (More(Decimal(-16)), "−16", "−16"),
        (Kind("average"), "industry average", "gemiddelde van de branche"),
        (Decimal("1234.5"), "1,234.5", "1.234,5"),
        (Money(Decimal("1250.5"), "EUR"), "€1,250.50", "€\N{NO-BREAK SPACE}1.250,50"),
        (Money(Fraction(100, 3), "USD"), "US$33.33", "US$\N{NO-BREAK SPACE}33,33"),
        (containing(date(2026, 10, 1), "month"), "October 2026", "oktober 2026"),
        (Own("Pro & Co"), "Pro & Co", "Pro & Co"),
        (Own("two\n\tlines"), "two lines", "two lines"),
        (Own("a\N{RIGHT-TO-LEFT OVERRIDE}b\0"), "ab", "ab"),
        (Own("x" * 61), "x" * 59 + "…", "x" * 59 + "…"),
        (Own(""), "unknown", "onbekend"),
        (Own(" \n"), "unknown", "onbekend"),
    ],
)
def test_cells_are_written_in_the_language(value: Cell, english: str, dutch: str) -> None:
    assert (cell(value, "en"), cell(value, "nl")) == (english, dutch)


def test_a_column_is_headed_by_a_label_or_by_a_word_of_the_teams_own() -> None:
    assert [heading("average", language) for language in LANGUAGES] == ["Average", "Gemiddelde"]
    assert [heading(Own("plan"), language) for language in LANGUAGES] == ["plan", "plan"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "`plain`"),
        ("<!channel>", "`&lt;!channel&gt;`"),
        ("a`b`", "`a&#39;b&#39;`"),
        ("two\n lines", "`two lines`"),
        ("&amp;", "`&amp;amp;`"),
        ("x" * 61, "`" + "x" * 59 + "…`"),
        ("x" * 60, "`" + "x" * 60 + "`"),
    ],
)
def test_what_a_person_typed_is_quoted_as_code(typed: str, shown: str) -> None:
    assert quoted(typed) == shown


@given(st.text())
def test_a_quotation_cannot_be_left(typed: str) -> None:
    inner = str(quoted(typed))[1:-1]
    assert not set(inner) & set("`<>\n")


def test_quotes_come_back_and_the_three_signs_of_slack_stay_escaped() -> None:
    words = write(Reply("problems", "en", {"typed": "'\"<&>"}, "unknown_question"))
    assert "`'\"&lt;&amp;&gt;`" in words.paragraphs[0]


def test_a_missing_fact_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        write(Reply("problems", "en", {}, "unknown_question"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_small_print_stands_apart(language: Language) -> None:
    written = write(ask("/crr 500 50 450", language))
    assert written.small.endswith("· Shopify, Xoxoday, Salesforce, LiveAgent")
    assert "---" not in "".join(written.paragraphs) + written.small
    assert all(part == part.strip() and part for part in written.paragraphs)
    assert write(ask("/crr 1 2", language)).small == ""
