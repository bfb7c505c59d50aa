"""The form of a schedule in two steps: what, where and when; then its first dates, to be saved."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.render.blocks import Block, context, pressed, sections
from bot.render.terminal import bare
from bot.render.text import label, write
from bot.reply import LANGUAGES, Does, Language, Reply
from bot.services import Services
from bot.slack.forms.choices import channel, choice, one_of, people, some_of
from bot.slack.forms.modal import View, field, form, modal
from bot.slack.forms.plan import AS_IT_IS, MOST_MENTIONED, PACES, Plan, Wrong
from bot.weekly.listing import Told, title_of
from bot.weekly.slots import DAYS
from bot.weekly.subjects import Subject, offered

# The callback_ids: of the form, its second step, and the form for another owner.
SCHEDULE, CONFIRM, HAND_OVER = "schedule", "schedule-confirm", "schedule-hand-over"
BACK = "schedule-back"  # an action_id
_LAST = 31


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form carries beside its fields. `key` makes saving a new one count once; `seen` is
    the mark of the schedule when its form was opened; `owner`: whose right to the data counts;
    `asked`: its question where no list has it.
    """

    language: Language
    key: str
    owner: str
    schedule: int | None = None
    seen: str | None = None
    asked: str = ""


def view(draft: Draft, plan: Plan, services: Services, above: Iterable[Block] = ()) -> View:
    """The first step, filled in, under `above`."""
    language = draft.language
    granting = says("granting", language, admins=services.access.admins)
    blocks = [
        *above,
        choice("channel", language, channel(plan.channel)),
        *granting,
        *_questions(draft, plan, services),
        *_times(plan, language),
        field("on_top", "on_top", language, plan.on_top, optional=True, long=True),
        choice("mention", language, people(MOST_MENTIONED, plan.mention), optional=True),
    ]
    title = "schedule" if draft.schedule is None else "reschedule"
    return form(title, blocks, language, ("next", SCHEDULE, json.dumps(asdict(draft))))


def confirm(draft: Draft, plan: Plan, told: Told, above: Iterable[Block] = ()) -> View:
    """The second step: what is going to be posted where, and the first dates of it."""
    back = {
        "type": "button",
        "action_id": BACK,
        "text": {"type": "plain_text", "text": label("buttons", "change", draft.language)},
    }
    blocks = [*above, *says("confirm", draft.language, one=told)]
    blocks.append({"type": "actions", "elements": [back]})
    both = json.dumps({"draft": asdict(draft), "plan": asdict(plan)}, ensure_ascii=False)
    return form("first_dates", blocks, draft.language, ("save", CONFIRM, both))


def draft_of(shown: Mapping[str, Any]) -> Draft:
    """What the first step carries."""
    return Draft(**json.loads(shown["private_metadata"]))


def confirmed(shown: Mapping[str, Any]) -> tuple[Draft, Plan]:
    """What the second step carries."""
    both = json.loads(shown["private_metadata"])
    plan = both["plan"]
    lists = {name: tuple(plan[name]) for name in ("days", "mention")}
    return Draft(**both["draft"]), Plan(**{**plan, **lists})


def saved(language: Language, told: Told) -> View:
    """What is read after saving."""
    listing: Block = {"type": "actions", "elements": [pressed(Does("list"), language)]}
    return modal("saved", [*says("saved", language, one=told), listing], language)


def hand_over(draft: Draft, told: Told) -> View:
    """Who is to own it."""
    blocks = [
        *says("hand_over", draft.language, one=told),
        choice("new_owner", draft.language, {"type": "users_select"}),
    ]
    metadata = json.dumps(asdict(draft))
    return form("hand_over", blocks, draft.language, ("offer", HAND_OVER, metadata))


def notice(title: str, reply: Reply) -> View:
    """Words alone, with what can be pressed below them."""
    words = write(reply)
    blocks = [block for text in words.paragraphs for block in sections(text)]
    if reply.opens:
        blocks.append({"type": "actions", "elements": [pressed(reply.opens, reply.language)]})
    return modal(title, blocks + ([context(words.small)] if words.small else []), reply.language)


def errors(wrong: Iterable[Wrong], language: Language) -> dict[str, str]:
    """A sentence for each field."""
    told: dict[str, str] = {}
    for one in wrong:
        written = write(Reply("schedule_faults", language, one.facts, part=one.code))
        told.setdefault(one.where, bare(" ".join(written.paragraphs)))
    return told


def says(part: str, language: Language, **facts: object) -> list[Block]:
    """A part of schedule_forms.<language>.j2 as blocks."""
    written = write(Reply("schedule_forms", language, facts, part=part))
    blocks = [block for text in written.paragraphs for block in sections(text)]
    return blocks + ([context(written.small)] if written.small else [])


def _questions(draft: Draft, plan: Plan, services: Services) -> Iterator[Block]:
    """What is posted, by what, in which language."""
    language, mapped = draft.language, services.data.mapping if services.data else None
    names = offered(mapped) if mapped else ()
    shown = [(name, title_of(Subject(name), language)) for name in names]
    shown += [(AS_IT_IS, draft.asked)] if draft.asked else []
    yield choice("what", language, one_of("static_select", shown, plan.what))
    if mapped and mapped.dimensions:
        by = [(name, name) for name in mapped.dimensions]
        select = one_of("static_select", by, plan.by)
        yield choice("by", language, select, optional=True, hint=True)
    spoken = [(one, label("languages", one, language)) for one in LANGUAGES]
    yield choice("spoken", language, one_of("radio_buttons", spoken, plan.spoken))


def _times(plan: Plan, language: Language) -> Iterator[Block]:
    paces = [(pace, label("paces", pace, language)) for pace in PACES]
    yield choice("when", language, one_of("radio_buttons", paces, plan.when))
    days = [(day, label("days", day, language)) for day in DAYS]
    yield choice("days", language, some_of(days, plan.days), optional=True)
    dates = [(str(day), str(day)) for day in range(1, _LAST)]
    dates.append((str(_LAST), label("days", "last", language)))
    yield choice("date", language, one_of("static_select", dates, plan.date), optional=True)
    yield choice("time", language, {"type": "timepicker", "initial_time": plan.time})
    yield field("zone", "zone", language, plan.zone, optional=False, long=False)
