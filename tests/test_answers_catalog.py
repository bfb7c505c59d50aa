"""Completeness: what the catalogue of metrics promises, every answer keeps, in both languages."""

from pathlib import Path

import pytest

from bot.answers import ANSWERS
from bot.answers.help import OTHERS, example, named_example, usage
from bot.ask.figures import named_form
from bot.ask.words import words
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Language
from metrics.catalog import METRICS
from tests.asking import LIBRARY, ask

TEMPLATES = Path(__file__).parents[1] / "bot" / "render" / "templates"
each_metric = pytest.mark.parametrize("metric", METRICS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_metric
def test_every_metric_has_a_term_and_a_template_in_both_languages(metric: str) -> None:
    assert metric in LIBRARY.terms
    template = "retention" if METRICS[metric].compared else metric
    for language in LANGUAGES:
        assert (TEMPLATES / f"{template}.{language}.j2").exists()


def test_every_template_exists_in_both_languages() -> None:
    english = {file.name.removesuffix(".en.j2") for file in TEMPLATES.glob("*.en.j2")}
    dutch = {file.name.removesuffix(".nl.j2") for file in TEMPLATES.glob("*.nl.j2")}
    assert english == dutch
    assert len(english) * len(LANGUAGES) == len(list(TEMPLATES.iterdir()))


@each_metric
@each_language
def test_help_for_a_metric_shows_an_example_that_works(metric: str, language: Language) -> None:
    reply = ask(f"help {metric}", language)
    shown = example(METRICS[metric], language)
    assert (reply.ok, reply.language, reply.part) == (True, language, "one")
    assert f"`{shown}`" in plain(reply)
    assert f"`{usage(METRICS[metric], language)}`" in plain(reply)
    assert ask(shown, language).template in {"retention", metric}
    assert ask(named_example(METRICS[metric], language), language).ok
    (button,) = reply.buttons
    assert ask(button.question, "en" if language == "nl" else "nl").language == language


@each_metric
@each_language
def test_every_form_that_help_shows_can_be_asked(metric: str, language: Language) -> None:
    for form in METRICS[metric].forms:
        shown = named_form(METRICS[metric], form, language)
        assert ask(shown.replace("…", "5"), language).part != "missing_figures"
        assert ask(shown.replace("…", "5%"), language).part != "unknown_name"


@each_metric
@each_language
def test_every_metric_is_explained_and_carries_its_definition(
    metric: str, language: Language
) -> None:
    figures = example(METRICS[metric], language).removeprefix("/retention ").removeprefix("/")
    reply = ask(f"explain {figures}", language)
    assert (reply.ok, reply.template) == (True, "explain")
    assert LIBRARY.terms[metric].in_(language).definition in plain(reply)


@each_metric
@each_language
def test_the_buttons_and_the_menu_of_every_answer_are_answered(
    metric: str, language: Language
) -> None:
    reply = ask(example(METRICS[metric], language), language)
    assert [button.label for button in reply.buttons] == ["explain", "more_tips"]
    questions = [button.question for button in reply.buttons] + [str(reply.share)]
    if reply.menu:
        questions += [f"{reply.menu.question} industry={key}" for key, _ in reply.menu.options]
    for question in questions:
        assert (question, ask(question).ok, ask(question).language) == (question, True, language)


def test_every_kind_of_answer_has_help() -> None:
    by_another_name = {"figures", "add", "edit", "measure", "explain_data"}
    for kind in ANSWERS.keys() - by_another_name - {"help", "thanks"}:
        assert kind in OTHERS
        assert ask(f"help {kind}").part == kind
    assert ask("help help").part == "everything"


def test_the_menu_offers_every_industry_by_name_in_the_order_of_names() -> None:
    menu = ask("/crr 500 50 450", "nl").menu
    assert menu is not None
    assert menu.label == "choose_industry"
    assert {key for key, _ in menu.options} == set(LIBRARY.industries)
    names = [name for _, name in menu.options]
    assert names == sorted(names, key=str.casefold)


def test_help_uses_the_words_of_the_language() -> None:
    for metric in METRICS.values():
        for language in LANGUAGES:
            for name in metric.positional:
                assert words().shown[name, language].upper() in usage(metric, language)
