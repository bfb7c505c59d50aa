"""Every fact of the inventory stands somewhere, and where it stands its figures are told."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from knowledge.library import LANGUAGES, Company, Industry, Language, Tip, load
from knowledge.records import Record

LIBRARY = load()


def ids(letters: str, last: int, digits: int = 2) -> list[str]:
    return [f"{letters}{number:0{digits}}" for number in range(1, last + 1)]


# How many tips each source has by industry, by factor, in its list, or by business model.
TIP_COUNTS = {"CX": 6, "CSF": 22, "CSG": 4, "CF": 12, "CL": 26}
TIP_COUNTS_OF_ONE_DIGIT = {
    **dict.fromkeys(["CS-MED", "CS-PRO", "CS-AUT", "CS-INS", "CS-ITS", "CS-CON", "CS-TEL"], 3),
    **dict.fromkeys(["CS-HEA", "CS-SOF", "CS-BAN", "CS-CSV", "CS-MAN", "CS-HOS"], 3),
    "CS-FIN": 6,
    "CS-ECO": 4,
}
TIPS = [
    *(fact for letters, last in TIP_COUNTS.items() for fact in ids(letters, last)),
    *(fact for letters, last in TIP_COUNTS_OF_ONE_DIGIT.items() for fact in ids(letters, last, 1)),
    *ids("CT-E", 10),
    *ids("CT-S", 11),
    *ids("CT-P", 11),
    *ids("CT-C", 10),
]
# The sections of the inventory that the content must cover whole.
SECTIONS = {
    "A3, definitions": ids("AD", 28),
    "B, benchmarks": [
        *ids("BI", 17),
        *ids("BE", 18),
        *ids("BC", 11),
        *ids("BT", 10),
        *ids("BX", 51),
    ],
    "C, tips and principles": [*TIPS, *ids("CP", 9)],
    "D, reasons": ids("DR", 40),
    "E, factors, loyalty, rules, questions, challenges": [
        *ids("EF", 10),
        *ids("EL", 11),
        *ids("EP", 8),
        *ids("ER", 7),
        *ids("ET", 10),
        *ids("ES", 6),
        *ids("EQ", 24),
        *ids("EC", 20),
    ],
    "G, glossary": ids("G", 120, 3),
}
REQUIRED = [fact for section in SECTIONS.values() for fact in section]
# The rest of A: notations, worked examples, kinds of metric, measures around service, rules.
WELCOME = [*ids("AF", 14), *ids("AW", 5), *ids("AL", 9), *ids("AO", 10), *ids("AX", 12)]

# What no entry restates, and why.
ELSEWHERE = {
    "CS-FIN5": "favouring who lives near a branch: told as a finding (BX37), never as a tip",
    "CS-FIN6": "lending more against collateral: likewise",
    "BX09": "the answers with a comparison ask for the period and convert with it",
    "BX21": "left out: nothing speaks of the twelve strategies that the article lacks",
    "BX47": "left out: nothing needs the size of that survey",
}

AVERAGES = [84, 84, 83, 83, 81, 80, 78, 78, 77, 77, 75, 67, 67, 55, 30]
COMPANIES = [90, 94, 90, 93, 80, 75, 66, 80, 65, 80, 4]

# A figure without % may be written as a word.
FIGURES = {
    **{f"BI{number:02}": f"{value}%" for number, value in enumerate(AVERAGES, 1)},
    **{f"BC{number:02}": f"{value}%" for number, value in enumerate(COMPANIES, 1)},
    "AD22": "3",
    "AF03": "80%",
    "AF05": "76.67%",
    "AF12": "0 10",
    "AF13": "7",
    "AO05": "7",
    "AO08": "30",
    "AW01": "500 50 450 80%",
    "AW02": "150 5 120 76.67%",
    "AW03": "130 23 9 144 93.08%",
    "AW04": "150 50 7 193 95.33%",
    "AW05": "3",
    "AX02": "450 50 500 100%",
    "AX09": "6.87% 42.28% 58.78% 95.67% 56.36%",
    "AX10": "98.16% 98.65% 99.57%",
    "BI16": "62%",
    "BI17": "70 80%",
    "BE17": "30% 62%",
    "BT01": "80%",
    "BT02": "70 80%",
    "BT03": "85%",
    "BT04": "95%",
    "BT06": "7",
    "BT07": "30",
    "BT08": "0 10",
    "BX02": "70 80% 6",
    "BX03": "76.67% 76%",
    "BX04": "80% 70 85% 95%",
    "BX05": "85%",
    "BX06": "80% 9",
    "BX07": "80% 3",
    "BX11": "62%",
    "BX24": "93.08%",
    "BX25": "150 5 120 6",
    "BX26": "95% 95.33%",
    "BX30": "5",
    "BX31": "5% 25% 95%",
    "BX37": "2021",
    "BX46": "4%",
    "CS-FIN1": "2020 4",
    "CS-FIN2": "2020 4",
    "CS-FIN3": "2020 4",
    "CS-FIN4": "2020 4",
    "CS-TEL2": "24 7",
    "CS-ECO4": "62%",
    "CSF01": "2020 12%",
    "CSF04": "82% 97%",
    "CSF07": "4%",
    "CSF15": "1 2",
    "CF09": "30",
    "CL08": "5",
    "CT-E08": "3",
    "CT-C10": "30",
    "DR01": "5",
    "DR02": "5% 25% 95%",
    "DR03": "82%",
    "DR04": "97%",
    "DR05": "2020 12%",
    "DR06": "4%",
    "DR07": "30% 62%",
    "EF01": "2020 12%",
    "EF02": "82% 97%",
    "EF04": "4%",
    "EF07": "1 2",
    "ET04": "30",
    "ES02": "7",
    "EQ02": "4",
    "EQ03": "80%",
    "EQ05": "6",
    "EQ06": "10 65% 94%",
    "EQ07": "7",
    "EQ08": "15 30% 84%",
    "EQ18": "4",
    "EQ19": "4",
    "EQ21": "9",
    "G120": "10",
}
WORDS = {
    "en": {"3": "three", "4": "four", "5": "five", "6": "six", "7": "seven"}
    | {"9": "nine", "10": "ten", "15": "fifteen"},
    "nl": {"3": "drie", "4": "vier", "5": "vijf", "6": "zes", "7": "zeven"}
    | {"9": "negen", "10": "tien", "15": "vijftien"},
}

AnyRecord = Record[Any]


def _held() -> dict[str, list[AnyRecord]]:
    held = defaultdict[str, list[AnyRecord]](list)
    for record in LIBRARY.records():
        for fact in record.facts:
            held[fact].append(record)
    return dict(held)


HELD = _held()


def strings(value: object) -> Iterator[str]:
    for part in value if isinstance(value, tuple) else (value,):
        if isinstance(part, str):
            yield part


def told(record: AnyRecord, language: Language) -> str:
    """All that a reader of this language gets; the figure of a benchmark is a field of its own."""
    text = record.in_(language).model_dump().values()
    figure = [f"{record.value}%"] if isinstance(record, Industry | Company) else []
    return "\n".join([*figure, *(part for value in text for part in strings(value))])


def stands(figure: str, text: str, language: Language) -> bool:
    """Whether the figure is there, as a number of this language or as a word."""
    digits = figure if language == "en" else figure.replace(".", ",")
    forms = [digits, *filter(None, [WORDS[language].get(figure)])]
    pattern = "|".join(re.escape(form) for form in forms)
    return bool(re.search(rf"(?<![\w.,])({pattern})(?![\w%]|[.,]\d)", text, re.IGNORECASE))


def test_the_ids_are_as_many_as_in_the_inventory() -> None:
    assert [len(section) for section in SECTIONS.values()] == [28, 107, 170, 40, 96, 120]
    assert len(TIPS) == 161
    assert len({*REQUIRED, *WELCOME}) == len(REQUIRED) + len(WELCOME)


def test_every_fact_stands_in_an_entry_or_is_named_with_the_reason() -> None:
    assert [fact for fact in REQUIRED if fact not in HELD and fact not in ELSEWHERE] == []
    assert [fact for fact in ELSEWHERE if fact in HELD] == []


def test_no_entry_claims_a_fact_that_is_not_in_the_inventory() -> None:
    assert HELD.keys() <= {*REQUIRED, *WELCOME}


def test_each_tip_of_the_articles_is_one_tip_here() -> None:
    wanted = set(TIPS) - ELSEWHERE.keys()
    tips = {fact: [one.key for one in HELD[fact] if isinstance(one, Tip)] for fact in wanted}
    assert {fact: keys for fact, keys in tips.items() if len(keys) != 1} == {}
    assert {key for keys in tips.values() for key in keys} == LIBRARY.tips.keys()


def test_only_the_two_on_sorting_questions_share_a_tip() -> None:
    shared = [
        facts for one in LIBRARY.tips.values() if len(facts := set(one.facts) & set(TIPS)) > 1
    ]
    assert shared == [{"CL01", "CL26"}]


@pytest.mark.parametrize("fact", [*ids("BI", 17), *ids("BC", 11), *ids("BT", 4), *ids("BE", 15)])
def test_a_benchmark_and_its_explanation_stand_in_one_entry(fact: str) -> None:
    assert len(HELD[fact]) == 1


@pytest.mark.parametrize("fact", FIGURES)
def test_the_figures_of_a_fact_stand_in_both_texts_of_its_entries(fact: str) -> None:
    missing = [
        (record.file, language, figure)
        for record in HELD[fact]
        for language in LANGUAGES
        for figure in FIGURES[fact].split()
        if not stands(figure, told(record, language), language)
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("figure", "text", "language", "there"),
    [
        ("82%", "Met 82% kans.", "nl", True),
        ("82%", "Met 82 kansen.", "nl", False),
        ("76.67%", "Dus 76,67%.", "nl", True),
        ("76.67%", "Dus 76.67%.", "nl", False),
        ("7", "Zeven regels", "nl", True),
        ("7", "70 en 7% en 1,7", "nl", False),
        ("70", "70–80%", "en", True),
        ("4%", "84%", "en", False),
        ("30", "a 30-day challenge", "en", True),
    ],
)
def test_a_figure_is_found_as_the_language_writes_it(
    figure: str, text: str, language: Language, *, there: bool
) -> None:
    assert stands(figure, text, language) is there


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words", ["12 strateg", "twelve strateg", "twaalf strateg", "6000", "6,000"]
)
def test_what_is_left_out_is_nowhere_told(words: str, language: Language) -> None:
    assert [one.file for one in LIBRARY.records() if words in told(one, language).lower()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_study_that_is_no_advice_is_told_as_a_finding(language: Language) -> None:
    note = LIBRARY.industries["financial-services"].in_(language).note or ""
    assert {"en": "not advice", "nl": "geen advies"}[language] in note
