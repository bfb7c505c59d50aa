"""Is a percentage good? The average of its industry and each yardstick, and whose they are."""

from decimal import Decimal
from fractions import Fraction

from bot.ask.question import Ask
from bot.reply import Reply
from bot.services import Asker, Services
from knowledge.benchmarks import meets, yardsticks
from knowledge.library import Library
from knowledge.records import Industry, Yardstick
from metrics.period import convert
from metrics.rounding import decimal


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
            **_a_year(ask, rate, industry, library),
            "stay": 1 / Fraction(churn) if churn and ask.period else None,
            "sources": library.sources,
        },
        share=ask.question(),
    )


def _a_year(
    ask: Ask, rate: Decimal, industry: Industry | None, library: Library
) -> dict[str, object]:
    """What a rate of a shorter period would leave after a year, and how that lies to the same
    figures: no source says which of the two it means.
    """
    if ask.period is None or ask.period == "year":
        return {"a_year": None}
    left = decimal(Fraction(convert(Fraction(rate), ask.period, "year")))
    value = left * 100
    return {
        "a_year": left,
        "distance_a_year": value - industry.value if industry else None,
        "met_a_year": [one for one in yardsticks(library) if _reached(value, one)],
    }


def _reached(value: Decimal, yardstick: Yardstick) -> bool:
    """Past a range is not short of it."""
    past = yardstick.high is not None and value > yardstick.high
    return past or meets(value, yardstick)
