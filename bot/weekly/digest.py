"""The words of a post: the answer to a schedule's question as of one slot, of periods that are
over, and what stands in its thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.answers import ANSWERS
from bot.ask.data_words import DataWords
from bot.ask.grammar import read
from bot.ask.periods import last_month, last_units
from bot.ask.question import Ask
from bot.reply import Language, Reply
from bot.services import Asker, Services
from bot.weekly.as_of import at, data_of, on
from bot.weekly.figures import Figures, figures_of, restated
from metrics.period import Calendar

if TYPE_CHECKING:  # SQLAlchemy, for no more than a name
    from bot.store.schedules import Schedule

TEMPLATE, IN_THREAD = "digest", "digest_thread"
_UNITS: Mapping[str, Calendar] = {"daily": "day", "weekly": "week", "monthly": "month"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """What is posted when: a slot's wall time and its instant, how often its rule comes round
    (daily, weekly, monthly), and whether it comes later than it should.
    """

    local: datetime
    at: datetime
    pace: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The post, the message in its thread, and the figures to keep until the next one."""

    post: Reply
    thread: Reply
    figures: Figures


def digest(
    schedule: "Schedule",
    due: Due,
    asker: Asker,
    services: Services,
    before: Figures | None = None,
) -> Digest:
    """Asks with the rights of `asker`: the owner, for all who read the channel. `before`: what the
    last post told.

    Raises Problem, as answers from data do.
    """
    then = at(due.at, _of_the_team(services))
    ask = _asked(schedule, due.pace, then)
    reply = ANSWERS[ask.kind](ask, asker, then)
    question = undated(ask)
    told = {
        "body": f"{reply.template}.{reply.language}.j2",
        "note": " ".join(schedule.note.split()),
        "calls": schedule.mention.split(),
        "slot": due.local,
        "late": due.late,
        "restated": restated(before, question, reply),
    }
    post = replace(reply, template=TEMPLATE, facts={**reply.facts, **told})
    return Digest(post, _thread(ask, reply, asker, then), figures_of(question, reply))


def _of_the_team(services: Services) -> Services:
    """With what the team chose: what an owner chose for themselves is for nobody else to read."""
    usual = services.settings_for(Asker())
    return replace(services, settings_for=lambda _: usual)


def undated(ask: Ask) -> str:
    """What is asked whenever it is asked, in whatever language."""
    language: Language = "en"
    return replace(ask, language=language, window=None, as_of=None).question()


def _asked(schedule: "Schedule", pace: str, services: Services) -> Ask:
    """The question about the last day, week or month that is over, unless it names another period
    or a trend. Raises Problem.
    """
    data = data_of(services)
    today = data.today()
    words = DataWords(today, data.mapping.dimensions)
    ask = read(schedule.question, schedule.language, services.library, words)
    if ask.kind == "risk":
        return replace(ask, as_of=ask.as_of or today - _DAY)
    if ask.period is None and ask.window == last_month(today):
        return replace(ask, window=last_units(1, _UNITS[pace], today))
    return ask


def _thread(ask: Ask, reply: Reply, asker: Asker, services: Services) -> Reply:
    """What was counted and how; beside the card of a week also the month as far as it is over."""
    data = data_of(services)
    facts: Mapping[str, Any] = {
        **reply.facts,
        "metric": ask.metric or ask.kind,
        "mapping": data.mapping,
        "definitions": data.mapping.definitions,
        "counts": reply.facts.get("counts"),
        "term": services.library.terms.get(str(ask.metric)),
        "currency": services.settings_for(asker).currency,
        "sql": "",
        "cut": False,
    }
    if reply.template != "kpi" or not reply.table:
        return Reply("explain_data", reply.language, facts)
    card = [name for name, *_ in facts["told"]]
    month = _month_so_far(ask, asker, services)
    facts = {
        **facts,
        "metric": card[0],
        "value": reply.facts["rate"],
        "terms": [services.library.terms[name] for name in card if name in services.library.terms],
        "so_far": month.facts["asked"] if month else None,
        "beside": month.facts["versus"] if month else None,
    }
    return Reply(IN_THREAD, reply.language, facts, table=month.table if month else None)


def _month_so_far(ask: Ask, asker: Asker, services: Services) -> Reply | None:
    """Its complete days, beside as many of the month before; None on its first day."""
    data = data_of(services)
    last = data.today() - _DAY
    week = ask.window is not None and ask.window.period.kind == "week"
    if not week or data.today().day == 1:
        return None
    then = on(last, services)
    words = DataWords(last, data.mapping.dimensions)
    window = read("kpi this month", ask.language, services.library, words).window
    return ANSWERS[ask.kind](replace(ask, window=window), asker, then)
