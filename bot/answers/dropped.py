"""What was understood of files that somebody dropped, and what can be asked of them."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.ask.periods import Window
from bot.ask.question import Ask
from bot.importing.files import ENCODINGS
from bot.importing.memory import Held
from bot.reply import Button, Language, Reply
from metrics.period import Period

SHOWN = 2  # dimensions that the examples are made of


def understood(held: Held, language: Language, today: date, hours: int) -> Reply:
    """The report of `python -m bot import`, with buttons; the data is kept for so many hours after
    the last question.
    """
    contents, as_of = held.contents, held.today(today)
    month = contents.month(as_of)
    facts = {
        "tables": contents.tables,
        "encodings": ENCODINGS,
        "zone": held.zone,
        "last_day": as_of - timedelta(days=1),
        "recent": as_of == today,
        "month": month,
        "by": list(contents.dimensions)[:SHOWN],
        "lights": held.mapping.orders is not None,
        "hours": hours,
    }
    buttons = tuple(_buttons(held, month, language))
    return Reply("dropped", language, facts, buttons=buttons, private=True)


def _buttons(held: Held, month: Period, language: Language) -> Iterator[Button]:
    retention = Ask("measure", language, metric="crr", window=Window(month))
    yield Button("retention", retention.question())
    yield Button("cohorts", Ask("cohort", language).question())
    if held.mapping.orders:
        yield Button("lights", Ask("risk", language).question())
