"""A form that Slack is asked to open: where it opens too late, a button does it again."""

from bot.reply import Calculates, Does, Finds, Language, Opens, Reply, Sets
from bot.slack.forms.modal import View
from bot.slack.reception import Reception
from bot.slack.web import Done, call


async def open_form(
    reception: Reception,
    trigger: str,
    view: View,
    again: Opens | Does | Sets | Calculates | Finds,
    language: Language,
) -> Reply | None:
    """None, or the reply that says why it is not there; `again` is what its button does."""
    outcome = await call(reception.web, "views.open", trigger_id=trigger, view=view)
    if isinstance(outcome, Done):
        return None
    reception.report("a form", outcome)
    return Reply("problems", language, part="form_late", opens=again, ok=False)
