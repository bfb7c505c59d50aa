"""Groups of customers that are named by a value alone: "churn in Utrecht", "Basic versus Pro"."""

import re
from dataclasses import replace

from bot.ask import numbers
from bot.ask.data_words import DataWords
from bot.ask.parts import Parts
from bot.ask.segments import bare, name_in, read_group, two_names_in
from bot.ask.unknown import nearly_a_word, unknown_words
from bot.ask.unread import Unread
from bot.ask.words import any_of, fold, words


def names_groups(left: Unread, data: DataWords) -> bool:
    """Whether names of groups of customers are all that was not read."""
    parts = with_groups(Parts(left), data)
    return bool(parts.where) and not unknown_words(parts.left)


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
        for said in re.finditer(any_of(words().asked["comparing"]), left.level):
            left = left.without(*said.span())
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
    beside = {*words().asked["comparing"], *words().asked["versus"]}
    unknown = [word for word in unknown_words(left) if fold(word) not in beside]
    if not data.dimensions or not _may_be_names(unknown) or len(set(unknown)) == 1:
        return None
    return two_names_in(left, unknown)


def _may_be_names(unknown: list[str]) -> bool:
    """Not figures or typos; and "Leeds spent" is no name."""
    figures = any(map(numbers.looks_like_a_figure, unknown))
    alike = len({word[:1].islower() for word in unknown}) == 1
    return alike and not figures and not any(map(nearly_a_word, unknown))
