"""METRICS: every metric that figures can be typed for. A metric is added here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from metrics.counts import churn, retention
from metrics.loyalty import csat, nps, repeat
from metrics.revenue import grr, nrr, quick
from metrics.value import clv

Unit = Literal["share", "points", "amount", "ratio"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Field:
    """A figure that can be given: whole `count` (int), or `amount`, `share` (0 to 1), `number`
    (Decimal).
    """

    name: str
    kind: Literal["count", "amount", "share", "number"]


@dataclass(frozen=True, slots=True)
class Metric:
    """How a metric is asked for.

    `function` takes the fields as keyword arguments. `positional` is the order of unnamed figures.
    `forms` are the sets of fields that suffice, the positional one first. `example` works: fields
    and figures, written so that every language reads them alike. `unit` is that of the result:
    `share` of one, `points` of a score, `amount` of money, bare `ratio`; `better` says which way
    is good news. `compared` says whether benchmarks of customer retention apply.
    """

    name: str
    function: Callable[..., object]
    fields: tuple[Field, ...]
    positional: tuple[str, ...]
    forms: tuple[frozenset[str], ...]
    example: tuple[tuple[str, str], ...]
    unit: Unit
    better: Better
    compared: bool = False


def _counts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "count") for name in names)


def _amounts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "amount") for name in names)


_CUSTOMERS = (
    frozenset({"start", "new", "end"}),
    frozenset({"start", "lost"}),
    frozenset({"start", "kept"}),
    frozenset({"start", "new", "lost"}),
    frozenset({"start", "end", "lost"}),
)

_ALL = (
    Metric(
        name="crr",
        function=retention,
        fields=_counts("start", "new", "end", "lost", "kept"),
        positional=("start", "new", "end"),
        forms=_CUSTOMERS,
        example=(("start", "500"), ("new", "50"), ("end", "450")),
        unit="share",
        better="higher",
        compared=True,
    ),
    Metric(
        name="churn",
        function=churn,
        fields=_counts("start", "new", "end", "lost", "kept"),
        positional=("start", "new", "end"),
        forms=_CUSTOMERS,
        example=(("start", "130"), ("lost", "9")),
        unit="share",
        better="lower",
        compared=True,
    ),
    Metric(
        name="nps",
        function=nps,
        fields=_counts("promoters", "passives", "detractors"),
        positional=("promoters", "passives", "detractors"),
        forms=(frozenset({"promoters", "passives", "detractors"}),),
        example=(("promoters", "60"), ("passives", "25"), ("detractors", "15")),
        unit="points",
        better="higher",
    ),
    Metric(
        name="csat",
        function=csat,
        fields=_counts("satisfied", "total"),
        positional=("satisfied", "total"),
        forms=(frozenset({"satisfied", "total"}),),
        example=(("satisfied", "170"), ("total", "200")),
        unit="share",
        better="higher",
    ),
    Metric(
        name="repeat",
        function=repeat,
        fields=_counts("repeat", "total"),
        positional=("repeat", "total"),
        forms=(frozenset({"repeat", "total"}),),
        example=(("repeat", "120"), ("total", "400")),
        unit="share",
        better="higher",
    ),
    Metric(
        name="clv",
        function=clv,
        fields=(
            *_amounts("value"),
            Field("frequency", "number"),
            Field("years", "number"),
            Field("margin", "share"),
            *_amounts("arpa"),
            Field("churn", "share"),
            *_counts("start"),
        ),
        positional=("value", "frequency", "years"),
        forms=(frozenset({"value", "frequency", "years"}), frozenset({"arpa", "churn"})),
        example=(("value", "80"), ("frequency", "4"), ("years", "3")),
        unit="amount",
        better="higher",
    ),
    Metric(
        name="nrr",
        function=nrr,
        fields=_amounts("start", "expansion", "contraction", "churn"),
        positional=("start", "expansion", "contraction", "churn"),
        forms=(frozenset({"start", "expansion", "contraction", "churn"}),),
        example=(
            ("start", "50000"),
            ("expansion", "6000"),
            ("contraction", "1500"),
            ("churn", "2500"),
        ),
        unit="share",
        better="higher",
    ),
    Metric(
        name="grr",
        function=grr,
        fields=_amounts("start", "contraction", "churn"),
        positional=("start", "contraction", "churn"),
        forms=(frozenset({"start", "contraction", "churn"}),),
        example=(("start", "50000"), ("contraction", "1500"), ("churn", "2500")),
        unit="share",
        better="higher",
    ),
    Metric(
        name="quick",
        function=quick,
        fields=_amounts("new", "expansion", "contraction", "churn"),
        positional=("new", "expansion", "contraction", "churn"),
        forms=(frozenset({"new", "expansion", "contraction", "churn"}),),
        example=(
            ("new", "8000"),
            ("expansion", "4000"),
            ("contraction", "1000"),
            ("churn", "3000"),
        ),
        unit="ratio",
        better="higher",
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
