"""The state of the stand-in: people, channels, messages and the app's tokens. No network here."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from bot.demo.errors import SlackError
from bot.demo.mentions import pings
from bot.demo.views import Views

if TYPE_CHECKING:
    from bot.demo.prompts import Prompt, Status

BOT_USER = "U_BOT"
BOT_ID = "B_BOT"
APP_ID = "A_DEMO"
TEAM_ID = "T_DEMO"
OTHER_TEAM_ID = "T_OTHER"  # the company of those who come in from outside
TEAM_DOMAIN = "demo"

Kind = Literal["public", "private", "im"]
# The word a channel's kind has in the names of scopes: channels:history, groups:read, …
SCOPE_WORDS: dict[Kind, str] = {"public": "channels", "private": "groups", "im": "im"}
ALL_SCOPES = {
    "app_mentions:read",
    "chat:write",
    "commands",
    "users:read",
    "files:read",
    "files:write",
    "im:write",
    "assistant:write",
    *(f"{word}:{right}" for word in SCOPE_WORDS.values() for right in ("history", "read")),
}


@dataclass(frozen=True, slots=True)
class User:
    """A person or the bot. locale as `nl-NL`, tz as an IANA name. A guest sees a few channels only,
    or one; a stranger is of another company and in no channel that the bot can see.
    """

    id: str
    name: str
    locale: str = "en-US"
    tz: str = "Etc/UTC"
    is_bot: bool = False
    guest: Literal["", "of a few channels", "of one channel"] = ""
    team: str = TEAM_ID
    stranger: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation. members are user ids; a DM has the person and the bot."""

    id: str
    name: str
    members: frozenset[str]
    kind: Kind = "public"
    archived: bool = False
    shared: Literal["", "outside", "to be shared outside", "in the organisation"] = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that the bot uploaded or a person shared, and what is said about it. access: what an
    event tells of it; one of another company is to be looked up.
    """

    id: str
    name: str
    title: str
    alt: str
    content: bytes
    user: str = BOT_USER
    mode: Literal["hosted", "external", "tombstone", "hidden_by_limit"] = "hosted"
    access: Literal["visible", "check_file_info", "access_denied"] = "visible"


@dataclass(frozen=True, slots=True)
class Message:
    """One message. recipient is set when it is ephemeral; ts is given by `Workspace.store`."""

    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    recipient: str | None = None
    files: tuple[File, ...] = ()
    ts: str = ""

    @property
    def ephemeral(self) -> bool:
        return self.recipient is not None

    @property
    def pings(self) -> frozenset[str]:
        """`channel`, `here`, `everyone` and user ids that this message calls."""
        return pings(self.text, self.blocks)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True)
class Upload:
    """A file on its way: announced with its size in bytes, then sent to the address with this
    ticket, then completed.
    """

    id: str
    ticket: str
    name: str
    alt: str
    length: int
    content: bytes | None = None


class Workspace:
    """A small team around one app. Change users, channels, scopes, native_blocks, home_tab and
    agent_surface at will. prompts by user, statuses by channel and thread: see `surface`.
    """

    def __init__(
        self,
        bot_token: str,
        app_token: str,
        signing_secret: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.bot_token = bot_token
        self.app_token = app_token
        self.signing_secret = signing_secret
        self.clock = clock
        self.address = ""  # where the stand-in listens, http://host:port; set when it starts
        self.scopes = set(ALL_SCOPES)
        self.native_blocks = True
        self.home_tab = True
        self.agent_surface = True
        self.token_refusal: str | None = None
        self.socket_tickets: set[str] = set()
        self.users = {user.id: user for user in first_users()}
        self.channels = {channel.id: channel for channel in first_channels()}
        self.views = Views()
        self.prompts: dict[str, tuple[Prompt, ...]] = {}
        self.statuses: dict[tuple[str, str], Status] = {}
        self.uploads: dict[str, Upload] = {}
        self.files: dict[str, File] = {}  # that people shared
        self._messages: list[Message] = []
        self._last_ts = 0
        self._block_numbers = count(1)

    def revoke(self) -> None:
        """From now on every call with the bot's token is refused: token_revoked."""
        self.token_refusal = "token_revoked"  # noqa: S105 an error code, not a secret

    def deactivate(self) -> None:
        """From now on every call with the bot's token is refused: account_inactive."""
        self.token_refusal = "account_inactive"  # noqa: S105 an error code, not a secret

    def channel(self, channel_id: str) -> Channel:
        """The channel; a user's id stands for the DM with them. Raises SlackError."""
        if channel_id in self.users:
            return self.dm(channel_id)
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    def dm(self, user: str) -> Channel:
        """The conversation of the user and the bot. Raises SlackError."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        raise SlackError("channel_not_found")

    def open_dm(self, user: str) -> Channel:
        """The same, begun when there is none yet."""
        try:
            return self.dm(user)
        except SlackError:
            members = frozenset({user, BOT_USER})
            new = Channel(f"D_{user.removeprefix('U_')}", "directmessage", members, kind="im")
            self.channels[new.id] = new
            return new

    def join(self, channel_id: str, user: str) -> None:
        channel = self.channels[channel_id]
        self.channels[channel_id] = replace(channel, members=channel.members | {user})

    def leave(self, channel_id: str, user: str) -> None:
        channel = self.channels[channel_id]
        self.channels[channel_id] = replace(channel, members=channel.members - {user})

    def store(self, message: Message) -> Message:
        """Keep the message; it comes back with its ts and with the ids its blocks lacked."""
        kept = replace(message, ts=self._next_ts(), blocks=self._with_ids(message.blocks))
        self._messages.append(kept)
        return kept

    def change(self, ts: str, text: str, blocks: list[dict[str, Any]]) -> Message | None:
        """Put other words into a message; None when it is gone."""
        for index, message in enumerate(self._messages):
            if message.ts == ts:
                new = replace(message, text=text, blocks=self._with_ids(blocks))
                self._messages[index] = new
                return new
        return None

    def delete(self, ts: str) -> None:
        self._messages = [message for message in self._messages if message.ts != ts]

    def find(self, ts: str) -> Message | None:
        """The message as it is now; a ts is unique over all channels here."""
        return next((message for message in self._messages if message.ts == ts), None)

    def messages(self, channel: str) -> list[Message]:
        """What everyone in the channel can read, threads included, oldest first."""
        return [each for each in self._messages if each.channel == channel and not each.ephemeral]

    def visible_to(self, user: str, channel: str) -> list[Message]:
        """What this user sees there, their own ephemeral messages included, oldest first."""
        if user not in self.channels[channel].members:
            return []
        return [
            each
            for each in self._messages
            if each.channel == channel and each.recipient in {None, user}
        ]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A message and its replies, oldest first; empty when there is no such message."""
        return [each for each in self.messages(channel) if ts in {each.ts, each.thread_ts}]

    def _next_ts(self) -> str:
        self._last_ts = max(self._last_ts + 1, round(self.clock() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06}"

    def _with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Slack names the blocks that have no block_id, and their elements likewise."""
        return [
            {"block_id": f"b{next(self._block_numbers)}", **_with_action_ids(block)}
            for block in blocks
        ]


def _with_action_ids(block: dict[str, Any]) -> dict[str, Any]:
    named = dict(block)
    if block["type"] in {"actions", "context_actions"}:
        named["elements"] = [
            {"action_id": f"a{index}", **element} for index, element in enumerate(block["elements"])
        ]
    if "accessory" in block and block["accessory"]["type"] != "image":
        named["accessory"] = {"action_id": "a0", **block["accessory"]}
    return named


def first_users() -> tuple[User, ...]:
    """Who is there at the start."""
    return (
        User("U_ANN", "Ann", "nl-NL", "Europe/Amsterdam"),
        User("U_BOB", "Bob", "en-US", "America/New_York"),
        User(BOT_USER, "Retention", is_bot=True),
        User("U_GUS", "Gus", guest="of a few channels"),
        User("U_SAM", "Sam", guest="of one channel"),
        User("U_EVE", "Eve", team=OTHER_TEAM_ID),
        User("U_ODD", "Odd", team=OTHER_TEAM_ID, stranger=True),
    )


def first_channels() -> tuple[Channel, ...]:
    """Where they talk at the start; the bot is not in C_QUIET. Gus and Sam are guests, Eve is of
    another company.
    """
    people = frozenset({"U_ANN", "U_BOB"})
    everyone = people | {BOT_USER}
    return (
        Channel("C_GENERAL", "general", everyone),
        Channel("C_QUIET", "quiet", people),
        Channel("C_OLD", "old", everyone, archived=True),
        Channel("C_GUESTS", "agency", everyone | {"U_GUS", "U_SAM"}),
        Channel("C_SHARED", "partners", everyone | {"U_EVE"}, shared="outside"),
        Channel("D_ANN", "directmessage", frozenset({"U_ANN", BOT_USER}), kind="im"),
        Channel("D_BOB", "directmessage", frozenset({"U_BOB", BOT_USER}), kind="im"),
    )
