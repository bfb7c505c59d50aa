"""What stands in the app's home beside the key figures: for everybody, for curators, for admins."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.answers.alert import LIST
from bot.answers.editing import GAPS, opens_for
from bot.answers.runs import RUNS
from bot.answers.schedules import SCHEDULES
from bot.answers.settings import SETTINGS, told
from bot.ask.question import Ask, in_short
from bot.render.blocks import Block, pressed
from bot.render.text import label
from bot.reply import Button, Calculates, Finds, Language, Opens, Reply, Sets
from bot.services import Asked, Asker, Services
from bot.slack.reception import Reception
from bot.store.changes import Change
from bot.store.entries import Entry
from bot.store.error import StoreError
from bot.store.gaps import Gap
from bot.store.runs import Run
from bot.store.schedules import Schedule
from bot.store.settings import ACCESS, KIND, TEAM
from bot.weekly import alerts, listing
from bot.weekly.listing import title_of
from bot.weekly.subjects import subject_of

HOME = "home"  # the template
MOST_GAPS, MOST_ENTRIES, MOST_ALERTS, MOST_LINES = 3, 3, 5, 5
_MANY = 500  # gaps that are counted
_OF_LATE = 7 * 24 * 3600.0  # seconds in which a run that failed is news
_LISTS = {"people", "channels"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the store says for one person; what is not for them is not read."""

    schedules: tuple[Schedule, ...]
    gaps: tuple[Gap, ...] = ()
    entries: tuple[Entry, ...] = ()
    runs: tuple[Run, ...] = ()
    asked: tuple[Asked, ...] = ()
    changes: tuple[Change, ...] = ()


def look(reception: Reception, asker: Asker) -> Seen:
    """Blocks for a few short queries. Raises Unavailable."""
    services = reception.services
    seen: dict[str, Any] = {"schedules": reception.schedules.all()}
    if services.is_curator(asker):
        seen["gaps"] = reception.gaps.open(_MANY)
        seen["entries"] = reception.entries.all()
    if services.is_admin(asker):
        seen["runs"] = reception.runs.last()
        seen["asked"] = _audited(services)
        seen["changes"] = reception.changes.last(KIND, (TEAM, ACCESS), MOST_LINES)
    return Seen(**seen)


def welcome(language: Language, *, connected: bool) -> Reply:
    """What there is to ask, with some of it to press."""
    asks = (Ask("tips", language), Ask("benchmark", language), Ask("help", language))
    buttons = tuple(Button(f"ask_{one.kind}", one.question()) for one in asks)
    return Reply(HOME, language, {"data": connected}, part="welcome", buttons=buttons)


def forms(language: Language) -> Block:
    """The ways to what is clumsy to type."""
    buttons = [pressed(one, language) for one in (Calculates(), Finds())]
    return {"type": "actions", "elements": buttons}


def own_settings(asker: Asker, services: Services, language: Language) -> Reply:
    """How this person is answered, and the way to the form."""
    own = told(services.settings_for(asker), services.library, language)
    facts = {**own, "admins": services.access.admins}
    return Reply(SETTINGS, language, facts, opens=Sets("own"))


def own_alerts(seen: Seen, asker: Asker, services: Services, language: Language) -> Reply:
    """Their first few alerts, with the buttons of the list."""
    begun = Reply(LIST, language, {"who": asker.user, "all": False})
    return alerts.listed(begun, seen.schedules, services, MOST_ALERTS)


def own_schedules(
    seen: Seen, asker: Asker, reception: Reception, language: Language, most: int
) -> Reply:
    """Likewise, the first so many."""
    begun = Reply(SCHEDULES, language, {"after": 0, "who": asker.user, "admin": False})
    now, services = reception.now(), reception.services
    return replace(listing.listed(begun, seen.schedules, now, services, most), buttons=())


def for_curators(
    seen: Seen, asker: Asker, services: Services, language: Language
) -> Iterator[Reply]:
    """The open questions that are asked most, and what others changed of late."""
    most = seen.gaps[:MOST_GAPS]
    facts: dict[str, object] = {"count": len(seen.gaps), "gaps": most}
    below = tuple((opens_for(gap, services.library),) for gap in most)
    every = (Button("gap_list", Ask(GAPS, language).question()),) if seen.gaps else ()
    yield Reply(HOME, language, facts, part="open_gaps", below=below, buttons=every)
    library = services.library
    changed = [one for one in seen.entries if one.who != asker.user and one.key in library.terms]
    last = sorted(changed, key=lambda one: one.version, reverse=True)[:MOST_ENTRIES]
    named = [(library.terms[one.key].in_(language).name, one) for one in last]
    if named:
        below = tuple((Opens(one.key),) for one in last)
        yield Reply(HOME, language, {"entries": named}, part="to_review", below=below)


def for_admins(seen: Seen, reception: Reception, language: Language) -> Reply:
    """Who may see data, and what happened of late."""
    services, known = reception.services, {one.id: one for one in seen.schedules}
    since = reception.now() - _OF_LATE
    failed = [
        _failed(run, known[run.schedule_id], services, language)
        for run in seen.runs
        if run.state == "failed" and run.due_at > since and run.schedule_id in known
    ]
    facts = {
        "access": services.access,
        "changed": services.access != reception.base.access,
        "failed": failed[:MOST_LINES],
        "asked": [(one, in_short(one.question)) for one in seen.asked[:MOST_LINES]],
        "changes": [_changed(one, services, language) for one in seen.changes],
    }
    buttons = [Button("run_list", Ask(RUNS, language).question())]
    buttons += [Button("audit_list", Ask("audit", language).question())] if seen.asked else []
    begun = Reply(HOME, language, facts, part="admins", buttons=tuple(buttons))
    return replace(begun, opens=Sets("access"))


def _audited(services: Services) -> tuple[Asked, ...]:
    """What was asked of the data last, as far as it can be read."""
    try:
        return services.data.audited() if services.data else ()
    except StoreError:
        return ()


def _failed(
    run: Run, schedule: Schedule, services: Services, language: Language
) -> dict[str, object]:
    subject = subject_of(schedule.question, services)
    return {
        "slot": datetime.fromisoformat(run.slot),
        "title": title_of(subject, language) if subject else in_short(schedule.question),
        "channel": schedule.channel,
        "reason": label("kinds", run.reason or "data_failed", language),
    }


def _changed(change: Change, services: Services, language: Language) -> dict[str, object]:
    """A change of a setting: of a list who came and who went, else from what to what."""
    before, after = (_worded(change.field, one, services, language) for one in _both(change))
    was, now = (set((one or "").split()) for one in _both(change))
    return {
        "change": change,
        "is_list": change.field in _LISTS,
        "before": before,
        "after": after,
        "came": sorted(now - was),
        "went": sorted(was - now),
    }


def _both(change: Change) -> tuple[str | None, str | None]:
    return change.before, change.after


def _worded(field: str, value: str | None, services: Services, language: Language) -> str | None:
    """A value as people know it; None where nothing is chosen."""
    if value is None or field in _LISTS:
        return None
    if field == "language":
        return label("languages", value, language)
    if field != "industry":
        return value
    industry = services.library.industries.get(value)
    none = label("usual", "none", language)
    return industry.in_(language).name if industry else value or none
