"""A line as a row of small bars between its first and last value, for the terminal."""

from collections.abc import Sequence
from fractions import Fraction

from bot.render.periods import short
from bot.render.tables import aligned
from bot.render.text import label
from bot.render.units import shown
from bot.reply import Language, Line, Value

_BARS, _NO_VALUE = "▁▂▃▄▅▆▇█", "·"


def sparkline(line: Line, language: Language) -> str:
    """The title with the periods, and a row for each series that has a value."""
    title = label("charts", line.title, language)
    ends = {short(language, at): None for at in (*line.periods[:1], *line.periods[-1:])}
    rows = [_row(line, language, key, values) for key, values in line.series]
    head = " · ".join(filter(None, [title, " – ".join(ends)]))
    return "\n".join(filter(None, [head, aligned(row for row in rows if row)]))


def _row(line: Line, language: Language, key: str, values: Sequence[Value | None]) -> list[str]:
    there = [value for value in values if value is not None]
    if not there:
        return []
    first, last = (shown(language, line, value) for value in (there[0], there[-1]))
    return [label("series", key, language), first, bars(values), last]


def bars(values: Sequence[Value | None]) -> str:
    """The lowest value is the lowest bar, the highest the highest.

    >>> bars([1, None, 2, 8])
    '▁·▂█'
    """
    exact = [None if value is None else Fraction(value) for value in values]
    there = [value for value in exact if value is not None]
    low, span = min(there), max(there) - min(there)
    return "".join(
        _NO_VALUE if value is None else _BARS[_step(value - low, span)] for value in exact
    )


def _step(above: Fraction, span: Fraction) -> int:
    """Which bar; where all are the same one in the middle."""
    top = len(_BARS) - 1
    return round(above / span * top) if span else top // 2
