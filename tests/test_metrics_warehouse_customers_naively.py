"""Customers counted in a warehouse against a naive count of the same rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.flow import Flow
from metrics.period import Calendar, Period, containing
from metrics.warehouse.spans import Span
from tests.warehouses import (
    CONTRACTS,
    ORDERS,
    Company,
    Kind,
    contracts,
    orders,
    url_of,
)

ZONES = ["Europe/Amsterdam", "America/New_York", "America/Santiago", "Pacific/Apia", "UTC"]
FORMS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
LATE = [time(0), time(0, 30), time(3), time(4), time(12), time(22), time(23), time(23, 59, 59)]

moments = st.builds(
    datetime.combine,
    st.dates(date(2025, 1, 1), date(2025, 4, 30)) | st.dates(date(2025, 9, 1), date(2025, 11, 10)),
    st.sampled_from(LATE) | st.times().map(lambda at: at.replace(microsecond=0)),
)
customer = st.integers(1, 6) | st.none()
bought = st.lists(st.tuples(customer, moments | st.none()), max_size=25)
ran = st.lists(st.tuples(customer, moments | st.none(), moments | st.none()), max_size=15)


@dataclass(frozen=True)
class Clock:
    """How a column keeps its times, and where the workspace is."""

    zone: ZoneInfo
    utc: bool  # whether the column is in UTC
    form: str

    @property
    def kind(self) -> Kind:
        return "day" if self.form == "%Y-%m-%d" else "time"

    def kept(self, at: datetime | None) -> datetime | None:
        """What is left of a moment in that form."""
        return at and datetime.fromisoformat(at.strftime(self.form))

    def text(self, at: datetime | None) -> str | None:
        return at.strftime(self.form) if at else None

    def instant(self, at: datetime) -> datetime:
        return at.replace(tzinfo=UTC) if self.shifts else at

    def day(self, at: datetime) -> date:
        """On the workspace's clock."""
        return (self.instant(at).astimezone(self.zone) if self.shifts else at).date()

    def midnight(self, day: date) -> datetime:
        """The first instant whose day it is, found by trying."""
        if not self.shifts:
            return datetime.combine(day, time())
        instant = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=15)
        while instant.astimezone(self.zone).date() < day:
            instant += timedelta(minutes=15)
        return instant

    @property
    def shifts(self) -> bool:
        return self.utc and self.kind == "time"


clocks = st.builds(
    Clock, st.sampled_from(ZONES).map(ZoneInfo), st.booleans(), st.sampled_from(FORMS)
)


@st.composite
def following(draw: st.DrawFn) -> list[Span]:
    """Periods one after the other, of one kind."""
    start = draw(st.dates(date(2025, 1, 1), date(2025, 12, 1)))
    kind = draw(st.sampled_from(get_args(Calendar)) | st.none())
    length = timedelta(days=draw(st.integers(1, 60)))
    periods = [containing(start, kind) if kind else Period(start, start + length, "custom")]
    for _ in range(draw(st.integers(0, 5))):
        periods.append(periods[-1].next())
    return [Span.of(period) for period in periods]


@pytest.fixture(params=["duckdb", "sqlite"])
def embedded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    made = Company(url_of(request.param, tmp_path, ""), [])
    yield made
    made.close()


many = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@many
@given(bought, following(), clocks)
def test_orders_are_counted_as_naively(
    embedded: Company, rows: Any, spans: list[Span], clock: Clock
) -> None:
    kept = [(who, clock.kept(at)) for who, at in rows]
    table = orders(*((who, clock.text(at)) for who, at in kept), kind=clock.kind)
    days = [(who, clock.day(at)) for who, at in kept if who is not None and at is not None]
    found = embedded(table, ORDERS, utc=clock.utc, zone=clock.zone).flows(spans)
    assert found == {None: tuple(_naive_orders(days, span) for span in spans)}


@many
@given(ran, following(), clocks)
def test_subscriptions_are_counted_as_naively(
    embedded: Company, rows: Any, spans: list[Span], clock: Clock
) -> None:
    kept = [(who, clock.kept(start), clock.kept(end)) for who, start, end in rows]
    texts = ((who, clock.text(start), clock.text(end)) for who, start, end in kept)
    table = contracts(*texts, kind=clock.kind)
    sane = [
        (who, clock.instant(start), end and clock.instant(end))
        for who, start, end in kept
        if who is not None and start is not None and (end is None or end >= start)
    ]
    edges = {day: clock.midnight(day) for span in spans for day in _days(span)}
    found = embedded(table, CONTRACTS, utc=clock.utc, zone=clock.zone).flows(spans)
    assert found == {None: tuple(_naive_subscriptions(sane, edges, span) for span in spans)}


def _naive_orders(days: Sequence[tuple[int, date]], span: Span) -> Flow:
    def within(period: Period) -> set[int]:
        return {who for who, day in days if period.start <= day < period.end}

    before, during = within(span.before), within(span.period)
    known = {who for who, day in days if day < span.period.start}
    return Flow(
        start=len(before),
        end=len(during),
        kept=len(before & during),
        new=len(during - known),
        gone=0,
        returned=len(during & known - before),
        acquired=len(known),
    )


def _naive_subscriptions(
    rows: Sequence[tuple[int, datetime, datetime | None]], edges: dict[date, datetime], span: Span
) -> Flow:
    def active(edge: datetime) -> set[int]:
        return {who for who, s, e in rows if s < edge and (e is None or e >= edge)}

    start, end = edges[span.period.start], edges[span.period.end]
    known = {who for who, s, _ in rows if s < start}
    came = {who for who, s, _ in rows if s < end} - known
    return Flow(
        start=len(active(start)),
        end=len(active(end)),
        kept=len(active(start) & active(end)),
        new=len(came & active(end)),
        gone=len(came - active(end)),
        returned=len(active(end) & known - active(start)),
        acquired=len(known),
    )


def _days(span: Span) -> tuple[date, date]:
    return span.period.start, span.period.end
