"""A line of text becomes an Ask: its command, its options, and what the command reads itself."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from bot.ask import numbers, sentences
from bot.ask.figures import read_figure, read_figures, read_shares
from bot.ask.question import Ask
from bot.ask.words import fold, words
from bot.reply import Language, Problem
from knowledge.library import Library
from knowledge.records import Result
from metrics.catalog import METRICS, Field
from metrics.period import Calendar

MOST_CHARACTERS = 1000
RESULTS: tuple[Result, ...] = get_args(Result)
_NAME = re.compile(r"([^\W\d][\w-]*)\s*(?:=\s*|:\s+(?=\d))")
_FILLER = re.compile(
    r"(?i)\b(for|voor|about|over|in|the|de|het|een|a|an|per|each|op|of|from|please|graag|my|our"
    r"|onze|mijn|good|goed|customers?|klanten|klant|is|what|wat|how|much|hoe|was)\b"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A question after its command: named values, options, and the words left loose."""

    language: Language
    library: Library
    named: Mapping[str, str]
    loose: str
    industry: str | None = None
    period: Calendar | None = None
    after: int = 0
    result: Result | None = None


def spoken_in(text: str, default: Language) -> Language:
    """The language to answer in: `lang=`, else the words of the question, else the default."""
    for name, value in re.findall(r"(\w+)\s*=\s*(\w+)", fold(text)):
        if words().options.get(name) == "lang" and value in words().languages:
            return "nl" if words().languages[value] == "nl" else "en"
    return words().language_of(text) or default


def read(text: str, language: Language, library: Library) -> Ask:
    """What the text asks. Raises Problem with the way out when it cannot be read."""
    line = _tidy(text)
    command, rest = _command(line)
    return _READERS[command](_options(rest, language, library), command)


def _tidy(text: str) -> str:
    """One line without invisible characters; raises Problem empty or too_long."""
    seen = "".join(" " if letter in "\t\r\n\v\f" else letter for letter in text)
    line = "".join(letter for letter in seen if unicodedata.category(letter) not in {"Cf", "Cc"})
    line = line.strip()
    if not line:
        raise Problem("empty")
    if len(line) > MOST_CHARACTERS:
        raise Problem("too_long", characters=len(line), most=MOST_CHARACTERS)
    return line


def _command(line: str) -> tuple[str, str]:
    """The command and the text after it. `/retention X` is X; a sentence names its metric."""
    if fold(line).startswith("/retention"):
        line = line[len("/retention") :].strip()
        if not line:
            return "help", ""
        if numbers.looks_like_a_figure(line.split()[0]):
            return "crr", line
    first, _, rest = line.partition(" ")
    if fold(first) == "retention" and (inner := _leading_command(rest)):
        return inner  # "retention nps 40 30 10": the name of the bot, then the command
    return _leading_command(line.removeprefix("/")) or _sentence_command(line)


def _leading_command(line: str) -> tuple[str, str] | None:
    typed = line.split(" ")
    for length in (3, 2, 1):
        phrase = fold(" ".join(typed[:length])).strip(":!.,")
        phrase = phrase if phrase == "?" else phrase.strip("?")
        if phrase in words().commands and len(typed) >= length:
            return words().commands[phrase], " ".join(typed[length:]).strip()
    return None


def _sentence_command(line: str) -> tuple[str, str]:
    """The metric a sentence is about: the one it names, else the retention its figures imply."""
    folded = fold(line)
    if any(map(numbers.looks_like_a_figure, line.split())):
        for phrase in sorted(words().commands, key=len, reverse=True):
            command = words().commands[phrase]
            if command in METRICS and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded):
                return command, line
        if sentences.mentions(line) & {"start", "new", "end", "lost"}:
            return "crr", line
    raise Problem("unknown_question", typed=line)


def _options(rest: str, language: Language, library: Library) -> _Line:
    """Takes `name=value` out of the text; what a value does not use goes back to the words."""
    pieces = list(_NAME.finditer(rest))
    loose = [rest[: pieces[0].start()] if pieces else rest]
    line = _Line(language, library, {}, "")
    ends = [piece.start() for piece in pieces[1:]] + [len(rest)]
    for piece, end in zip(pieces, ends, strict=False):
        line, left = _taken(line, fold(piece[1]), piece[1], rest[piece.end() : end].strip())
        loose.append(left)
    return replace(line, loose=" ".join(filter(None, map(str.strip, loose))))


def _taken(line: _Line, name: str, typed: str, value: str) -> tuple[_Line, str]:
    option = words().options.get(name)
    if option == "industry":
        industry, left = _until_figure(value)
        return replace(line, industry=_industry(line.library, industry)), left
    if option == "period":
        period, _, left = value.partition(" ")
        return replace(line, period=_period(period)), left
    if option == "after":
        after, _, left = value.partition(" ")
        return replace(line, after=numbers.count(after)), left
    if option == "result":
        result, _, left = value.partition(" ")
        return replace(line, result=next((one for one in RESULTS if one == result), None)), left
    if option == "lang":
        asked, _, left = value.partition(" ")
        if fold(asked) not in words().languages:
            raise Problem("unknown_language", typed=asked)
        return line, left
    if name not in words().fields:
        raise Problem("unknown_name", typed=typed)
    figure, left = _leading_figure(value)
    return replace(line, named={**line.named, name: figure}), left


def _until_figure(value: str) -> tuple[str, str]:
    """The words up to the first figure, and the rest."""
    typed = value.split()
    for i, word in enumerate(typed):
        if numbers.looks_like_a_figure(word):
            return " ".join(typed[:i]), " ".join(typed[i:])
    return value, ""


def _leading_figure(value: str) -> tuple[str, str]:
    """A figure and what follows it; inside a named figure a plain space may group thousands."""
    grouped = re.match(r"[€$£]?\d{1,3}(?: \d{3})+(?![\d.,])", value)
    if grouped:
        return grouped[0].replace(" ", ""), value[grouped.end() :]
    figure, _, left = value.partition(" ")
    return figure.rstrip(",;"), left


def _industry(library: Library, typed: str) -> str:
    if industry := library.industry(typed):
        return industry.key
    raise Problem("unknown_industry", typed=typed, nearest=library.nearest(typed, "industry"))


def _period(typed: str) -> Calendar:
    if period := _as_period(typed):
        return period
    raise Problem("unknown_period", typed=typed)


def _as_period(word: str) -> Calendar | None:
    named = words().periods.get(fold(word.strip(".,?")))
    return next((period for period in get_args(Calendar) if period == named), None)


def _metric(line: _Line, command: str) -> Ask:
    """Figures of a metric; without any, its help."""
    wanted = fold(line.loose).strip("?") in words().commands
    if wanted and words().commands[fold(line.loose).strip("?")] == "help":
        return Ask("help", line.language, topic=command)
    if not line.loose and not line.named:
        return Ask("help", line.language, topic=command)
    line = _without_context(line)
    metric = METRICS[command]
    named = _fields(line.named, frozenset(field.name for field in metric.fields))
    return Ask(
        "figures",
        line.language,
        command,
        read_figures(metric, named, line.loose, line.language),
        industry=line.industry,
        period=line.period,
    )


def _fields(named: Mapping[str, str], known: frozenset[str]) -> dict[str, str]:
    """By the field's own name; a word of several fields means the one this metric has."""
    found: dict[str, str] = {}
    for word, figure in named.items():
        names = words().fields[word]
        (name,) = sorted(names & known)[:1] or sorted(names)[:1]
        if name in found:
            raise Problem("twice", name=name)
        found[name] = figure
    return found


def _without_context(line: _Line) -> _Line:
    """Takes an industry or a period that was simply added ("500 50 450 banking per month")."""
    typed = line.loose.split()
    figures = [word for word in typed if numbers.looks_like_a_figure(word)]
    others = [word for word in typed if not numbers.looks_like_a_figure(word)]
    period = line.period or next(filter(None, map(_as_period, others)), None)
    rest = _FILLER.sub(" ", " ".join(word for word in others if not _as_period(word))).strip()
    if rest and not (found := line.library.industry(rest)):
        return replace(line, period=period)
    industry = line.industry or (found.key if rest and found else None)
    return replace(line, loose=" ".join(figures), industry=industry, period=period)


def _explain(line: _Line, _: str) -> Ask:
    """`explain crr 500 50 450`: the figures of a metric, to be explained."""
    command, rest = _leading_command(line.loose) or ("crr", line.loose)
    if command not in METRICS:
        raise Problem("unknown_question", typed=line.loose)
    asked = _metric(replace(line, loose=rest), command)
    return asked if asked.kind == "help" else replace(asked, kind="explain")


def _what_if(line: _Line, _: str) -> Ask:
    """`whatif crr 80 to 85 revenue=…`, or `whatif crr 85 start=500 new=50`."""
    command, rest = _leading_command(line.loose) or ("crr", line.loose)
    if command == "help" or not (rest or line.named):
        return Ask("help", line.language, topic="whatif")
    if command not in {"crr", "churn"}:
        raise Problem("whatif_metric", metric=command)
    known = frozenset({"start", "new", "revenue", "before", "target"})
    named = _fields(line.named, known)
    named_shares = " ".join(named.pop(name) for name in ("before", "target") if name in named)
    shares = read_shares(f"{rest} {named_shares}", line.language, words().to)
    if strange := sorted(named.keys() - known):
        raise Problem("unknown_figure", metric="whatif", name=strange[0])
    figures = [
        (name, read_figure(_WHAT_IF[name], typed, line.language)) for name, typed in named.items()
    ]
    if len(shares) == 1 and {"start", "new"} <= named.keys():
        return Ask("whatif", line.language, command, (("target", shares[0]), *figures))
    if len(shares) == 2:  # noqa: PLR2004 - from one rate to another
        return Ask(
            "whatif",
            line.language,
            command,
            (("before", shares[0]), ("target", shares[1]), *figures),
        )
    raise Problem("missing_whatif", have=len(shares))


_WHAT_IF = {
    "start": Field("start", "count"),
    "new": Field("new", "count"),
    "revenue": Field("revenue", "amount"),
}


def _tips(line: _Line, _: str) -> Ask:
    """`tips`, `tips for hotels`, `tips churn industry=software`."""
    command, rest = _leading_command(line.loose) or ("", line.loose)
    metric = command if command in METRICS else None
    about = _FILLER.sub(" ", rest if metric else line.loose).strip(" ?.!")
    industry = line.industry or (_industry(line.library, about) if about else None)
    return Ask(
        "tips", line.language, metric, industry=industry, after=line.after, result=line.result
    )


def _benchmark(line: _Line, _: str) -> Ask:
    """`benchmark`, `benchmark hotels`, `benchmark Netflix`."""
    about = " ".join(_FILLER.sub(" ", line.loose).split()).strip(" ?.!")
    return Ask("benchmark", line.language, topic=line.industry or about or None)


def _help(line: _Line, _: str) -> Ask:
    """`help`, `help nps`."""
    found = _leading_command(line.loose)
    return Ask("help", line.language, topic=found[0] if found else None)


_READERS: Mapping[str, Callable[[_Line, str], Ask]] = {
    **dict.fromkeys(METRICS, _metric),
    "explain": _explain,
    "whatif": _what_if,
    "tips": _tips,
    "benchmark": _benchmark,
    "help": _help,
}
