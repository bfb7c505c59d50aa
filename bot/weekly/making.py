"""What a run has to say, of whatever kind its schedule is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reply import Reply
from bot.services import Asker, Services
from bot.weekly import alerts
from bot.weekly.digest import Due, digest
from bot.weekly.figures import Figures

if TYPE_CHECKING:  # SQLAlchemy, for no more than a name
    from bot.store.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Made:
    """The post and the message in its thread, if there are any; the figures to keep; and for an
    alert what it has told by then.
    """

    post: Reply | None
    thread: Reply | None
    figures: Figures
    crossing: str | None = None


def make(
    schedule: "Schedule",
    due: Due,
    asker: Asker,
    services: Services,
    before: Figures | None = None,
) -> Made:
    """With the rights of `asker`. `before`: what the last run kept. Raises Problem."""
    if schedule.kind == "alert":
        seen = alerts.look(schedule, due.at, asker, services)
        return Made(seen.post, None, seen.figures, seen.crossing)
    made = digest(schedule, due, asker, services, before)
    return Made(made.post, made.thread, made.figures)
