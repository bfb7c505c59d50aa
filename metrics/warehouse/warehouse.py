"""The table of questions that can be asked of a warehouse; each answer is kept for a minute, and
computed once however many ask for it at the same time.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

from metrics.lights import Light
from metrics.period import Period, history
from metrics.warehouse import (
    at_risk,
    cohorts,
    customers,
    dimensions,
    freshness,
    orders,
    revenue,
    risk,
    surveys,
    suspicions,
)
from metrics.warehouse.at_risk import AtRisk
from metrics.warehouse.cohorts import Cohorts
from metrics.warehouse.customers import Flows
from metrics.warehouse.database import Database, noted
from metrics.warehouse.mapping import Mapping
from metrics.warehouse.orders import RepeatsBy, SpendingBy
from metrics.warehouse.probe import Probe, probe
from metrics.warehouse.revenue import Movements
from metrics.warehouse.risk import LightsBy
from metrics.warehouse.rollup import Rollup, open_rollup
from metrics.warehouse.spans import Span
from metrics.warehouse.surveys import SatisfactionBy, ScoresBy
from metrics.warehouse.suspicions import Suspicion
from metrics.warehouse.tables import Tables, Where

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEPT_SECONDS = 60.0
MOST_KEPT = 512

T = TypeVar("T")
Key = tuple[object, ...]


@dataclass(slots=True)
class Kept:
    """Answers by question. `now` is a monotonic clock, in seconds."""

    now: Callable[[], float]
    seconds: float = KEPT_SECONDS
    most: int = MOST_KEPT
    _answers: dict[Key, tuple[float, Future[Any]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Key, compute: Callable[[], T]) -> T:
        """What `compute` gives; a failure is told to all who wait for it, and not kept."""
        with self._lock:
            found = self._answers.get(key)
            ours = found is None or found[0] <= self.now()
            if ours:
                self._tidy()
                found = (float("inf"), Future())
                self._answers[key] = found
        future = cast("tuple[float, Future[T]]", found)[1]
        if ours:
            self._compute(key, future, compute)
        return future.result()

    def _compute(self, key: Key, future: "Future[T]", compute: Callable[[], T]) -> None:
        try:
            future.set_result(compute())
        except BaseException as error:  # noqa: BLE001 - raised again by result(), for everyone
            self._forget(key)
            future.set_exception(error)
        else:
            with self._lock:
                self._answers[key] = (self.now() + self.seconds, future)

    def _forget(self, key: Key) -> None:
        with self._lock:
            self._answers.pop(key, None)

    def _tidy(self) -> None:
        """Room for one more: without what is too old, then without the oldest."""
        now = self.now()
        if len(self._answers) >= self.most:
            self._answers = {k: one for k, one in self._answers.items() if one[0] > now}
        if len(self._answers) >= self.most:
            del self._answers[min(self._answers, key=lambda key: self._answers[key][0])]


@dataclass(frozen=True, slots=True)
class Warehouse:
    """What answers ask. Every method may raise Trouble."""

    tables: Tables
    kept: Kept
    rollup: Rollup | None = None

    @property
    def mapping(self) -> Mapping:
        return self.tables.mapping

    def probes(self) -> Iterator[Probe]:
        """Every mapped section, and whether its table and columns are there; not kept."""
        return probe(self.tables)

    def flows(self, spans: Sequence[Span], by: str | None = None, where: Where = ()) -> Flows:
        """Customers who stayed, came and left: a Flow for each span, by segment (None: all)."""
        key = ("flows", tuple(spans), by, tuple(where))
        rolled = self._rolled(by, where)

        def count() -> Flows:
            found = rolled.flows(spans) if rolled else None
            return found or customers.flows(self.tables, spans, by, where)

        return self.kept.get(key, count)

    def movements(
        self, spans: Sequence[Span], by: str | None = None, where: Where = ()
    ) -> Movements:
        """Revenue gained, lost and kept: a Movement for each span, likewise."""
        key = ("movements", tuple(spans), by, tuple(where))
        return self.kept.get(key, lambda: revenue.movements(self.tables, spans, by, where))

    def sql_of(self, question: "Callable[[Warehouse], object]") -> str:
        """The SQL that a question runs, its values filled in: it is asked again, and of the tables,
        to be noted.
        """
        afresh = replace(self, kept=Kept(self.kept.now), rollup=None)
        with noted() as statements:
            question(afresh)
        return ";\n\n".join(statements)

    def cohorts(
        self,
        last: Period,
        count: int,
        *,
        unbounded: bool = False,
        by: str | None = None,
        where: Where = (),
    ) -> Cohorts:
        """The cohorts of the `count` periods up to and including `last`, the last complete one."""
        periods, rolled = (*history(last, count - 1), last), self._rolled(by, where)

        def follow() -> Cohorts:
            found = rolled.cohorts(periods, unbounded=unbounded) if rolled else None
            return found or cohorts.cohorts(self.tables, periods, unbounded, by, where)

        return self.kept.get(("cohorts", last, count, unbounded, by, tuple(where)), follow)

    def repeats(self, spans: Sequence[Span], by: str | None = None, where: Where = ()) -> RepeatsBy:
        """Customers with a second order in the period of each span; `Span.ever`: in all."""
        key = ("repeats", tuple(spans), by, tuple(where))
        rolled = self._rolled(by, where)

        def count() -> RepeatsBy:
            found = rolled.repeats(spans) if rolled else None
            return found or orders.repeats(self.tables, spans, by, where)

        return self.kept.get(key, count)

    def spending(
        self, spans: Sequence[Span], by: str | None = None, where: Where = ()
    ) -> SpendingBy:
        """Revenue, customers and orders, likewise: for the value of a customer so far."""
        key = ("spending", tuple(spans), by, tuple(where))
        return self.kept.get(key, lambda: orders.spending(self.tables, spans, by, where))

    def lights(
        self, as_of: date, earlier: Sequence[date], by: str | None = None, where: Where = ()
    ) -> LightsBy:
        """The traffic light, by segment (None: all). `earlier`: one date or more, newest first."""
        return self.kept.get(
            ("lights", as_of, tuple(earlier), by, tuple(where)),
            lambda: risk.lights(self.tables, as_of, earlier, by, where),
        )

    def at_risk(self, as_of: date, light: Light, limit: int, where: Where = ()) -> list[AtRisk]:
        """Customers by name, the most valuable first."""
        return self.kept.get(
            ("at_risk", as_of, light, limit, tuple(where)),
            lambda: at_risk.at_risk(self.tables, as_of, light, limit, where),
        )

    def nps(self, spans: Sequence[Span], by: str | None = None, where: Where = ()) -> ScoresBy:
        """Promoters, passives and detractors in the period of each span, by segment."""
        key = ("nps", tuple(spans), by, tuple(where))
        return self.kept.get(key, lambda: surveys.nps(self.tables, spans, by, where))

    def csat(
        self, spans: Sequence[Span], by: str | None = None, where: Where = ()
    ) -> SatisfactionBy:
        """The satisfied, likewise."""
        key = ("csat", tuple(spans), by, tuple(where))
        return self.kept.get(key, lambda: surveys.csat(self.tables, spans, by, where))

    def newest(self, section: str, now: datetime) -> datetime | None:
        """The latest time in a section of the mapping up to the minute of `now`, as it is on the
        workspace's clock.
        """
        minute = now.replace(second=0, microsecond=0)
        key = ("newest", section, minute)
        return self.kept.get(key, lambda: freshness.newest(self.tables, section, minute))

    def suspicions(self, today: date) -> list[Suspicion]:
        """What looks wrong in the mapped tables."""
        key = ("suspicions", today)
        return self.kept.get(key, lambda: suspicions.suspicions(self.tables, today))

    def values_of(self, dimension: str) -> tuple[str, ...]:
        """The values of a dimension of the mapping, in order."""
        key = ("values_of", dimension)
        return self.kept.get(key, lambda: dimensions.values_of(self.tables, dimension))

    def resolve(self, where: Where) -> Where:
        """Every value as it is in the data; an empty dimension is the one that has the value.
        Raises Trouble unknown_value, unknown_group and group_in_several.
        """
        return tuple(
            (dimension, dimensions.meant(dimension, typed, self.values_of(dimension)))
            if dimension
            else dimensions.dimension_of(typed, self._values())
            for dimension, typed in where
        )

    def _values(self) -> dict[str, tuple[str, ...]]:
        return {name: self.values_of(name) for name in self.tables.mapping.dimensions}

    def rolled_up(
        self, question: str, spans: Sequence[Span], by: str | None = None, where: Where = ()
    ) -> datetime | None:
        """On the workspace's clock when the roll-up was made that answers this question (`flows`,
        `repeats` or another method's name); None when the tables do.
        """
        asked = {"flows": Rollup.flows, "repeats": Rollup.repeats}.get(question)
        return self._made(by, where, lambda rollup: asked(rollup, spans) if asked else None)

    def cohorts_rolled_up(
        self,
        last: Period,
        count: int,
        *,
        unbounded: bool = False,
        by: str | None = None,
        where: Where = (),
    ) -> datetime | None:
        """Likewise."""
        periods = (*history(last, count - 1), last)
        return self._made(by, where, lambda rollup: rollup.cohorts(periods, unbounded=unbounded))

    def _made(
        self, by: str | None, where: Where, ask: Callable[[Rollup], object | None]
    ) -> datetime | None:
        rollup = self._rolled(by, where)
        sums = rollup.sums() if rollup and ask(rollup) is not None else None
        return sums.at.astimezone(self.tables.zone).replace(tzinfo=None) if sums else None

    def _rolled(self, by: str | None, where: Where) -> Rollup | None:
        """It knows nothing of customers but when they ordered."""
        return None if by or where else self.rollup


def open_warehouse(
    mapping: Mapping,
    zone: ZoneInfo,
    monotonic: Callable[[], float],
    threads: int = 1,
    rollup: Path | None = None,
) -> Warehouse:
    """Opens nothing yet: the first question does. `rollup`: where that file would be."""
    database = Database(mapping.warehouse.url, mapping.warehouse.timeout_seconds, threads)
    rolled_up = open_rollup(rollup, mapping, zone, threads) if rollup and mapping.orders else None
    return Warehouse(Tables(mapping, zone, database), Kept(monotonic), rolled_up)


def warehouse_in(
    memory: "DuckDBPyConnection",
    mapping: Mapping,
    zone: ZoneInfo,
    monotonic: Callable[[], float],
) -> Warehouse:
    """A warehouse in memory, as long as its owner keeps it there."""
    connection = mapping.warehouse
    database = Database(connection.url, connection.timeout_seconds, memory=memory)
    return Warehouse(Tables(mapping, zone, database), Kept(monotonic))
