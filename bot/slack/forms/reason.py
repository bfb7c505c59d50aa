"""The form behind 👎: what was wrong or missing, if the voter wants to say."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.reply import Language
from bot.slack.forms.modal import View, field, form, modal, words

REASON = "reason"  # the callback_id, and the field


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote on an entry. `asked` is the masked question; `claim` makes it count once."""

    entry: str
    asked: str
    language: Language
    claim: str

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Vote":
        return cls(**json.loads(view["private_metadata"]))


def view(vote: Vote) -> View:
    """The form."""
    typing = field(REASON, "reason", vote.language, optional=True, long=True)
    blocks = [typing, *words("why_not", vote.language)]
    metadata = json.dumps(asdict(vote), ensure_ascii=False)
    return form("why_not", blocks, vote.language, ("send", REASON, metadata))


def noted(vote: Vote, part: str) -> View:
    """What the voter reads after sending."""
    return modal("noted", words(part, vote.language), vote.language)
