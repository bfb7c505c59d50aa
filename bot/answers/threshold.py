"""Is a percentage good? The average of its industry and each yardstick, and whose they are."""

from decimal import Decimal

from bot.ask.question import Ask
from bot.reply import Reply
from bot.services import Asker, Services
from knowledge.benchmarks import meets, yardsticks
from knowledge.records import Yardstick


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """No verdict of ours: what each source would say, and what is missing to be surer."""
    library = services.library
    usual = services.settings_for(asker).industry
    industry = library.industries.get(ask.industry or usual or "")
    rate = Decimal(ask.named["rate"])
    value = rate * 100
    return Reply(
        template="threshold",
        language=ask.language,
        facts={
            "rate": rate,
            "industry": industry,
            "average": industry.value / 100 if industry else None,
            "distance": value - industry.value if industry else None,
            "met": [one for one in yardsticks(library) if _reached(value, one)],
            "missed": [one for one in yardsticks(library) if not _reached(value, one)],
            "sources": library.sources,
        },
        share=ask.question(),
    )


def _reached(value: Decimal, yardstick: Yardstick) -> bool:
    """Past a range is not short of it."""
    past = yardstick.high is not None and value > yardstick.high
    return past or meets(value, yardstick)
