"""Why something was not posted: what is tried again, what pauses a schedule, who is told what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.ask.question import in_short
from bot.reply import Button, Problem, Reply
from bot.settings import Access

if TYPE_CHECKING:  # SQLAlchemy, for no more than a name
    from bot.store.schedules import Schedule

TEMPLATE = "posting"

# Tried again within the grace time: it may be over by then.
PASSING = frozenset(
    {
        "data_unreachable",
        "data_too_slow",
        "data_locked",
        "data_busy",
        "data_not_written_down",
        "slack_away",
        "members_unclear",
    }
)
# Pause a schedule at once: somebody has to do something first.
LASTING = frozenset(
    {
        "archived",
        "no_channel",
        "not_allowed",
        "not_in_channel",
        "not_listed",
        "no_access",
        "owner_gone",
        "token",
    }
)
# All others fail, and are told; some have words of their own.
_NAMED = frozenset({"unknown", "refused", "data_few_in_channel", "no_warehouse"})
NOT_POSTED = frozenset({"missed", "paused", "failures"})  # of slots and pauses, not of posts
REASONS = PASSING | LASTING | _NAMED | NOT_POSTED | {"data_failed"}

_CALLED: Mapping[str, str] = {"data_no_access": "no_access"}


class Hindrance(Exception):  # noqa: N818 - not an error: told to the owner, if anybody
    """What keeps a slot from being posted now; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a post from its channel; `paused`: nothing more is posted until it is resumed."""

    slot: datetime  # wall time
    reason: str
    paused: bool = False


def reason_of(problem: Problem) -> str:
    """One of REASONS: what the warehouse cannot do, whatever it is, is told in the same words."""
    if problem.code == "data_not_in_channel":
        return "members_unclear" if problem.facts.get("listed") else "not_listed"
    called = _CALLED.get(problem.code, problem.code)
    return called if called in REASONS else "data_failed"


def told(schedule: "Schedule", trouble: Trouble, access: Access) -> Reply:
    """For the owner, or who looks after it when there is none: what happened and what helps."""
    about_data = trouble.reason.startswith("data_")
    return Reply(
        TEMPLATE,
        schedule.language,
        {
            "id": schedule.id,
            "channel": schedule.channel,
            "question": in_short(schedule.question),
            "rule": schedule.rule,
            "owner": schedule.owner,
            "slot": trouble.slot,
            "reason": trouble.reason,
            "lasting": trouble.reason in LASTING,
            "paused": trouble.paused,
            "admins": access.admins,
        },
        buttons=(Button("ask_now", schedule.question),) if about_data else (),
    )
