"""What curators do from Slack: open a form, save it, put a text back, look at what is missing."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from bot.answers.alert import LIST
from bot.answers.editing import GAPS
from bot.answers.runs import RUNS
from bot.reply import Language, Opens, Reply
from bot.services import Asker
from bot.slack.forms import term as form
from bot.slack.forms.modal import View, modal, typed, words
from bot.slack.forms.term import Draft
from bot.slack.opening import open_form
from bot.slack.reception import Reception, off, said
from bot.store.entries import Changed, Entries, Entry
from bot.store.transaction import Unavailable
from knowledge.library import Library, Term
from knowledge.team import Fault, TeamEntryError, TeamTerm, check, fields_of, read_term
from knowledge.team_files import from_toml, to_toml

log = logging.getLogger(__name__)

Hear = Callable[[Reply], Awaitable[None]]
Acknowledgement = dict[str, Any]


class Curating:
    """Each method may be called by anybody; who is no curator is told so."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def has_more_to_do(self, reply: Reply) -> bool:
        """Whether the reply to a command is only the beginning: a form to open, a list to read."""
        return reply.template in {"editing", GAPS, RUNS, LIST}

    async def finish(self, reply: Reply, asker: Asker, body: Mapping[str, Any], hear: Hear) -> None:
        """Opens the form that the reply is about, or fills in its list; else `hear` says why."""
        if not isinstance(reply.opens, Opens):
            await hear(await self._reception.filled(reply))
        elif instead := await self.open(body["trigger_id"], asker, reply.opens, reply.language):
            await hear(instead)

    async def close(self, asker: Asker, gap: int, after: int, language: Language) -> Reply:
        """Closes a gap; what is left of the list."""
        if not self._is_curator(asker):
            return said("not_a_curator", language)
        try:
            await self._reception.promptly(self._reception.gaps.close, gap)
        except Unavailable as error:
            return off(error, language)
        return await self._reception.filled(Reply(GAPS, language, {"after": after}, private=True))

    async def open(
        self, trigger: str, asker: Asker, opens: Opens, language: Language
    ) -> Reply | None:
        """Opens the form of an entry. None, or the reply that says why it did not open."""
        await self._reception.refresh()
        if not self._is_curator(asker):
            return said("not_a_curator", language)
        try:
            view = await self._view(opens, language)
        except Unavailable as error:
            return off(error, language)
        return await open_form(self._reception, trigger, view, opens, language)

    async def save(self, asker: Asker, sent: View) -> Acknowledgement:
        """Saves a form that was sent; what Slack has to show then. Nothing that was typed is lost:
        whatever is in the way, the form stays with it.
        """
        draft, fields = Draft.of(sent), typed(sent)
        if not self._is_curator(asker):
            return _again(draft, fields, words("not_allowed", draft.language))
        await self._reception.refresh()
        try:
            term = await self._reception.promptly(self._saved, draft, fields, asker.user)
        except TeamEntryError as error:
            return {"response_action": "errors", "errors": self._errors(error, draft)}
        except Changed as changed:
            return _again(*_with_theirs(draft, fields, changed.current))
        except Unavailable as error:
            log.warning("an entry was not saved: %s", error)
            return _again(draft, fields, words("off", draft.language))
        return {"response_action": "update", "view": form.saved(draft, term)}

    async def put_back(self, asker: Asker, shown: View) -> View:
        """Takes the team's text out of force; what the form becomes."""
        draft, fields = Draft.of(shown), typed(shown)
        if not self._is_curator(asker):
            return form.view(draft, fields, words("not_allowed", draft.language))
        put_back = self._reception.entries.put_back
        try:
            await self._reception.promptly(put_back, str(draft.key), asker.user, draft.seen)
        except Changed as changed:
            return form.view(*_with_theirs(draft, fields, changed.current))
        except Unavailable as error:
            log.warning("an entry was not put back: %s", error)
            return form.view(draft, fields, words("off", draft.language))
        part = "put_back" if draft.key in self._shipped.terms else "taken_away"
        return modal("saved", words(part, draft.language), draft.language)

    async def history(self, shown: View) -> View:
        """Every save of the term of a form."""
        draft = Draft.of(shown)
        try:
            saves = await self._reception.promptly(self._reception.entries.history, str(draft.key))
        except Unavailable as error:
            log.warning("a history cannot be read: %s", error)
            return modal("history", words("off", draft.language), draft.language)
        return form.history(draft.language, saves)

    @property
    def _shipped(self) -> Library:
        return self._reception.base.library

    def _is_curator(self, asker: Asker) -> bool:
        return self._reception.services.is_curator(asker)

    async def _view(self, opens: Opens, language: Language) -> View:
        """The form filled in with what is in force now. Raises Unavailable."""
        library = self._reception.services.library
        term = library.terms.get(opens.key or "") or library.term(opens.word)
        if term is None:
            draft = Draft(language, gap=opens.gap)
            await self._reception.promptly(self._reception.entries.stamp)  # or typing is in vain
            return form.view(draft, {f"{language}.name": opens.word or opens.key or ""})
        current, votes = await self._reception.promptly(self._in_force, term.key)
        draft = Draft(language, term.key, current.version if current else 0, opens.gap)
        shipped = term.key in self._shipped.terms
        fields = _fields(current, term)
        return form.view(draft, fields, form.heading(draft, current, votes, shipped=shipped))

    def _in_force(self, key: str) -> Any:
        votes = self._reception.gaps.votes(f"terms/{key}")
        return self._reception.entries.current(key), votes

    def _saved(self, draft: Draft, fields: dict[str, str], who: str) -> TeamTerm:
        """Checks and saves. Raises TeamEntryError, Changed, Unavailable."""
        entries, library = self._reception.entries, self._reception.services.library
        before = library.terms.get(draft.key or "")
        term = read_term(fields, draft.key, before.related if before else ())
        in_force = entries.all()
        if draft.key is None:
            _new(term, self._shipped, in_force)
        check(term, _terms(in_force), self._shipped)
        _save(entries, term, who, draft.seen)
        if draft.gap is not None:
            self._reception.gaps.close(draft.gap)
        return term

    def _errors(self, error: TeamEntryError, draft: Draft) -> dict[str, str]:
        terms = self._reception.services.library.terms
        titles = {key: term.in_(draft.language).name for key, term in terms.items()}
        return form.errors(error, draft.language, titles)


def _save(entries: Entries, term: TeamTerm, who: str, seen: int) -> None:
    """Saves; the same text again is no change, say when Slack sent it twice. Raises Changed."""
    content = to_toml(term)
    try:
        entries.save(term.key, content, who, seen)
    except Changed as changed:
        if changed.current is None or changed.current.content != content:
            raise


def _new(term: TeamTerm, shipped: Library, in_force: Iterable[Entry]) -> None:
    """Raises TeamEntryError when a new term would hide a shipped one unseen."""
    if term.key in shipped.terms and term.key not in {entry.key for entry in in_force}:
        raise TeamEntryError([Fault("en.name", "exists", {"word": term.en.name})])


def _terms(rows: Iterable[Entry]) -> Iterable[TeamTerm]:
    """The terms of the rows, without what another version wrote."""
    for row in rows:
        with suppress(TeamEntryError):
            yield from_toml(row.key, row.content)


def _fields(current: Entry | None, term: Term) -> dict[str, str]:
    """What the form of a term holds: the entry in force, else what the library has."""
    if current:
        with suppress(TeamEntryError):
            return fields_of(from_toml(current.key, current.content))
    return fields_of(term)


def _with_theirs(
    draft: Draft, fields: dict[str, str], current: Entry | None
) -> tuple[Draft, dict[str, str], list[dict[str, Any]]]:
    """The same form, which now knows what the other saved."""
    key = current.key if current else draft.key
    seen = current.version if current else 0
    known = Draft(draft.language, key, seen, draft.gap)
    return known, fields, form.conflict(known, fields, current)


def _again(draft: Draft, fields: dict[str, str], above: list[dict[str, Any]]) -> Acknowledgement:
    return {"response_action": "update", "view": form.view(draft, fields, above)}
