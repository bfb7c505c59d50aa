"""A value of a line in words, by its unit; and its usual limits, as far as values can go."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from bot.render import numbers
from bot.reply import Language, Line, Unit, Value

_SHOWN: Mapping[Unit, Callable[[Language, Value, str], str]] = {
    "share": lambda language, value, _: numbers.percent(language, value),
    "points": lambda language, value, _: numbers.number(language, value),
    "amount": numbers.money,
    "count": lambda language, value, _: numbers.number(language, value),
    "ratio": lambda language, value, _: numbers.number(language, value),
}
_NEVER_NEGATIVE = frozenset({"share", "count", "ratio"})
_MAY_PASS_ONE = frozenset({"nrr"})  # a share of what was there, and growth comes on top


def shown(language: Language, line: Line, value: Value) -> str:
    """`94.1%`, `€1,250`, `5,212`."""
    return _SHOWN[line.unit](language, value, line.currency)


def limits(line: Line) -> tuple[Value | None, Value | None]:
    """Low and high; their formula may put them where no value can be, such as above 100%."""
    return _possible(line, line.low), _possible(line, line.high)


def outside(line: Line, value: Value) -> bool:
    """Whether a value is unusual."""
    exact = Fraction(value)  # a Decimal cannot be held against a Fraction
    below = line.low is not None and exact < Fraction(line.low)
    return below or (line.high is not None and exact > Fraction(line.high))


def bounds(line: Line) -> tuple[int | None, int | None]:
    """Below and above which there are no values; None where there may be."""
    values = (value for _, row in line.series for value in row if value is not None)
    is_part = line.unit == "share" and line.title not in _MAY_PASS_ONE
    most = 1 if is_part and all(value <= 1 for value in values) else None
    return 0 if line.unit in _NEVER_NEGATIVE else None, most


def _possible(line: Line, value: Value | None) -> Value | None:
    least, most = bounds(line)
    if value is None:
        return None
    if least is not None and value < least:
        return least
    return most if most is not None and value > most else value
