"""Which metric a question about data names, and what else the line says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from bot.ask.unread import Unread, unread
from bot.ask.words import Phrases, any_of, fold, words
from metrics.catalog import METRICS

COMMON = frozenset({"customers", "newcomers"})  # words of many sentences that ask something else
_VAGUE = frozenset({"quick", "repeat"})  # words for a metric only where a line begins with them
_ELSEWHERE = ("why", "tips", "improve", "factor")  # kinds of chat that no data answers
_LONGEST_NAME = 6  # words
_WRITTEN = re.compile(r"(?<!\w)lang=\w+$")  # by Ask.question, which begins with the kind
_VALUE = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class Asked:
    """A metric and the words about it. `led`: the line begins with it; `slash`: as a command."""

    command: str
    left: Unread
    led: bool
    slash: bool = False
    explain: bool = False
    helps: bool = False  # "kpi help"
    plain: bool = True  # no `lang=` or other option was given
    counts: bool = False  # named in more than a word: "how many customers"

    @property
    def is_elsewhere(self) -> bool:
        """A sentence that asks for tips, an average or a definition, of whatever period."""
        return not (self.slash or self.explain) and is_elsewhere(self.left)


def asked_of(line: str) -> Asked | None:
    """The metric of a line, where it is not a command of another kind."""
    if fold(line).startswith("/retention"):
        return _of_the_bot(line[len("/retention") :].strip())
    body = line.removeprefix("/")
    compares = body == line and not _WRITTEN.search(line)  # "compare churn of Basic and Pro"
    first = fold(body.partition(" ")[0])
    averages = first in words().asked["averaged"]  # "average churn last year"
    if (led := leading(body)) and not (averages or (led[0] == "compare" and compares)):
        return _led(body, *led, slash=body != line)
    return in_a_sentence(body) if body == line else None


def _of_the_bot(body: str) -> Asked | None:
    """`/retention X` is X, and `/retention last month` is of retention."""
    if not body:
        return None
    if led := leading(body):
        return _led(body, *led, slash=True)
    return in_a_sentence(body) or Asked("crr", unread(body), led=False)


def leading(line: str) -> tuple[str, str] | None:
    """The command or measure that a line begins with, and what follows it."""
    typed = line.split(" ")
    for length in range(min(_LONGEST_NAME, len(typed)), 0, -1):
        phrase = fold(" ".join(typed[:length])).strip(":!.,?")
        if found := words().commands.get(phrase) or words().data.get(phrase):
            return found, " ".join(typed[length:]).strip()
    return None


def _led(line: str, command: str, rest: str, *, slash: bool) -> Asked | None:
    inner = leading(rest)
    helps = inner is not None and inner[0] == "help"
    explain = command == "explain"
    of_the_bot = fold(line.partition(" ")[0]) == "retention"  # "retention kpi last month"
    if inner and _is_data(inner[0]) and (explain or (of_the_bot and inner[0] not in COMMON)):
        command, rest = inner
    if not _is_data(command):
        return None
    counts = " " in line.removesuffix(rest).strip()
    left = unread(rest)
    return Asked(command, left, True, slash, explain, helps, counts=counts)


def _is_data(command: str) -> bool:
    return command in METRICS or command in words().data.values()


def in_a_sentence(line: str) -> Asked | None:
    """The metric that stands anywhere in the line, the first and longest name of one."""
    text = unread(line)
    named = named_in(text.level)
    if not named:
        return None
    command, place = named
    counts = " " in text.level[slice(*place)]
    return Asked(command, text.without(*place), led=False, counts=counts)


def named_in(level: str) -> tuple[str, tuple[int, int]] | None:
    """Which metric a levelled text names so, and where."""
    for names in _names():
        if found := names.search(level):
            name = found[1]
            return words().data.get(name) or words().commands[name], found.span()
    return None


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words for the metrics, and, where there are none, for what only data answers."""
    metrics = (word for word, command in words().commands.items() if command in METRICS)
    both = (word for word in metrics if word not in _VAGUE), words().data
    one, other = (re.compile(rf"(?<![\w'-])({any_of(names)})(?![\w-])") for names in both)
    return one, other


def is_elsewhere(left: Unread) -> bool:
    """Whether something else than data is asked for: tips, an average, a definition."""
    told = any(tells(left, words().chat[kind]) for kind in _ELSEWHERE)
    return told or says(left, words().asked["elsewhere"])


def says(left: Unread, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, as whole words."""
    padded = f" {_folded(left)} "
    return any(f" {phrase} " in padded for phrase in phrases)


def tells(left: Unread, phrases: Phrases) -> bool:
    """The same of phrases that may have other words between."""
    return phrases.longest_in(_folded(left)) is not None


def _folded(left: Unread) -> str:
    """Without the values that stand in quotes: they may say anything."""
    unquoted = replace(left, typed=_VALUE.sub("=", left.typed))
    return " ".join(fold(" ".join(unquoted.words())).split())
