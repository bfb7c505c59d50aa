"""MEASURES: every metric that is counted in the company's data, and how counts become a figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bot.reply import Unit, Value
from metrics.flow import Flow, rate
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
    """`counts` asks the warehouse for each span, by segment; `figure` makes one of them a value.
    A share may pass 1 unless `at_most_all`. `rests_on` says whom a figure's size counts, a key of
    the columns in `render/labels.toml`; `section` which of retention.toml is counted, None where
    [definitions] choose between orders and subscriptions. A `level` goes on from period to period:
    whether its change is usual can be told, where the level itself is never the same again.
    """

    name: str
    unit: Unit
    counts: "Callable[[Warehouse, Sequence[Span], str | None, Where], Series]"
    figure: Callable[[Any, Mapped], Figure]
    rests_on: str = "at_start"
    section: str | None = None
    lower_is_better: bool = False
    at_most_all: bool = True
    level: bool = False


def _flows(warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where) -> Series:
    return warehouse.flows(spans, by, where)


def _movements(
    warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where
) -> Series:
    return warehouse.movements(spans, by, where)


def _crr(flow: Flow, mapping: Mapped) -> Figure:
    variant = mapping.definitions.orders if mapping.unit == "orders" else "strict"
    share = (flow.kept, flow.start) if variant == "strict" and flow.start else None
    return Figure(rate(flow, variant), flow, flow.start, share)


def _churn(flow: Flow, _: Mapped) -> Figure:
    if not flow.start:
        return Figure(None, flow, 0)
    return Figure(Fraction(flow.lost, flow.start), flow, flow.start, (flow.lost, flow.start))


def _customers(flow: Flow, _: Mapped) -> Figure:
    return Figure(flow.end, flow, flow.end)


def _nrr(movement: Movement, _: Mapped) -> Figure:
    return Figure(nrr_of(movement), movement, movement.customers_start)


def _grr(movement: Movement, _: Mapped) -> Figure:
    return Figure(grr_of(movement), movement, movement.customers_start)


def _mrr(movement: Movement, _: Mapped) -> Figure:
    return Figure(movement.end, movement, movement.customers_end)


def _quick(movement: Movement, _: Mapped) -> Figure:
    return Figure(quick_of(movement).ratio, movement, movement.customers_start)


def _repeats(
    warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where
) -> Series:
    return warehouse.repeats(spans, by, where)


def _spending(
    warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where
) -> Series:
    return warehouse.spending(spans, by, where)


def _repeat(counted: "Repeats", _: Mapped) -> Figure:
    if not counted.total:
        return Figure(None, counted, 0)
    share = (counted.repeat, counted.total)
    return Figure(Fraction(*share), counted, counted.total, share)


def _clv(counted: "Spending", _: Mapped) -> Figure:
    value = so_far(counted.revenue, counted.customers, counted.orders)
    return Figure(value.per_customer, value, counted.customers)


def _scores(
    warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where
) -> Series:
    return warehouse.nps(spans, by, where)


def _satisfaction(
    warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where
) -> Series:
    return warehouse.csat(spans, by, where)


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
    Measure("crr", "share", _flows, _crr),
    Measure("churn", "share", _flows, _churn, lower_is_better=True),
    Measure("customers", "count", _flows, _customers, "at_end", level=True),
    Measure("nrr", "share", _movements, _nrr, at_most_all=False),
    Measure("grr", "share", _movements, _grr),
    Measure("mrr", "amount", _movements, _mrr, "at_end", level=True),
    Measure("quick", "ratio", _movements, _quick),
    Measure("repeat", "share", _repeats, _repeat, "who_ordered", "orders"),
    Measure("clv", "amount", _spending, _clv, "who_ordered", "orders"),
    Measure("nps", "points", _scores, _nps, "answers", "nps"),
    Measure("csat", "share", _satisfaction, _csat, "answers", "csat"),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
