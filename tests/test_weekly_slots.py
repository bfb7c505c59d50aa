"""Slots: each wall time of a rule has one instant, in every zone and across every clock change."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.weekly.slots import (
    EVERY_DAY,
    GRACE,
    LATE,
    WORKDAYS,
    Rule,
    Slot,
    due,
    in_time,
    instant,
    is_late,
    next_slots,
    turn,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = sorted(available_timezones())
MONDAYS = Rule(time(9), (0,))
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    """An instant, as it is written."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/Amsterdam", "2026-11-23T09:00", "2026-11-23T09:00+01:00"),
        ("Europe/Amsterdam", "2026-03-29T01:59", "2026-03-29T01:59+01:00"),
        ("Europe/Amsterdam", "2026-03-29T02:00", "2026-03-29T03:00+02:00"),
        ("Europe/Amsterdam", "2026-03-29T02:30", "2026-03-29T03:00+02:00"),
        ("Europe/Amsterdam", "2026-03-29T03:00", "2026-03-29T03:00+02:00"),
        ("Europe/Amsterdam", "2026-10-25T02:30", "2026-10-25T02:30+02:00"),
        ("Europe/Amsterdam", "2026-10-25T03:00", "2026-10-25T03:00+01:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04T02:30+11:00"),  # half an hour
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-31T00:00+14:00"),  # a day left out
        ("Africa/Cairo", "2026-04-24T00:00", "2026-04-24T01:00+03:00"),  # midnight left out
        ("America/New_York", "2026-03-08T02:59", "2026-03-08T03:00-04:00"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T01:30-04:00"),
        ("Asia/Kathmandu", "2026-02-28T09:00", "2026-02-28T09:00+05:45"),
        ("UTC", "2028-02-29T09:00", "2028-02-29T09:00+00:00"),
    ],
)
def test_a_wall_time_has_one_instant(zone: str, local: str, expected: str) -> None:
    assert instant(datetime.fromisoformat(local), ZoneInfo(zone)) == at(expected)


@pytest.mark.parametrize(
    ("rule", "written", "kind", "expected"),
    [
        (MONDAYS, "weekly monday 09:00", "weekly", "2026-07-27 2026-08-03 2026-08-10"),
        (
            Rule(time(9), (0, 3)),
            "weekly monday thursday 09:00",
            "weekly",
            "2026-07-23 2026-07-27 2026-07-30",
        ),
        (Rule(time(8, 5), WORKDAYS), "workdays 08:05", "daily", "2026-07-22 2026-07-23 2026-07-24"),
        (Rule(time(23), EVERY_DAY), "daily 23:00", "daily", "2026-07-22 2026-07-23 2026-07-24"),
        (
            Rule(time(9), (0, 1, 2, 3, 4, 5)),
            "weekly monday tuesday wednesday thursday friday saturday 09:00",
            "daily",
            "2026-07-22 2026-07-23 2026-07-24 2026-07-25 2026-07-27",
        ),
        (
            Rule(time(9)),
            "monthly first weekday 09:00",
            "monthly",
            "2026-08-03 2026-09-01 2026-10-01 2026-11-02 2026-12-01 2027-01-01 2027-02-01",
        ),
        (Rule(time(9), day=15), "monthly 15 09:00", "monthly", "2026-08-15 2026-09-15"),
        (
            Rule(time(9), day=31),
            "monthly 31 09:00",
            "monthly",
            "2026-07-31 2026-08-31 2026-09-30 2026-10-31",
        ),
        (Rule(time(9), day=22), "monthly 22 09:00", "monthly", "2026-07-22 2026-08-22"),
    ],
)
def test_a_rule_is_written_and_recurs(rule: Rule, written: str, kind: str, expected: str) -> None:
    days = expected.split()
    slots = next_slots(rule, AMSTERDAM, at("2026-07-22T08:00+02:00"), len(days))
    assert (str(rule), rule.kind) == (written, kind)
    assert [str(slot.local.date()) for slot in slots] == days
    assert {slot.local.time() for slot in slots} == {rule.time}


def test_the_last_days_of_a_month_include_a_leap_day() -> None:
    slots = next_slots(Rule(time(9), day=30), AMSTERDAM, at("2028-01-31T00:00+01:00"), 2)
    assert [str(slot) for slot in slots] == ["2028-02-29T09:00", "2028-03-30T09:00"]
    slots = next_slots(Rule(time(9), day=29), AMSTERDAM, at("2027-01-31T00:00+01:00"), 2)
    assert [str(slot) for slot in slots] == ["2027-02-28T09:00", "2027-03-29T09:00"]


def test_a_slot_is_after_the_instant_and_never_at_it() -> None:
    first, second = next_slots(MONDAYS, AMSTERDAM, at("2026-11-23T08:59:59+01:00"), 2)
    assert str(first) == "2026-11-23T09:00"
    assert next_slots(MONDAYS, AMSTERDAM, first.at, 1) == (second,)


def test_a_day_that_a_zone_left_out_is_no_second_post_at_the_same_instant() -> None:
    midnight = Rule(time(0), EVERY_DAY)
    slots = next_slots(midnight, ZoneInfo("Pacific/Apia"), at("2011-12-28T12:00-10:00"), 3)
    assert [str(slot)[:10] for slot in slots] == ["2011-12-29", "2011-12-31", "2012-01-01"]
    nine = Rule(time(9), EVERY_DAY)
    slots = next_slots(nine, ZoneInfo("Pacific/Apia"), at("2011-12-29T12:00-10:00"), 2)
    assert [slot.at for slot in slots] == [
        at("2011-12-31T00:00+14:00"),
        at("2011-12-31T09:00+14:00"),
    ]


TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
RULES = st.builds(
    Rule, TIMES, st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
) | st.builds(Rule, TIMES, day=st.none() | st.integers(1, 31))
INSTANTS = st.integers(100_000_000, 7_000_000_000).map(lambda one: datetime.fromtimestamp(one, UTC))


@given(RULES, st.sampled_from(ZONES), INSTANTS)
def test_in_all_zones_and_years_slots_follow_each_other(
    rule: Rule, name: str, after: datetime
) -> None:
    zone = ZoneInfo(name)
    slots = next_slots(rule, zone, after, 60)
    assert slots[0].at > after
    for earlier, later in pairwise(slots):
        assert earlier.at < later.at
        assert earlier.local < later.local
    for slot in slots:
        assert slot == Slot(slot.local, instant(slot.local, zone))
        assert slot.local.time() == rule.time
    # Wherever one begins, the same slots are found.
    assert next_slots(rule, zone, slots[29].at, 30) == slots[30:]


def _changes(zone: ZoneInfo) -> list[datetime]:
    """The days of 2026 on which the clocks change."""
    days = [datetime(2026, 1, 1, tzinfo=zone) + number * DAY for number in range(366)]
    return [
        day.replace(tzinfo=None)
        for day, following in pairwise(days)
        if day.utcoffset() != following.utcoffset()
    ]


def test_at_every_clock_change_of_a_year_an_instant_is_the_first_that_shows_the_time() -> None:
    changes = [(ZoneInfo(name), day) for name in ZONES for day in _changes(ZoneInfo(name))]
    assert len(changes) > 200
    for zone, day in changes:
        for quarter in range(-4, 100):
            local = day + quarter * timedelta(minutes=15)
            found = instant(local, zone).astimezone(zone)
            just_before = (found.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)
            assert found.fold == 0
            assert just_before.replace(tzinfo=None) < local <= found.replace(tzinfo=None)


def test_due_is_what_has_no_run_yet() -> None:
    anchor, now = at("2026-11-01T00:00+01:00"), at("2026-11-23T09:00+01:00")

    def days(last: str | None, until: datetime = now) -> list[int]:
        since = at(last) if last else None
        return [slot.local.day for slot in due(MONDAYS, AMSTERDAM, anchor, since, until)]

    assert days(None) == [2, 9, 16, 23]
    assert days(None, now - timedelta(seconds=1)) == [2, 9, 16]
    assert days("2026-11-16T09:00+01:00") == [23]
    assert days("2026-11-23T09:00+01:00") == []
    assert days("2026-10-12T09:00+02:00") == [2, 9, 16, 23]  # before it was resumed


def test_what_was_due_when_it_was_made_or_resumed_is_not_due() -> None:
    nine = at("2026-11-23T09:00+01:00")
    assert due(MONDAYS, AMSTERDAM, nine, None, nine + DAY) == ()
    assert len(due(MONDAYS, AMSTERDAM, nine - timedelta(seconds=1), None, nine + DAY)) == 1


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("rule", "after_the_newest", "posted"),
    [
        (MONDAYS, 0 * HOUR, True),
        (MONDAYS, 12 * HOUR, True),
        (MONDAYS, 12 * HOUR + timedelta(seconds=1), False),
        (Rule(time(9)), 12 * HOUR, True),
        (Rule(time(9)), 13 * HOUR, False),
        (Rule(time(9), WORKDAYS), 3 * HOUR, True),
        (Rule(time(9), WORKDAYS), 3 * HOUR + timedelta(seconds=1), False),
        (Rule(time(9), EVERY_DAY), 4 * HOUR, False),
    ],
)
def test_the_newest_missed_slot_is_posted_within_the_grace_time(
    rule: Rule, after_the_newest: timedelta, posted: bool
) -> None:
    slots = next_slots(rule, AMSTERDAM, at("2026-11-01T00:00+01:00"), 4)
    now = slots[-1].at + after_the_newest
    found = turn(rule, slots, now)
    assert found.post == (slots[-1] if posted else None)
    assert found.skipped == (slots[:-1] if posted else slots)
    assert in_time(rule, slots[-1].at, now) == posted


def test_nothing_due_is_nothing_to_do() -> None:
    found = turn(MONDAYS, (), at("2026-11-23T09:00+01:00"))
    assert (found.post, found.skipped) == (None, ())


def test_a_post_is_late_from_a_quarter_of_an_hour() -> None:
    nine = at("2026-11-23T09:00+01:00")
    assert not is_late(nine, nine + LATE)
    assert is_late(nine, nine + LATE + timedelta(seconds=1))
    assert max(GRACE.values()) > LATE
