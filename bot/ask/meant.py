"""The metric that a question about data means, where it does not name it in so many words."""

import re
from dataclasses import replace

from bot.ask.asked import Asked
from bot.ask.data_words import DataWords
from bot.ask.parts import parts_of
from bot.ask.segments import groups_asked_for
from bot.ask.unknown import unknown_words
from bot.ask.unread import unread
from bot.ask.words import any_of, words
from bot.reply import Problem


def of_a_period(line: str, data: DataWords) -> Asked | None:
    """Nothing but a period, with or without groups: "vorige maand per abonnement". How many
    customers stayed is meant.
    """
    left = unread(line)
    try:
        parts = parts_of(left, data, "crr", led=False)
    except Problem:
        return None
    told = parts.window and not unknown_words(parts.left)
    return Asked("crr", left, led=True) if told else None


def of_those_who_go(asked: Asked, data: DataWords) -> Asked:
    """Of churn: "which plan loses the most customers"; of retention where it keeps them."""
    if asked.command != "customers" or not groups_asked_for(asked.left, data)[0]:
        return asked
    for command, done in (("churn", "lose"), ("crr", "keep")):
        if said := re.search(rf"(?<!\w){any_of(words().asked[done])}(?!\w)", asked.left.level):
            return replace(asked, command=command, left=asked.left.without(*said.span()))
    return asked
