"""What is asked after an answer from the data: "and by country?" keeps the rest of the question."""

import re
from dataclasses import replace
from functools import cache

from bot.ask import numbers
from bot.ask.asked import Asked, in_a_sentence, is_elsewhere, leading
from bot.ask.data import ask_of
from bot.ask.data_words import DataWords
from bot.ask.grammar import tidy
from bot.ask.groups import with_groups
from bot.ask.meant import of_leavers, of_who_moved
from bot.ask.options import Options, read_options
from bot.ask.parts import Parts, parts_of
from bot.ask.periods import Window, before, year_before
from bot.ask.question import COHORT_UNITS, DATA_KINDS, Ask
from bot.ask.segments import LONGEST_NAME, bare, unknown_dimension
from bot.ask.unknown import refuse_unknown, unknown_words, without_typos
from bot.ask.unread import Unread, unread
from bot.ask.words import any_of, fold, words
from bot.reply import Language
from knowledge.library import Library
from knowledge.search import search_of
from metrics.period import Calendar

_UNDATED = frozenset({"cohort", "risk"})  # take no window over, and have none to hand on


def follow_up(
    text: str, earlier: Ask, data: DataWords, language: Language, library: Library
) -> Ask | None:
    """The question that the text makes of the earlier one; None when it is one of its own.

    Raises Problem as reading does, for what cannot be read in it.
    """
    if earlier.kind not in DATA_KINDS:
        return None
    line = tidy(text)
    about = str(earlier.metric or earlier.kind)
    if words().commands.get(fold(line).strip("?.! ")) == "explain":
        return replace(earlier, kind="explain_data", metric=about, order=None, language=language)
    opening = _opening().match(unread(line).level)
    rest = line[opening.end() :] if opening else line
    if _is_its_own(rest, opened=bool(opening)):
        return None
    named = _named(rest, data)
    command = named.command if named else about
    options, left = read_options(named.left if named else unread(rest), language, library)
    if moved := _moved(left, earlier):
        parts = Parts(unread(""), window=moved)
    else:
        parts = _parts(left, earlier, command, data, opened=bool(opening))
        parts = _of_a_name(parts, library) if opening and not (named or parts.any) else parts
    unknown = unknown_dimension(parts.left)
    if not (named or parts.any or unknown) or _has_other_words(parts, opened=bool(opening)):
        return None
    refuse_unknown(parts.left, data)
    again = bool(opening) and not (parts.by or parts.where)
    return _merged(command, parts, options, earlier, data, again=again)


def _named(rest: str, data: DataWords) -> Asked | None:
    """The metric that it names, or of those who went: "wie is er vertrokken?"."""
    if named := in_a_sentence(rest):
        return of_who_moved(named, data)
    return of_leavers(unread(rest))


def _is_its_own(rest: str, *, opened: bool) -> bool:
    """A command, a metric that nothing joins to the question before, or something else."""
    other = leading(rest)
    named = in_a_sentence(rest)
    is_command = rest.startswith("/") or (other is not None and named is None)
    return (
        not rest or is_command or (named is not None and not opened) or is_elsewhere(unread(rest))
    )


def _has_other_words(parts: Parts, *, opened: bool) -> bool:
    """Figures to compute with, or a sentence that only happens to hold a period."""
    if any(map(numbers.looks_like_a_figure, parts.left.words())):
        return True
    return bool(unknown_words(parts.left)) and not (opened or unknown_dimension(parts.left))


def _parts(left: Unread, earlier: Ask, command: str, data: DataWords, *, opened: bool) -> Parts:
    """With "only NL" as a value of the dimension that was asked about, or "and for Pro" of any."""
    parts = without_typos(left, lambda one: parts_of(one, data, command, led=True))
    if not (only := _only().search(parts.left.typed.rstrip(" ?.!"))):
        within = parts.left.level.split(" ")[0] in words().asked["inside"]  # "in Germany"
        return with_groups(parts, data) if opened or within else parts
    dimension = earlier.by or (earlier.where[-1][0] if earlier.where else None)
    value = _bare(only["value"])
    if value and dimension is None:
        return parts
    of_any = only["inside"] and not earlier.by  # "only in Germany", after one about a plan
    where = (("" if of_any else str(dimension), value),) if value else ()
    left = parts.left.without(*only.span())
    return replace(parts, left=left, where=(*parts.where, *where))


def _of_a_name(parts: Parts, library: Library) -> Parts:
    """With a group of customers where nothing but a name is left: "what about NL?"."""
    typed = parts.left.typed.strip(" ?.!")
    name = " ".join(parts.left.words())
    ours = library.industry(name) or library.company(name) or search_of(library).called(name)
    short = len(name.split()) <= LONGEST_NAME and name == typed
    strange = short and unknown_words(parts.left) == parts.left.words()
    if ours or not (strange and name[:1].isupper()) or unknown_dimension(parts.left):
        return parts
    return replace(parts, left=unread(""), where=(("", bare(name)),))


def _bare(value: str) -> str:
    """A value without quotes, or without the small words behind it: "NL in" Q3."""
    if value[:1] in {'"', "'"}:
        return value.strip("\"'")
    typed = value.split()
    while typed and fold(typed[-1]) in words().asked["small"]:
        typed.pop()
    return " ".join(typed)


def _moved(left: Unread, earlier: Ask) -> Window | None:
    """The same days a year earlier after "and last year?"; else the period before, where asked."""
    said = fold(" ".join(left.words()))
    window = earlier.window
    if window and said in words().asked["last_year"]:
        return year_before(window)
    if window and said in words().asked["previous"]:
        return before(window)
    return None


def _merged(  # noqa: PLR0913 - both questions
    command: str, parts: Parts, options: Options, earlier: Ask, data: DataWords, *, again: bool
) -> Ask:
    """What was said over what was asked before; a value that is chosen needs no breakdown. Asked
    `again`, a period is the one before: "and last month?" after an answer about last month.
    """
    chosen = dict(parts.where)
    where = {**dict(earlier.where), **chosen}
    by = parts.by or (None if earlier.by in chosen else earlier.by)
    window = parts.window or (None if command in _UNDATED or parts.unit else earlier.window)
    if again and parts.window and earlier.window and parts.window.period == earlier.window.period:
        window = before(earlier.window)
    merged = replace(
        parts,
        by=by,
        order=parts.order or (earlier.order if by == earlier.by else None),
        window=window,
        where=tuple(where.items()),
        unit=parts.unit or (None if parts.window else _unit_for(command, earlier)),
        months=parts.months or earlier.months,
        unbounded=parts.unbounded or earlier.unbounded,
    )
    industry = options.industry or earlier.industry
    ask = ask_of(command, merged, replace(options, industry=industry), data)
    if command == "risk" and not parts.window:
        return replace(ask, as_of=earlier.as_of)
    kept = None if parts.against or command in _UNDATED else earlier.versus
    return replace(ask, versus=ask.versus or kept)


def _unit_for(command: str, earlier: Ask) -> Calendar | None:
    """The unit that was asked before, where the command goes by one of that length."""
    fits = command != "risk" and (command != "cohort" or earlier.period in COHORT_UNITS)
    return earlier.period if fits else None


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"{any_of(words().asked['following'])}(?![\w'-])[ ,:]*")


@cache
def _only() -> re.Pattern[str]:
    value = r"""(?P<value>"[^"]*"|'[^']*'|[^\x1f]*?)"""
    opening = rf"(?<![\w'-]){any_of(words().asked['only'])}"
    inside = rf"(?P<inside>{any_of(words().asked['inside'])} )?"
    return re.compile(rf"{opening} *{inside}{value}(?: *(?=\x1f|$)| (?<=[\"'] ))", re.IGNORECASE)
