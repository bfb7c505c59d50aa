"""Whether a person's data may be posted in a channel, and what keeps it out."""

import asyncio

from bot.services import Asker
from bot.slack.forms.plan import Wrong
from bot.slack.reception import Reception
from bot.slack.web import Done, Refused, read

SECONDS = 1.2  # of the three that Slack waits for the answer to a form
_WHERE = "channel"


async def refusal(reception: Reception, owner: str, channel: str, *, yours: bool) -> Wrong | None:
    """What is wrong with the channel, for a schedule of this owner. Slack may take long to say who
    is who; what it said is known when the form is sent again.
    """
    await reception.refresh()
    if channel not in reception.services.access.channels:
        return Wrong(_WHERE, "unlisted")
    looking = _looked_at(reception, Asker(owner, channel), yours=yours)
    found = await reception.work.within(SECONDS, looking)
    return Wrong(_WHERE, "wait") if found is None else found[0]


async def _looked_at(
    reception: Reception, asker: Asker, *, yours: bool
) -> tuple[Wrong | None, ...]:
    """One finding, or that there is none."""
    sharing, outcome = await asyncio.gather(
        reception.people.sharing(asker),
        read(reception.web, "conversations.info", channel=asker.channel),
    )
    if not reception.services.may_ask(sharing):
        return (Wrong(_WHERE, "no_access", {"yours": yours}),)
    if outcome == Refused("channel_not_found"):
        return (Wrong(_WHERE, "no_channel"),)
    shown = outcome.data.get("channel", {}) if isinstance(outcome, Done) else {}
    if shown.get("is_archived"):
        return (Wrong(_WHERE, "archived"),)
    if shown.get("is_member") is False:
        return (Wrong(_WHERE, "not_in_channel"),)
    return (None if reception.services.may_post(sharing) else Wrong(_WHERE, "guests"),)
