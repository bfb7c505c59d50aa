"""The metric that a question about data means, where it does not name it in so many words."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from bot.ask.asked import Asked, says
from bot.ask.data_words import DataWords
from bot.ask.groups import names_groups
from bot.ask.parts import parts_of
from bot.ask.segments import groups_asked_for, unit_asked_for
from bot.ask.unknown import unknown_words
from bot.ask.unread import Unread, unread
from bot.ask.words import any_of, words
from bot.reply import Problem

# Words that say nothing more: the answer tells what moved anyway.
_MOVES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("customers", "mrr"), frozenset({"new", "lost", "kept"})),
    "newcomers": frozenset({"new"}),
}


def of_a_period(line: str, data: DataWords) -> Asked | None:
    """Nothing but a period, perhaps with groups: "vorige maand per abonnement". How many customers
    stayed is meant, or how many went: "wie is er vorige maand vertrokken".
    """
    left = unread(line)
    try:
        parts = parts_of(left, data, "crr", led=False)
    except Problem:
        return None
    leavers = of_leavers(left)
    rest = _without(parts.left, "going") if leavers else parts.left
    clear = not unknown_words(rest) or names_groups(rest, data)
    if leavers:
        return leavers if parts.window and clear else None
    told = parts.window or ((parts.by or parts.unit) and parts.order)
    return Asked("crr", left, led=True) if told and clear else None


def of_who_moved(asked: Asked, data: DataWords) -> Asked:
    """Of customers who came, new ones: "how many customers joined"; of those who went, churn:
    "which plan loses the most customers"; of a group that keeps them, retention.
    """
    if asked.command != "customers":
        return asked
    if asked.counts and _said_to_come(asked.left):
        return replace(asked, command="newcomers")
    grouped = groups_asked_for(asked.left, data)[0] or unit_asked_for(asked.left)[0]
    counted = asked.counts or says(asked.left, (*words().asked["counted"], *words().asked["ours"]))
    if (grouped or counted) and _said_to_go(asked.left):
        return replace(asked, command="churn", left=_without(asked.left, "going"))
    if grouped and _one_of("keep").search(asked.left.level):
        return replace(asked, command="crr", left=_without(asked.left, "keep"))
    return asked


def of_leavers(left: Unread) -> Asked | None:
    """Those who went, and who they are: "wie is er vertrokken"."""
    asked = _said_to_go(left) and says(left, words().asked["counted"])
    return Asked("churn", _without(left, "going"), led=False) if asked else None


def _said_to_come(left: Unread) -> bool:
    """Whether it says that customers came, and not that they went."""
    return _came(left) and not _one_of("going").search(left.level)


def _said_to_go(left: Unread) -> re.Match[str] | None:
    """Where it says that customers went, and not that others came too."""
    return None if _came(left) else _one_of("going").search(left.level)


def _came(left: Unread) -> bool:
    return any("new" in words().fields.get(word, ()) for word in left.level.split())


def without_moves(command: str, left: Unread) -> Unread:
    """Customers and revenue are told with what came and went: "lost" and "nieuw" say no more."""
    moves = _MOVES.get(command, frozenset())
    for word in re.finditer(r"[\w'-]+", left.level):
        if words().fields.get(word[0], frozenset()) & moves:
            left = left.without(*word.span())
    return left


def _without(left: Unread, kind: str) -> Unread:
    for said in _one_of(kind).finditer(left.level):
        left = left.without(*said.span())
    return left


@cache
def _one_of(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(words().asked[kind])}(?!\w)")
