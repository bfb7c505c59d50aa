"""What is posted by the clock: the way to the form of a schedule, and where the list begins."""

from bot.answers.data import refuse_passing
from bot.ask.question import Ask
from bot.reply import Does, Problem, Reply
from bot.services import Asker, Services

SCHEDULE, SCHEDULES = "schedule", "schedules"  # the templates
_MOST_TYPED = 200  # characters of when


def schedule(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The way to a new schedule; the door opens its form. Raises Problem."""
    _refuse_terminal(asker)
    if services.data is None:
        raise Problem("no_warehouse", metric=ask.metric or "kpi")
    refuse_passing(services)
    begun = Does("new", what=ask.metric, when=ask.topic and ask.topic[:_MOST_TYPED])
    return Reply(SCHEDULE, ask.language, opens=begun, private=True)


def schedules(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Whose list it is; the door, which has the store, fills it in. Raises Problem."""
    _refuse_terminal(asker)
    facts = {"after": ask.after, "who": asker.user, "admin": services.is_admin(asker)}
    return Reply(SCHEDULES, ask.language, facts, private=True)


def _refuse_terminal(asker: Asker) -> None:
    """Raises Problem: there it is a command of its own."""
    if asker.is_operator:
        raise Problem("schedule_in_slack")
