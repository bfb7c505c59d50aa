"""A metric counted in the company's data: the value, the counts, the change, the trend, one tip."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from bot.answers.advice import Advice, Sign, advise, result_beside, signs_of, worst_segment
from bot.answers.comparison import Compared, compare_with_industry
from bot.answers.data import FEWEST_SHOWN, admitted, telling_trouble
from bot.answers.frame import SHOWN, Frame, frame_of
from bot.answers.measures import MEASURES, Figure, Measure
from bot.ask.question import Ask
from bot.reply import Button, Cell, Line, Money, Own, Percent, Points, Reply, Table, Value
from bot.services import Asker, Data, Services
from knowledge.library import Library
from metrics.change import Change, difference, holm
from metrics.flow import Flow, retention_of
from metrics.process import Limits, Verdict, judge, limits

if TYPE_CHECKING:
    from metrics.warehouse.spans import Span
    from metrics.warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric in all the periods of a frame."""

    measure: Measure
    frame: Frame
    figures: Mapping["Span", Figure]
    segments: Mapping[str, tuple[Figure, Figure]]  # asked and versus
    usual: Limits | None
    verdict: Verdict | None

    @property
    def now(self) -> Figure:
        return self.figures[self.frame.asked]

    @property
    def then(self) -> Figure:
        return self.figures[self.frame.versus]

    @property
    def change(self) -> Change | None:
        """Against the period it is compared with; None where there is no share to compare."""
        if self.now.share is None or self.then.share is None:
            return None
        return difference(self.now.share, self.then.share)


@telling_trouble
def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Any metric of MEASURES for a period, in whole or by a dimension."""
    data, warehouse = admitted(ask, asker, services)
    found = measured(ask, MEASURES[str(ask.metric)], data, warehouse)
    preferences = services.settings_for(asker)
    compared = _beside_industry(ask, found, preferences.industry, services.library)
    industry = ask.industry or preferences.industry
    facts = {
        "metric": found.measure.name,
        "m": found,
        "unit": data.mapping.unit,
        "where": ask.where,
        "by": ask.by,
        "compared": compared,
        "a_year": None,
        "advice": advice_for(found, industry, services.library),
        "hidden": _hidden(found) if asker.public else (),
        "timezone": data.timezone,
        "newest": warehouse.newest(),
        "currency": preferences.currency,
        "library": services.library,
        "term": services.library.terms.get(found.measure.name),
    }
    return Reply(
        template="measured",
        language=ask.language,
        facts=facts,
        table=_table(ask, found, preferences.currency, public=asker.public) if ask.by else None,
        chart=trend(found, preferences.currency),
        buttons=tuple(_buttons(ask, data)),
        share=ask.question(),
        private=True,
    )


def measured(ask: Ask, measure: Measure, data: Data, warehouse: "Warehouse") -> Measured:
    """Asks the warehouse for all periods at once."""
    frame = frame_of(ask)
    counted = measure.counts(warehouse, frame.spans, ask.by, warehouse.resolve(ask.where))
    whole = [reduce(add, each) for each in zip(*counted.values(), strict=True)]
    figures = {
        span: measure.figure(counts, data.mapping)
        for span, counts in zip(frame.spans, whole, strict=True)
    }
    asked, versus = frame.spans.index(frame.asked), frame.spans.index(frame.versus)
    segments = {
        str(name): tuple(measure.figure(counts[i], data.mapping) for i in (asked, versus))
        for name, counts in counted.items()
        if name is not None
    }
    usual = limits(_values(frame, figures))
    now = figures[frame.asked].value
    verdict = None if now is None else judge(now, usual)
    return Measured(measure, frame, figures, segments, usual, verdict)  # type: ignore[arg-type]


def _values(frame: Frame, figures: Mapping["Span", Figure]) -> list[Value]:
    """Of the periods before, from the last one that had no value on."""
    values: list[Value] = []
    for span in frame.history:
        value = figures[span].value
        values = [*values, value] if value is not None else []
    return values


def trend(found: Measured, currency: str) -> Line | None:
    """The last twelve periods and this one; None for a running period, or with too few values."""
    spans = [*found.frame.history[-SHOWN + 1 :], found.frame.asked]
    values = tuple(found.figures[span].value for span in spans)
    if found.frame.running or sum(value is not None for value in values) < 3:  # noqa: PLR2004 - two make no trend
        return None
    return Line(
        title=found.measure.name,
        unit=found.measure.unit,
        periods=tuple(span.period for span in spans),
        series=((found.measure.name, values),),
        currency=currency,
        low=found.usual.low if found.usual else None,
        high=found.usual.high if found.usual else None,
    )


def advice_for(found: Measured, industry: str | None, library: Library) -> Advice:
    """The tip that this figure asks for."""
    lower = found.measure.lower_is_better
    did = result_beside(found.now.value, found.verdict, lower=lower)
    signs: list[Sign] = list(signs_of(found.now.counts))
    flows = {name: now.counts for name, (now, _) in found.segments.items()}
    if flows and all(isinstance(one, Flow) for one in flows.values()):
        signs += filter(None, [worst_segment(flows)])
    signs += [Sign("low")] if did == "low" else []
    return advise(library, found.measure.name, industry, did, signs)


def _beside_industry(
    ask: Ask, found: Measured, usual: str | None, library: Library
) -> Compared | None:
    """Retention of customers beside an industry's average, where there are enough of them."""
    flow = found.now.counts
    if found.measure.name not in {"crr", "churn"} or not isinstance(flow, Flow):
        return None
    kept = retention_of(flow)
    kind = found.frame.asked.period.kind
    asked = replace(ask, period=None if kind == "custom" else kind)
    return compare_with_industry(asked, kept, usual, library) if kept else None


def _hidden(found: Measured) -> tuple[str, ...]:
    """Segments that a channel may not read: the small ones, and where that is a single one the
    next smallest, since the total would give it away.
    """
    sizes = {name: _size(now) for name, (now, _) in found.segments.items()}
    by_size = sorted(sizes, key=lambda name: (sizes[name], name))
    small = [name for name in by_size if sizes[name] < FEWEST_SHOWN]
    return tuple(by_size[: max(2, len(small))]) if small else ()


def _size(figure: Figure) -> int:
    """How many customers, or answers, a figure rests on."""
    if figure.share is not None:
        return figure.share[1]
    counts = figure.counts
    return min(
        int(getattr(counts, name)) for name in ("start", "customers_start") if hasattr(counts, name)
    )


def _table(ask: Ask, found: Measured, currency: str, *, public: bool) -> Table:
    """A row a segment, the largest first; which differ by more than chance is marked."""
    hidden = _hidden(found) if public else ()
    shown = {name: one for name, one in found.segments.items() if name not in hidden}
    names = sorted(shown, key=lambda name: (-_size(shown[name][0]), name))
    marks = _beyond_chance([shown[name] for name in names])
    rows = tuple(
        (Own(name), *_cells(found.measure, *shown[name], currency), mark)
        for name, mark in zip(names, marks, strict=True)
    )
    columns = (Own(str(ask.by)), "of", found.measure.name, "change", "beyond_chance")
    return Table(found.measure.name, columns, rows)


def _beyond_chance(rows: list[tuple[Figure, Figure]]) -> list[Cell]:
    pairs = [(now.share, then.share) for now, then in rows]
    if any(now is None or then is None for now, then in pairs):
        return [None] * len(rows)
    return ["✓" if differs else "" for differs in holm(pairs)]  # type: ignore[arg-type]


def _cells(measure: Measure, now: Figure, then: Figure, currency: str) -> tuple[Cell, ...]:
    size = f"{now.share[0]}/{now.share[1]}" if now.share else _size(now)
    return size, as_cell(measure, now.value, currency), _difference(measure, now, then, currency)


def as_cell(measure: Measure, value: Value | None, currency: str) -> Cell:
    """A value as its unit is written."""
    if value is None:
        return None
    if measure.unit == "share":
        return Percent(Fraction(value))
    if measure.unit == "amount":
        return Money(Fraction(value), currency)
    return Points(Fraction(value)) if measure.unit == "points" else Fraction(value)


def _difference(measure: Measure, now: Figure, then: Figure, currency: str) -> Cell:
    if now.value is None or then.value is None:
        return None
    distance = Fraction(now.value) - Fraction(then.value)
    if measure.unit == "amount":
        return Money(distance, currency)
    return Points(100 * distance if measure.unit == "share" else distance)


def _buttons(ask: Ask, data: Data) -> Iterator[Button]:
    """Explain, a breakdown that was not asked for, who is at risk."""
    yield Button("explain", f"explain {ask.question()}")
    for dimension in data.mapping.dimensions[:2]:
        if dimension != ask.by:
            yield Button("by", replace(ask, by=dimension).question(), f"by {dimension}")
    if ask.metric in {"crr", "churn"}:
        yield Button("cohorts", Ask("cohort", ask.language).question())
        yield Button("at_risk", Ask("risk", ask.language).question())


