"""The figures of one metric, however they were given: in order, by name, or in a sentence."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.ask import numbers, sentences
from bot.ask.question import Figure
from bot.ask.words import words
from bot.commands import slash
from bot.reply import Language, Problem
from metrics.catalog import Field, Metric

_ARROW = re.compile(r"->|→")
_LIST = re.compile(r"[/;]|,(?=\s)|\s")


def read_figures(
    metric: Metric, named: Mapping[str, str], loose: str, language: Language
) -> tuple[tuple[str, Figure], ...]:
    """Every figure of the metric by name, in the metric's own order of fields.

    Raises Problem for figures that are missing, too many, unlabelled or unreadable.
    """
    try:
        typed = _typed(metric, named, loose)
        figures = tuple(
            (field.name, read_figure(field, typed[field.name], language))
            for field in metric.fields
            if field.name in typed
        )
    except Problem as problem:
        raise Problem(problem.code, metric=metric.name, **problem.facts) from None
    if not any(form <= typed.keys() for form in metric.forms):
        have = tuple(words().shown[name, language] for name in typed)
        raise Problem("missing_figures", metric=metric.name, have=have)
    return figures


def read_figure(field: Field, typed: str, language: Language) -> Figure:
    """One figure, the way its field is read."""
    if field.kind == "count":
        return numbers.count(typed)
    if field.kind == "share":
        return numbers.share(typed, language)
    return numbers.amount(typed, language)


def _typed(metric: Metric, named: Mapping[str, str], loose: str) -> dict[str, str]:
    tokens = split(loose, metric)
    if all(map(numbers.looks_like_a_figure, tokens)):
        if tokens and not named.keys() & set(metric.positional):
            return _in_order(metric, tokens) | dict(named)
        return _by_name(named, tokens)
    fields = frozenset(field.name for field in metric.fields)
    if not sentences.mentions(loose) & fields:
        raise Problem("unreadable", typed=_first_word(tokens))
    return sentences.figures_in(loose, fields)


def _by_name(named: Mapping[str, str], tokens: list[str]) -> dict[str, str]:
    if tokens:
        raise Problem("mixed_figures", typed=tokens[0])
    return dict(named)


def _in_order(metric: Metric, tokens: list[str]) -> dict[str, str]:
    if len(tokens) != len(metric.positional):
        raise Problem("wrong_count", have=len(tokens), need=len(metric.positional))
    return dict(zip(metric.positional, tokens, strict=True))


def split(loose: str, metric: Metric) -> list[str]:
    """The figures and words of a text without names: apart at spaces, `/`, `;` and list commas.

    Raises Problem several_meanings for `500,500,450`: one number, or three?
    """
    tokens = [token for part in _LIST.split(loose) if (token := part.rstrip(".,:!?"))]
    if len(tokens) != 1 or "," not in tokens[0]:
        return tokens
    parts = tokens[0].strip(",").split(",")
    if not all(map(numbers.looks_like_a_figure, parts)):
        return tokens
    if not _is_one_number(tokens[0], metric):
        return parts
    if len(parts) == len(metric.positional):
        apart = " ".join([slash(metric.name), *parts])
        raise Problem("several_meanings", typed=tokens[0], apart=apart)
    return tokens


def _is_one_number(token: str, metric: Metric) -> bool:
    counted = all(field.kind == "count" for field in metric.fields)
    try:
        numbers.count(token) if counted else numbers.amount(token, "en")
    except Problem:
        return False
    return True


def _first_word(tokens: list[str]) -> str:
    return next(token for token in tokens if not numbers.looks_like_a_figure(token))


def read_shares(loose: str, language: Language, between: frozenset[str]) -> tuple[Decimal, ...]:
    """Shares up to 1: `85`, `80 to 85`, `van 80% naar 85%`. Raises Problem, of metric whatif."""
    tokens = _ARROW.sub(" ", loose).split()
    typed = [token.rstrip(".,?") for token in tokens if token.casefold() not in between]
    try:
        return tuple(_rate(token, language) for token in typed)
    except Problem as problem:
        raise Problem(problem.code, metric="whatif", **problem.facts) from None


def _rate(typed: str, language: Language) -> Decimal:
    if not numbers.looks_like_a_figure(typed):
        raise Problem("unreadable", typed=typed)
    share = numbers.share(typed, language)
    if share > 1:
        raise Problem("share_over_100", value=share)
    return share
