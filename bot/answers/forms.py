"""The way to a form for what is clumsy to type: a button where Slack shows one, else the words."""

from bot.answers.help import example
from bot.ask.question import Ask
from bot.reply import Calculates, Finds, Reply
from bot.services import Asker, Services
from metrics.catalog import METRICS

CALCULATOR, FINDER = "calculator", "finder"  # the templates


def calculator(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The calculator, at the metric that was named; in a command the door opens it."""
    metric = METRICS[ask.metric or "crr"]
    facts = {
        "term": services.library.terms[metric.name],
        "example": example(metric, ask.language),
        "in_slack": not asker.is_operator,
    }
    return Reply(CALCULATOR, ask.language, facts, part="way", opens=Calculates(metric.name))


def finder(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The benchmark finder, likewise."""
    found = services.library.industry(ask.topic or "") or services.library.company(ask.topic or "")
    facts = {"in_slack": not asker.is_operator}
    opens = Finds(found.key if found else "")
    return Reply(FINDER, ask.language, facts, part="way", opens=opens)
