"""The figures of one metric, however they were given: in order, by name, or in a sentence."""

import re
from collections.abc import Collection, Mapping

from bot.ask import numbers, sentences
from bot.ask.line import Line
from bot.ask.question import Figure
from bot.ask.words import words
from bot.commands import slash
from bot.reply import Language, Problem
from metrics.catalog import Field, Metric

_LIST = re.compile(r"[/;]|,(?=\s)|\s")


def read_figures(
    metric: Metric, named: Mapping[str, str], loose: str, language: Language
) -> tuple[tuple[str, Figure], ...]:
    """Every figure of the metric by name, in the metric's own order of fields.

    Raises Problem for figures that are missing, too many, unlabelled or unreadable.
    """
    try:
        typed = _typed(metric, named, loose, language)
        figures = tuple(
            (field.name, read_figure(field, typed[field.name], language))
            for field in metric.fields
            if field.name in typed
        )
    except Problem as problem:
        raise Problem(problem.code, metric=metric.name, **problem.facts) from None
    if not any(form <= typed.keys() for form in metric.forms):
        nearest = min(metric.forms, key=lambda form: len(form - typed.keys()))
        have, missing = (
            _shown(metric, names, language) for names in (typed, nearest - typed.keys())
        )
        raise Problem("missing_figures", metric=metric.name, have=have, missing=missing)
    return figures


def named_fields(line: Line, command: str, known: frozenset[str]) -> dict[str, str]:
    """By the field's own name; a word of several fields means the one this command has.

    Raises Problem unknown_figure, no_figure or twice.
    """
    found: dict[str, str] = {}
    for word, figure in line.named:
        names = words().fields[word]
        (name,) = sorted(names & known)[:1] or sorted(names)[:1]
        if name not in known:
            raise Problem("unknown_figure", metric=command, name=word)
        if not figure:
            raise Problem("no_figure", metric=command, name=word)
        if name in found:
            raise Problem("twice", metric=command, name=word)
        found[name] = figure
    return found


def named_form(metric: Metric, form: frozenset[str], language: Language) -> str:
    """`/crr start=… lost=…`."""
    named = [f"{name}=…" for name in _shown(metric, form, language)]
    return " ".join([slash(metric.name), *named])


def _shown(metric: Metric, names: Collection[str], language: Language) -> tuple[str, ...]:
    """The language's words for fields, in the metric's order."""
    return tuple(words().shown[one.name, language] for one in metric.fields if one.name in names)


def read_figure(field: Field, typed: str, language: Language) -> Figure:
    """One figure, the way its field is read."""
    if field.kind == "count":
        return numbers.count(typed)
    if field.kind == "share":
        return numbers.share(typed, language)
    return numbers.amount(typed, language)


def _typed(
    metric: Metric, named: Mapping[str, str], loose: str, language: Language
) -> dict[str, str]:
    tokens = split(loose, metric)
    if all(map(numbers.looks_like_a_figure, tokens)):
        if tokens and not (named and _instead_of(metric, len(tokens)) & named.keys()):
            return _in_order(metric, tokens, language) | dict(named)
        return _by_name(named, tokens)
    fields = frozenset(field.name for field in metric.fields)
    if not sentences.mentions(loose) & fields:
        raise Problem("unreadable", typed=_first_word(tokens))
    return sentences.figures_in(loose, fields)


def _instead_of(metric: Metric, unnamed: int) -> frozenset[str]:
    """The fields that cannot be named beside so many unnamed figures: those that these are, or,
    where these are too few or too many, any that the metric can be worked out from.
    """
    if unnamed == len(metric.positional):
        return frozenset(metric.positional)
    return frozenset[str]().union(*metric.forms)


def _by_name(named: Mapping[str, str], tokens: list[str]) -> dict[str, str]:
    if tokens:
        raise Problem("mixed_figures", typed=tokens[0])
    return dict(named)


def _in_order(metric: Metric, tokens: list[str], language: Language) -> dict[str, str]:
    if len(tokens) == len(metric.positional):
        return dict(zip(metric.positional, tokens, strict=True))
    if len(tokens) == 1 and tokens[0].endswith("%") and _counts_only(metric):
        names = _shown(metric, metric.positional, language)
        raise Problem("share_of_what", typed=tokens[0], names=names)
    shorter = (form for form in metric.forms if len(form) == len(tokens))
    by_name = tuple(named_form(metric, form, language) for form in shorter)
    raise Problem("wrong_count", have=len(tokens), need=len(metric.positional), by_name=by_name)


def _counts_only(metric: Metric) -> bool:
    return all(field.kind == "count" for field in metric.fields)


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
    try:
        numbers.count(token) if _counts_only(metric) else numbers.amount(token, "en")
    except Problem:
        return False
    return True


def _first_word(tokens: list[str]) -> str:
    return next(token for token in tokens if not numbers.looks_like_a_figure(token))
