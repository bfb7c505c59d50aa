"""The forms of settings, a person's own and the team's: language, industry, time zone."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.render.blocks import Block, context, pressed, sections
from bot.render.text import label, write
from bot.reply import LANGUAGES, Language, Reply, Sets
from bot.services import Preferences
from bot.slack.forms.choices import choice, chosen, one_of
from bot.slack.forms.modal import View, field, form, modal, typed
from knowledge.library import Library

SETTINGS = "settings"  # the callback_id
Form = Literal["own", "team", "access"]
_USUAL, _NONE = "usual", "none"  # of the options: what stands above counts, no industry


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form carries beside its fields; `seen` is the mark of what was chosen when it was
    opened.
    """

    language: Language
    form: Form
    seen: str

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Draft":
        return cls(**json.loads(view["private_metadata"]))


def view(
    draft: Draft,
    now: Mapping[str, str | None],
    usual: Preferences,
    library: Library,
    above: Iterable[Block] = (),
) -> View:
    """The form filled in with what is chosen `now`, under `above`; what is not chosen is as
    `usual`.
    """
    blocks = [*above, *_fields(draft, now, usual, library)]
    return sent_as(draft, blocks)


def sent_as(draft: Draft, blocks: list[Block]) -> View:
    """Any form of settings, to be sent."""
    metadata = json.dumps(asdict(draft))
    return form(f"{draft.form}_settings", blocks, draft.language, ("save", SETTINGS, metadata))


def wanted(view: Mapping[str, Any]) -> dict[str, str | None]:
    """What a form that comes back wants to be chosen; the time zone as it was typed."""
    fields = {**chosen(view), **typed(view)}
    language, industry = str(fields["language"]), str(fields["industry"])
    return {
        "language": None if language == _USUAL else language,
        "industry": {_USUAL: None, _NONE: ""}.get(industry, industry),
        "timezone": " ".join(str(fields["timezone"]).split()) or None,
    }


def other_forms(language: Language) -> Block:
    """The ways to what admins choose."""
    forms = (Sets("team"), Sets("access"))
    return {"type": "actions", "elements": [pressed(one, language) for one in forms]}


def saved(draft: Draft, **facts: object) -> View:
    """What is read after saving."""
    return modal("saved", says(f"{draft.form}_saved", draft.language, **facts), draft.language)


def refused(draft: Draft, admins: tuple[str, ...]) -> View:
    """For who is no admin, or not any more."""
    words = says("not_allowed", draft.language, admins=admins)
    return modal(f"{draft.form}_settings", words, draft.language)


def says(part: str, language: Language, **facts: object) -> list[Block]:
    """A part of settings_forms.<language>.j2 as blocks."""
    written = write(Reply("settings_forms", language, facts, part=part))
    blocks = [block for text in written.paragraphs for block in sections(text)]
    return blocks + ([context(written.small)] if written.small else [])


def _fields(
    draft: Draft, now: Mapping[str, str | None], usual: Preferences, library: Library
) -> Iterator[Block]:
    language = draft.language
    as_usual = label("usual", draft.form, language)
    spoken = [(_USUAL, as_usual.format(label("languages", usual.language, language)))]
    spoken += [(one, label("languages", one, language)) for one in LANGUAGES]
    chosen_language = now.get("language") or _USUAL
    yield choice("language", language, one_of("radio_buttons", spoken, chosen_language))
    names = {key: one.in_(language).name for key, one in library.industries.items()}
    none = label("usual", "none", language)
    others = [(_USUAL, as_usual.format(names.get(usual.industry or "", none))), (_NONE, none)]
    others += sorted(names.items(), key=lambda named: named[1].casefold())
    first = {None: _USUAL, "": _NONE}.get(now.get("industry"), now.get("industry"))
    yield choice("industry", language, one_of("static_select", others, first or _USUAL))
    zone = now.get("timezone") or ""
    yield field("timezone", "timezone", language, zone, optional=True, long=False)
