"""The terms of the glossary that stand in somebody's message, each with a line on what it means."""

import re

from bot.answers.found import entry_reply
from bot.ask.question import Ask
from bot.reply import LANGUAGES, Language, Problem, Reply
from bot.services import Asker, Services
from knowledge.records import Term
from knowledge.search import search_of
from knowledge.spelling import fold

MOST = 10  # terms; the others are counted
_NEXT_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def explained(text: str, language: Language, asker: Asker, services: Services) -> Reply:
    """By the names and other names that the glossary has in either language, as whole words, in the
    order of the text; a paragraph each. Their keys are the fact `keys`.
    """
    found = dict.fromkeys(search_of(services.library).named_in(text, Term))
    named = [one for one in found if _is_called(one, f" {fold(text)} ")]
    facts = {
        "terms": [(one.in_(language).name, _sentence(one, language)) for one in named[:MOST]],
        "keys": [one.key for one in named[:MOST]],
        "more": max(0, len(named) - MOST),
        "curator": services.is_curator(asker),
    }
    part = "found" if named else "nothing"
    return Reply("explained", language, facts, part=part, private=True)


def in_full(key: str, language: Language, services: Services) -> Reply:
    """One of them, with its formula and its sources. Raises Problem when it was taken out since."""
    if not (term := services.library.terms.get(key)):
        raise Problem("not_found", typed=key, near=())
    ask = Ask("define", language, topic=term.in_(language).name)
    return entry_reply(term, [], ask, services.library)


def _is_called(term: Term, padded: str) -> bool:
    """By a name of the term, and not by its key alone: a quick question is none about a ratio."""
    texts = (term.in_(language) for language in LANGUAGES)
    return any(f" {fold(name)} " in padded for one in texts for name in (one.name, *one.aliases))


def _sentence(term: Term, language: Language) -> str:
    """The first of its definition."""
    return _NEXT_SENTENCE.split(term.in_(language).definition, maxsplit=1)[0]
