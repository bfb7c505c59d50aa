"""What people type for when: "monday 09:00", "elke werkdag 8.30", "first weekday 9am"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import tomli

from bot.ask.words import any_of, fold
from bot.reply import LANGUAGES, Problem
from bot.weekly.slots import DAYS, EVERY_DAY, WORKDAYS, Rule

MOST_CHARACTERS = 200

_FILE = Path(__file__).with_name("words.toml")
_OF_A_MONTH = frozenset({"monthly", "first", "last", "date"})
_LONGEST_MONTH = 31
_HALF_DAY, _DAY = 12, 24  # hours
_ALIKE = 0.75  # how much two names must be, of 1


@dataclass(frozen=True, slots=True)
class Words:
    """`meanings`: a day, a pace or a time for each phrase. `token` finds the next phrase or figure,
    or whatever else there is.
    """

    meanings: Mapping[str, str]
    token: re.Pattern[str]
    halves: Mapping[str, int]  # hours to add after "am" and "pm"


@dataclass(frozen=True, slots=True)
class _Token:
    """`means`: a day, a pace, "time", "date" (15th) or "figure" (a date or an hour)."""

    means: str
    typed: str

    @property
    def number(self) -> int:
        return int(re.sub(r"[^0-9]", "", self.typed))


def read_rule(typed: str) -> Rule:
    """The rule that was typed, in either language or as a Rule is written.

    Raises Problem schedule_unread, schedule_time, schedule_no_time, schedule_two_times,
    schedule_no_day, schedule_no_such_day and schedule_of_month.
    """
    if len(typed) > MOST_CHARACTERS:
        raise Problem("schedule_unread", typed=typed)
    tokens = list(_tokens(" ".join(fold(typed).split())))
    said = {token.means for token in tokens}
    monthly = bool(said & _OF_A_MONTH)
    if monthly and not said & {"first", "last", "date"}:
        tokens = _with_date(tokens)
    at, tokens = _time(tokens)
    if stray := next((token for token in tokens if token.means == "figure"), None):
        raise Problem("schedule_of_month" if monthly else "schedule_unread", typed=stray.typed)
    return Rule(at, day=_date(tokens)) if monthly else Rule(at, _days(tokens))


def _tokens(text: str) -> Iterator[_Token]:
    for found in words().token.finditer(text):
        kind = str(found.lastgroup)
        means = words().meanings[found[0]] if kind == "phrase" else kind
        if means == "other":
            raise Problem("schedule_unread", typed=found[0])
        if means not in {"nothing", "gap"}:
            yield _Token("time" if ":" in means else means, means if ":" in means else found[0])


def _with_date(tokens: Sequence[_Token]) -> list[_Token]:
    """The first figure of "monthly 15 09:00" is a date."""
    place = next((n for n, token in enumerate(tokens) if token.means == "figure"), None)
    return [_Token("date", token.typed) if n == place else token for n, token in enumerate(tokens)]


def _time(tokens: Sequence[_Token]) -> tuple[time, list[_Token]]:
    """The one time that was said, and the rest; "monday 9" ends with the hour."""
    times = [token for token in tokens if token.means == "time"]
    if not times and tokens and tokens[-1].means == "figure":
        times = [tokens[-1]]
    if not times:
        raise Problem("schedule_no_time")
    if len(times) > 1:
        raise Problem("schedule_two_times", first=times[0].typed, second=times[1].typed)
    return _clock(times[0].typed), [token for token in tokens if token is not times[0]]


def _clock(typed: str) -> time:
    found = re.fullmatch(r"([0-9]{1,2})(?:[:.hu]([0-9]{2}))? ?(.*)", typed)
    hour, minute, mark = (found[1], found[2], found[3]) if found else ("", "", "")
    hours, half = int(hour), words().halves.get(mark)
    if half is not None and 0 < hours <= _HALF_DAY:
        hours = hours % _HALF_DAY + half
    elif half is not None:
        hours = _DAY  # 13 pm
    try:
        return time(hours, int(minute or 0))
    except ValueError:
        raise Problem("schedule_time", typed=typed) from None


def _days(tokens: Sequence[_Token]) -> tuple[int, ...]:
    """Days of the week, and all from one to another."""
    said = [token.means for token in tokens]
    days = set(WORKDAYS) if "workdays" in said else set[int]()
    for place, means in enumerate(said):
        if means in DAYS:
            days.add(DAYS.index(means))
        elif means == "to":
            days |= _between(tokens, place)
    if not days and "daily" not in said:
        raise Problem("schedule_no_day")
    return tuple(sorted(days or EVERY_DAY))


def _between(tokens: Sequence[_Token], place: int) -> set[int]:
    """Around the end of the week too: "saturday to monday"."""
    ends = [token.means for token in tokens[max(place - 1, 0) : place + 2 : 2]]
    if len(ends) < 2 or not set(ends) <= set(DAYS):  # noqa: PLR2004 - from one to another
        raise Problem("schedule_unread", typed=tokens[place].typed)
    first, last = map(DAYS.index, ends)
    return {day % len(DAYS) for day in range(first, first + (last - first) % len(DAYS) + 1)}


def _date(tokens: Sequence[_Token]) -> int | None:
    """The day of the month, the 31st for the last; None for the first working day."""
    said = {token.means for token in tokens}
    dates = [token for token in tokens if token.means == "date"]
    asked = said & {"first", "last"}
    if said & {*DAYS, "to"} or len(dates) + len(asked) > 1:
        raise Problem("schedule_of_month")
    if "workdays" in said:
        if asked != {"first"}:
            raise Problem("schedule_of_month")
        return None
    if asked:
        return 1 if "first" in asked else _LONGEST_MONTH
    if not dates:
        raise Problem("schedule_no_day")
    if not 1 <= dates[0].number <= _LONGEST_MONTH:
        raise Problem("schedule_no_such_day", typed=dates[0].typed)
    return dates[0].number


def read_zone(typed: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises Problem schedule_zone with the nearest names."""
    names = {fold(name): name for name in available_timezones()}
    wanted = "_".join(fold(typed[:MOST_CHARACTERS]).split())
    if wanted in names:
        return ZoneInfo(names[wanted])
    cities = {name.rpartition("/")[2]: full for name, full in sorted(names.items())}
    close = get_close_matches(wanted.rpartition("/")[2], cities, cutoff=_ALIKE)
    near = [cities[city] for city in close]
    raise Problem("schedule_zone", typed=typed, nearest=near)


@cache
def words() -> Words:
    """The vocabulary, read once."""
    raw = tomli.loads(_FILE.read_text(encoding="utf-8"))
    meanings = {
        fold(phrase): means
        for section in ("days", "pace", "times")
        for means, spellings in raw[section].items()
        for language in LANGUAGES
        for phrase in spellings[language]
    }
    marks = any_of([*raw["clock"]["am"], *raw["clock"]["pm"], *raw["clock"]["plain"]])
    shapes = {
        "time": rf"[0-9]{{1,2}}(?:[:.hu][0-9]{{2}}(?: ?{marks})?| ?{marks})(?![\w:]|\.[0-9])",
        "phrase": rf"{any_of(meanings)}(?:(?<!\w)|(?!\w))",
        "date": r"[0-9]{1,2}(?:st|nd|rd|th|e|de|ste)(?!\w)",
        "figure": r"[0-9]{1,2}(?![\w:]|[.,][0-9])",
        "gap": r"[\s,;./]+",
        "other": r"[^\s,;]+",
    }
    token = "|".join(f"(?P<{name}>{shape})" for name, shape in shapes.items())
    halves = {**dict.fromkeys(raw["clock"]["am"], 0), **dict.fromkeys(raw["clock"]["pm"], 12)}
    return Words(meanings, re.compile(token), halves)
