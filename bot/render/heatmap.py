"""The cohorts as a picture: a row a cohort, a column a period after, the share in each cell."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.render.numbers import number
from bot.render.periods import short
from bot.render.text import label
from bot.reply import HeatMap, Language
from metrics.rounding import rounded

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

# Pixels. Slack shows a picture about half as large.
_CELL, _ROW, _GAP, _EDGE, _PAD = 50, 35, 2, 32, 22
_TITLE, _TEXT, _SMALL = 27, 19, 17  # sizes of letters
_HEAD = 164  # the first row begins here: below the title, the meaning and the columns' numbers
_APART = 12  # between the cohorts and the row of all of them
_INK, _QUIET, _PAPER = (0, 0, 0), (97, 96, 97), (255, 255, 255)
# ColorBrewer's Blues without its lightest: one hue, so that lightness alone tells the order.
_RAMP = ((222, 235, 247), (158, 202, 225), (66, 146, 198), (8, 81, 156), (8, 48, 107))
_TAIL = 20  # of so many shares one may lie beyond either end of the ramp
_NARROWEST = 0.1  # the ramp spans 10 points or more, so that small differences look small
_LEGIBLE = 0.179  # the luminance at which black and white read equally well, both 4.58 to 1

Colour = tuple[int, int, int]


class _Row(NamedTuple):
    name: str
    size: str
    shares: tuple[Fraction, ...]


class _Head(NamedTuple):
    """The words above the rows: `later` tells what the numbers of the columns count."""

    title: str
    meaning: str
    began: str
    size: str
    later: str


class _Fonts(NamedTuple):
    """Made for each picture: no two threads share one."""

    title: "FreeTypeFont"
    bold: "FreeTypeFont"
    text: "FreeTypeFont"
    small: "FreeTypeFont"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn on; the columns of sizes end at `sizes`, the cells begin at `cells`."""

    canvas: "ImageDraw"
    fonts: _Fonts
    sizes: int
    cells: int
    scale: tuple[float, float]


def drawn(chart: HeatMap, language: Language) -> bytes:
    """A PNG; the percentages in the cells are whole."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - 50 ms that only a picture needs

    fonts, rows, head = _fonts(), _rows(chart, language), _head(chart, language)
    sizes, cells, width = _widths(rows, head, fonts)
    height = _HEAD + _APART + len(rows) * _ROW + _EDGE
    image = Image.new("RGB", (width, height), _PAPER)
    sheet = _Sheet(ImageDraw.Draw(image), fonts, sizes, cells, _scale(chart))
    _draw_head(sheet, head, _longest(rows))
    for place, row in enumerate(rows):
        is_pooled = place == len(rows) - 1
        top = _HEAD + place * _ROW + (_APART if is_pooled else 0)
        _draw_row(sheet, row, top, fonts.bold if is_pooled else fonts.text)
    png = BytesIO()
    image.save(png, "PNG", compress_level=3)
    return png.getvalue()


def shade(share: Fraction, scale: tuple[float, float]) -> tuple[Colour, Colour]:
    """The colour of a cell, and that of the number in it."""
    low, high = scale
    place = min(max((float(share) - low) / (high - low), 0.0), 1.0) * (len(_RAMP) - 1)
    step = min(int(place), len(_RAMP) - 2)
    pairs = zip(_RAMP[step], _RAMP[step + 1], strict=True)
    red, green, blue = (round(a + (b - a) * (place - step)) for a, b in pairs)
    cell = (red, green, blue)
    return cell, _INK if luminance(cell) > _LEGIBLE else _PAPER


def luminance(colour: Colour) -> float:
    """0 for black, 1 for white (WCAG 2, relative luminance)."""
    parts = (part / 255 for part in colour)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rows(chart: HeatMap, language: Language) -> list[_Row]:
    """The cohorts, and all of them together at the end."""
    rows = [_Row(short(language, at), number(language, size), row) for at, size, row in chart.rows]
    everyone = number(language, sum(size for _, size, _ in chart.rows))
    return [*rows, _Row(label("heatmap", "pooled", language), everyone, chart.pooled)]


def _head(chart: HeatMap, language: Language) -> _Head:
    kind = chart.rows[0][0].kind if chart.rows else "custom"
    words = (label("heatmap", key, language) for key in ("meaning", "began", "size", kind))
    return _Head(label("charts", chart.title, language), *words)


def _longest(rows: list[_Row]) -> int:
    return max(len(row.shares) for row in rows)


def _scale(chart: HeatMap) -> tuple[float, float]:
    """The shares at the ends of the ramp: the lowest and highest, but for outliers."""
    shares = sorted(float(share) for _, _, row in chart.rows for share in row) or [0.0]
    low, high = shares[len(shares) // _TAIL], shares[-1 - len(shares) // _TAIL]
    wider = max(0.0, _NARROWEST - (high - low)) / 2
    return low - wider, high + wider


def _widths(rows: list[_Row], head: _Head, fonts: _Fonts) -> tuple[int, int, int]:
    """Where sizes end, where cells begin, and how wide the whole is."""
    names = [fonts.small.getlength(head.began), *(fonts.bold.getlength(row.name) for row in rows)]
    sizes = [fonts.small.getlength(head.size), *(fonts.bold.getlength(row.size) for row in rows)]
    end = _EDGE + int(max(names)) + _PAD + int(max(sizes))
    cells = end + _PAD
    later = fonts.small.getlength(head.later) + cells
    wide = [fonts.title.getlength(head.title), fonts.small.getlength(head.meaning)]
    return end, cells, max(cells + _longest(rows) * _CELL, int(max(*wide, later)) + _EDGE) + _EDGE


def _draw_head(sheet: _Sheet, head: _Head, columns: int) -> None:
    text, fonts = sheet.canvas.text, sheet.fonts
    text((_EDGE, _EDGE), head.title, _INK, fonts.title, "lt")
    text((_EDGE, _EDGE + 38), head.meaning, _QUIET, fonts.small, "lt")
    text((sheet.cells, _HEAD - 37), head.later, _QUIET, fonts.small, "ls")
    text((_EDGE, _HEAD - 12), head.began, _QUIET, fonts.small, "ls")
    text((sheet.sizes, _HEAD - 12), head.size, _QUIET, fonts.small, "rs")
    for k in range(columns):
        at = (sheet.cells + k * _CELL + (_CELL - _GAP) // 2, _HEAD - 12)
        text(at, str(k + 1), _QUIET, fonts.small, "ms")


def _draw_row(sheet: _Sheet, row: _Row, top: int, font: "FreeTypeFont") -> None:
    middle = top + _ROW // 2
    sheet.canvas.text((_EDGE, middle), row.name, _INK, font, "lm")
    sheet.canvas.text((sheet.sizes, middle), row.size, _INK, font, "rm")
    for k, share in enumerate(row.shares):
        left = sheet.cells + k * _CELL
        cell, ink = shade(share, sheet.scale)
        sheet.canvas.rectangle((left, top, left + _CELL - _GAP - 1, top + _ROW - _GAP - 1), cell)
        at = (left + (_CELL - _GAP) // 2, middle - _GAP // 2)
        sheet.canvas.text(at, str(rounded(share * 100, 0)), ink, font, "mm")


def _fonts() -> _Fonts:
    from PIL.ImageFont import Layout, truetype  # noqa: PLC0415 - see above

    sizes = (("-Bold", _TITLE), ("-Bold", _TEXT), ("", _TEXT), ("", _SMALL))
    basic = Layout.BASIC  # no ligatures in numbers, and half the time
    return _Fonts(
        *(truetype(_letters() / f"DejaVuSans{cut}.ttf", size, 0, "", basic) for cut, size in sizes)
    )


@cache
def _letters() -> Path:
    """The fonts that come with matplotlib, found without importing it; Pillow's own has no –."""
    found = find_spec("matplotlib")
    return Path(str(found and found.origin)).parent / "mpl-data" / "fonts" / "ttf"
