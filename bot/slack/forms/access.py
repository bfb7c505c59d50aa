"""The form of access: who may ask about the company's data, and in which channels it may stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.render.blocks import Block
from bot.render.text import label
from bot.services import EVERYONE
from bot.settings import Access
from bot.slack.forms.choices import channels, choice, chosen, one_of, people
from bot.slack.forms.modal import View
from bot.slack.forms.settings import Draft, says, sent_as

MOST = 100  # people, or channels, that a field of Slack holds; others stay as they are
_NAMED = "named"  # of the options: nobody else


def view(draft: Draft, access: Access, above: Iterable[Block] = ()) -> View:
    """The form filled in, under `above`."""
    language = draft.language
    everyone = EVERYONE in access.people
    options = [(one, label("whom", one, language)) for one in ("everyone", _NAMED)]
    radio = one_of("radio_buttons", options, "everyone" if everyone else _NAMED)
    named, listed = _named(access), access.channels
    blocks = [
        *above,
        choice("whom", language, radio),
        choice("people", language, people(MOST, named[:MOST]), optional=True, hint=True),
        choice("channels", language, channels(MOST, listed[:MOST]), optional=True, hint=True),
    ]
    hidden = (len(named[MOST:]), len(listed[MOST:]))
    if any(hidden):
        blocks += says("hidden", language, people=hidden[0], channels=hidden[1])
    return sent_as(draft, blocks)


def wanted(view: Mapping[str, Any], access: Access) -> Access:
    """The lists that a form wants, in the order of those in force. Raises ValidationError."""
    fields = chosen(view)
    everyone = (EVERYONE,) if fields["whom"] == "everyone" else ()
    return Access(
        admins=access.admins,
        curators=access.curators,
        people=(*everyone, *_kept(_named(access), fields["people"])),
        channels=_kept(access.channels, fields["channels"]),
    )


def _named(access: Access) -> tuple[str, ...]:
    return tuple(one for one in access.people if one != EVERYONE)


def _kept(before: tuple[str, ...], field: str | tuple[str, ...]) -> tuple[str, ...]:
    """What was chosen, and what the field had no room to show."""
    still = [one for i, one in enumerate(before) if i >= MOST or one in field]
    return (*still, *(one for one in field if one not in still))
