"""The answer to `alert churn above 5%`: what would be watched and when, and how it stands now."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.answers.data import admitted, refuse_passing, resolved, telling_trouble
from bot.answers.measure import counted, where_from
from bot.answers.measures import MEASURES
from bot.answers.watching import Seen, figures_asked, look, refuse_never
from bot.ask.question import Ask, in_short
from bot.reply import Button, Language, Problem, Reply, Watch
from bot.services import Asker, Data, Services

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

RULE = "workdays 09:00"  # when an alert is looked at, unless it says otherwise
WANTED, LIST = "alert_wanted", "alerts"  # templates


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """With the button that begins it, where the channel may read data."""
    refuse_never(ask)
    refuse_passing(services)
    data, warehouse = admitted(ask, asker, services)
    ask = resolved(ask, warehouse)
    seen = look(ask, data, warehouse)
    channels = services.access.channels
    facts = {
        **facts_of(ask, seen, data, warehouse),
        "currency": services.settings_for(asker).currency,
        "channel": asker.channel,
        "channels": channels,
        "listed": asker.channel in channels,
        "operator": asker.is_operator,
        "condition_typed": in_short(ask.question()).removeprefix("alert "),
    }
    watch = Watch(ask.question()) if asker.channel in channels else None
    figures = Button("figures", figures_asked(ask, data).question())
    return Reply(WANTED, ask.language, facts, buttons=(figures,), watch=watch, private=True)


def alerts(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Whose are listed; the door, which has the store, fills the list in. Raises Problem in the
    terminal, which has a list of its own.
    """
    if asker.is_operator:
        raise Problem("alert_in_terminal")
    return empty_list(asker, services, ask.language)


def empty_list(asker: Asker, services: Services, language: Language) -> Reply:
    """To be filled in with their own alerts; with all there are, for an admin."""
    facts = {"who": asker.user, "all": services.is_admin(asker)}
    return Reply(LIST, language, facts, private=True)


@telling_trouble
def sight(ask: Ask, asker: Asker, services: Services) -> tuple[Seen, Mapping[str, Any], Button]:
    """What the clock sees with the rights of `asker`: the facts of its message, and the question
    behind them. Raises Problem as answers from data do.
    """
    data, warehouse = admitted(ask, asker, services)
    ask = resolved(ask, warehouse)
    seen = look(ask, data, warehouse)
    figures = Button("figures", figures_asked(ask, data).question())
    currency = services.settings_for(asker).currency
    return seen, {**facts_of(ask, seen, data, warehouse), "currency": currency}, figures


def facts_of(ask: Ask, seen: Seen, data: Data, warehouse: "Warehouse") -> Mapping[str, Any]:
    """The figure, its counts, and how it lies to what is watched for."""
    return {
        **counted(seen.found),
        **where_from(ask, seen.found, data, warehouse),
        "alert": watched(ask),
        "outcome": seen.outcome,
        "since": seen.since,
        "longer": seen.longer,
    }


def watched(ask: Ask) -> Mapping[str, Any]:
    """What an alert watches for, as the templates say it."""
    measure = MEASURES[str(ask.metric)]
    return {
        "metric": measure.name,
        "kind": measure.unit,
        "beyond": ask.beyond,
        "period": ask.period or "month",
        "where": ask.where,
    }
