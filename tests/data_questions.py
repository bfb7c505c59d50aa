"""Questions about data, read as of a day, for a company with three dimensions."""

from datetime import date

import pytest

from bot.ask.data_words import DataWords
from bot.ask.grammar import read, spoken_in
from bot.ask.question import Ask
from bot.reply import Problem
from tests.asking import LIBRARY

TODAY = date(2026, 11, 25)
DATA = DataWords(TODAY, {"plan": "plan_cd", "country": "country", "sales_channel": "chan"})
OCTOBER = "from 2026-10-01 to 2026-10-31"


def reading(text: str, data: DataWords | None = DATA) -> Ask:
    return read(text, spoken_in(text, "en"), LIBRARY, data)


def problem(text: str, data: DataWords | None = DATA) -> Problem:
    with pytest.raises(Problem) as refusal:
        reading(text, data)
    return refusal.value
