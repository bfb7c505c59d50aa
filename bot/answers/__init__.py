"""ANSWERS: one file for each kind of answer. A new kind is a file here, a row, and templates."""

from collections.abc import Callable, Mapping

from bot.answers import benchmark, explain, figures, help, tips, whatif  # noqa: A004 - a command
from bot.ask.question import Ask
from bot.reply import Reply
from bot.services import Asker, Services

ANSWERS: Mapping[str, Callable[[Ask, Asker, Services], Reply]] = {
    "figures": figures.answer,
    "explain": explain.answer,
    "whatif": whatif.answer,
    "tips": tips.answer,
    "benchmark": benchmark.answer,
    "help": help.answer,
}
