"""Questions about the company's own data: words mean data, where figures mean figures."""

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.ask import numbers
from bot.ask.asked import COMMON, Asked, asked_of, says, tells
from bot.ask.data_words import DataWords
from bot.ask.groups import names_groups, with_groups
from bot.ask.meant import of_a_period, of_who_moved, without_moves
from bot.ask.options import Options, read_options
from bot.ask.parts import Parts, parts_of
from bot.ask.periods import Window, last_month, last_units, span_in, this_month
from bot.ask.question import COHORT_UNITS, NO_MEASURES, WHOLE_HISTORY, Ask, Order
from bot.ask.said import names_a_part, sentences_of
from bot.ask.segments import Said, unknown_dimension
from bot.ask.unknown import refuse_mistyped, refuse_unknown, unknown_words, without_typos
from bot.ask.unread import Unread, unread
from bot.ask.words import fold, words
from bot.reply import Language, Problem
from knowledge.library import Library
from metrics.catalog import METRICS
from metrics.period import Calendar

# Without data a line is read as if asked long from now of a company that knows every dimension,
# only to tell a question about data from the others.
_UNCONNECTED = date(2099, 12, 31)
_TREND, _EVER = 12, 55  # units; the last is about as many as fit in one answer
_STORY = 25  # words
_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_A_DATE = re.compile(
    r"(?:19|20)[0-9]{2}(?:-?[qkw]?[0-9]{1,2}(?:-[0-9]{1,2})?)?|(?:1[0-2]|0?[1-9])[-/](?:19|20)[0-9]{2}",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<!where )(?<!waar )\b([^\W\d][\w-]*) ?= ?([€$£]?\d)?")


def read_data(
    line: str, language: Language, library: Library, data: DataWords | None
) -> Ask | None:
    """The question about data that a tidy line is; None when it is another kind.

    Raises Problem no_warehouse when there is no data to ask, else what cannot be read:
    unknown_dimension, unknown_words, figures_and_data, period_in_future, and the problems of the
    parts.
    """
    known = data or DataWords(_UNCONNECTED, tuple(words().dimensions))
    asked = _asked(line, data)
    if asked is None or _is_figures(asked, known) or asked.is_elsewhere:
        return None
    if asked.helps:
        return _help(asked, language)
    try:
        options, left = read_options(asked.left, language, library)
        parts = _parts(replace(asked, left=left), known)
    except Problem:
        if _may_be_figures(asked) or _is_strange(asked.left, library):
            return None
        raise
    asked = replace(asked, left=left, plain=left == asked.left)
    if _has_figures(asked, parts) or not _is_meant(asked, parts, library, data):
        return None
    if data is None:
        return _unconnected(asked, language)
    if parts.future:
        raise Problem("period_in_future", typed=parts.future, today=known.today)
    parts = with_groups(parts, known)
    refuse_unknown(parts.left, known)
    return ask_of(asked.command, parts, options, known, explain=asked.explain)


def _asked(line: str, data: DataWords | None) -> Asked | None:
    """Raises Problem unknown_words where the name of a metric is mistyped."""
    if _is_typed(line) or _is_a_story(line) or names_a_part(line):
        return None
    asked = asked_of(line)
    if data is None:
        return asked
    if asked is None and not (asked := of_a_period(line, data)):
        refuse_mistyped(line, data)
        return None
    return of_who_moved(asked, data)


def _parts(asked: Asked, data: DataWords) -> Parts:
    parts = without_typos(
        asked.left, lambda left: parts_of(left, data, asked.command, led=asked.led)
    )
    return replace(parts, left=without_moves(asked.command, parts.left))


def _unconnected(asked: Asked, language: Language) -> Ask | None:
    """Without data a command alone gives its help."""
    if asked.left.words():
        raise Problem("no_warehouse", metric=asked.command)
    return _help(asked, language)


def _help(asked: Asked, language: Language) -> Ask | None:
    """That of a metric is its own."""
    return None if asked.command in METRICS else Ask("help", language, topic=asked.command)


def ask_of(
    command: str, parts: Parts, options: Options, data: DataWords, *, explain: bool = False
) -> Ask:
    """The Ask of a command and what was said with it. Raises Problem two_periods, versus_other,
    not_together and cohort_unit.
    """
    if parts.second:
        raise Problem("two_periods", first=parts.phrase, second=parts.second)
    is_measure = command not in NO_MEASURES
    ranks = is_measure and not explain and (parts.by or parts.unit or options.unit)
    ask = Ask(
        "explain_data" if explain else "measure" if is_measure else command,
        options.language,
        command if explain or is_measure else None,
        industry=options.industry,
        period=options.unit or parts.unit,
        window=parts.window,
        by=parts.by,
        order=_order(command, parts.order) if parts.order and ranks else None,
        where=parts.where,
    )
    if command in {"cohort", "risk"} and parts.against:
        raise Problem("not_together", typed=parts.against.typed)
    if command == "risk" and ask.period:
        raise Problem("not_together", typed=ask.period)
    if command == "cohort":
        if ask.period not in {None, *COHORT_UNITS}:
            raise Problem("cohort_unit", typed=ask.period)
        return replace(ask, months=parts.months, unbounded=parts.unbounded)
    if command == "risk":
        last = ask.window.period.end - timedelta(days=1) if ask.window else None
        return replace(ask, window=None, as_of=last, sheet="sheet" in parts.marks)
    window = _window(command, ask, parts, data)
    versus = parts.against.to(window) if parts.against and window else None
    return replace(ask, window=window, versus=versus)


def _order(command: str, said: Said) -> Order:
    """What is best depends on the metric."""
    lower = command in METRICS and METRICS[command].better == "lower"
    if said == "best":
        return "lowest" if lower else "highest"
    if said == "worst":
        return "highest" if lower else "lowest"
    return said


def _window(command: str, ask: Ask, parts: Parts, data: DataWords) -> Window | None:
    """As said; a trend is of twelve units, and without a period the last month is meant."""
    if ask.window:
        return ask.window
    if "now" in parts.marks and not ask.period:
        return this_month(data.today)
    if ask.period:
        return last_units(_EVER if "ever" in parts.marks else _TREND, ask.period, data.today)
    if parts.against and parts.against.unit:
        return last_units(1, parts.against.unit, data.today)
    whole = command in WHOLE_HISTORY and not parts.against
    return None if whole else last_month(data.today)


def _is_figures(asked: Asked, data: DataWords) -> bool:
    """Nothing but figures, though one alone may be a date; or something with the name of one."""
    if asked.command not in METRICS:
        return False
    typed = asked.left.typed.split()
    if typed and all(map(numbers.looks_like_a_figure, typed)):
        return len(typed) > 1 or not _A_DATE.fullmatch(typed[0])
    known = words().options.keys() | data.labels.keys()
    named = ((fold(found[1]), found[2]) for found in _NAMED.finditer(asked.left.typed))
    return any(name in words().fields or (figure and name not in known) for name, figure in named)


def _is_a_story(line: str) -> bool:
    """Several sentences: whatever period they name, they ask for something else."""
    told = not line.startswith("/") and len(line.split()) > _STORY
    return told and len(sentences_of(line)) > 1


def _is_typed(line: str) -> bool:
    """`/crr 500 50 450`: the usual, so found out first."""
    command, *figures = line.split()
    usual = command.removeprefix("/").lower() in METRICS and len(figures) > 1
    return usual and all(map(numbers.looks_like_a_figure, figures))


def _may_be_figures(asked: Asked) -> bool:
    """Whether a line that is no good question about data has figures enough for another one."""
    figures = [numbers.looks_like_a_figure(word) for word in asked.left.words()]
    return figures[:2] == [True, True] or (not asked.led and sum(figures) > 1)


def _has_figures(asked: Asked, parts: Parts) -> bool:
    """Figures beside the words: they win. Raises Problem figures_and_data where nobody can tell,
    and other_digits.
    """
    left = parts.left.words()
    figures = [word for word in left if numbers.looks_like_a_figure(word)]
    if not figures or asked.command not in METRICS or unknown_dimension(parts.left):
        return False
    if parts.any and any(map(_is_a_foreign_digit, figures[0])):
        numbers.count(figures[0])
    if len(figures) == len(left) and (parts.by or parts.where or parts.against):
        raise Problem("figures_and_data", typed=" ".join(figures), metric=asked.command)
    return True


def _is_a_foreign_digit(letter: str) -> bool:
    return letter.isnumeric() and not letter.isascii()


def beside_figures(text: str) -> tuple[str, Calendar] | None:
    """Bare figures beside a period, and of what length that is: "500 50 450 last month".

    Raises Problem period_of_figures where it is no calendar period.
    """
    left = unread(text)
    if all(map(numbers.looks_like_a_figure, left.words())):
        return None
    try:
        span = span_in(left.level, _UNCONNECTED)
    except Problem:
        return None
    figures = left.without(span.start, span.end).words() if span else []
    if not span or len(figures) < 2 or not all(map(numbers.looks_like_a_figure, figures)):  # noqa: PLR2004 - "figures"
        return None
    unit = span.window.of or span.window.period.kind
    if unit == "custom":
        raise Problem("period_of_figures", typed=text[span.start : span.end])
    return " ".join(figures), unit


def _is_meant(asked: Asked, parts: Parts, library: Library, data: DataWords | None) -> bool:
    """Whether it is the data that is asked for."""
    if not asked.slash and _averages_others(asked, parts, library):
        return False
    if asked.explain and asked.plain and not (asked.slash or parts.any):
        return False  # "explain nps": what it means
    alone = not asked.left.words()
    if asked.slash:
        given = parts.any or alone or bool(unknown_dimension(parts.left))
        return given or data is not None or asked.command not in METRICS
    compares = tells(parts.left, words().chat["compare"])
    if _is_strange(parts.left, library) or (
        compares and not (parts.against or _of_groups(parts, library, data))
    ):
        return False
    if asked.led and alone:
        # "churn" is of the data, where there is data.
        return data is not None or not (asked.plain or asked.command in METRICS)
    return _is_told(asked, parts, data)


def _averages_others(asked: Asked, parts: Parts, library: Library) -> bool:
    """Whether it asks what others retain on average: no period, and nothing of ours."""
    if not says(asked.left, words().asked["averaged"]):
        return False
    told = parts.window or parts.unit or says(asked.left, words().asked["ours"])
    return not told or _names_an_industry(parts, library)


def _names_an_industry(parts: Parts, library: Library) -> bool:
    return any(map(library.industry, parts.left.words()))


def _of_groups(parts: Parts, library: Library, data: DataWords | None) -> bool:
    """Whether it is our own customers that are compared: "Basic versus Pro"."""
    industries = _names_an_industry(parts, library)
    return bool(data and not industries and names_groups(parts.left, data))


def _is_told(asked: Asked, parts: Parts, data: DataWords | None) -> bool:
    """Whether a sentence with the name of a metric says enough that only data answers."""
    left = unknown_words(parts.left)
    if parts.future:
        return words().to_come.issuperset(map(fold, left))
    ours = says(asked.left, words().asked["ours"])
    clear = not left or bool(data and names_groups(parts.left, data))
    if asked.command in NO_MEASURES and left and clear:
        return True  # "who is at risk in Utrecht"
    if asked.command in COMMON or not (asked.led or ours):
        counts = asked.counts or says(asked.left, words().asked["counted"])
        return (parts.any or (counts and ours)) and clear
    told = parts.any and not (left and _A_YEAR.fullmatch(parts.phrase))
    return told or (ours and (clear or bool(unknown_dimension(parts.left))))


def _is_strange(left: Unread, library: Library) -> bool:
    """Whether it speaks of what is none of ours: another company, staff, documents."""
    if any(map(library.company, left.words())):
        return True
    beside = tells(left, words().beside) and not says(left, words().said_of_customers)
    return beside or tells(left, words().outside)
