"""Which term a sentence asks the meaning of, or spells out."""

import re

from bot.ask.command import to_define
from bot.ask.said import Said, sentences_of, topic_of
from bot.ask.words import words
from knowledge.concepts import concepts
from knowledge.records import Term
from knowledge.search import Search
from knowledge.spelling import fold as fold_words
from knowledge.spelling import stem

_WHAT_IS = re.compile(
    r"(?i)\b(?:what is|what's|whats|what are|what does|wat is|wat zijn|explain|explian|define"
    r"|understand|means? by|meant by|meaning of|definition of"
    r"|wat betekent|betekenis van|definitie van"
    r"|bedoel\w* (?:\w+ ){0,2}met|verstaan \w* ?onder|verstaat \w* ?onder)"
    r" (?:an? |the |een |de |het )?['\"‘“]?([\w -]{2,30}?)['\"’”]?\s*"
    r"(?=[,.?!]|$|\b(?:please|pls|mean|means|again|exactly|actually|really|then|to me|like|precies"
    r"|eigenlijk|nou|ook alweer)\b)"
)
_MEANS = re.compile(
    r"(?i)^(?:what )?([\w -]{2,30}?) (?:stands? for|means?|meaning|betekent|betekenis)\b"
)
_QUOTED = re.compile(r"(?<!\w)['\"‘“]([^'\"’”]{2,40})['\"’”](?!\w)")
_CLAUSE = re.compile(r"[?!.,;:]+(?:\s|$)")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
# With these a term between quotes is not what is asked for.
_OTHERWISE = frozenset({"why", "compare", "benchmark", "figure", "formula", "good", "improve"})
_SHORT = 2  # letters


def defined(said: Said, search: Search) -> str | None:
    """The term that a sentence asks the meaning of: right behind "what is", where it says little
    else, or between quotes.
    """
    asked = [found[1] for found in _WHAT_IS.finditer(said.line)]
    asked += [found[1] for found in _MEANS.finditer(said.line)]
    if "define" in said.kinds:
        asked.append(to_define(said.topic))
    if said.defines or _OTHERWISE.isdisjoint(said.kinds):
        asked += [found[1] for found in _QUOTED.finditer(said.line)]
    if (first := _named_first(said)) is not None:
        asked.append(first)
    return next((text for text in asked if _is_a_term(text, search)), None)


def only_term(said: Said, search: Search) -> str | None:
    """The one term that stands in sentences that end in asking what it means: "everybody talks of
    retention. Can someone explain?".
    """
    asks = said.defines and not set(said.kinds) - {"define", "which", "whether"}
    several = len(sentences_of(said.line)) > 1
    terms = {term.key: term for term in search.named_in(said.line, Term)} if asks else {}
    if not several or len(terms) != 1:
        return None
    (term,) = terms.values()
    return term.en.name


def _named_first(said: Said) -> str | None:
    """What the first of several clauses says, and no other one asks anything of: "churn??
    everybody says it and I just nod".
    """
    first, *others = [one for one in _CLAUSE.split(said.line) if one.strip()] or [""]
    asks = any(clause.split()[0].lower() in words().asking for clause in others)
    otherwise = said.whether or set(said.kinds) - {"define", "which"}
    business = any(concepts().keys["models"] & concepts().of(stem(one)) for one in first.split())
    if not others or otherwise or business or (asks and not said.defines):
        return None
    return topic_of(first)


def _is_a_term(name: str, search: Search) -> bool:
    return any(isinstance(entry, Term) for entry in search.called(name))


def spelled_out(said: Said, search: Search) -> Term | None:
    """The term that a sentence has in more words than one, or that it asks the meaning of."""
    if {"benchmark", "figure", "good"} & set(said.kinds):
        return None
    typed = f" {fold_words(said.line)} "
    for term in search.named_in(said.line, Term):
        names = (name for text in (term.en, term.nl) for name in (text.name, *text.aliases))
        told = (name for name in names if " " in name or said.defines or _in_capitals(name, said))
        if any(f" {fold_words(name)} " in typed for name in told):
            return term
    return None


def _in_capitals(name: str, said: Said) -> bool:
    return len(name) > _SHORT and name.upper() in _CAPITALS.findall(said.line)
