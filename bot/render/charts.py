"""The chart of a Reply: as a block that Slack draws, or as a picture."""

from itertools import chain
from typing import Any, NamedTuple

from bot.render.alt import alt
from bot.render.heatmap import drawn as heatmap
from bot.render.periods import short
from bot.render.plot import drawn as plot
from bot.render.text import label
from bot.render.units import limits
from bot.reply import HeatMap, Language, Line, Reply, Value
from metrics.rounding import rounded

# Where copies of Slack's page differ, the lower limit.
MOST_TITLE, MOST_LABEL, MOST_POINTS, MOST_SERIES = 50, 20, 20, 6

Series = list[tuple[str, tuple[Value | None, ...]]]


class Picture(NamedTuple):
    """A file for Slack; `alt` says in words what it shows."""

    filename: str
    title: str
    png: bytes
    alt: str


def picture_of(reply: Reply, language: Language, *, native_lines: bool = True) -> Picture | None:
    """What no block can show: a heat map, and a line that Slack cannot draw; with `native_lines`
    False (Slack refused the block) every line. None where there is nothing to see.
    """
    chart = reply.chart
    if chart is None or not has_values(chart):
        return None
    if native_lines and isinstance(chart, Line) and native(chart, language):
        return None
    title = label("charts", chart.title, language)
    return Picture(f"{chart.title}.png", title, png(chart, language), alt(chart, language))


def png(chart: Line | HeatMap, language: Language) -> bytes:
    """The picture on white; the same bytes for the same chart."""
    return plot(chart, language) if isinstance(chart, Line) else heatmap(chart, language)


def native(line: Line, language: Language) -> dict[str, Any] | None:
    """Slack's `data_visualization`, or None where that cannot hold the line: it wants a value for
    every period, and takes 20 of them.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    cut = _with_values(line)
    categories = [short(language, one) for one in line.periods[cut]]
    series = [(label("series", key, language), values[cut]) for key, values in line.series]
    if not _fits(categories, series):
        return None
    usual = _usual(line, language, len(categories))
    series += usual if len(series) + len(usual) <= MOST_SERIES else []
    chart = {
        "type": "line",
        "series": [_series(name, values, categories, line) for name, values in series],
        "axis_config": {"categories": categories, **_axes(line, language)},
    }
    title = label("charts", line.title, language)
    return {"type": "data_visualization", "title": title, "chart": chart}


def has_values(chart: Line | HeatMap) -> bool:
    """Whether there is something to see: a cell, or two points."""
    if isinstance(chart, HeatMap):
        return any(shares for _, _, shares in chart.rows)
    points = chain.from_iterable(values for _, values in chart.series)
    return sum(value is not None for value in points) > 1


def _with_values(line: Line) -> slice:
    """The periods from the first to the last that has any value."""
    columns = zip(*(values for _, values in line.series), strict=True)
    places = [i for i, column in enumerate(columns) if any(one is not None for one in column)]
    return slice(places[0], places[-1] + 1) if places else slice(0)


def _fits(categories: list[str], series: Series) -> bool:
    complete = all(value is not None for _, values in series for value in values)
    distinct = len(set(categories)) == len(categories)
    enough = 1 < len(categories) <= MOST_POINTS and 0 < len(series) <= MOST_SERIES
    return enough and complete and distinct


def _usual(line: Line, language: Language, points: int) -> Series:
    """The usual limits as flat lines."""
    pairs = zip(("usual_low", "usual_high"), limits(line), strict=True)
    return [
        (label("series", key, language), (value,) * points)
        for key, value in pairs
        if value is not None
    ]


def _series(
    name: str, values: tuple[Value | None, ...], categories: list[str], line: Line
) -> dict[str, Any]:
    factor = 100 if line.unit == "share" else 1
    points = zip(categories, (value for value in values if value is not None), strict=True)
    data = [{"label": at, "value": float(rounded(value * factor))} for at, value in points]
    return {"name": name, "data": data}


def _axes(line: Line, language: Language) -> dict[str, str]:
    x_label = label("axes", line.periods[0].kind, language)
    if line.unit == "amount":
        return {"x_label": x_label, "y_label": line.currency}
    if line.unit in ("share", "points"):
        return {"x_label": x_label, "y_label": label("axes", line.unit, language)}
    return {"x_label": x_label}
