"""What a schedule asks: a question about the data without dates of its own, so that it asks of the
last complete period whenever it is asked.
"""

from dataclasses import replace
from datetime import date

from bot.ask.data_words import DataWords
from bot.ask.grammar import read
from bot.ask.periods import last_month, last_units
from bot.ask.question import Ask
from bot.reply import Language, Problem
from bot.services import Services

KINDS = frozenset({"kpi", "measure", "cohort", "risk"})


def read_question(typed: str, language: Language, services: Services) -> str:
    """The canonical text, answered in `language`.

    Raises Problem no_warehouse, schedule_not_data and schedule_dated, and as reading does.
    """
    if services.data is None:
        raise Problem("no_warehouse")
    today = services.data.today()
    data = DataWords(today, services.data.mapping.dimensions)
    ask = read(typed, language, services.library, data)
    if ask.kind not in KINDS or ask.sheet:
        raise Problem("schedule_not_data", typed=typed)
    undated = replace(ask, language=language, window=None, as_of=None).question()
    if _is_dated(ask, read(undated, language, services.library, data), today):
        raise Problem("schedule_dated", typed=typed, instead=undated)
    return undated


def _is_dated(ask: Ask, undated: Ask, today: date) -> bool:
    """Of another period than the one that is meant anyway, be it a week or a month."""
    if ask.as_of:
        return True
    weekly = undated.window == last_month(today) and ask.window == last_units(1, "week", today)
    return ask.window != undated.window and not weekly
