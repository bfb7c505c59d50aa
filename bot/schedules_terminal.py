"""`python -m bot schedules`: what the clock posts or watches, made and kept in the terminal."""

import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.reply import LANGUAGES, Language
from bot.services import Asker, Services
from bot.settings import Access
from bot.start import Start, open_store_of, start

if TYPE_CHECKING:
    from bot.store.schedules import Schedule, Schedules

schedules = typer.Typer(help="What is posted by the clock.", no_args_is_help=True)

SHOWN = 3  # dates
_CHANNEL = re.compile(r"[CG][A-Z0-9_]+")
_MEMBER = re.compile(r"[UW][A-Z0-9_]+")
_MENTIONED = re.compile(r"[UWS][A-Z0-9_]+")  # S: a group of members

Config = Annotated[Path | None, typer.Option(help="Where retention.toml is.")]
Where = Annotated[str, typer.Option(help="Its id, C0123.")]
Owner = Annotated[str, typer.Option(help="Whose right to the data counts: a member id, U0123.")]
What = Annotated[str, typer.Option(help="A question about the data: kpi, churn by plan.")]
Alert = Annotated[str, typer.Option(help="Or what to be told of: churn above 5%.")]
Every = Annotated[
    str, typer.Option(help="monday 09:00, monthly 15 09:00; an alert: workdays 8:30.")
]
Who = Annotated[str, typer.Option(help="Whose name its history shows.")]
Number = Annotated[int, typer.Argument(help="As `schedules list` shows it.")]


@schedules.command("list")
def show(*, config: Config = None) -> None:
    """List every schedule, and when it posts next."""
    begun = start(config)
    found, access = _schedules(begun).all(), _access(begun)
    typer.echo("\n\n".join(_told(one, access) for one in found) or "There are no schedules yet.")


@schedules.command()
def add(  # noqa: PLR0913 - the fields of a form
    *,
    channel: Where,
    owner: Owner,
    what: What = "",
    alert: Alert = "",
    every: Every = "",
    timezone: Annotated[str | None, typer.Option(help="Default: that of retention.toml.")] = None,
    language: Annotated[str | None, typer.Option(help="en or nl.")] = None,
    note: Annotated[str, typer.Option(help="A line on top.")] = "",
    mention: Annotated[str, typer.Option(help="Member ids, comma-separated.")] = "",
    who: Who = "terminal",
    config: Config = None,
) -> None:
    """Post the answer to a question in a channel, again and again, or tell it when a figure is
    beyond a limit.
    """
    from bot import terminal
    from bot.weekly.rules import read_zone

    if bool(what) == bool(alert):
        raise typer.BadParameter("either --what or --alert", param_hint="--what")
    begun = start(config, language)
    spoken = _language(begun, language)
    mentioned = mention.replace(",", " ").split()
    _refuse_others(channel, owner, mentioned)
    with terminal.refusing(begun.services):
        zone = read_zone(timezone or begun.configuration.timezone)
        question, rule = _read(what, alert, every, spoken, begun.services)
    added = _schedules(begun).add(
        {
            "kind": "alert" if alert else "post",
            "channel": channel,
            "question": question,
            "rule": rule,
            "timezone": zone.key,
            "language": spoken,
            "note": " ".join(note.split()),
            "mention": " ".join(mentioned),
            "owner": owner,
        },
        who,
    )
    typer.echo(_told(added, _access(begun)))


@schedules.command()
def pause(number: Number, *, who: Who = "terminal", config: Config = None) -> None:
    """Post nothing until it is resumed."""
    kept = _schedules(start(config))
    _existing(kept, number)
    done = kept.pause(number, who)
    typer.echo(f"Schedule {number} is paused." if done else f"Schedule {number} was paused before.")


@schedules.command()
def resume(number: Number, *, who: Who = "terminal", config: Config = None) -> None:
    """Post again from now on; what was missed meanwhile is not posted."""
    begun = start(config)
    kept = _schedules(begun)
    _existing(kept, number)
    kept.resume(number, who)
    typer.echo(_told(_existing(kept, number), _access(begun)))


@schedules.command()
def remove(number: Number, *, who: Who = "terminal", config: Config = None) -> None:
    """Remove it for good, with the record of its posts."""
    kept = _schedules(start(config))
    _existing(kept, number)
    kept.remove(number, who)
    typer.echo(f"Schedule {number} is removed.")


def _read(
    what: str, alert: str, every: str, language: Language, services: Services
) -> tuple[str, str]:
    """The question and the rule, as they are kept. Raises Problem."""
    from bot.weekly.alerts import read_condition, read_times
    from bot.weekly.questions import read_question
    from bot.weekly.rules import read_rule

    if alert:
        return read_condition(alert, language, services).question(), read_times(every)
    return read_question(what, language, services), str(read_rule(every))


def _schedules(begun: Start) -> "Schedules":
    from bot.store.schedules import Schedules

    return Schedules(open_store_of(begun.environment), time.time)


def _existing(kept: "Schedules", number: int) -> "Schedule":
    """Without it the command ends, as an unanswered question does."""
    from bot.terminal import CANNOT_ANSWER

    if found := kept.get(number):
        return found
    sentence = f"There is no schedule {number}; `python -m bot schedules list` shows them."
    print(sentence, file=sys.stderr)  # noqa: T201 - the answer
    raise typer.Exit(CANNOT_ANSWER)


def _language(begun: Start, language: str | None) -> Language:
    default = begun.services.settings_for(Asker()).language
    return next((one for one in LANGUAGES if one == language), default)


def _refuse_others(channel: str, owner: str, mentioned: list[str]) -> None:
    """What is no id of Slack's."""
    for option, ids, form in (
        ("--channel", [channel], _CHANNEL),
        ("--owner", [owner], _MEMBER),
        ("--mention", mentioned, _MENTIONED),
    ):
        if other := next((one for one in ids if not form.fullmatch(one)), None):
            raise typer.BadParameter(f"{other!r} is no id of Slack's", param_hint=option)


def _told(schedule: "Schedule", access: Access) -> str:
    now = datetime.fromtimestamp(time.time(), UTC)
    return "\n".join(lines(schedule, access, now))


def _access(begun: Start) -> Access:
    """The lists in force: an admin may have chosen others in Slack."""
    from bot.slack.shelf import access_of
    from bot.store.settings import ACCESS, Settings

    chosen = Settings(open_store_of(begun.environment), time.time).of(ACCESS)
    return access_of(begun.configuration.access, chosen)


def lines(schedule: "Schedule", access: Access, now: datetime) -> Iterator[str]:
    """A schedule for the operator: what, where, when, and what keeps it from being posted."""
    from bot.render.text import label
    from bot.weekly.rules import read_rule
    from bot.weekly.slots import next_slots

    yield f"Schedule {schedule.id}: {schedule.question}"
    yield f"  in {schedule.channel}, {schedule.rule}, {schedule.timezone}, owner {schedule.owner}"
    if schedule.note:
        yield f"  note: {schedule.note}"
    if schedule.mention:
        yield f"  mentions: {schedule.mention}"
    if schedule.state == "paused":
        why = f": {label('kinds', schedule.reason, 'en')}" if schedule.reason else ""
        yield f"  paused{why}"
        return
    zone = ZoneInfo(schedule.timezone)
    slots = next_slots(read_rule(schedule.rule), zone, now, SHOWN)
    yield f"  next: {', '.join(f'{slot.at.astimezone(zone):%a %Y-%m-%d %H:%M}' for slot in slots)}"
    if schedule.channel not in access.channels:
        yield (
            f"  {schedule.channel} is not listed, neither in retention.toml ([access] channels) "
            "nor in Slack (/retention access): until it is, nothing is posted there."
        )
