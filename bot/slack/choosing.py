"""Settings and access from Slack: their forms opened, checked and saved."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import ValidationError

from bot.answers.settings import told
from bot.render.blocks import Block
from bot.reply import Language, Problem, Reply, Sets
from bot.services import Asker, Preferences
from bot.settings import Access
from bot.slack.forms import access as access_form
from bot.slack.forms import settings as form
from bot.slack.forms.modal import View
from bot.slack.forms.plan import Wrong
from bot.slack.forms.schedule import errors
from bot.slack.forms.settings import Draft, Form
from bot.slack.opening import open_form
from bot.slack.reception import Reception
from bot.slack.shelf import access_of, with_chosen
from bot.store.changes import Values
from bot.store.settings import ACCESS, TEAM, Changed, Chosen, mark
from bot.store.transaction import Unavailable
from bot.weekly.rules import read_zone

log = logging.getLogger(__name__)

Hear = Callable[[Reply], Awaitable[None]]
Acknowledgement = dict[str, Any]


class Choosing:
    """Each method may be called by anybody; who may not do it is told so."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def has_more_to_do(self, reply: Reply) -> bool:
        """Whether the reply to a command is only the beginning: a form to open."""
        return isinstance(reply.opens, Sets)

    async def finish(self, reply: Reply, asker: Asker, body: Mapping[str, Any], hear: Hear) -> None:
        """Opens the form that the reply is about; else `hear` says why."""
        if isinstance(reply.opens, Sets):
            view = await self.first(asker, reply.opens, reply.language)
            if instead := await self.open(body["trigger_id"], view, reply.opens):
                await hear(instead)

    async def open(self, trigger: str, view: View | Reply, sets: Sets) -> Reply | None:
        """Opens a form. None, or the reply that says why it is not there."""
        if isinstance(view, Reply):
            return view
        return await open_form(self._reception, trigger, view, sets, Draft.of(view).language)

    async def first(self, asker: Asker, sets: Sets, language: Language) -> View | Reply:
        """The form as things stand, or why there is none."""
        await self._reception.refresh()
        services = self._reception.services
        if sets.form != "own" and not services.is_admin(asker):
            admins = services.access.admins
            return self._reception.problem(Problem("settings_admins", admins=admins), language)
        try:
            now = await self._reception.promptly(
                self._reception.settings.of, _scope(sets.form, asker)
            )
        except Unavailable as error:
            log.warning("the settings cannot be read: %s", error)
            return self._reception.problem(Problem("settings_off"), language)
        draft = Draft(language, sets.form, mark(now))
        return self._view(draft, now, self._heading(draft, asker))

    async def save(self, asker: Asker, sent: View) -> Acknowledgement:
        """Saves a form that was sent; what Slack has to show then. Nothing that was chosen is lost:
        whatever is in the way, the form stays with it.
        """
        draft = Draft.of(sent)
        await self._reception.refresh()
        if draft.form != "own" and not self._reception.services.is_admin(asker):
            return _update(form.refused(draft, self._reception.services.access.admins))
        wanted = self._wanted(draft, sent)
        if isinstance(wanted, Wrong):
            return {"response_action": "errors", "errors": errors([wanted], draft.language)}
        try:
            await self._reception.promptly(self._save, draft, wanted, asker)
        except Changed as changed:
            return _update(self._conflict(draft, wanted, changed))
        except Unavailable as error:
            log.warning("a setting was not saved: %s", error)
            return _update(self._view(draft, wanted, form.says("off", draft.language)))
        await self._reception.refresh()
        return _update(self._saved(draft, asker))

    @property
    def _file(self) -> Access:
        """What retention.toml says."""
        return self._reception.base.access

    def _save(self, draft: Draft, wanted: Values, asker: Asker) -> None:
        """Raises Changed and Unavailable."""
        scope, otherwise = _scope(draft.form, asker), None
        if scope == ACCESS:
            otherwise = _lists(self._file)
        self._reception.settings.save(scope, wanted, asker.user, draft.seen, otherwise)

    def _wanted(self, draft: Draft, sent: View) -> Values | Wrong:
        """What is to be chosen, or what is wrong with a field."""
        if draft.form == "access":
            try:
                lists = access_form.wanted(sent, self._reception.services.access)
            except ValidationError as error:
                return Wrong(str(error.errors()[0]["loc"][0]), "not_listed")
            return _unlike(_lists(lists), _lists(self._file))
        wanted = form.wanted(sent)
        try:
            zone = wanted["timezone"]
            return {**wanted, "timezone": read_zone(zone).key if zone else None}
        except Problem as problem:
            return Wrong("timezone", "zone", problem.facts)

    def _view(self, draft: Draft, now: Values, above: list[Block]) -> View:
        """A form with this in it."""
        if draft.form == "access":
            return access_form.view(draft, access_of(self._file, _given(now)), above)
        usual = self._usual(draft.form)
        return form.view(draft, now, usual, self._reception.services.library, above)

    def _usual(self, which: Form) -> Preferences:
        """What counts where nothing is chosen."""
        base = self._reception.base.settings_for(Asker())
        if which == "team":
            return base
        team = self._reception.shelf.chosen.get(TEAM, {})
        return with_chosen(base, team, self._reception.services.library)

    def _heading(self, draft: Draft, asker: Asker) -> list[Block]:
        """What a form is for; for an admin, above their own, the way to the others."""
        services = self._reception.services
        facts = {"admins": services.access.admins, "changed": services.access != self._file}
        above = form.says(f"{draft.form}_heading", draft.language, **facts)
        if draft.form == "own" and services.is_admin(asker):
            above.append(form.other_forms(draft.language))
        return above

    def _conflict(self, draft: Draft, wanted: Values, changed: Changed) -> View:
        """The same form, which now knows what the other saved."""
        theirs: dict[str, object] = {"who": changed.who}
        if draft.form == "access":
            theirs["access"] = access_of(self._file, changed.current)
        else:
            library = self._reception.services.library
            preferences = with_chosen(self._usual(draft.form), changed.current, library)
            theirs |= told(preferences, library, draft.language)
        known = Draft(draft.language, draft.form, mark(changed.current))
        part = "lists_conflict" if draft.form == "access" else "conflict"
        return self._view(known, wanted, form.says(part, draft.language, **theirs))

    def _saved(self, draft: Draft, asker: Asker) -> View:
        """What is in force now; to a person in the language that they chose."""
        services = self._reception.services
        if draft.form == "access":
            return form.saved(draft, access=services.access)
        who = asker if draft.form == "own" else Asker()
        preferences = services.settings_for(who)
        spoken = preferences.language if draft.form == "own" else draft.language
        facts = told(preferences, services.library, spoken)
        return form.saved(Draft(spoken, draft.form, ""), **facts)


def _scope(which: Form, asker: Asker) -> str:
    return {"own": asker.user, "team": TEAM, "access": ACCESS}[which]


def _lists(access: Access) -> dict[str, str]:
    """As they are kept."""
    return {"people": " ".join(access.people), "channels": " ".join(access.channels)}


def _unlike(lists: Chosen, file: Chosen) -> dict[str, str | None]:
    """Those that retention.toml does not say already, in whatever order."""
    return {
        name: None if set(value.split()) == set(file[name].split()) else value
        for name, value in lists.items()
    }


def _given(values: Values) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def _update(view: View) -> Acknowledgement:
    return {"response_action": "update", "view": view}
