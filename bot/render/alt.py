"""What a chart shows, in words: for who cannot see it, and where it cannot be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.render.numbers import number, percent
from bot.render.text import label, said
from bot.render.units import limits, outside, shown
from bot.reply import HeatMap, Language, Line, Value
from metrics.period import Period

MOST = 2000  # characters of an alt text of Slack's
_LISTED = 5  # periods or lines that are named one by one
_FOR_A_VERDICT = 30  # customers; a smaller cohort is not singled out
_MILESTONES = (1, 6, 12)  # periods after the start

Points = Sequence[tuple[Period, Value]]
Row = tuple[Period, int, tuple[Fraction, ...]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a chart and what stands there; of a cohort also its size."""

    at: Period
    value: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one line; `name` None where it is the only one. `count` is of its values."""

    name: str | None
    count: int
    first: Mark
    last: Mark
    lowest: Mark
    highest: Mark


def alt(chart: Line | HeatMap, language: Language) -> str:
    """First, last, lowest, highest and what stands out, in at most `MOST` characters."""
    if isinstance(chart, Line):
        words = said("alt", "line", language, _line(chart, language))
    else:
        words = said("alt", "cohorts", language, _cohorts(chart, language))
    return words if len(words) <= MOST else words[: MOST - 1] + "…"


def _line(line: Line, language: Language) -> dict[str, object]:
    series = [(key, _points(line, values)) for key, values in line.series]
    unusual = [one for _, points in series for one in points if outside(line, one[1])]
    columns = zip(*(values for _, values in line.series), strict=True)
    gaps = [at for at, column in zip(line.periods, columns, strict=True) if None in column]
    low, high = (None if one is None else shown(language, line, one) for one in limits(line))
    return {
        "title": label("charts", line.title, language),
        "periods": line.periods,
        "series": [
            _told(line, key if len(series) > 1 else None, points, language)
            for key, points in series[:_LISTED]
            if points
        ],
        "low": low,
        "high": high,
        "unusual": [Mark(at, shown(language, line, value)) for at, value in unusual[:_LISTED]],
        "more_unusual": max(0, len(unusual) - _LISTED),
        "gaps": gaps[:_LISTED],
        "more_gaps": max(0, len(gaps) - _LISTED),
    }


def _points(line: Line, values: Sequence[Value | None]) -> Points:
    pairs = zip(line.periods, values, strict=True)
    return [(at, value) for at, value in pairs if value is not None]


def _told(line: Line, key: str | None, points: Points, language: Language) -> Told:
    lowest, highest = (pick(points, key=lambda one: Fraction(one[1])) for pick in (min, max))
    named = (points[0], points[-1], lowest, highest)
    first, last, low, high = (Mark(at, shown(language, line, value)) for at, value in named)
    name = None if key is None else label("series", key, language)
    return Told(name, len(points), first, last, low, high)


def _cohorts(chart: HeatMap, language: Language) -> dict[str, object]:
    rows = [row for row in chart.rows if row[2] and row[1] >= _FOR_A_VERDICT]
    rows.sort(key=lambda row: row[2][0])
    early = [Mark(at, percent(language, shares[0]), size) for at, size, shares in rows]
    after = sorted({*_MILESTONES, len(chart.pooled)} & set(range(1, len(chart.pooled) + 1)))
    return {
        "title": label("charts", chart.title, language),
        "rows": chart.rows,
        "pooled": [(k, percent(language, chart.pooled[k - 1])) for k in after],
        "lowest": early[0] if len(early) > 1 else None,
        "highest": early[-1] if len(early) > 1 else None,
        "below": _furthest_below(rows, chart.pooled, language),
    }


def _furthest_below(
    rows: Sequence[Row], pooled: Sequence[Fraction], language: Language
) -> Mark | None:
    """The cohort that lies most points below all together, on average over its periods."""
    if not rows:
        return None
    distances = [(_distance(row[2], pooled), row) for row in rows]
    distance, (at, size, _) = min(distances, key=lambda one: one[0])
    return Mark(at, number(language, -distance * 100), size) if distance < 0 else None


def _distance(shares: Sequence[Fraction], pooled: Sequence[Fraction]) -> Fraction:
    pairs = list(zip(shares, pooled, strict=False))
    return sum((share - together for share, together in pairs), Fraction(0)) / len(pairs)
