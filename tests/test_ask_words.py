"""The vocabulary: every metric and field has words in both languages, and no word misleads."""

import pytest

from bot.ask.words import fold, words
from bot.reply import LANGUAGES, Language
from metrics.catalog import METRICS
from tests.asking import LIBRARY

FIELDS = sorted({field.name for metric in METRICS.values() for field in metric.fields})


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_word_that_reads_back(name: str, language: Language) -> None:
    shown = words().shown[name, language]
    assert name in words().fields[fold(shown)]
    assert name in words().fields[name]


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_is_a_command_by_its_own_name(metric: str) -> None:
    assert words().commands[metric] == metric


def test_no_metric_has_two_fields_under_one_word() -> None:
    for metric in METRICS.values():
        names = {field.name for field in metric.fields}
        for word, meant in words().fields.items():
            # "of 500" is the total where there is one, and the start elsewhere.
            assert len(meant & names) <= 1 or (metric.name, word) == ("crr", "churned"), word


def test_words_for_figures_are_single_and_folded() -> None:
    for word in words().fields:
        assert word == fold(word)
        assert " " not in word


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what is our retention", "en"),
        ("wat is ons klantbehoud", "nl"),
        ("/retention nps 60 25 15", None),
        ("/crr 500 50 450", None),
        ("/retention wat als crr 80 naar 85", "nl"),
        ("/crr begin=500 verloren=9", "nl"),
        ("/crr start=500 lost=9", "en"),
        ("500 50 450", None),
        ("", None),
        ("van the", None),
        ("/crr 500 50 450 plan b", None),
        ("/crr s=500 l=9", None),
    ],
)
def test_everyday_words_tell_the_language_and_a_slash_command_does_not(
    text: str, language: Language | None
) -> None:
    assert words().language_of(text) == language


def test_folding_drops_case_and_accents() -> None:
    assert fold("Geëindigd") == "geeindigd"


def test_what_is_said_to_have_no_source_has_none() -> None:
    phrases = words().sourceless.by_first.values()
    names = [phrase.text for one in phrases for phrase in one]
    assert len(names) > 200
    assert [name for name in names if LIBRARY.company(name) or LIBRARY.industry(name)] == []
