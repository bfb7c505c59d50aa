"""Is a percentage good? The average of its industry and each yardstick, and whose they are."""

from decimal import Decimal
from fractions import Fraction

from bot.ask.question import Ask
from bot.reply import Reply
from bot.services import Asker, Services
from knowledge.benchmarks import meets, yardsticks
from knowledge.records import Yardstick
from metrics.period import convert


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """No verdict of ours: what each source would say, and what is missing to be surer. The sources
    speak of retention, so churn is turned into that.
    """
    library = services.library
    usual = None if ask.topic else services.settings_for(asker).industry
    industry = library.industries.get(ask.industry or usual or "")
    churn = ask.named.get("churn")
    rate = Decimal(ask.named["rate"]) if churn is None else 1 - Decimal(churn)
    value = rate * 100
    return Reply(
        template="threshold",
        language=ask.language,
        facts={
            "rate": rate,
            "churn": churn,
            "industry": industry,
            "business": ask.topic,
            "average": industry.value / 100 if industry else None,
            "distance": value - industry.value if industry else None,
            "met": [one for one in yardsticks(library) if _reached(value, one)],
            "missed": [one for one in yardsticks(library) if not _reached(value, one)],
            "period": ask.period,
            "a_year": _a_year(ask, rate),
            "sources": library.sources,
        },
        share=ask.question(),
    )


def _a_year(ask: Ask, rate: Decimal) -> Fraction | Decimal | None:
    """What that rate would leave after a year, where it is of a shorter period."""
    if ask.period is None or ask.period == "year":
        return None
    return convert(Fraction(rate), ask.period, "year")


def _reached(value: Decimal, yardstick: Yardstick) -> bool:
    """Past a range is not short of it."""
    past = yardstick.high is not None and value > yardstick.high
    return past or meets(value, yardstick)
