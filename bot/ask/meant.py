"""The metric that a question about data means, where it does not name it in so many words."""

import re
from dataclasses import replace
from functools import cache

from bot.ask import numbers
from bot.ask.asked import Asked
from bot.ask.data_words import DataWords
from bot.ask.parts import Parts, parts_of
from bot.ask.segments import (
    bare,
    groups_asked_for,
    name_in,
    read_group,
    two_names_in,
    unit_asked_for,
)
from bot.ask.unknown import nearly_a_word, unknown_words
from bot.ask.unread import Unread, unread
from bot.ask.words import any_of, fold, words
from bot.reply import Problem


def of_a_period(line: str, data: DataWords) -> Asked | None:
    """Nothing but a period, perhaps with groups: "vorige maand per abonnement". How many customers
    stayed is meant, or how many went: "wie is er vorige maand vertrokken".
    """
    left = unread(line)
    try:
        parts = parts_of(left, data, "crr", led=False)
    except Problem:
        return None
    if not parts.window:
        return None
    if (leavers := of_leavers(left)) and not unknown_words(_without(parts.left, "going", "who")):
        return leavers
    told = not unknown_words(parts.left) or names_groups(parts.left, data)
    return Asked("crr", left, led=True) if told else None


def of_those_who_go(asked: Asked, data: DataWords) -> Asked:
    """Of churn: "which plan loses the most customers", "which customers left"; of
    retention where a group keeps them.
    """
    if asked.command != "customers":
        return asked
    grouped = groups_asked_for(asked.left, data)[0] or unit_asked_for(asked.left)[0]
    counted = asked.counts or _one_of("who").search(asked.left.level)
    if (grouped or counted) and said_to_go(asked.left):
        read = ("going",) if grouped else ("going", "who")
        return replace(asked, command="churn", left=_without(asked.left, *read))
    if grouped and _one_of("keep").search(asked.left.level):
        return replace(asked, command="crr", left=_without(asked.left, "keep"))
    return asked


def of_leavers(left: Unread) -> Asked | None:
    """Those who went, and who they are: "wie is er vertrokken"."""
    asked = said_to_go(left) and _one_of("who").search(left.level)
    return Asked("churn", _without(left, "going", "who"), led=False) if asked else None


def said_to_go(left: Unread) -> re.Match[str] | None:
    """Where it says that customers went, and not that others came too."""
    came = any("new" in words().fields.get(word, ()) for word in left.level.split())
    return None if came else _one_of("going").search(left.level)


def names_groups(left: Unread, data: DataWords) -> bool:
    """Whether the name of a group of customers, or of two, is all that was not read."""
    return bool(_group_named(left, data) or _two_groups(left, data))


def with_groups(parts: Parts, data: DataWords) -> Parts:
    """Customers named by values alone, where the words mean nothing else."""
    if not data.dimensions:
        return parts
    named, left = [], parts.left
    while (read := read_group(left))[0] and _is_a_name(read[0]):
        named.append(bare(read[0]))
        left = read[1]
    if not named and (both := _two_groups(left, data)):
        named, left = [bare(both["one"]), bare(both["other"])], left.without(*both.span())
        left = _without(left, "comparing")
    elif not named and (one := _group_named(left, data)):
        named, left = [bare(one["name"])], left.without(*one.span("name"))
    return replace(parts, left=left, where=(*parts.where, *(("", value) for value in named)))


def _is_a_name(typed: str) -> bool:
    """Whether these words, before "customers", mean nothing else."""
    known = words().fields.keys() | words().asked["small"]
    return bare(typed) != typed or known.isdisjoint(fold(typed).split())


def _group_named(left: Unread, data: DataWords) -> re.Match[str] | None:
    unknown = unknown_words(left)
    return name_in(left, unknown) if data.dimensions and _may_be_names(unknown) else None


def _two_groups(left: Unread, data: DataWords) -> re.Match[str] | None:
    comparing = words().asked["comparing"]
    unknown = [word for word in unknown_words(left) if fold(word) not in comparing]
    return two_names_in(left, unknown) if data.dimensions and _may_be_names(unknown) else None


def _may_be_names(unknown: list[str]) -> bool:
    figures = any(map(numbers.looks_like_a_figure, unknown))
    return bool(unknown) and not figures and not any(map(nearly_a_word, unknown))


def _without(left: Unread, *lists: str) -> Unread:
    for said in _one_of(*lists).finditer(left.level):
        left = left.without(*said.span())
    return left


@cache
def _one_of(*lists: str) -> re.Pattern[str]:
    calls = (call for name in lists for call in words().asked[name])
    return re.compile(rf"(?<!\w){any_of(calls)}(?!\w)")
