"""What one person sees: the channels, a conversation or the app's home, a thread, a form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.demo.people import ZONE
from bot.demo.prompts import Prompt
from bot.demo.surface import status_in
from bot.demo.views import OpenView
from bot.demo.workspace import BOT_USER, Channel, Message, User, Workspace

HOME = "home"  # in place of a channel's id: the app's home


@dataclass(frozen=True, slots=True)
class Where:
    """What somebody looks at: a channel by its id, or HOME; a thread by the ts it begins with."""

    user: str
    place: str
    thread: str = ""

    @property
    def path(self) -> str:
        thread = f"?thread={self.thread}" if self.thread else ""
        return f"/{self.user}/{self.place}{thread}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with all that stands around it; `replies` counts what this person sees."""

    message: Message
    author: User
    at: datetime
    replies: int
    status: str


@dataclass(frozen=True, slots=True)
class Day:
    """The messages of a day, oldest first."""

    name: str
    messages: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A channel in the list beside; `unread` counts what others said since this person looked."""

    channel: Channel
    name: str
    unread: int


@dataclass(frozen=True, slots=True)
class Screen:
    """All of it; without a channel the app's home is shown."""

    where: Where
    user: User
    people: tuple[User, ...]
    rooms: tuple[Room, ...]
    channel: Channel | None
    title: str
    days: tuple[Day, ...]
    thread: tuple[Shown, ...]
    modal: OpenView | None
    home: OpenView | None
    prompts: tuple[Prompt, ...]
    now: datetime


class Looks:
    """When everybody looked at a channel last; ts by user and channel."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], str] = {}

    def look(self, user: str, channel: str, messages: list[Message]) -> None:
        if messages:
            self._seen[user, channel] = messages[-1].ts

    def unread(self, user: str, channel: str, messages: list[Message]) -> int:
        since = self._seen.get((user, channel), "")
        return sum(one.ts > since and one.user != user for one in messages)


def screen(workspace: Workspace, where: Where, looks: Looks) -> Screen:
    """What is to be seen there now. Raises KeyError where there is no such person or channel, or
    the person is not in it.
    """
    user, channel = workspace.users[where.user], None
    if where.place != HOME:
        channel = workspace.channels[where.place]
        if user.id not in channel.members or user not in players(workspace):
            raise KeyError(where.place)
    seen = workspace.visible_to(user.id, channel.id) if channel else []
    if channel:
        looks.look(user.id, channel.id, seen)
    shown = [_shown(workspace, one, seen) for one in seen]
    return Screen(
        where=where,
        user=user,
        people=players(workspace),
        rooms=tuple(_rooms(workspace, user, looks)),
        channel=channel,
        title=_name(channel) if channel else "Retention",
        days=tuple(_days(one for one in shown if not one.message.is_reply)),
        thread=tuple(one for one in shown if _is_in(one.message, where.thread)),
        modal=workspace.views.top(user.id),
        home=workspace.views.home(user.id),
        prompts=workspace.prompts.get(user.id, ()) if channel and channel.kind == "im" else (),
        now=datetime.fromtimestamp(workspace.clock(), ZoneInfo(ZONE)),
    )


def players(workspace: Workspace) -> tuple[User, ...]:
    """Whom one can be."""
    own = [one for one in workspace.users.values() if one.id.startswith("U_") and not one.is_bot]
    return tuple(one for one in own if one.team == workspace.users[BOT_USER].team)


def called(workspace: Workspace, number: str) -> str | None:
    """What a person or a channel is called, by their id."""
    if number in workspace.users:
        return workspace.users[number].name
    channel = workspace.channels.get(number)
    return channel.name if channel else None


def _is_in(message: Message, thread: str) -> bool:
    return bool(thread) and thread in {message.ts, message.thread_ts}


def _shown(workspace: Workspace, message: Message, seen: list[Message]) -> Shown:
    return Shown(
        message,
        workspace.users[message.user],
        datetime.fromtimestamp(float(message.ts), ZoneInfo(ZONE)),
        sum(one.is_reply and one.thread_ts == message.ts for one in seen),
        status_in(workspace, message.channel, message.ts),
    )


def _days(shown: Iterator[Shown]) -> Iterator[Day]:
    for day, messages in groupby(shown, lambda one: one.at.date()):
        yield Day(f"{day:%A} {day.day} {day:%B}", tuple(messages))


def _rooms(workspace: Workspace, user: User, looks: Looks) -> Iterator[Room]:
    for channel in workspace.channels.values():
        if user.id in channel.members:
            messages = workspace.visible_to(user.id, channel.id)
            yield Room(channel, _name(channel), looks.unread(user.id, channel.id, messages))


def _name(channel: Channel) -> str:
    return "Retention" if channel.kind == "im" else channel.name
