"""Alerts: what the clock sees and says of them, and how one is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.answers.alert import RULE, sight, watched
from bot.answers.watching import Seen, refuse_never
from bot.ask.conditions import read_alert
from bot.ask.data_words import DataWords
from bot.ask.grammar import read, tidy
from bot.ask.question import Ask
from bot.reply import Language, Problem, Reply
from bot.services import Asker, Services
from bot.weekly.as_of import at, data_of
from bot.weekly.crossing import crossed
from bot.weekly.figures import Figures
from bot.weekly.rules import read_rule

if TYPE_CHECKING:  # SQLAlchemy, for no more than a name
    from bot.store.schedules import Schedule

TEMPLATE = "alert"
_WORD = "alert "


@dataclass(frozen=True, slots=True)
class Look:
    """What is said, None where it is no news; what was seen; and what the alert told last."""

    post: Reply | None
    figures: Figures
    crossing: str


def look(schedule: "Schedule", instant: datetime, asker: Asker, services: Services) -> Look:
    """At the last period that was over at that instant, with the rights of `asker`: the owner, for
    all who read the channel.

    Raises Problem, as answers from data do.
    """
    then = at(instant, services)
    ask = read_condition(schedule.question, schedule.language, then)
    seen, facts, button = sight(ask, asker, then)
    news = crossed(schedule.crossing, seen.outcome, seen.period)
    figures = _figures(seen, news.tells)
    if not news.tells:
        return Look(None, figures, news.kept)
    facts = {**facts, "id": schedule.id, "rule": schedule.rule}
    post = Reply(
        TEMPLATE,
        schedule.language,
        facts,
        chart=seen.chart(facts["currency"]),
        buttons=(button,),
        share=button.question,
        private=True,
    )
    return Look(post, figures, news.kept)


def read_condition(typed: str, language: Language, services: Services) -> Ask:
    """What was typed as a condition, with the word for alert or without. Raises Problem."""
    data = data_of(services)
    known = DataWords(data.today(), data.mapping.dimensions)
    line = tidy(typed)
    words = (language, services.library, known)
    ask = read_alert(line, *words) or read(_WORD + line, *words)
    if ask.kind != "alert":
        raise Problem("alert_what", typed=typed)
    refuse_never(ask)
    return ask


def read_times(typed: str) -> str:
    """The rule of an alert: every working day at least. Raises Problem schedule_not_daily, and as
    reading a rule does.
    """
    rule = read_rule(typed or RULE)
    if rule.kind != "daily":
        raise Problem("schedule_not_daily", typed=typed)
    return str(rule)


def listed(schedule: "Schedule", services: Services) -> Mapping[str, Any] | None:
    """What an alert watches for, as a list says it; None where it can no longer be read."""
    try:
        return watched(read_condition(schedule.question, schedule.language, services))
    except Problem:
        return None


def _figures(seen: Seen, tells: bool) -> Figures:
    """What was seen, as JSON."""
    now, usual = seen.found.now, seen.found.usual
    return {
        "period": [str(seen.period.start), str(seen.period.end)],
        "value": None if now.value is None else str(now.value),
        "size": now.size,
        "usual": [str(usual.low), str(usual.high)] if usual else None,
        "outcome": seen.outcome,
        "tells": tells,
    }
