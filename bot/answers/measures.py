"""MEASURES: every metric that is counted in the company's data, and how counts become a figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from bot.reply import Unit, Value
from metrics.catalog import METRICS
from metrics.flow import Flow, Variant, rate
from metrics.loyalty import csat, nps
from metrics.movement import Movement, grr_of, nrr_of, quick_of
from metrics.value import so_far
from metrics.warehouse.mapping import Mapping as Mapped

if TYPE_CHECKING:
    from metrics.warehouse.orders import Repeats, Spending
    from metrics.warehouse.spans import Span
    from metrics.warehouse.surveys import Satisfaction, Scores
    from metrics.warehouse.warehouse import Warehouse

Where = Sequence[tuple[str, str]]
Series = Mapping[str | None, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of a metric in a period (None: nothing to divide by), the counts it was made of,
    and how many customers or answers it rests on. `share`: part and total of a share of those.
    """

    value: Value | None
    counts: Any
    size: int
    share: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """`question` is the warehouse's own, asked for each span, by segment; `figure` makes a value of
    one of its counts.
    A share may pass 1 unless `at_most_all`. `rests_on` says whom a figure's size counts, a key of
    the columns in `render/labels.toml`; `section` which of retention.toml is counted, None where
    [definitions] choose between orders and subscriptions. A `level` goes on from period to period:
    whether its change is usual can be told, where the level itself is never the same again.
    """

    name: str
    unit: Unit
    question: Literal["flows", "movements", "repeats", "spending", "nps", "csat"]
    figure: Callable[[Any, Mapped], Figure]
    rests_on: str = "at_start"
    section: str | None = None
    at_most_all: bool = True
    level: bool = False

    @property
    def lower_is_better(self) -> bool:
        """As its calculator has it; of what only the data can tell, more is better."""
        return self.name in METRICS and METRICS[self.name].better == "lower"

    def counts(
        self, warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where
    ) -> Series:
        """The counts of each span, by segment (None: all). Raises Trouble."""
        series: Series = getattr(warehouse, self.question)(spans, by, where)
        return series


def _crr(flow: Flow, mapping: Mapped) -> Figure:
    variant = variant_of(mapping)
    share = (flow.kept, flow.start) if variant == "strict" and flow.start else None
    return Figure(rate(flow, variant), flow, flow.start, share)


def _churn(flow: Flow, _: Mapped) -> Figure:
    if not flow.start:
        return Figure(None, flow, 0)
    return Figure(Fraction(flow.lost, flow.start), flow, flow.start, (flow.lost, flow.start))


def _customers(flow: Flow, _: Mapped) -> Figure:
    return Figure(flow.end, flow, flow.end)


def _newcomers(flow: Flow, _: Mapped) -> Figure:
    return Figure(flow.new, flow, flow.end)


def _nrr(movement: Movement, _: Mapped) -> Figure:
    return Figure(nrr_of(movement), movement, movement.customers_start)


def _grr(movement: Movement, _: Mapped) -> Figure:
    return Figure(grr_of(movement), movement, movement.customers_start)


def _mrr(movement: Movement, _: Mapped) -> Figure:
    return Figure(movement.end, movement, movement.customers_end)


def _quick(movement: Movement, _: Mapped) -> Figure:
    return Figure(quick_of(movement).ratio, movement, movement.customers_start)


def _repeat(counted: "Repeats", _: Mapped) -> Figure:
    if not counted.total:
        return Figure(None, counted, 0)
    share = (counted.repeat, counted.total)
    return Figure(Fraction(*share), counted, counted.total, share)


def _clv(counted: "Spending", _: Mapped) -> Figure:
    value = so_far(counted.revenue, counted.customers, counted.orders)
    return Figure(value.per_customer, value, counted.customers)


def _nps(counted: "Scores", _: Mapped) -> Figure:
    promoters, passives, detractors = counted.promoters, counted.passives, counted.detractors
    if not promoters + passives + detractors:
        return Figure(None, counted, 0)
    found = nps(promoters=promoters, passives=passives, detractors=detractors)
    return Figure(found.score, found, found.answers)


def _csat(counted: "Satisfaction", _: Mapped) -> Figure:
    if not counted.total:
        return Figure(None, counted, 0)
    found = csat(satisfied=counted.satisfied, total=counted.total)
    return Figure(found.rate, found, found.total, (found.part, found.total))


_ALL = (
    Measure("crr", "share", "flows", _crr),
    Measure("churn", "share", "flows", _churn),
    Measure("customers", "count", "flows", _customers, "at_end", level=True),
    Measure("newcomers", "count", "flows", _newcomers, "at_end"),
    Measure("nrr", "share", "movements", _nrr, at_most_all=False),
    Measure("grr", "share", "movements", _grr),
    Measure("mrr", "amount", "movements", _mrr, "at_end", level=True),
    Measure("quick", "ratio", "movements", _quick),
    Measure("repeat", "share", "repeats", _repeat, "who_ordered", "orders"),
    Measure("clv", "amount", "spending", _clv, "who_ordered", "orders"),
    Measure("nps", "points", "nps", _nps, "answers", "nps"),
    Measure("csat", "share", "csat", _csat, "answers", "csat"),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}


def measure_of(name: str, mapping: Mapped) -> Measure:
    """Of MEASURES. Retention by the article's formula may pass 100 %: who came back counts."""
    measure = MEASURES[name]
    passes = name == "crr" and variant_of(mapping) == "formula"
    return replace(measure, at_most_all=False) if passes else measure


def variant_of(mapping: Mapped) -> Variant:
    """Which formula retention is counted by."""
    return mapping.definitions.orders if mapping.unit == "orders" else "strict"
