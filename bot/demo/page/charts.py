"""Slack's native charts as the places of lines, points and words in a drawing."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 620, 14, 224
_TICKS = 4
_MOST_LABELS = 8  # along the axis; more would overlap
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Word:
    """A text beside an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A path of SVG, filled or a line; `colour` counts from 0."""

    path: str
    colour: int
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A point that says what it is."""

    x: float
    y: float
    colour: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the page draws. `told` says it in words, for who does not see it."""

    told: str
    names: tuple[str, ...]
    ticks: tuple[Word, ...] = ()
    labels: tuple[Word, ...] = ()
    marks: tuple[Mark, ...] = ()
    dots: tuple[Dot, ...] = ()
    axes: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def drawing(block: Mapping[str, Any]) -> Drawing:
    """Of a data_visualization block."""
    chart = block["chart"]
    return _pie(block) if chart["type"] == "pie" else _plot(block["title"], chart)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places, between round numbers."""

    low: float
    high: float
    step: float

    @classmethod
    def of(cls, values: Sequence[float], *, from_zero: bool) -> "Scale":
        low, high = min(values), max(values)
        if from_zero:
            low, high = min(low, 0.0), max(high, 0.0)
        step = _round_step((high - low or abs(high) or 1.0) / _TICKS)
        first = math.floor(low / step) * step
        last = max(math.ceil(high / step) * step, first + step)
        return cls(first, last, step)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)

    def ticks(self) -> Iterator[Word]:
        count = round((self.high - self.low) / self.step)
        for number in range(count + 1):
            value = self.low + number * self.step
            yield Word(self.y(value), f"{value:,.10g}")


def _round_step(rough: float) -> float:
    size: float = 10 ** math.floor(math.log10(rough))
    return next(one * size for one in _STEPS if one * size >= rough * (1 - 1e-9))


def _plot(title: str, chart: Mapping[str, Any]) -> Drawing:
    kind, axis = chart["type"], chart["axis_config"]
    categories: list[str] = axis["categories"]
    series = [(one["name"], _values(one, categories)) for one in chart["series"]]
    every = [value for _, values in series for value in values]
    scale = Scale.of(every, from_zero=kind != "line")
    places = _places(len(categories))
    draw = {"line": _lines, "area": _areas, "bar": _bars}[kind]
    shown = max(1, math.ceil(len(categories) / _MOST_LABELS))
    dots = [
        Dot(x, scale.y(value), colour, f"{name}, {label}: {value:,.10g}")
        for colour, (name, values) in enumerate(series)
        for x, value, label in zip(places, values, categories, strict=True)
    ]
    return Drawing(
        told=_told(title, categories, series),
        names=tuple(name for name, _ in series),
        ticks=tuple(scale.ticks()),
        labels=tuple(
            Word(x, label) for x, label in list(zip(places, categories, strict=True))[::shown]
        ),
        marks=tuple(draw(places, [values for _, values in series], scale)),
        dots=tuple(dots) if kind == "line" else (),
        axes=" · ".join(axis[name] for name in ("y_label", "x_label") if axis.get(name)),
    )


def _values(series: Mapping[str, Any], categories: Sequence[str]) -> list[float]:
    by_label = {point["label"]: float(point["value"]) for point in series["data"]}
    return [by_label[label] for label in categories]


def _places(count: int) -> list[float]:
    width = (RIGHT - LEFT) / count
    return [round(LEFT + (number + 0.5) * width, 1) for number in range(count)]


def _path(places: Sequence[float], values: Sequence[float], scale: Scale) -> str:
    points = [f"{x} {scale.y(value)}" for x, value in zip(places, values, strict=True)]
    return f"M{' L'.join(points)}"


def _lines(places: list[float], series: list[list[float]], scale: Scale) -> Iterator[Mark]:
    for colour, values in enumerate(series):
        yield Mark(_path(places, values, scale), colour)


def _areas(places: list[float], series: list[list[float]], scale: Scale) -> Iterator[Mark]:
    floor = scale.y(0)
    for colour, values in enumerate(series):
        path = _path(places, values, scale)
        yield Mark(f"{path} L{places[-1]} {floor} L{places[0]} {floor} Z", colour, filled=True)


def _bars(places: list[float], series: list[list[float]], scale: Scale) -> Iterator[Mark]:
    width = 0.8 * (RIGHT - LEFT) / len(places) / len(series)
    for colour, values in enumerate(series):
        for x, value in zip(places, values, strict=True):
            left = round(x + (colour - len(series) / 2) * width, 1)
            path = f"M{left} {scale.y(0)} V{scale.y(value)} h{round(width, 1)} V{scale.y(0)} Z"
            yield Mark(path, colour, filled=True)


def _pie(block: Mapping[str, Any]) -> Drawing:
    segments = block["chart"]["segments"]
    whole = sum(one["value"] for one in segments)
    ends = list(accumulate(one["value"] / whole for one in segments))
    names = tuple(f"{one['label']} {one['value'] / whole:.0%}" for one in segments)
    marks = [
        Mark(_slice(begin, end), colour, filled=True)
        for colour, (begin, end) in enumerate(zip([0.0, *ends], ends, strict=False))
    ]
    return Drawing(f"{block['title']}: {', '.join(names)}", names, marks=tuple(marks))


def _slice(begin: float, end: float) -> str:
    """Of a circle that is 1 around, from the top."""
    radius, x, y = 110, WIDTH / 2, HEIGHT / 2
    if end - begin > 1 - 1e-9:
        return f"M{x - radius} {y} a{radius} {radius} 0 1 1 0 0.01 Z"
    turns = [2 * math.pi * at for at in (begin, end)]
    points = [
        f"{x + radius * math.sin(turn):.1f} {y - radius * math.cos(turn):.1f}" for turn in turns
    ]
    large = int(end - begin > 1 / 2)
    return f"M{x} {y} L{points[0]} A{radius} {radius} 0 {large} 1 {points[1]} Z"


def _told(title: str, categories: Sequence[str], series: list[tuple[str, list[float]]]) -> str:
    lines = [
        f"{name} from {values[0]:,.10g} ({categories[0]}) to {values[-1]:,.10g} ({categories[-1]})"
        for name, values in series
    ]
    return f"{title}: {'; '.join(lines)}"
