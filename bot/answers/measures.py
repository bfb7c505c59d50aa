"""MEASURES: every metric that is counted in the company's data, and how a period becomes a figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bot.reply import Unit, Value
from metrics.flow import Flow, rate
from metrics.movement import Movement, grr_of, nrr_of, quick_of
from metrics.warehouse.mapping import Mapping as Mapped

if TYPE_CHECKING:
    from metrics.warehouse.spans import Span
    from metrics.warehouse.warehouse import Warehouse

Where = Sequence[tuple[str, str]]
Series = Mapping[str | None, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of a metric in a period (None: nothing to divide by), and the counts it was made
    of. `share` is its part and total where it is a share of customers or answers.
    """

    value: Value | None
    counts: Any
    share: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """`counts` asks the warehouse for each span, by segment; `figure` makes one of them a value."""

    name: str
    unit: Unit
    counts: "Callable[[Warehouse, Sequence[Span], str | None, Where], Series]"
    figure: Callable[[Any, Mapped], Figure]
    lower_is_better: bool = False


def _flows(warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where) -> Series:
    return warehouse.flows(spans, by, where)


def _movements(
    warehouse: "Warehouse", spans: "Sequence[Span]", by: str | None, where: Where
) -> Series:
    return warehouse.movements(spans, by, where)


def _crr(flow: Flow, mapping: Mapped) -> Figure:
    variant = mapping.definitions.orders if mapping.unit == "orders" else "strict"
    share = (flow.kept, flow.start) if variant == "strict" and flow.start else None
    return Figure(rate(flow, variant), flow, share)


def _churn(flow: Flow, _: Mapped) -> Figure:
    if not flow.start:
        return Figure(None, flow)
    return Figure(Fraction(flow.lost, flow.start), flow, (flow.lost, flow.start))


def _customers(flow: Flow, _: Mapped) -> Figure:
    return Figure(flow.end, flow)


def _nrr(movement: Movement, _: Mapped) -> Figure:
    return Figure(nrr_of(movement), movement)


def _grr(movement: Movement, _: Mapped) -> Figure:
    return Figure(grr_of(movement), movement)


def _mrr(movement: Movement, _: Mapped) -> Figure:
    return Figure(movement.end, movement)


def _quick(movement: Movement, _: Mapped) -> Figure:
    return Figure(quick_of(movement).ratio, movement)


_ALL = (
    Measure("crr", "share", _flows, _crr),
    Measure("churn", "share", _flows, _churn, lower_is_better=True),
    Measure("customers", "count", _flows, _customers),
    Measure("nrr", "share", _movements, _nrr),
    Measure("grr", "share", _movements, _grr),
    Measure("mrr", "amount", _movements, _mrr),
    Measure("quick", "ratio", _movements, _quick),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
