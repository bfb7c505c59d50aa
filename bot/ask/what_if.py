"""What if retention were another: the two rates, or one and what it takes, as people say it."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.ask import numbers, sentences
from bot.ask.command import leading_command
from bot.ask.figures import named_fields, read_figure
from bot.ask.line import Line
from bot.ask.question import Ask
from bot.ask.words import any_of, words
from bot.reply import Language, Problem
from metrics.catalog import Field

_ARROW = re.compile(r"->|→")
_INSTEAD = re.compile(r"\b(?:instead of|rather than|in plaats van)\b", re.IGNORECASE)
_FIGURES = {
    "start": Field("start", "count"),
    "new": Field("new", "count"),
    "revenue": Field("revenue", "amount"),
}


def read_what_if(line: Line) -> Ask:
    """`whatif crr 80 to 85 revenue=…`, or `whatif crr 85 start=500 new=50`."""
    command, rest = (
        leading_command(line.loose) or sentences.metric_named(line.loose) or ("crr", line.loose)
    )
    if command == "help" or not (rest or line.named):
        return Ask("help", line.language, topic="whatif")
    if command not in {"crr", "churn"}:
        raise Problem("whatif_metric", metric=command)
    named = named_fields(line, "whatif", frozenset({"before", "target", *_FIGURES}))
    if "start" not in named:
        named, rest = _with_customers(named, rest)
    named_shares = " ".join(named.pop(name) for name in ("before", "target") if name in named)
    shares = _shares(f"{rest} {named_shares}", line.language)
    figures = [
        (name, read_figure(_FIGURES[name], typed, line.language)) for name, typed in named.items()
    ]
    _refuse_unused(line, named, {"start", "revenue" if len(shares) > 1 else "new"})
    if len(shares) == 1 and {"start", "new"} <= named.keys():
        return Ask("whatif", line.language, command, (("target", shares[0]), *figures))
    if len(shares) == 2:  # noqa: PLR2004 - from one rate to another
        return Ask(
            "whatif",
            line.language,
            command,
            (("before", shares[0]), ("target", shares[1]), *figures),
        )
    raise Problem("missing_whatif", have=len(shares))


def _refuse_unused(line: Line, named: Mapping[str, str], used: set[str]) -> None:
    """Raises Problem unknown_figure for what was said and would be left out of the answer."""
    given = [name for name in ("industry", "period") if getattr(line, name)] + list(named)
    for name in given:
        if name not in used:
            shown = words().shown[name, line.language]
            raise Problem("unknown_figure", metric="whatif", name=shown)


def _with_customers(named: Mapping[str, str], loose: str) -> tuple[dict[str, str], str]:
    """The start of `with 500 customers`, and the text without it."""
    said = re.search(rf"(\d[\d.,]*) +{any_of(words().customers)}(?![\w'-])", loose, re.IGNORECASE)
    if said is None:
        return dict(named), loose
    return {**named, "start": said[1]}, f"{loose[: said.start()]} {loose[said.end() :]}"


def _shares(loose: str, language: Language) -> tuple[Decimal, ...]:
    """Shares up to 1: `85`, `80 to 85`, `van 80% naar 85%`, `it went from 80 to 85`, `85 instead of
    80`.

    Raises Problem, of metric whatif.
    """
    tokens = (token.rstrip(".,?!") for token in _ARROW.sub(" ", loose).split())
    typed = [token for token in tokens if token and token.casefold() not in words().what_if]
    try:
        shares = tuple(_rate(token, language) for token in typed)
    except Problem as problem:
        raise Problem(problem.code, metric="whatif", **problem.facts) from None
    return shares[::-1] if _INSTEAD.search(loose) else shares


def _rate(typed: str, language: Language) -> Decimal:
    if not numbers.looks_like_a_figure(typed):
        raise Problem("unreadable", typed=typed)
    share = numbers.share(typed, language)
    if share > 1:
        raise Problem("share_over_100", value=share)
    return share
