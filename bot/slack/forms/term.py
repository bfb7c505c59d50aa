"""The form of a term: in two languages, with who saved it last, and what may be wrong in it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.render.blocks import Block, confirmed, context
from bot.render.terminal import bare
from bot.render.text import label, write
from bot.reply import LANGUAGES, Language, Reply
from bot.slack.forms.modal import View, field, form, modal, plain, words
from bot.store.entries import Entry
from bot.store.gaps import Votes
from knowledge.team import (
    FIELDS,
    TEXTS,
    Fault,
    TeamEntryError,
    TeamTerm,
    fields_of,
    in_one_language,
)
from knowledge.team_files import from_toml

TERM = "term"  # the callback_id
HISTORY, PUT_BACK = "history", "put-back"  # the action_ids
_REQUIRED = {"name", "definition"}
_LONG = {"definition", "note"}
_MOST_FILLED = 3000  # characters that Slack takes in a field
_SAVES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form carries beside its fields: the term's key, empty for a new one; the version
    that was in force when the curator looked, 0 for none; the gap that saving closes.
    """

    language: Language
    key: str | None = None
    seen: int = 0
    gap: int | None = None

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Draft":
        return cls(**json.loads(view["private_metadata"]))


def view(draft: Draft, fields: Mapping[str, str], above: Iterable[Block] = ()) -> View:
    """The form with these fields filled in, under `above`; the reader's language first, and the
    other one may be left out.
    """
    spoken = sorted(LANGUAGES, key=lambda language: language != draft.language)
    fields = in_one_language(fields, draft.language)
    blocks = [*above]
    for language in spoken:
        blocks.append({"type": "header", "text": plain(label("fields", language, draft.language))})
        if language != draft.language:
            blocks.append(context(label("notes", "other_language", draft.language)))
        blocks += [_field(f"{language}.{text}", text, draft, fields) for text in TEXTS]
    title = "edit" if draft.key else "add"
    return form(title, blocks, draft.language, ("save", TERM, json.dumps(asdict(draft))))


def heading(draft: Draft, current: Entry | None, votes: Votes, *, shipped: bool) -> list[Block]:
    """Above a term that is there: whose text it is, its votes, its history and the way back."""
    above = words("heading", draft.language, current=current, votes=votes, shipped=shipped)
    buttons = [_button(HISTORY, "history", draft.language)]
    if current:
        code = "put_back" if shipped else "take_away"
        shown = label("buttons", code, draft.language)
        buttons.append(
            _button(PUT_BACK, code, draft.language) | confirmed(shown, code, draft.language)
        )
    return [*above, {"type": "actions", "elements": buttons}]


def conflict(draft: Draft, fields: Mapping[str, str], current: Entry | None) -> list[Block]:
    """Above what was typed: who was first, and their text where it differs from it."""
    theirs = in_one_language(_readable(current), draft.language)
    differs = [
        (_label_of(where, draft.language), theirs[where])
        for where in FIELDS
        if theirs and theirs[where] != " ".join(fields.get(where, "").split())
    ]
    return words("conflict", draft.language, current=current, differs=differs)


def history(language: Language, saves: Iterable[Entry]) -> View:
    """Who saved what when, the newest first, each with its meaning then."""
    shown = [(save, _readable(save).get(f"{language}.definition", "")) for save in saves]
    blocks = words("history", language, saves=shown[:_SAVES_SHOWN], more=len(shown) - _SAVES_SHOWN)
    return modal("history", blocks, language)


def saved(draft: Draft, term: TeamTerm) -> View:
    """What a curator reads after saving."""
    facts = {"name": term.in_(draft.language).name, "closed": draft.gap is not None}
    return modal("saved", words("saved", draft.language, **facts), draft.language)


def errors(error: TeamEntryError, language: Language, titles: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each field that is wrong; `titles` are the names of terms by key."""
    told: dict[str, str] = {}
    for fault in error.faults:
        where = fault.field if fault.field in FIELDS else f"{language}.name"
        told.setdefault(where, _sentence(fault, language, titles))
    return told


def _sentence(fault: Fault, language: Language, titles: Mapping[str, str]) -> str:
    by = str(fault.facts.get("by", ""))
    facts = {**fault.facts, "by": titles.get(by, by)}
    left_empty = fault.code == "missing" and fault.field.rpartition(".")[2] in _REQUIRED
    code = "empty" if left_empty else fault.code
    written = write(Reply("faults", language, facts, part=code))
    return bare(" ".join(written.paragraphs))


def _field(where: str, text: str, draft: Draft, fields: Mapping[str, str]) -> Block:
    filled = fields.get(where, "")[:_MOST_FILLED]
    needed = text in _REQUIRED and where.startswith(draft.language)
    return field(where, text, draft.language, filled, optional=not needed, long=text in _LONG)


def _label_of(where: str, language: Language) -> str:
    in_language, _, text = where.partition(".")
    spoken = label("fields", in_language, language)
    return f"{label('fields', text, language)} {spoken[0].lower()}{spoken[1:]}"


def _readable(entry: Entry | None) -> dict[str, str]:
    """The fields of a save; none where it took the entry away, or another version wrote it."""
    if entry is None or not entry.content:
        return {}
    try:
        return fields_of(from_toml(entry.key, entry.content))
    except TeamEntryError:
        return {}


def _button(action: str, shown: str, language: Language) -> Block:
    text = plain(label("buttons", shown, language))
    return {"type": "button", "action_id": action, "text": text}
