"""Why a figure is what it is: the formula filled in, the definition, the yardsticks."""

from bot.answers.comparison import Compared, compare_with_industry, computed
from bot.ask.question import Ask
from bot.reply import Cell, Kind, Language, Percent, Points, Reply, Table
from bot.services import Asker, Services
from knowledge.benchmarks import yardsticks
from knowledge.library import Library
from metrics.catalog import METRICS
from metrics.counts import Retention
from metrics.rounding import decimal


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The same figures, explained."""
    library = services.library
    preferences = services.settings_for(asker)
    result = computed(ask)
    compared = compare_with_industry(ask, result, preferences.industry, library)
    term = library.terms[str(ask.metric)]
    return Reply(
        template="explain",
        language=ask.language,
        facts={
            "metric": ask.metric,
            "result": result,
            "term": term,
            "sources": [library.sources[key] for key in term.sources],
            "currency": preferences.currency,
            "compared": METRICS[str(ask.metric)].compared,
        },
        table=_side_by_side(result, compared, library, ask.language),
    )


def _side_by_side(
    result: object, compared: Compared | None, library: Library, language: Language
) -> Table | None:
    """Each yardstick, whose it is, and the distance to it; None where none applies."""
    if not isinstance(result, Retention) or result.evidence == "counts":
        return None
    value = decimal(result.rate * 100)
    rows = [_average_row(compared)] if compared else []
    for yardstick in yardsticks(library):
        text = yardstick.in_(language)
        whose = library.sources[yardstick.source].in_(language).name
        nearest = min(max(value, yardstick.low), yardstick.high or yardstick.low)
        row = (whose, text.wording, Kind(yardstick.basis), Points(value - nearest))
        rows.append(row)
    return Table("yardsticks", ("whose", "figure", "what", "distance"), tuple(rows))


def _average_row(compared: Compared) -> tuple[Cell, ...]:
    return (
        compared.industry.credits or compared.industry.source,
        Percent(compared.average),
        Kind("average"),
        Points(compared.distance),
    )
