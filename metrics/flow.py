"""Customers of one period, counted in a warehouse: who stayed, came, left and came back."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from metrics.counts import Retention, retention
from metrics.sums import Sums

Variant = Literal["strict", "formula", "all_acquired"]


@dataclass(frozen=True, slots=True)
class Flow(Sums):
    """Counts of customers; those at the `start` and at the `end` are sets that overlap in `kept`.

    With orders, "at the start" reads "active in the period just before", and "at the end" "active
    in this one". `new` came for the first time ever in the period and are there at its end; `gone`
    came for the first time too and have left already. `returned` are at the end, were not at the
    start, and had come before. `acquired` is everyone who ever came before the period.
    """

    start: int
    end: int
    kept: int
    new: int
    gone: int
    returned: int
    acquired: int

    NONE: ClassVar["Flow"]

    @property
    def lost(self) -> int:
        """There at the start, not at the end."""
        return self.start - self.kept

    @property
    def adds_up(self) -> bool:
        """Whether everyone at the end stayed, is new, or returned, and nobody is counted twice."""
        return self.end == self.kept + self.new + self.returned


Flow.NONE = Flow(0, 0, 0, 0, 0, 0, 0)


def rate(flow: Flow, variant: Variant) -> Fraction | None:
    """The retention rate by the definition that `variant` names, None where it divides by 0.

    strict: kept / start. formula: (end - new) / start, as the article writes it; customers who
    returned can bring it over 1. all_acquired: (end - new) / acquired.

    >>> orders = Flow(start=100, end=120, kept=80, new=15, gone=0, returned=25, acquired=420)
    >>> [str(rate(orders, variant)) for variant in ("strict", "formula", "all_acquired")]
    ['4/5', '21/20', '1/4']
    """
    part = flow.kept if variant == "strict" else flow.end - flow.new
    total = flow.acquired if variant == "all_acquired" else flow.start
    return Fraction(part, total) if total else None


def retention_of(flow: Flow) -> Retention | None:
    """Kept / start with its churn and intervals, None when nobody was there at the start."""
    return retention(start=flow.start, lost=flow.lost) if flow.start else None


def other_tools(flow: Flow) -> dict[str, tuple[int, int]]:
    """Churn as other tools count it: leavers, and the customers they are a share of (may be 0).

    chartmogul: lost / start, which is ours. stripe: all leavers / (start + all new). leavers: all
    leavers / start. Who came and left within the period is among all leavers and all new.
    """
    leavers = flow.lost + flow.gone
    return {
        "chartmogul": (flow.lost, flow.start),
        "stripe": (leavers, flow.start + flow.new + flow.gone),
        "leavers": (leavers, flow.start),
    }
