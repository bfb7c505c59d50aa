"""Help, generated from the catalog: what there is to ask, and how one metric is asked for."""

from collections.abc import Mapping

from bot.ask.figures import named_form
from bot.ask.question import Ask
from bot.ask.words import words
from bot.commands import slash
from bot.reply import Button, Calculates, Finds, Language, Reply
from bot.services import Asker, Services
from metrics.catalog import METRICS, Metric

OTHERS = (
    "whatif",
    "explain",
    "tips",
    "benchmark",
    "define",
    "why",
    "compare",
    "formula",
    "factor",
    "search",
    "threshold",
    "gaps",
    "alert",
    "alerts",
    "runs",
    "audit",
    "kpi",
    "customers",
    "newcomers",
    "mrr",
    "cohort",
    "risk",
    "schedule",
    "schedules",
    "settings",
    "access",
    "calculator",
    "finder",
)

_FORMS: Mapping[str, Calculates | Finds] = {
    "calculator": Calculates(),
    "finder": Finds(),
    "benchmark": Finds(),
}


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The usage of the topic; without one, of everything."""
    terms = services.library.terms
    facts: dict[str, object] = {
        "topic": ask.topic,
        "usages": [(usage(metric, ask.language), terms[name]) for name, metric in METRICS.items()],
        "currency": services.settings_for(asker).currency,
        "curator": services.is_curator(asker),
        "admin": services.is_admin(asker),
    }
    if ask.topic in OTHERS:
        return Reply("help", ask.language, facts, part=ask.topic, opens=_FORMS.get(ask.topic))
    if ask.topic not in METRICS:
        return Reply("help", ask.language, facts, part="everything")
    metric = METRICS[ask.topic]
    return Reply(
        template="help",
        language=ask.language,
        facts={
            **facts,
            "term": terms[metric.name],
            "usage": usage(metric, ask.language),
            "compared": metric.compared,
            "forms": [named_form(metric, form, ask.language) for form in metric.forms],
            "example": example(metric, ask.language),
        },
        part="one",
        buttons=(Button("try", f"{example(metric, ask.language)} lang={ask.language}"),),
        opens=Calculates(metric.name),
    )


def thanks(ask: Ask, _: Asker, __: Services) -> Reply:
    """A word back, and nothing kept."""
    return Reply("thanks", ask.language, {})


def usage(metric: Metric, language: Language) -> str:
    """`/crr START NEW END`, in the words of the language."""
    names = [words().shown[name, language].upper() for name in metric.positional]
    return " ".join([slash(metric.name), *names])


def example(metric: Metric, language: Language) -> str:
    """`/crr 500 50 450`, or `/churn begin=130 verloren=9`: works as it stands."""
    if tuple(name for name, _ in metric.example) != metric.positional:
        return named_example(metric, language)
    return " ".join([slash(metric.name), *(figure for _, figure in metric.example)])


def named_example(metric: Metric, language: Language) -> str:
    """`/crr begin=500 nieuw=50 eind=450`: likewise."""
    named = (f"{words().shown[name, language]}={figure}" for name, figure in metric.example)
    return " ".join([slash(metric.name), *named])
