"""Which customers a question is about: `by plan`, `where country = NL`, in the words of both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from bot.ask.data_words import DataWords
from bot.ask.periods import UNITS, unit_named
from bot.ask.unread import Unread
from bot.ask.words import any_of, fold, words
from bot.reply import Problem
from metrics.period import Calendar

Said = Literal["highest", "lowest", "most", "fewest", "best", "worst"]
RANKS: tuple[Said, ...] = get_args(Said)
_BEFORE_A_NAME = ("inside", "opening", "counted")
_OF_A_UNIT: tuple[Said, ...] = ("highest", "lowest", "best", "worst")  # "most months" are many
_BEGIN, _END = r"(?<![\w'-])", r"(?![\w-])"
_VALUE = r"""(?P<value>"(?:[^"]|"")*"|'[^']*'(?!\w)|[^\s\x1f"=]+|(?=\s*$))"""
LONGEST_NAME = 3  # words, of a group that is named without its dimension
_NEXT_WORD = re.compile(r" +([^\s\x1f]+)")


@dataclass(frozen=True, slots=True)
class Filter:
    """A dimension and a value as typed, which may go on at `end` unless it was `closed`."""

    dimension: str
    value: str
    end: int
    closed: bool


def read_filters(left: Unread, data: DataWords) -> tuple[tuple[Filter, ...], Unread]:
    """Every `where plan = Basic`, `for plan Basic`, `plan=Basic`, with the first word of its
    value. Raises Problem no_value, where_not and twice.
    """
    filters: list[Filter] = []
    place = 0
    while found := _filter(tuple(data.labels)).search(left.level, place):
        place = found.end("label")
        if not _is_a_filter(found, bool(filters)):
            continue
        dimension = data.labels[found["label"]]
        if any(one.dimension == dimension for one in filters):
            raise Problem("twice", name=left.typed[slice(*found.span("label"))])
        filters.append(_filter_of(found, left.typed, dimension))
        left = left.without(*found.span())
    return tuple(filters), left


def _is_a_filter(found: re.Match[str], follows: bool) -> bool:
    """An equals sign alone is enough, but `industry=` without a word before it is our option."""
    opened = bool(found["where"] or (follows and found["and"]))
    if found["equals"]:
        return opened or found["label"] not in words().options
    if found["is"]:
        return opened or bool(found["for"])
    return bool(found["where"] or found["for"]) and found["value"] not in _ends("for")


def _filter_of(found: re.Match[str], typed: str, dimension: str) -> Filter:
    value = typed[slice(*found.span("value"))]
    if len(value) > 1 and value[0] == value[-1] and value[0] in {'"', "'"}:
        bare, closed = value[1:-1].replace('""', '"'), True
    else:
        bare = value.rstrip(",;.?!")
        closed = bare != value
    if found["value"] in words().asked["not"]:
        raise Problem("where_not", name=found["label"])
    if not bare.strip() or found["value"] in _ends():
        raise Problem("no_value", name=found["label"])
    return Filter(dimension, bare, found.end(), closed)


def whole_values(
    filters: tuple[Filter, ...], left: Unread
) -> tuple[tuple[tuple[str, str], ...], Unread]:
    """The values with the words that still follow them: `country = United States`."""
    where = []
    for one in filters:
        value, place = one.value, one.end
        while not one.closed and (more := _NEXT_WORD.match(left.typed, place)):
            word = more[1].rstrip(",;.?!")
            if not word or fold(word) in _ends("for", "is", "and", "or"):
                break
            value, place = f"{value} {word}", more.end()
            left = left.without(more.start(1), more.end())
            if word != more[1]:
                break
        where.append((one.dimension, value))
    return tuple(where), left


def read_group(left: Unread) -> tuple[str | None, Unread]:
    """The value in "of Pro customers", of whatever dimension, as typed."""
    if not (found := _group().search(left.level)):
        return None, left
    return left.typed[slice(*found.span("value"))], left.without(*found.span())


def bare(value: str) -> str:
    """A value without the quotes around it."""
    return value.strip("\"'").replace('""', '"')


def name_in(left: Unread, unknown: Sequence[str]) -> re.Match[str] | None:
    """Where the words that nobody knows are one name, of a group perhaps: behind "in" or "van", or
    what "how is … doing" asks about.
    """
    if not 0 < len(unknown) <= LONGEST_NAME:
        return None
    name = r"[\"']?" + r" ".join(map(re.escape, unknown)) + r"[\"']?"
    before = any_of(call for kind in _BEFORE_A_NAME for call in words().asked[kind])
    each = any_of(words().asked["each"])
    asked = rf"(?i:{_BEGIN}{before} (?:{each} )?(?P<name>{name}){_END})"
    return re.search(asked, left.typed)


def two_names_in(left: Unread, unknown: Sequence[str]) -> re.Match[str] | None:
    """Where the words that nobody knows are two names side by side: "Basic versus Pro"."""
    found = _beside_each_other().search(left.typed)
    names = found and [*found["one"].split(), *found["other"].split()]
    said = {fold(word) for word in unknown}
    return found if names and {fold(name.strip("\"'")) for name in names} == said else None


def read_breakdown(left: Unread, data: DataWords) -> tuple[str | None, Calendar | None, Unread]:
    """`by plan` as a dimension, or `per maand` as a unit. Raises Problem two_breakdowns."""
    by: str | None = None
    unit: Calendar | None = None
    for found in _breakdown(tuple(data.labels)).finditer(left.level):
        label = found["label"]
        if label in data.labels:
            if by not in {None, data.labels[label]}:
                raise Problem("two_breakdowns", first=by, second=data.labels[label])
            by = data.labels[label]
            if more := _another(tuple(data.labels)).match(left.level, found.end()):
                raise Problem("two_breakdowns", first=by, second=data.labels[more["label"]])
        else:
            unit = unit_named(label)
        left = left.without(*found.span())
    return by, unit, left


def bare_breakdown(left: Unread, data: DataWords) -> tuple[str | None, Unread]:
    """A dimension that is simply named: `/crr last month plan`."""
    alone = rf"(?<![^\s\x1f])(?P<label>{any_of(data.labels)})(?![^\s\x1f,.?])"
    found = re.search(alone, left.level)
    if not found or not data.labels:
        return None, left
    return data.labels[found["label"]], left.without(*found.span())


def groups_asked_for(left: Unread, data: DataWords) -> tuple[str | None, Said | None, Unread]:
    """The dimension of "which plan has the highest", and which group comes first."""
    if not data.labels or not (found := _which(tuple(data.labels)).search(left.level)):
        return None, None, left
    left = left.without(*found.span())
    said, left = _ordered(_ranks(), left)
    return data.labels[found["label"]], said, left


def unit_asked_for(left: Unread) -> tuple[Calendar | None, Said | None, Unread]:
    """The unit of "which month had the highest" or "our best month", and which comes first."""
    if not (found := _which_unit().search(left.level)):
        return None, None, left
    start, end = found.span("unit")
    said, left = _ordered(_ranks(), left.without(start, end))
    return unit_named(found["unit"]), said, left.without(*found.span())


def read_order(left: Unread) -> tuple[Said | None, Unread]:
    """Beside a breakdown: "highest first"."""
    return _ordered(_ranks(rf" {any_of(words().asked['first'])}{_END}"), left)


def _ordered(ranks: re.Pattern[str], left: Unread) -> tuple[Said | None, Unread]:
    if not (found := ranks.search(left.level)):
        return None, left
    return next(one for one in RANKS if found[one]), left.without(*found.span())


def unknown_dimension(left: Unread) -> str | None:
    """What stands where a dimension should: `by foo`, `where foo = 1`, `foo=1`."""
    found = _unknown().search(left.level)
    if not found:
        return None
    place = next(name for name in ("by", "where", "equals") if found[name])
    return left.typed[slice(*found.span(place))]


@cache
def _ends(*more: str) -> frozenset[str]:
    """Words that no value begins with, or, with more of them, goes on with."""
    return frozenset().union(*(words().asked[name] for name in ("by", "where", "versus", *more)))


@cache
def _filter(labels: tuple[str, ...]) -> re.Pattern[str]:
    asked = {name: any_of(calls) for name, calls in words().asked.items()}
    opening = "|".join(f"(?P<{name}>{asked[name]} )" for name in ("where", "for", "and"))
    sign = f" ?(?:(?P<equals>=|:)|(?P<is>{asked['is']}{_END}))| "
    named = any_of(labels) if labels else "(?!)"
    return re.compile(rf"{_BEGIN}(?:{opening})?(?P<label>{named})(?:{sign}) ?{_VALUE}")


@cache
def _breakdown(labels: tuple[str, ...]) -> re.Pattern[str]:
    asked = {name: any_of(calls) for name, calls in words().asked.items()}
    units = any_of(call for unit in UNITS for call in words().spans[unit])
    named = any_of(labels) if labels else "(?!)"
    unit = f"{units}(?! [0-9]{{1,2}}(?![0-9]))"  # "per week 14" is one week
    before = f"{asked['by']} (?:{asked['each']} )?|(?:{asked['for']} )?{asked['every']} "
    return re.compile(f"{_BEGIN}(?:{before})(?P<label>{named}|{unit}){_END}")


@cache
def _beside_each_other() -> re.Pattern[str]:
    links = any_of([*words().asked["versus"], *words().either])
    name = r"""[^\s\x1f"',.?!:]+|"[^"]+"|'[^']+'"""
    return re.compile(rf"(?i:{_BEGIN}(?P<one>{name}) {links} (?P<other>{name}){_END})")


@cache
def _group() -> re.Pattern[str]:
    asked = {name: any_of(calls) for name, calls in words().asked.items()}
    before = (
        f"(?:{any_of(words().spans['of'])}|{asked['for']}|{asked['counted']}) (?:{asked['each']} )?"
    )
    value = r"""(?P<value>"(?:[^"]|"")+"|'[^']+'|[^\s\x1f"'=]+(?: [^\s\x1f"'=]+){0,2}?)"""
    return re.compile(f"{_BEGIN}{before}{value}[ -]{any_of(words().customers)}{_END}")


@cache
def _which(labels: tuple[str, ...]) -> re.Pattern[str]:
    asked = {name: any_of(words().asked[name]) for name in ("which", "has")}
    has = rf"(?: {asked['has']}{_END})?"
    return re.compile(f"{_BEGIN}{asked['which']} (?P<label>{any_of(labels)}){_END}{has}")


@cache
def _which_unit() -> re.Pattern[str]:
    asked = {name: any_of(words().asked[name]) for name in ("which", "has")}
    units = any_of(call for unit in UNITS for call in words().spans[unit])
    ranked = any_of(call for rank in _OF_A_UNIT for call in words().asked[rank])
    before = f"(?:(?:{asked['which']} )(?:{ranked} )?|{ranked} )"
    return re.compile(
        rf"{_BEGIN}{before}(?P<unit>{units}){_END}(?! [0-9])(?: {asked['has']}{_END})?"
    )


@cache
def _ranks(behind: str = "") -> re.Pattern[str]:
    ranks = "|".join(f"(?P<{one}>{any_of(words().asked[one])})" for one in RANKS)
    return re.compile(f"{_BEGIN}(?:{ranks}){_END}{behind}")


@cache
def _another(labels: tuple[str, ...]) -> re.Pattern[str]:
    """What may follow `by plan`: ` and country`."""
    joined = any_of(words().asked["and"])
    named = any_of(labels) if labels else "(?!)"
    return re.compile(rf" ?(?:, ?|{joined} )+(?P<label>{named}){_END}(?! ?[=:])")


@cache
def _unknown() -> re.Pattern[str]:
    asked = {name: any_of(calls) for name, calls in words().asked.items()}
    where = rf"{asked['where']} (?P<where>\w[\w -]{{0,60}}?) ?(?:=|{asked['is']} )"
    by = rf"{asked['by']} (?:{asked['each']} )?(?P<by>[^\W\d][\w-]*)"
    return re.compile(rf"{_BEGIN}(?:{where}|{by}|(?P<equals>\w[\w-]*) ?=)")
