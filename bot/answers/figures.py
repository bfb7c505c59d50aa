"""The answer to typed figures: the value, what was counted, how it compares, one tip."""

from dataclasses import replace
from functools import lru_cache

from bot.answers.comparison import compare_with_industry, computed, how_it_did, yearly
from bot.ask.question import Ask
from bot.reply import Button, Menu, Reply
from bot.services import Asker, Preferences, Services
from knowledge.benchmarks import yardsticks
from knowledge.library import Library
from knowledge.records import Language, Result
from knowledge.tips import ranked
from metrics.catalog import METRICS

KEPT = 256  # answers


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Any metric of the catalog, from its figures."""
    preferences = services.settings_for(asker)
    return _answer(ask, preferences, services.library)


@lru_cache(KEPT)
def _answer(ask: Ask, preferences: Preferences, library: Library) -> Reply:
    """Pure, and asked again by Share and by whoever repeats a question: so the last are kept."""
    metric = METRICS[str(ask.metric)]
    result = computed(ask)
    compared = compare_with_industry(ask, result, preferences.industry, library)
    did = how_it_did(result, compared)
    industry = ask.industry or preferences.industry
    question = ask.question()
    facts = {
        "metric": metric.name,
        "result": result,
        "compared": compared,
        "yardsticks": yardsticks(library),
        "a_year": yearly(result, ask.period),
        "period": ask.period,
        "tip": ranked(library, metric=metric.name, industry=industry, result=did)[0],
        "term": library.terms[metric.name],
        "currency": preferences.currency,
        "library": library,
    }
    return Reply(
        template="retention" if metric.compared else metric.name,
        language=ask.language,
        facts=facts,
        buttons=(Button("explain", f"explain {question}"), _more_tips(ask, industry, did)),
        menu=_menu(ask, library, chosen=compared is not None) if metric.compared else None,
        share=question,
    )


def _more_tips(ask: Ask, industry: str | None, did: Result) -> Button:
    more = Ask("tips", ask.language, ask.metric, industry=industry, after=1, result=did)
    return Button("more_tips", more.question())


def _menu(ask: Ask, library: Library, *, chosen: bool) -> Menu:
    """Every industry with a figure, to ask the same question about another one."""
    return Menu(
        label="industry" if chosen else "choose_industry",
        question=replace(ask, industry=None).question(),
        options=_industries(library, ask.language),
    )


@lru_cache
def _industries(library: Library, language: Language) -> tuple[tuple[str, str], ...]:
    named = ((key, one.in_(language).name) for key, one in library.industries.items())
    return tuple(sorted(named, key=lambda option: option[1].casefold()))
