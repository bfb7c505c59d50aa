"""What an alert watches for: `alert churn above 5%`, `waarschuw als klantbehoud ongewoon is`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from bot.ask import numbers
from bot.ask.asked import leading, named_in
from bot.ask.data_words import DataWords
from bot.ask.options import Options, read_options
from bot.ask.parts import Parts, parts_of
from bot.ask.periods import last_units
from bot.ask.question import UNITS, Ask, Beyond, unit_of
from bot.ask.unknown import refuse_unknown, without_typos
from bot.ask.unread import Unread, unread
from bot.ask.words import any_of, words
from bot.reply import Language, Problem, Unit
from knowledge.library import Library
from metrics.catalog import METRICS
from metrics.period import Calendar

WATCHED = frozenset({*METRICS, *UNITS})
PERIODS: tuple[Calendar, ...] = ("week", "month", "quarter", "year")
_BEGIN, _END = r"(?<![\w'-])", r"(?![\w-])"
_VALUES = re.compile(r"""= ?[^\s"']+|"(?:[^"]|"")*"|(?<![^\s=])'[^']*'(?!\w)""")


def read_alert(
    line: str, language: Language, library: Library, data: DataWords | None
) -> Ask | None:
    """What a tidy line wants to be told of, or the list of that; None when it is something else.

    Raises Problem no_warehouse, alert_what, alert_not_watched, alert_no_limit, alert_two_limits,
    alert_limit, alert_period and alert_parts, and those of the parts of a question about data.
    """
    led = _led().fullmatch(unread(line).level)
    if led is None:
        return None
    if led["list"]:
        return Ask("alerts", language)
    rest = line[led.start("rest") :] if led["rest"] else ""
    if not (led["slash"] or led["bot"]) and rest and not _is_a_condition(rest):
        return None
    if (asked := leading(rest)) and asked[0] == "help":
        return Ask("help", language, topic="alert")
    if data is None:
        raise Problem("no_warehouse", metric="churn")
    options, left = read_options(unread(rest), language, library)
    if options.industry:
        raise Problem("alert_parts", typed="industry")
    metric, left = _metric(left)
    beyond, left = _beyond(left, metric, language=options.language)
    pace, left = _pace(left)
    parts = without_typos(left, lambda one: parts_of(one, data, metric, led=False))
    refuse_unknown(parts.left, data)
    period = _period(parts, options, pace, data)
    return Ask("alert", options.language, metric, period=period, where=parts.where, beyond=beyond)


def _is_a_condition(rest: str) -> bool:
    """Whether more than the first word speaks of a figure."""
    text = unread(rest).level
    return leading(rest) is not None or bool(named_in(text) or _limit().search(text))


def _metric(left: Unread) -> tuple[str, Unread]:
    if led := leading(left.typed):
        metric, rest = led
        left = left.without(0, len(left.typed.rstrip()) - len(rest))
    elif named := named_in(_said(left)):
        metric, span = named
        left = left.without(*span)
    else:
        raise Problem("alert_what", typed=" ".join(left.words()))
    if metric not in WATCHED:
        raise Problem("alert_not_watched", typed=metric)
    return metric, left


def _beyond(left: Unread, metric: str, language: Language) -> tuple[Beyond, Unread]:
    found = list(_limit().finditer(_said(left)))
    if not found:
        raise Problem("alert_no_limit", metric=metric)
    if len(found) > 1:
        first, second = (left.typed[slice(*one.span())].strip() for one in found[:2])
        raise Problem("alert_two_limits", first=first, second=second)
    (said,) = found
    rest = left.without(*said.span())
    if said["unusual"]:
        return Beyond("unusual"), rest
    typed = left.typed[slice(*said.span("figure"))].rstrip(".,;:!?")
    sign = "%" if said["percent"] else ""
    limit = _figure(typed.replace(" ", "") + sign, unit_of(metric), language)
    return Beyond("above" if said["above"] else "below", limit), rest


def _figure(typed: str, unit: Unit, language: Language) -> Decimal:
    """In the unit of the metric; a score may be negative. Raises Problem alert_limit and those of
    numbers.
    """
    if typed.endswith("%") != (unit == "share") and (unit != "share" or not typed[-1:].isdigit()):
        raise Problem("alert_limit", typed=typed, unit=unit)
    bare = typed.lstrip("-−–")
    if (bare != typed and unit != "points") or (set(typed) & set("€$£") and unit != "amount"):
        raise Problem("alert_limit", typed=typed, unit=unit)
    if unit == "share":
        return numbers.share(bare, language)
    value = Decimal(numbers.count(bare)) if unit == "count" else numbers.amount(bare, language)
    return -value if bare != typed else value


def _pace(left: Unread) -> tuple[Calendar | None, Unread]:
    """`weekly`; and the small words about the limit are read with it."""
    pace: Calendar | None = None
    for found in _small().finditer(_said(left)):
        if means := words().paces.get(found[0]):
            unit = next((unit for unit in PERIODS if unit == means), None)
            if unit is None or pace not in {None, unit}:
                raise Problem("alert_period", typed=found[0])
            pace = unit
        left = left.without(*found.span())
    return pace, left


def _period(
    parts: Parts, options: Options, pace: Calendar | None, data: DataWords
) -> Calendar | None:
    """None for a month, which is what is meant without a word. Raises Problem alert_period and
    alert_parts.
    """
    if typed := next(_not_watched(parts), None):
        raise Problem("alert_parts", typed=typed)
    said = {unit for unit in (options.unit, parts.unit, pace) if unit}
    if parts.window:
        last = (unit for unit in PERIODS if last_units(1, unit, data.today) == parts.window)
        said.add(next(last, "day"))
    if len(said) > 1 or parts.second or not said <= set(PERIODS):
        raise Problem("alert_period", typed=parts.phrase or " ".join(sorted(said)))
    return next(iter(said - {"month"}), None)


def _not_watched(parts: Parts) -> Iterator[str]:
    """What goes with a question, and not with an alert."""
    if parts.by:
        yield parts.by
    if parts.against:
        yield parts.against.typed
    if "ever" in parts.marks:
        yield words().asked["ever"][0]


def _said(left: Unread) -> str:
    """What is left, but for the values that customers are chosen by."""
    return _VALUES.sub(lambda value: "\x1f" * len(value[0]), left.level)


@cache
def _led() -> re.Pattern[str]:
    said = words().alerts
    name = r"(?P<slash>/)?(?:(?P<bot>retention|kpi) +/?)?"
    listed = rf"(?P<list>{any_of(said['list'])})(?: +\w+ ?= ?\w+)?[ ?.!]*"
    begun = rf"{any_of(said['alert'])}(?![\w-]):?(?: +(?P<rest>.*))?"
    return re.compile(f"{name}(?:{listed}|{begun})")


@cache
def _limit() -> re.Pattern[str]:
    said = {name: any_of(calls) for name, calls in words().alerts.items()}
    sides = "|".join(rf"(?P<{side}>{said[side]})" for side in ("above", "below"))
    figure = rf"(?P<figure>{numbers.SPACED}%?|[-−–+]?[€$£]?[.,]?\d[^\s\x1f]*)"
    unit = rf"(?: (?:(?P<percent>{said['percent']})|{said['points']}){_END})?"
    return re.compile(
        rf"(?:(?<![\w'-])|(?=[<>]))(?:(?:{sides}) ?(?:{said['article']} )?{figure}{unit}"
        rf"|(?P<unusual>{said['unusual']}){_END})"
    )


@cache
def _small() -> re.Pattern[str]:
    return re.compile(f"{_BEGIN}{any_of([*words().alerts['small'], *words().paces])}{_END}")
