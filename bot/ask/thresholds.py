"""Is a percentage good? Of whom, whether it stays or leaves, and in what period."""

import re
from collections.abc import Mapping
from itertools import pairwise

from bot.ask.question import Ask
from bot.ask.said import Said, folded_words
from bot.ask.words import fold, words
from bot.reply import Language, Problem
from knowledge.concepts import concepts
from knowledge.records import Term
from knowledge.search import Search
from knowledge.spelling import stem
from metrics.catalog import METRICS

_PERCENTS = re.compile(r"(?i)\d\s*(?:%|percent|procent|pct)")
_GRADE = re.compile(r"(?i)\b(?:een|a|an) [1-9](?:[.,]\d)?(?![\d.,]*\s*%|\w)")
_LOW_MARKS: Mapping[Language, str] = {
    "en": "When a grade is too low",
    "nl": "Als een cijfer te laag is",
}
_WITHOUT_YARDSTICK = METRICS.keys() - {"crr", "churn"} | {"customer-effort-score"}
_STAYING = frozenset({"retention", "stay", "loyal"})


def read_threshold(said: Said, language: Language, *, search: Search) -> Ask | None:
    """None where no percentage is weighed. Raises Problem no_yardstick where it is of what no
    source calls good or bad, and share_over_100.
    """
    judged = {"good", "judged"} & set(said.kinds)
    weighs = judged and (said.rate is not None or said.industry)
    if weighs and (other := _another_metric(said, search)):
        raise Problem("no_yardstick", name=other.in_(language).name)
    if said.rate is None or "why" in said.kinds[:1] or "profit" in said.concepts:
        return None
    wanted = judged or "benchmark" in said.kinds or "target" in said.concepts
    if not (said.industry or wanted or not said.topic or _is_ours(said)) or _is_of_others(said):
        return None
    if said.rate > 1:
        raise Problem("share_over_100", value=said.rate, field="rate", metric="crr")
    lost = "leave" in said.concepts and not (_STAYING & said.concepts and not _names_churn(said))
    return Ask(
        "threshold",
        language,
        figures=(("churn" if lost else "rate", said.rate),),
        industry=said.industry,
        period=said.pace,
        topic=None if said.industry else _business(said),
    )


def read_grade(said: Said, language: Language) -> Ask | None:
    """A school mark that customers give: "they give our helpdesk a 6.3"."""
    about = {"service", "satisfied", "survey"} & said.concepts and said.rate is None
    graded = _GRADE.search(said.line)
    return Ask("search", language, topic=_LOW_MARKS[language]) if about and graded else None


def _another_metric(said: Said, search: Search) -> Term | None:
    """One that is neither retention nor churn: "is 105% NRR good"."""
    named = search.named_in(said.line, Term)
    return next((term for term in named if term.key in _WITHOUT_YARDSTICK), None)


def _names_churn(said: Said) -> bool:
    return any(words().commands.get(word) == "churn" for word in said.typed)


def _is_ours(said: Said) -> bool:
    """Whether it is told what our own comes to, and nothing is asked: "our churn is 40% a year"."""
    if {"tips", "improve", "formula", "define", "why"} & {*said.kinds}:
        return False
    moves = len(_PERCENTS.findall(said.line)) > 1  # "from 5% to 4%"
    return bool({"retention", "leave"} & said.concepts and words().own & said.typed and not moves)


def _is_of_others(said: Said) -> bool:
    """Whether something else than who stays or goes is counted: "34% of people open our mails"."""
    scores = words().measures & said.typed
    others = concepts().keys["drivers"] & said.concepts or scores
    ours = (said.industry and not scores) or (_STAYING | {"leave", "target"}) & said.concepts
    return bool(others and not ours)


def _business(said: Said) -> str | None:
    """What is named of the asker's kind of business, where that is no industry with an average."""
    models = concepts().keys["models"]
    named = (word for word in said.about.split() if models & concepts().of(stem(word)))
    before = words().before_names | words().articles | words().own
    pairs = pairwise(fold(said.line).split())
    strange = (word for ahead, word in pairs if word in said.unknown and ahead in before)
    sourceless = words().sourceless.longest_in(folded_words(said.line))
    return sourceless.text if sourceless else next((word for word in (*strange, *named)), None)
