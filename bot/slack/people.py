"""Who is a full member of the workspace, and which channels only such people read. Slack is asked
for questions about data alone, and what it does not say counts as no.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from slack_sdk.web.async_client import AsyncWebClient

from bot.services import EVERYONE, Asker
from bot.settings import Access
from bot.slack.web import Done, Limited, Outcome, Refused, read

log = logging.getLogger(__name__)

KEPT_SECONDS = 600.0
MOST_MEMBERS = 500  # of a channel; in a larger one they are not looked at
_PAGE, _AT_ONCE = 200, 20
_TRIES, _LONGEST_PAUSE = 3, 30.0  # while Slack limits
_SHARED = ("is_shared", "is_ext_shared", "is_pending_ext_shared", "is_org_shared")

Kind = Literal["member", "app", "other"]  # of this workspace in full, an app of it, anyone else


@dataclass(slots=True)
class Identity:
    """Who the bot is, and of which workspace; empty until Slack has said so."""

    user: str | None = None
    bot: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class People:
    """`now` gives seconds. What Slack said holds for ten minutes; that it said nothing does not."""

    web: AsyncWebClient
    identity: Identity
    access: Callable[[], Access]  # in force now
    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _kinds: dict[str, tuple[float, Kind]] = field(default_factory=dict)
    _channels: dict[str, tuple[float, bool]] = field(default_factory=dict)
    _left: dict[str, tuple[float, bool]] = field(default_factory=dict)

    async def asking(self, asker: Asker) -> Asker:
        """With what decides whether this person may ask."""
        people = self.access().people
        if EVERYONE not in people or asker.user in people:
            return asker
        return replace(asker, member=await self._kind(asker.user) == "member")

    async def sharing(self, asker: Asker) -> Asker:
        """As one whose answer the channel reads, with what decides whether it may."""
        inside = asker.channel in self.access().channels and await self._is_inside(asker.channel)
        return replace(await self.asking(asker), public=True, inside=inside)

    async def has_left(self, user: str) -> bool:
        """Deactivated, or nobody that this workspace knows; False where Slack does not say."""
        until, left = self._left.get(user, (0.0, False))
        if until > self.now():
            return left
        outcome = await read(self.web, "users.info", user=user)
        if isinstance(outcome, Done) or outcome == Refused("user_not_found"):
            left = not isinstance(outcome, Done) or bool(outcome.data["user"].get("deleted"))
            self._left[user] = (self.now() + KEPT_SECONDS, left)
            return left
        log.warning("users.info does not say who is there: %s", outcome)
        return False

    async def look_at(self, channel: str) -> Outcome:
        """What Slack says of a channel, afresh."""
        return await read(self.web, "conversations.info", channel=channel)

    async def _kind(self, user: str) -> Kind | None:
        """None where Slack does not say."""
        until, known = self._kinds.get(user, (0.0, None))
        if known and until > self.now():
            return known
        if (told := await self._read("users.info", user=user)) is None:
            return None
        kind = self._kind_of(told.get("user", {}))
        self._kinds[user] = (self.now() + KEPT_SECONDS, kind)
        return kind

    def _kind_of(self, user: dict[str, Any]) -> Kind:
        """Where a field is missing, the worst is assumed."""
        ours = self.identity.team is not None and user.get("team_id") == self.identity.team
        guest = user.get("is_restricted", True) or user.get("is_ultra_restricted", True)
        if not ours or guest or user.get("is_stranger") or user.get("deleted", True):
            return "other"
        return "app" if user.get("is_bot") else "member"

    async def _is_inside(self, channel: str) -> bool:
        until, known = self._channels.get(channel, (0.0, False))
        if until > self.now():
            return known
        inside = await self._holds_members_only(channel)
        if inside is not None:
            self._channels[channel] = (self.now() + KEPT_SECONDS, inside)
        return bool(inside)

    async def _holds_members_only(self, channel: str) -> bool | None:
        """Apps of the workspace may be there too. None where Slack does not say."""
        if (told := await self._read("conversations.info", channel=channel)) is None:
            return None
        shown = told.get("channel", {})
        if any(shown.get(name, True) for name in _SHARED):
            return False
        members = await self._members(channel)
        if members is None or len(members) > MOST_MEMBERS:
            return None if members is None else False
        for first in range(0, len(members), _AT_ONCE):
            some = members[first : first + _AT_ONCE]
            kinds = await asyncio.gather(*(self._kind(member) for member in some))
            if "other" in kinds or None in kinds:
                return False if "other" in kinds else None
        return bool(members)

    async def _members(self, channel: str) -> list[str] | None:
        """All of them, or one page more than are looked at. None where Slack does not say."""
        members: list[str] = []
        where: dict[str, Any] = {"channel": channel, "limit": _PAGE}
        while len(members) <= MOST_MEMBERS:
            if (page := await self._read("conversations.members", **where)) is None:
                return None
            members += page.get("members", [])
            if not (cursor := page.get("response_metadata", {}).get("next_cursor")):
                break
            where["cursor"] = cursor
        return members

    async def _read(self, method: str, **arguments: Any) -> dict[str, Any] | None:
        """What Slack says, waiting out its rate limit; None when it does not."""
        for _ in range(_TRIES):
            outcome = await read(self.web, method, **arguments)
            if isinstance(outcome, Done):
                return outcome.data
            if not isinstance(outcome, Limited) or outcome.seconds > _LONGEST_PAUSE:
                break
            await self.sleep(outcome.seconds)
        log.warning("%s does not say who is who: %s", method, outcome)
        return None
