"""ANSWERS: one file for each kind of answer. A new kind is a file here, a row, and templates."""

from collections.abc import Callable, Mapping

from bot.answers import (
    alert,
    audit,
    benchmark,
    cohort,
    editing,
    explain,
    explain_data,
    figures,
    forms,
    found,
    help,  # noqa: A004 - a command
    kpi,
    measure,
    risk,
    runs,
    schedules,
    settings,
    threshold,
    tips,
    whatif,
)
from bot.ask.nearest import PREFERRED
from bot.ask.question import Ask
from bot.reply import Reply
from bot.services import Asker, Services

ANSWERS: Mapping[str, Callable[[Ask, Asker, Services], Reply]] = {
    "figures": figures.answer,
    "explain": explain.answer,
    "whatif": whatif.answer,
    "tips": tips.answer,
    "benchmark": benchmark.answer,
    "help": help.answer,
    "thanks": help.thanks,
    "threshold": threshold.answer,
    "measure": measure.answer,
    "cohort": cohort.answer,
    "risk": risk.answer,
    "kpi": kpi.answer,
    "explain_data": explain_data.answer,
    "alert": alert.answer,
    "alerts": alert.alerts,
    "audit": audit.answer,
    "add": editing.add,
    "edit": editing.edit,
    "gaps": editing.gaps,
    "schedule": schedules.schedule,
    "schedules": schedules.schedules,
    "runs": runs.answer,
    "settings": settings.settings,
    "access": settings.access,
    "calculator": forms.calculator,
    "finder": forms.finder,
    **dict.fromkeys(PREFERRED, found.answer),
}
