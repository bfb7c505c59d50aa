"""The benchmark finder: an industry or a company, and below it its figure, whose that is, and what
it can be compared with.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from bot.answers import benchmark
from bot.ask.question import Ask
from bot.render.blocks import FINDER, Block, context, sections
from bot.render.text import label, write
from bot.reply import Language, Reply
from bot.services import Asker, Services
from bot.slack.forms.begun import Begun
from bot.slack.forms.choices import choice, chosen, one_of_groups
from bot.slack.forms.modal import View, form, live
from knowledge.library import Library

_WHOSE = "whose"


def view(begun: Begun, key: str, asker: Asker, services: Services) -> View:
    """The form, at this industry or company; with none nothing is chosen yet."""
    language, library = begun.language, services.library
    industries = [(name, one.in_(language).name) for name, one in library.industries.items()]
    companies = [(name, one.name) for name, one in library.companies.items()]
    groups = [
        (label("finder", "industries", language), _in_order(industries)),
        (label("finder", "companies", language), _in_order(companies)),
    ]
    select = one_of_groups(groups, key)
    blocks = [
        live(choice(_WHOSE, language, select, hint=True)),
        {"type": "divider"},
        *_found(key, language, asker, services),
    ]
    return form("finder", blocks, language, ("show", FINDER, json.dumps(asdict(begun))))


def picked(shown: Mapping[str, Any]) -> str:
    """The key of what is chosen; empty for nothing."""
    return str(chosen(shown)[_WHOSE])


def asked(key: str, language: Language) -> Ask:
    """The question about it."""
    return Ask("benchmark", language, topic=key)


def _found(key: str, language: Language, asker: Asker, services: Services) -> Iterator[Block]:
    """The words of the answer; before anything is chosen, how much there is to choose."""
    library = services.library
    if not is_known(key, library):
        facts = {"industries": len(library.industries), "companies": len(library.companies)}
        yield from _written(Reply("finder", language, facts, part="choose"))
        return
    yield from _written(benchmark.answer(asked(key, language), asker, services))
    one = library.industries.get(key) or library.companies[key]
    yield from _written(Reply("finder", language, {"one": one}, part="comparable"))


def is_known(key: str, library: Library) -> bool:
    """Whether there is a figure of it."""
    return key in library.industries or key in library.companies


def _written(reply: Reply) -> Iterator[Block]:
    words = write(reply)
    for text in words.paragraphs:
        yield from sections(text)
    if words.small:
        yield context(words.small)


def _in_order(named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(named, key=lambda one: one[1].casefold())
