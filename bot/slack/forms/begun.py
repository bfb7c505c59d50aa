"""Where a form was opened, so that its answer comes back there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.reply import Language
from bot.slack.places import is_direct


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form carries beside its fields. `url` is the response_url of the command or the button
    that opened it; in the app's home there is neither that nor a channel.
    """

    language: Language
    channel: str = ""
    url: str = ""
    thread_ts: str | None = None

    @classmethod
    def of(cls, shown: Mapping[str, Any]) -> "Begun":
        return cls(**json.loads(shown["private_metadata"]))

    @property
    def how(self) -> dict[str, Any]:
        """How the answer comes: to all of a direct message, elsewhere to who asked alone."""
        kind = "in_channel" if is_direct(self.channel) else "ephemeral"
        thread = {"thread_ts": self.thread_ts} if self.thread_ts else {}
        return {"response_type": kind, "replace_original": False, **thread}
