"""Whole sentences without figures to compute with: what kind of question, and about what.

Figures, industries and companies have rules of their own. Anything else is what the nearest entry
of the store answers, whatever its kind: by the words of its questions and texts, and a little by
how the sentence is put ("wat is", "difference between", a complaint).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import get_args

from bot.ask.averages import asks_a_figure, average, of_company, of_industry
from bot.ask.defining import defined, only_term, spelled_out
from bot.ask.nearest import (
    KINDS,
    LEAST,
    MOST_NEAR,
    NEAR,
    Spoken,
    answering,
    nearest,
    title_of,
    worth,
)
from bot.ask.question import Ask
from bot.ask.said import KEEPING, Said, folded_words, sentences_of, understood
from bot.ask.thresholds import read_grade, read_threshold
from bot.ask.topics import of_topic
from bot.ask.unsourced import refuse_outside, refuse_without_source
from bot.ask.words import fold, words
from bot.reply import Language, Problem
from knowledge.concepts import concepts
from knowledge.library import Library
from knowledge.records import Company, Factor, FactorKey, Guide, Industry, Reason, Term, Tip
from knowledge.search import Entry, Search, search_of
from knowledge.spelling import stem
from metrics.catalog import METRICS

Rule = Callable[[Said, Language], Ask | None]

_ADVICE = frozenset({"tips", "improve", "complains"})
_SURELY = 0.6  # so well must an entry fit a sentence that does not say what kind of question it is
_A_FEW = 6  # words beside the names of two industries
_ASKED_SO = 0.86  # so alike to a question of an entry that it is that question
_SUBJECT = KEEPING | {"satisfied", "acquire", "profit", "compute", "bias", "survey", "signal"}
_PERCENTAGES = KEEPING | {"industry", "brands", "target", "bias", "survey"}
_RATES = {"leave": "churn", "stay": "crr", "retention": "crr"}  # concepts, and the rate of each
_BRANDS = {"en": "retention of well known brands", "nl": "retentie van grote merken"}
_INDUSTRIES = {"en": "averages by industry", "nl": "gemiddelden per branche"}
_TEN = frozenset(get_args(FactorKey))
_MEANT = frozenset({"retention", "loyal", "acquire", "profit", "cheaper"})  # not a factor's weight


def read_chat(line: str, language: Language, library: Library) -> Ask:
    """The question of a sentence. Raises Problem outside_subject, unknown_question and
    no_benchmark.
    """
    said = understood(line, language, library)
    refuse_outside(said)
    search = search_of(library)
    if (term := defined(said, search) or only_term(said, search)) is not None:
        return Ask("define", language, topic=term)
    refuse_without_source(said)
    searching = (read_threshold, _weighed, _just_asked)
    searched = [partial(rule, search=search) for rule in searching]
    rules: tuple[Rule, ...] = (read_grade, *searched, *_RULES)
    asked = (rule(said, language) for rule in rules)
    if (ask := next((one for one in asked if one is not None), None)) is not None:
        return ask
    sure = _covered(line, search) >= _SURELY
    doubtful = said.unknown or not sure or not said.about
    if doubtful and (ask := average(said, language)) is not None:
        return ask
    about = (_SUBJECT | concepts().keys["drivers"]) & said.concepts
    if not (about or sure or search.called(said.topic) or spelled_out(said, search)):
        raise Problem("unknown_question", typed=line)
    return _nearest(said, language, search)


def _covered(line: str, search: Search) -> float:
    """How well the nearest entry fits a sentence, by its words alone."""
    return max((hit.score for hit in search.find(line, KINDS, limit=1)), default=0.0)


def _just_asked(said: Said, language: Language, *, search: Search) -> Ask | None:
    """What answers just this question, in almost these words."""
    if said.industry or said.company or said.both or said.unknown:
        return None
    hit = search.asked(said.line, (Industry, Company))
    if hit and hit.score >= _ASKED_SO and "factor" not in said.kinds:
        return Ask("benchmark", language, topic=hit.entry.key)
    ways = _ways(said)
    hit = search.asked(said.line, [kind for kind in KINDS if worth(kind, ways) >= 0])
    return (
        _answered_by(hit.entry, said, language, search) if hit and hit.score >= _ASKED_SO else None
    )


def _nearest(said: Said, language: Language, search: Search) -> Ask:
    """The question that the nearest entry answers, of whatever kind that is."""
    ways = _ways(said)
    of_them = None if "why" in ways and not _ADVICE & ways else said.industry
    hits = nearest(search, said.line, said.asks, ways, Spoken(said.concepts, of_them))
    told = ways and (not said.unknown or (said.of_customers and _ADVICE & ways))
    least = LEAST if told else _SURELY
    if not hits or hits[0].score < least or _tells_too_much(hits[0].entry, said):
        if (term := spelled_out(said, search)) is not None:
            return Ask("define", language, topic=term.in_(language).name)
        near = tuple(hit.entry for hit in hits if hit.score >= NEAR)[:MOST_NEAR]
        raise Problem("not_found", typed=said.topic or said.line, near=near)
    return _answered_by(hits[0].entry, said, language, search)


def _tells_too_much(entry: Entry, said: Said) -> bool:
    """Whether it tells percentages to who asks for another one: "what is a normal salary"."""
    asks_one = {"good", "benchmark", "figure"} & set(said.kinds)
    if not asks_one or not isinstance(entry, Guide | Reason):
        return False
    others = any(not (word.isdigit() or word in words().plain) for word in said.about.split())
    ours = said.of_customers or _PERCENTAGES & said.concepts or words().publishers & said.typed
    return others and not ours and "%" in entry.en.model_dump_json()


def _ways(said: Said) -> frozenset[str]:
    """How a question is put: by its phrases, by its first word, or as a complaint."""
    wants = said.first in words().orders and not (said.kinds or said.whether)
    also = {"whether": said.whether, "complains": _complains(said), "tips": wants}
    judges = "good" in said.kinds and not said.defines  # "what is a healthy churn"
    kinds = (kind for kind in said.kinds if not (judges and kind == "define"))
    return frozenset((*kinds, *(way for way, so in also.items() if so)))


def _answered_by(entry: Entry, said: Said, language: Language, search: Search) -> Ask:
    """The question that this entry answers: by its topic, or by the entry's title where the topic
    leads to another one.
    """
    kind = _ASKED_BY.get(type(entry), "search")
    ask = of_topic(kind, said, language)
    if kind == "tips":
        return ask
    if said.unknown:
        return replace(ask, topic=title_of(entry, language))
    first = next(iter(answering(ask, search)), None)
    if first and first.entry == entry and first.score >= (_SURELY if kind == "search" else LEAST):
        return ask
    return replace(ask, topic=title_of(entry, language))


def _comparison(said: Said, language: Language) -> Ask | None:
    """Two terms side by side, or the figures of two industries or companies."""
    little = len(said.about.split()) <= _A_FEW or {"benchmark", "figure"} & set(said.kinds)
    linked = little and words().either & said.typed
    if said.both and (linked or "compare" in said.kinds):
        return Ask("compare", language, topic=" ".join(said.both))
    one_alone = said.company or (said.industry and not said.beside)  # "how do hospitals compare"
    compares = "compare" in said.kinds and not words().asks_why & said.typed
    return of_topic("compare", said, language) if compares and not one_alone else None


def _example(said: Said, language: Language) -> Ask | None:
    """What a company does that a tip names as its example."""
    keeps = said.whether and KEEPING & said.concepts and not {"what", "wat"} & said.typed
    does = words().examples & said.typed and not keeps  # "does Airbnb keep its guests" is a figure
    asks_what_it_does = does or "tips" in said.kinds
    wanted = asks_what_it_does and not asks_a_figure(said)
    if said.example is None or (said.company and not wanted):
        return None
    if fold(said.example) in words().publishers and "tips" not in said.kinds:
        return None
    if not wanted:
        raise Problem("no_benchmark", typed=said.example, nearest=[])
    return Ask("tips", language, topic=said.example)


def _factor(said: Said, language: Language) -> Ask | None:
    """Whether one of the ten factors keeps an industry's customers, or which the ten are."""
    typed = said.typed
    if words().asks_why & typed and (_MEANT & said.concepts or not words().important & typed):
        return None
    others = "tips" in said.kinds or asks_a_figure(said)
    wonders = said.whether and KEEPING & said.concepts and not others
    asked = said.industry and said.concepts & _TEN and ("factor" in said.kinds or wonders)
    return of_topic("factor", said, language) if asked or words().factors & typed else None


def _weighed(said: Said, language: Language, *, search: Search) -> Ask | None:
    """Whether one factor matters for keeping customers: "does price matter for retention?"."""
    typed = said.typed
    weighs = said.whether and (words().important & typed or "factor" in said.kinds)
    influences = words().influence & typed
    if not (weighs or influences) or words().asks_why & typed or said.both or said.company:
        return None
    sentences = sentences_of(said.line)
    asking = (one for one in sentences if words().chat["factor"].longest_in(folded_words(one)))
    factors = _TEN & search.vocabulary.meant(next(asking, said.line))
    if len(factors) != 1 or not KEEPING & said.concepts:
        return None
    if weighs and len(sentences) == 1:
        return of_topic("factor", said, language)
    (one,) = factors
    return Ask("factor", language, topic=one.replace("-", " "))


def _formula(said: Said, language: Language) -> Ask | None:
    """How something is computed: of those who come back or leave, their rate."""
    if "formula" not in said.kinds or said.industry:
        return None
    ask = of_topic("formula", said, language)
    moves = next((one for one in _RATES if one in said.concepts), None)
    named = said.concept or any(words().commands.get(word) in METRICS for word in said.typed)
    return replace(ask, topic=_RATES[moves]) if moves and not named else ask


def _of_their_industry(said: Said, language: Language) -> Ask | None:
    """Of an industry that is named: advice, why it is where it is, or its figure."""
    if said.industry is None:
        return None
    kinds = set(said.kinds)
    if "tips" in kinds or ("improve" in kinds and not {"benchmark", "why"} & kinds):
        return of_topic("tips", said, language)
    if "why" in kinds:
        ours = words().gains & said.typed  # not why theirs is where it is
        return None if ours else Ask("benchmark", language, topic=said.industry)
    if _complains(said) and not kinds & {"benchmark", "define"}:
        return of_topic("tips", said, language)
    return of_industry(said, language)


def _complains(said: Said) -> bool:
    """Something of the asker's own that goes wrong, and that tips are about."""
    own = words().own & said.typed or "customer" in concepts().of(stem(said.first))
    keys = concepts().keys
    about = said.concepts & (keys["drivers"] | keys["models"] | {"leave", "customer"})
    if (
        not (about or said.industry)
        or said.whether
        or said.first in words().asking
        or {"which", "formula", "compare", "factor", "why", "define"} & set(said.kinds)
    ):
        return False
    return bool(own or ("trouble" in said.kinds and (said.of_customers or about & keys["models"])))


def _brands(said: Said, language: Language) -> Ask | None:
    """Which companies keep their customers best, and models of business without an average: the
    guides that say so.
    """
    if said.industry or said.company or {"tips", "why"} & set(said.kinds):
        return None
    asks_which = {"which", "benchmark", "figure"} & set(said.kinds)
    beside = concepts().keys["drivers"] | {
        *("responsible", "mistake", "rule", "step", "challenge", "target")
    }
    if asks_which and "brands" in said.concepts and not (said.unknown or beside & said.concepts):
        return Ask("search", language, topic=_BRANDS[language])
    models = concepts().keys["models"]
    others = (word for word in said.about.split() if not models & concepts().of(stem(word)))
    only = models & said.concepts and words().plain.issuperset(others)
    if {"figure", "benchmark"} & set(said.kinds) and only:
        return Ask("search", language, topic=_INDUSTRIES[language])
    return None


_RULES = (
    _brands,
    _comparison,
    _factor,
    _example,
    of_company,
    _of_their_industry,
    _formula,
)
_ASKED_BY = {Term: "define", Factor: "factor", Reason: "why", Tip: "tips"}
