"""The traffic light's file: everyone in amber and red, and nothing that a spreadsheet would run."""

import csv
import io
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.answers.risk import harmless
from bot.reply import LANGUAGES, Language
from tests.company import Acme, tables
from tests.warehouses import Rows

HEADS = {
    "en": ["Light", "Customer", "Days silent", "Usual gap, days", "Orders", "Value so far"],
    "nl": [
        "Licht",
        "Klant",
        "Dagen stil",
        "Gewone tussenpoos, dagen",
        "Bestellingen",
        "Waarde tot nu toe",
    ],
}
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://example.org";"x")']


def read(acme: Acme, question: str, mapped: str = "everything") -> list[list[str]]:
    sheet = acme.ask(question, acme.services(mapped=mapped)).sheet
    assert sheet is not None
    assert sheet.name == "risk-2026-11-12.csv"
    return list(csv.reader(io.StringIO(sheet.text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_names_those_in_red_and_amber_who_have_not_left(
    language: Language, acme: Acme
) -> None:
    heads, *rows = read(acme, f"/risk csv lang={language}")
    assert heads == HEADS[language]
    red, amber = ("Red", "Amber") if language == "en" else ("Rood", "Oranje")
    assert [row[0] for row in rows] == [red] * 25 + [amber] * 25  # 33 are red
    assert rows[0][1:] == ["fading-1", "63", "30.4", "9", "810"]
    values = [Decimal(row[5]) for row in rows[:25]]
    assert values == sorted(values, reverse=True)


def test_the_file_is_of_the_customers_that_were_chosen(acme: Acme) -> None:
    assert {row[1].partition("-")[0] for row in read(acme, "/risk csv where country=BE")[1:]} == {
        "slow"
    }


def test_without_the_word_there_is_no_file(acme: Acme) -> None:
    assert acme.ask("/risk").sheet is None


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["C-17", "O'Brien", "1-1", "", "a=b"])
def test_other_names_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_customers_with_the_names_of_formulas_run_nothing(tmp_path: Path) -> None:
    orders = [(name, date(2026, 1, 5), 10) for name in FORMULAS]
    made = tables() | {"orders": Rows({"who": "text", "ordered": "day", "amount": "money"}, orders)}
    with closing(Acme.made_in(tmp_path, made)) as acme:
        names = [row[1] for row in read(acme, "/risk csv", "orders")[1:]]
    assert sorted(names) == sorted(f"'{name}" for name in FORMULAS)
