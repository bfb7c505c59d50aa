"""Alerts: what the clock sees and says of them, and how one is made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from bot.answers.alert import RULE, sight, watched
from bot.answers.data import refuse_others
from bot.answers.watching import Seen, refuse_never
from bot.ask.conditions import read_alert
from bot.ask.data_words import DataWords
from bot.ask.grammar import read, tidy
from bot.ask.question import Ask, in_short
from bot.reply import Keep, Language, Problem, Reply
from bot.services import Asker, Services
from bot.weekly.as_of import at, data_of
from bot.weekly.crossing import crossed
from bot.weekly.figures import Figures
from bot.weekly.rules import read_rule
from bot.weekly.slots import next_slots

if TYPE_CHECKING:  # SQLAlchemy, for no more than a name
    from bot.store.schedules import Schedule, Wanted

TEMPLATE = "alert"
MOST_LISTED = 20  # a message holds 50 blocks
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
    facts = {
        **facts,
        "id": schedule.id,
        "note": " ".join(schedule.note.split()),
        "calls": schedule.mention.split(),
    }
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


def wanted(question: str, language: Language, asker: Asker, services: Services) -> "Wanted":
    """What an alert of this person in this channel is made of. Raises Problem where they may not
    have one, and as reading its question does.
    """
    data = data_of(services)
    refuse_others(asker, services)
    ask = read_condition(question, language, services)
    return {
        "kind": "alert",
        "channel": asker.channel,
        "question": ask.question(),
        "rule": RULE,
        "timezone": data.timezone,
        "language": language,
        "owner": asker.user,
    }


def is_set(alert: "Schedule", services: Services, now: float, *, before: bool) -> Reply:
    """That it is there, and when it looks next; `before`: it was there already."""
    after = datetime.fromtimestamp(now, UTC)
    (first,) = next_slots(read_rule(alert.rule), ZoneInfo(alert.timezone), after, 1)
    facts = {**_row(alert, services), **_spoken(services), "first": first.local, "before": before}
    return Reply("alert_set", alert.language, facts, private=True)


def listed(
    reply: Reply, every: "Iterable[Schedule]", services: Services, most: int = MOST_LISTED
) -> Reply:
    """The list filled in: of all the alerts there are the first of those that it is for, each with
    buttons.
    """
    who, everyone = reply.facts["who"], reply.facts["all"]
    alerts = [one for one in every if one.kind == "alert" and (everyone or one.owner == who)]
    shown = alerts[:most]
    facts = {
        **reply.facts,
        **_spoken(services),
        "alerts": [_row(one, services) for one in shown],
        "left": len(alerts) - len(shown),
    }
    return replace(reply, facts=facts, below=tuple(map(_controls, shown)))


def _controls(alert: "Schedule") -> tuple[Keep, ...]:
    turned: Literal["pause", "resume"] = "pause" if alert.state == "active" else "resume"
    return Keep(alert.id, turned), Keep(alert.id, "remove")


def _row(alert: "Schedule", services: Services) -> Mapping[str, Any]:
    """An alert as the templates say it; `alert` None where its question can no longer be read."""
    try:
        watches = watched(read_condition(alert.question, alert.language, services))
    except Problem:
        watches = None
    day, _, side = alert.crossing.partition(" ")
    return {
        "id": alert.id,
        "alert": watches,
        "question": in_short(alert.question),
        "channel": alert.channel,
        "owner": alert.owner,
        "time": read_rule(alert.rule).time.strftime("%H:%M"),
        "timezone": alert.timezone,
        "active": alert.state == "active",
        "failed": alert.reason is not None,
        "since": date.fromisoformat(day) if side else None,
    }


def _spoken(services: Services) -> Mapping[str, Any]:
    """What the words of a condition depend on."""
    unit = services.data.mapping.unit if services.data else "subscriptions"
    return {"unit": unit, "currency": services.settings_for(Asker()).currency}


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
