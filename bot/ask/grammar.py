"""A line of text becomes an Ask: its command, its options, and what the command reads itself."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from bot.ask import numbers
from bot.ask.chat import read_chat
from bot.ask.command import command_of, editing_of, is_a_question, is_chat, leading_command
from bot.ask.conditions import read_alert
from bot.ask.data import beside_figures, read_data
from bot.ask.data_words import DataWords
from bot.ask.figures import named_fields, read_figures
from bot.ask.forms import form_called, read_form
from bot.ask.line import Line, as_period, read_line
from bot.ask.question import Ask
from bot.ask.said import MOST_TOPIC, folded_words, topic_of
from bot.ask.scheduling import read_scheduling, scheduling_called
from bot.ask.what_if import read_what_if
from bot.ask.words import fold, words
from bot.reply import Language, Problem
from knowledge.library import Library
from metrics.catalog import METRICS
from metrics.period import Calendar

MOST_CHARACTERS = 1000
_MARKS = re.compile(r"(?<!\S)[`*~]+|[`*~]+(?!\S)")  # around a word, as Slack writes bold and code
_LITTLE = (
    "for|voor|about|over|in|the|de|het|een|a|an|per|each|op|of|from|please|graag|my|our|onze|mijn"
    "|good|goed|is|what|wat|how|much|hoe|was|euros?|eur"
)
_SMALL = re.compile(rf"(?i)\b({_LITTLE})\b")
_FILLER = re.compile(rf"(?i)\b({_LITTLE}|customers?|klanten|klant)\b")


def spoken_in(text: str, default: Language) -> Language:
    """The language to answer in: `lang=`, else the words of the question, else the default."""
    for name, value in re.findall(r"(\w+)\s*=\s*(\w+)", fold(text)):
        if words().options.get(name) == "lang" and value in words().languages:
            return "nl" if words().languages[value] == "nl" else "en"
    return words().language_of(text) or default


def read(text: str, language: Language, library: Library, data: DataWords | None = None) -> Ask:
    """What the text asks; `data` is None where no warehouse is connected. Raises Problem with the
    way out when it cannot be read.
    """
    line = tidy(text)
    if ask := _talk(line, language):
        return ask
    if ask := read_form(line, language):
        return ask
    if ask := read_scheduling(line, language, library):
        return ask
    if ask := read_alert(line, language, library, data):
        return ask
    if ask := read_data(line, language, library, data):
        return ask
    return read_chat(line, language, library) if is_chat(line) else _read(line, language, library)


def _talk(line: str, language: Language) -> Ask | None:
    """`hello`, `thanks`: nothing but that."""
    if line.startswith("/"):
        return None
    said = folded_words(line.partition(" lang=")[0])
    kind = next((kind for kind, lines in words().talk.items() if said in lines), None)
    return Ask(kind, language) if kind else None


def _read(line: str, language: Language, library: Library) -> Ask:
    """A command, or figures in a sentence; where those are explained by nothing, a question that
    only mentions them.
    """
    try:
        command, rest = command_of(line)
        return _READERS[command](read_line(rest, language, library), command)
    except Problem as problem:
        if problem.code == "unlabelled" and is_a_question(line):
            return read_chat(line, language, library)
        raise


def tidy(text: str) -> str:
    """One line without invisible characters and marks; raises Problem empty or too_long."""
    if len(text) > MOST_CHARACTERS:
        raise Problem("too_long", characters=len(text), most=MOST_CHARACTERS)
    plain = text if text.isascii() and text.isprintable() else _visible(text)
    line = " ".join(_MARKS.sub("", numbers.close_up(plain)).split())
    if not line:
        raise Problem("empty")
    return line


def _visible(text: str) -> str:
    seen = "".join(" " if letter in "\t\r\n\v\f" else letter for letter in text)
    return "".join(letter for letter in seen if unicodedata.category(letter) not in {"Cf", "Cc"})


def _metric(line: Line, command: str) -> Ask:
    """Figures of a metric; without any, its help."""
    wanted = leading_command(line.loose)
    if (wanted and wanted[0] == "help") or not (line.loose or line.named):
        return Ask("help", line.language, topic=command)
    line = _without_context(line)
    metric = METRICS[command]
    named = named_fields(line, command, frozenset(field.name for field in metric.fields))
    return Ask(
        "figures",
        line.language,
        command,
        read_figures(metric, named, line.loose, line.language),
        industry=line.industry,
        period=line.period,
    )


def _without_context(line: Line) -> Line:
    """Takes an industry or a period that was simply added ("500 50 450 banking per month")."""
    line = _without_window(line)
    typed = line.loose.split()
    figures = [word for word in typed if numbers.looks_like_a_figure(word)]
    if len(figures) == len(typed):
        return line
    others = [word for word in typed if not numbers.looks_like_a_figure(word)]
    rest = _FILLER.sub(" ", " ".join(word for word in others if not as_period(word))).strip()
    if rest and not (found := line.library.industry(rest)):
        return replace(line, period=line.period or _period_in(typed))
    period = line.period or next(filter(None, map(as_period, others)), None)
    industry = line.industry or (found.key if rest and found else None)
    return replace(line, loose=" ".join(figures), industry=industry, period=period)


def _without_window(line: Line) -> Line:
    """Takes "last month" from behind bare figures: how long the period is, not which."""
    if not (beside := beside_figures(line.loose)):
        return line
    figures, period = beside
    return replace(line, loose=figures, period=line.period or period)


def _period_in(sentence: list[str]) -> Calendar | None:
    """The period a sentence names; "3 jaar" is a duration."""
    named = (
        as_period(word)
        for before, word in pairwise(["", *sentence])
        if not numbers.looks_like_a_figure(before)
    )
    return next(filter(None, named), None)


def _explain(line: Line, _: str) -> Ask:
    """`explain crr 500 50 450`: the figures of a metric, to be explained."""
    command, rest = leading_command(line.loose) or ("crr", line.loose)
    if command not in METRICS:
        raise Problem("unknown_question", typed=line.loose)
    asked = _metric(replace(line, loose=rest), command)
    return asked if asked.kind == "help" else replace(asked, kind="explain")


def _tips(line: Line, _: str) -> Ask:
    """`tips`, `tips for hotels`, `tips churn industry=software`."""
    command, rest = leading_command(line.loose) or ("", line.loose)
    metric, about = (command, _about(rest)) if command in METRICS else (None, _about(line.loose))
    named = line.library.industry(about) if about else None
    if metric and about and not named:  # more than a metric: the topic begins with its name
        metric, about = None, _about(line.loose)
    whole = _about(line.loose, _SMALL)  # of customers, too, where more is said of them
    return Ask(
        "tips",
        line.language,
        metric,
        industry=line.industry or (named.key if named else None),
        topic=whole if about and not named else None,
        after=line.after,
        result=line.result,
    )


def _topic(line: Line, command: str) -> Ask:
    """`define churn`, `why`, `compare loyalty retention`: the store is searched for the rest."""
    if command == "define" and (doing := editing_of(line.loose)):
        return Ask(doing[0], line.language, topic=doing[1][:MOST_TOPIC] or None)
    about = topic_of(line.loose)
    if not about and command != "why":
        return Ask("help", line.language, topic=command)
    return Ask(command, line.language, topic=about or None)


def _gaps(line: Line, _: str) -> Ask:
    """`gaps`: what was asked and not answered."""
    return Ask("gaps", line.language, after=line.after)


def _runs(line: Line, _: str) -> Ask:
    """`runs`: what the clock did last."""
    return Ask("runs", line.language)


def _audit(line: Line, _: str) -> Ask:
    """`audit`: who asked what of the company's data."""
    return Ask("audit", line.language)


def _settings(line: Line, command: str) -> Ask:
    """`settings`, `access`: the way to a form."""
    return Ask(command, line.language)


def _threshold(line: Line, _: str) -> Ask:
    """`threshold rate=83% industry=insurance`, `threshold churn=5% period=month`: whether that is
    good, and who says so. The topic is a business that no source has an average of.
    """
    named = dict(line.named)
    name = "churn" if "churn" in named else "rate"
    typed = named.get(name) or line.loose
    if not typed:
        return Ask("help", line.language, topic="threshold")
    return Ask(
        "threshold",
        line.language,
        figures=((name, numbers.share(typed, line.language)),),
        industry=line.industry,
        period=line.period,
        topic=(line.loose or None) if name in named else None,
    )


def _benchmark(line: Line, _: str) -> Ask:
    """`benchmark`, `benchmark hotels`, `benchmark Netflix`. Raises Problem no_benchmark."""
    about = line.loose.strip(" ?.!")
    if line.industry or not about:
        return Ask("benchmark", line.language, topic=line.industry)
    for name in (about, _about(about)):
        if found := line.library.industry(name) or line.library.company(name):
            return Ask("benchmark", line.language, topic=found.key)
    raise Problem("no_benchmark", typed=about, nearest=_nearest(_about(about), line))


def _nearest(typed: str, line: Line) -> list[str]:
    """Names to ask "did you mean" with, at most three."""
    library, language = line.library, line.language
    industries = (library.industries[key] for key in library.nearest(typed, "industry"))
    companies = (library.companies[key] for key in library.nearest(typed, "company"))
    names = [one.in_(language).name for one in industries] + [one.name for one in companies]
    return names[:3]


def _about(typed: str, small: re.Pattern[str] = _FILLER) -> str:
    """What is left of a request without its small words."""
    return " ".join(small.sub(" ", typed).split()).strip(" ?.!")


def _help(line: Line, _: str) -> Ask:
    """`help`, `help nps`."""
    found = leading_command(line.loose)
    typed = fold(line.loose.strip(" ?."))
    called = words().data.get(typed) or words().about_alerts.get(typed)
    called = called or scheduling_called(typed) or form_called(typed)
    topic = found[0] if found else called
    return Ask("help", line.language, topic=topic)


_READERS: Mapping[str, Callable[[Line, str], Ask]] = {
    **dict.fromkeys(METRICS, _metric),
    "explain": _explain,
    "whatif": lambda line, _: read_what_if(line),
    "tips": _tips,
    "benchmark": _benchmark,
    "help": _help,
    "threshold": _threshold,
    "gaps": _gaps,
    "runs": _runs,
    "audit": _audit,
    **dict.fromkeys(("settings", "access"), _settings),
    **dict.fromkeys(("define", "formula", "why", "compare", "factor", "search"), _topic),
}
