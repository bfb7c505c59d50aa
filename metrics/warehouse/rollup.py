"""A roll-up of the orders: a DuckDB file of its own that answers questions over whole months.

It holds one row a customer (the months with an order in them as the bits of one number, and how
many orders), and the sums of those rows that a month's questions come down to. No name is in it.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, column, literal_column, select, table, text

from metrics.cohort import Cohort
from metrics.flow import Flow
from metrics.period import Period
from metrics.warehouse.cohorts import Cohorts
from metrics.warehouse.customers import Flows, columns_of_orders, read_flows
from metrics.warehouse.database import Database
from metrics.warehouse.mapping import Mapping as Mapped
from metrics.warehouse.orders import Repeats, RepeatsBy
from metrics.warehouse.places import has, whole
from metrics.warehouse.spans import MOST_EDGES, Line, Span
from metrics.warehouse.trouble import Trouble

VERSION = 1
USED_FOR = timedelta(hours=24)  # afterwards the tables are asked again
MONTHS = MOST_EDGES - 1  # first days of months; the last edge is the day after the last day


@dataclass(frozen=True, slots=True)
class Sums:
    """What a file says of itself, and its sums. `days` are the edges between its places: the first
    days of months, then the first day that is not in it. By the place of the first order: `active`,
    how many have an order in each place; `later`, how many in it or in a later month that is over.
    `kept`: how many have one in each place and in the one before.
    """

    at: datetime
    fingerprint: str
    days: tuple[date, ...]
    active: Mapping[int, Sequence[int]]
    later: Mapping[int, Sequence[int]]
    kept: Sequence[int]
    repeats: Repeats

    def place(self, month: Period) -> int | None:
        """A whole month's."""
        if month.kind != "month" or month.start not in self.days[:-2]:
            return None
        return self.days.index(month.start) + 1

    def flow(self, span: Span) -> Flow | None:
        """Of a month and the one before it."""
        before, place = self.place(span.before), self.place(span.period)
        if before is None or place is None or before + 1 != place:
            return None
        start, end = (sum(row[one] for row in self.active.values()) for one in (before, place))
        kept, new = self.kept[place], self.active[place][place] if place in self.active else 0
        acquired = sum(row[first] for first, row in self.active.items() if first < place)
        return Flow(start, end, kept, new, 0, end - kept - new, acquired)

    def cohort(self, month: date, places: Sequence[int], *, unbounded: bool) -> Cohort:
        """Those who came in the first of the places, in each of them."""
        found = (self.later if unbounded else self.active).get(places[0])
        cells = tuple(found[place] if found else 0 for place in places)
        return Cohort(month, cells[0], cells)


@dataclass(slots=True)
class Rollup:
    """The file, read again when another has taken its place. What it cannot answer is None."""

    file: Path
    fingerprint: str
    of_orders: bool  # whether retention and cohorts are counted on orders
    now: Callable[[], datetime]
    database: Database
    _mark: tuple[int, int] | None = None
    _sums: Sums | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sums(self) -> Sums | None:
        """None when there is no file, or none of this mapping, or it is too old."""
        try:
            found = self.file.stat()
        except OSError:
            return None
        with self._lock:
            if self._mark != (mark := (found.st_ino, found.st_mtime_ns)):
                self._sums, self._mark = self._read(), mark
            sums = self._sums
        if sums is None or sums.fingerprint != self.fingerprint:
            return None
        return sums if self.now() - sums.at < USED_FOR else None

    def flows(self, spans: Sequence[Span]) -> Flows | None:
        """Of months from their sums, of quarters and years from the rows."""
        if not self.of_orders or (sums := self.sums()) is None:
            return None
        flows = [sums.flow(span) for span in spans]
        if None not in flows:
            return {None: tuple(flow for flow in flows if flow is not None)}
        return self._from_rows(sums, spans)

    def cohorts(self, periods: Sequence[Period], *, unbounded: bool) -> Cohorts | None:
        """Of months."""
        if not self.of_orders or (sums := self.sums()) is None:
            return None
        places = [place for one in periods if (place := sums.place(one)) is not None]
        over = unbounded and periods[-1].end != sums.days[-2]
        if len(places) < len(periods) or over:
            return None
        return {
            None: tuple(
                sums.cohort(one.start, places[i:], unbounded=unbounded)
                for i, one in enumerate(periods)
            )
        }

    def repeats(self, spans: Sequence[Span]) -> RepeatsBy | None:
        """Of the whole history."""
        sums = self.sums()
        if sums is None or any(span.before.start != date.min for span in spans):
            return None
        if any(span.period.end < sums.days[-1] for span in spans):
            return None
        return {None: (sums.repeats,) * len(spans)}

    def _from_rows(self, sums: Sums, spans: Sequence[Span]) -> Flows | None:
        line = Line.through(spans)
        if not set(line.days) <= set(sums.days[:-1]):
            return None
        bits: ColumnElement[int] = column("bits")
        counted = select(_again(bits, sums, line).label("bits")).select_from(table("customers"))
        counted_rows = counted.subquery("counted")
        columns = columns_of_orders(counted_rows.c, line, spans)
        wanted: Any = select(literal_column("NULL"), *columns).select_from(counted_rows)
        try:
            return read_flows(self.database.rows(wanted), spans)
        except Trouble:  # the file was swapped just now: the tables know as well
            return None

    def _read(self) -> Sums | None:
        """None for a file that cannot be read, or of another version."""
        self.database.close()
        try:
            version, at, fingerprint, days = self._rows("about")[0]
            if version != VERSION:
                return None
            cohorts, [(repeat, total, kept)] = self._rows("cohorts"), self._rows("sums")
        except Trouble:
            return None
        return Sums(
            at=datetime.fromisoformat(at),
            fingerprint=fingerprint,
            days=tuple(map(date.fromisoformat, days.split())),
            active={first.bit_length() - 1: row for first, row, _ in cohorts},
            later={first.bit_length() - 1: row for first, _, row in cohorts},
            kept=kept,
            repeats=Repeats(repeat, total),
        )

    def _rows(self, name: str) -> list[Any]:
        return [
            tuple(row) for row in self.database.rows(select(text("*")).select_from(table(name)))
        ]


def _again(bits: ColumnElement[int], sums: Sums, line: Line) -> ColumnElement[int]:
    """The bits of the places of the roll-up, as those of the places of another line."""
    ends = [sums.days.index(day) + 1 for day in line.days]
    masks = [(1 << end) - (1 << start) for start, end in zip([0, *ends], ends, strict=False)]
    terms: list[ColumnElement[Any]] = [
        case((has(bits, mask), whole(1 << i)), else_=whole(0)) for i, mask in enumerate(masks)
    ]
    return reduce(add, terms)


def fingerprint_of(mapping: Mapped, zone: ZoneInfo) -> str:
    """Of all that a roll-up depends on: where it is another, the file is of something else."""
    parts = (VERSION, mapping.warehouse.url, mapping.warehouse.timestamps, mapping.orders, zone.key)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def edges(today: date) -> tuple[date, ...]:
    """The first days of months up to and including this one, and tomorrow."""
    month = today.year * 12 + today.month - 1
    numbers = range(month - MONTHS + 1, month + 1)
    months = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    return (*months, today + timedelta(days=1))


def open_rollup(file: Path, mapping: Mapped, zone: ZoneInfo, threads: int) -> Rollup:
    """Opens nothing yet."""
    database = Database(f"duckdb:///{file}", mapping.warehouse.timeout_seconds, threads)
    return Rollup(
        file=file,
        fingerprint=fingerprint_of(mapping, zone),
        of_orders=mapping.unit == "orders",
        now=lambda: datetime.now(UTC),
        database=database,
    )
