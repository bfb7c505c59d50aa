"""Which command a line gives, with a slash or without, or whether it is a sentence for chat."""

import re

from bot.ask import numbers, sentences
from bot.ask.said import folded_words, in_digits
from bot.ask.words import fold, words
from bot.reply import Problem
from metrics.catalog import METRICS

_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*(?:%|procent|percent|pct)")
_ALL = re.compile(r"\b100\b")
_A_FEW, _MANY = 2, 10  # figures, words
_ALONE = {
    "explain",
    "why",
    "tips",
    "benchmark",
    "gaps",
    "runs",
    "audit",
    "settings",
    "access",
}  # commands that mean something by themselves


def is_chat(line: str) -> bool:
    """A sentence: no slash, no figures to compute with, and more than the name of a command."""
    if line.startswith("/") or _has_names(line):
        return False
    command, rest = leading_command(line) or ("", line)
    if command in METRICS and rest and all(map(numbers.looks_like_a_figure, rest.split())):
        return False  # "crr 80%"
    if _has_figures(line, begun=command in METRICS):
        return not command and _asks_beside_figures(line)
    if command == "whatif":
        return bool(rest) and not any(map(str.isdigit, rest))  # "what if we have no budget"
    if command == "help" and rest.partition(" ")[0].lower() in words().helped:
        return " " in rest  # "help me understand churn"
    sentences_too = command in METRICS or command in {"", *_ALONE}
    return sentences_too and not _asks_for_help(rest) and not (command in _ALONE and not rest)


def is_a_question(line: str) -> bool:
    """A sentence that asks something and names no metric, whatever figures it mentions."""
    typed = folded_words(line).split()
    asks = len(typed) > _MANY and not words().asking.isdisjoint(typed)
    return asks and not sentences.metric_named(line)


def _has_names(line: str) -> bool:
    """`start=`, `lang=`: a name of ours before an equals sign."""
    known = {**words().fields, **words().options}
    return any(fold(name) in known for name in re.findall(r"([^\W\d][\w-]*)\s*=\s*\S", line))


def _has_figures(text: str, *, begun: bool) -> bool:
    """Figures to compute with: percentages alone are none, and one figure alone is too few, unless
    the line has begun with a metric and does not ask whether it is good.
    """
    folded = folded_words(text)
    judged = any(words().chat[kind].longest_in(folded) for kind in ("good", "judged"))
    plain, shares = _PERCENT.subn(" ", in_digits(text) if judged else text)
    if words().chat["compare"].longest_in(folded):
        plain = _ALL.sub(" ", plain)  # "do churn and retention add up to 100"
    figures = sum(map(numbers.looks_like_a_figure, plain.split()))
    enough = 1 if begun and not words().chat["good"].longest_in(folded) else 2
    return figures > 0 and figures + shares >= enough


def _asks_beside_figures(line: str) -> bool:
    """Whether a question names a figure or two that no metric is worked out from: "which is good,
    80 or 85?".
    """
    figures = [word for word in line.split() if numbers.looks_like_a_figure(word)]
    typed = folded_words(line).split()
    tells = len(typed) > _MANY or not words().asking.isdisjoint(typed)
    if not tells or len(figures) > _A_FEW:
        return False
    return not (sentences.metric_named(line) or sentences.metric_implied(line))


def _asks_for_help(rest: str) -> bool:
    found = leading_command(rest)
    return found is not None and found[0] == "help"


def command_of(line: str) -> tuple[str, str]:
    """The command and the text after it. `/retention X` is X; a sentence names its metric."""
    if fold(line).startswith("/retention"):
        line = line[len("/retention") :].strip()
        if not line:
            return "help", ""
        if numbers.looks_like_a_figure(line.split()[0]):
            return "crr", line
    first, _, rest = line.partition(" ")
    if fold(first) == "retention" and (inner := leading_command(rest)):
        return inner  # "retention nps 40 30 10": the name of the bot, then the command
    led = leading_command(line.removeprefix("/"))
    if led and led[0] == "benchmark" and sentences.metric_implied(line) == "clv":
        return "clv", line  # "average order value 40, 5 purchases a year, for 3 years"
    return led or _sentence_command(line)


def leading_command(line: str) -> tuple[str, str] | None:
    """The command that a line begins with, of up to three words, and what follows it."""
    typed = line.split(" ")
    for length in (3, 2, 1):
        phrase = fold(" ".join(typed[:length])).strip(":!.,")
        phrase = phrase if phrase == "?" else phrase.strip("?")
        if phrase in words().commands and len(typed) >= length:
            return words().commands[phrase], " ".join(typed[length:]).strip()
    return None


def editing_of(line: str) -> tuple[str, str] | None:
    """Whether a line after `define` wants to add or edit an entry, and which: the rest of it."""
    typed = line.split(" ")
    for length in (2, 1):
        if doing := words().editing.get(fold(" ".join(typed[:length])).rstrip(":")):
            return doing, " ".join(typed[length:]).strip()
    return None


def to_define(topic: str) -> str:
    """A topic as it can stand after `define`, where "add" and "edit" would mean something else."""
    while doing := editing_of(topic):
        topic = doing[1]
    return topic


def _is_usual(line: str) -> bool:
    """`500 50 450`: as many bare figures as retention is made of."""
    typed = line.split()
    return len(typed) == len(METRICS["crr"].positional) and all(
        map(numbers.looks_like_a_figure, typed)
    )


def _sentence_command(line: str) -> tuple[str, str]:
    """The metric a sentence is about: the one it names, else the one its figures imply."""
    if any(map(numbers.looks_like_a_figure, line.split())):
        if named := sentences.metric_named(line):
            return named
        if implied := sentences.metric_implied(line):
            return implied, line
        if _is_usual(line):
            return "crr", line
    raise Problem("unlabelled", typed=line, metric="crr")
