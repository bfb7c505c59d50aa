"""A line as a picture, for where Slack does not draw it itself."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from itertools import cycle
from threading import Lock
from typing import TYPE_CHECKING

from bot.render.periods import short
from bot.render.text import label
from bot.render.units import bounds, limits, outside, shown
from bot.reply import Language, Line
from metrics.rounding import rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches, and pixels per inch; Slack shows it about half as large.
_SIZE, _EDGE, _DOTS = (8.0, 3.4), 0.15, 200
_INK, _QUIET, _RULE, _BAND = "#1d1c1d", "#616061", "#e8e8e8", "#e9f1f9"
_BAND_EDGE, _BAND_TEXT = "#b9cfe6", "#54738f"
# Okabe and Ito's colours that stand out on white: apart for every kind of colour blindness.
_COLOURS = ("#2171b5", "#d55e00", "#009e73", "#aa4f86", "#5b5b5b", "#a67c00")
_UNUSUAL = "#d55e00"
_MOST_TICKS = 7
_ROOM = 0.12  # of the height, above and below what is drawn
_APART = 0.075  # of the height, between the labels at the ends of two lines
_drawing = Lock()  # matplotlib keeps caches that threads may not share


def drawn(line: Line, language: Language) -> bytes:
    """A PNG: the lines with their last values, and a band where values usually lie."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - 0.4 s that only a picture needs
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415 - see above

    png = BytesIO()
    with _drawing:
        layout = ConstrainedLayoutEngine(w_pad=_EDGE, h_pad=_EDGE)
        figure = Figure(_SIZE, _DOTS, layout=layout)
        axes = figure.add_subplot()
        _frame(axes, line, language)
        _draw_usual(axes, line, language)
        _draw_lines(axes, line)
        _draw_ends(axes, line, language)
        figure.savefig(png, metadata={"Software": None})
    return png.getvalue()


def _frame(axes: "Axes", line: Line, language: Language) -> None:
    """Title, rules, and the numbers and periods along the axes."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - see above

    title = label("charts", line.title, language)
    axes.set_title(title, loc="left", color=_INK, fontsize=12, fontweight="bold", pad=12)
    axes.set_ylim(_heights(line))
    axes.set_xlim(-0.3, len(line.periods) - 0.9)
    axes.spines[:].set_visible(False)
    axes.grid(axis="y", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=9, labelcolor=_QUIET, pad=6)
    axes.yaxis.set_major_locator(
        MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=line.unit == "count")
    )
    axes.yaxis.set_major_formatter(
        lambda height, _: shown(language, line, rounded(Decimal(height), 6))
    )
    count = len(line.periods)
    ticks = range(count - 1, -1, -max(1, -(-count // _MOST_TICKS)))  # the last one, and back
    axes.set_xticks(ticks, [short(language, line.periods[x]) for x in ticks])


def _heights(line: Line) -> tuple[float, float]:
    """From below the lowest to above the highest, and no further than values can go."""
    values = [value for _, row in line.series for value in row if value is not None]
    levels = [float(value) for value in (*values, *limits(line)) if value is not None] or [0.0]
    room = (max(levels) - min(levels)) * _ROOM or abs(max(levels)) * _ROOM or 1.0
    least, most = bounds(line)
    low, high = min(levels) - room, max(levels) + room
    return low if least is None else max(low, least), high if most is None else min(high, most)


def _draw_usual(axes: "Axes", line: Line, language: Language) -> None:
    low, high = (None if one is None else float(one) for one in limits(line))
    edges = [edge for edge in (low, high) if edge is not None]
    if len(edges) > 1:
        axes.axhspan(*edges, color=_BAND, linewidth=0, zorder=0.5)
    for edge in edges:
        axes.axhline(edge, color=_BAND_EDGE, linewidth=0.8, zorder=0.6)
    if edges:
        name, where = label("series", "usual", language), (axes.get_xlim()[0], edges[-1])
        inside, va = ((3, 3), "bottom") if high is None else ((3, -3), "top")
        axes.annotate(
            name, where, inside, textcoords="offset points", va=va, color=_BAND_TEXT, fontsize=8
        )


def _draw_lines(axes: "Axes", line: Line) -> None:
    """Each in a colour of its own, broken where there is no value; unusual values are marked."""
    for (_, values), colour in zip(line.series, cycle(_COLOURS)):
        heights = [float("nan") if value is None else float(value) for value in values]
        axes.plot(heights, color=colour, linewidth=2, marker="o", markersize=2.5, clip_on=False)
        odd = [x for x, value in enumerate(values) if value is not None and outside(line, value)]
        axes.plot(
            odd, [heights[x] for x in odd], "o", color=_UNUSUAL, markersize=6, markeredgecolor="w"
        )


def _draw_ends(axes: "Axes", line: Line, language: Language) -> None:
    """The last value at the end of each line, with its name where there are several."""
    ends = sorted(_ends(line, language))
    low, high = axes.get_ylim()
    below = low - (high - low)
    for height, x, text, colour in ends:
        at = max(height, below + (high - low) * _APART)
        below = at
        axes.annotate(
            text,
            (x, at),
            (8, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=10,
            fontweight="bold",
            annotation_clip=False,
        )


def _ends(line: Line, language: Language) -> Iterator[tuple[float, int, str, str]]:
    """Height, place, words and colour of each label."""
    for (key, values), colour in zip(line.series, cycle(_COLOURS)):
        points = [(x, value) for x, value in enumerate(values) if value is not None]
        if points:
            x, value = points[-1]
            name = f"{label('series', key, language)} " if len(line.series) > 1 else ""
            yield float(value), x, name + shown(language, line, value), colour
