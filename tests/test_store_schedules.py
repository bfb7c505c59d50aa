"""Schedules: what a person decided, who may decide next, and a record of every change."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store.changes import KEPT_SECONDS, Change, Changes
from bot.store.engine import migrate, open_store
from bot.store.runs import Runs
from bot.store.schedules import Changed, Edit, Schedule, Schedules
from bot.store.transaction import Unavailable
from tests.house import Clock
from tests.running import NOW, WANTED


def history(
    schedules: Schedules, schedule: Schedule
) -> list[tuple[str, str, str | None, str | None]]:
    """The oldest first."""
    found = Changes(schedules.engine, schedules.now).of("schedule", str(schedule.id))
    return [(one.who, one.field, one.before, one.after) for one in reversed(found)]


def test_a_schedule_is_kept_as_it_was_wanted(schedules: Schedules) -> None:
    added = schedules.add(WANTED, "U_ANN")
    assert added == Schedule(
        added.id,
        "post",
        "C_NUMBERS",
        "kpi lang=nl",
        "weekly monday 09:00",
        "Europe/Amsterdam",
        "nl",
        note="",
        mention="",
        owner="U_ANN",
        offered_to=None,
        anchor_at=NOW,
        state="active",
        reason=None,
        crossing="",
    )
    assert schedules.get(added.id) == added
    assert schedules.all() == (added,)


def test_who_made_it_and_what_it_was_is_recorded(schedules: Schedules) -> None:
    added = schedules.add({**WANTED, "note": "Good morning"}, "U_ADA")
    made = {field: after for who, field, before, after in history(schedules, added)}
    assert made == {**WANTED, "note": "Good morning", "state": "active"}
    assert {(who, before) for who, _, before, _ in history(schedules, added)} == {("U_ADA", None)}


def test_they_are_listed_in_the_order_they_were_made(schedules: Schedules) -> None:
    one, two = schedules.add(WANTED, "U_ANN"), schedules.add({**WANTED, "owner": "U_BOB"}, "U_BOB")
    assert schedules.all() == (one, two)
    assert schedules.of("U_BOB") == (two,)
    assert schedules.of("U_CAS") == ()
    offered = schedules.offer(one.id, "U_BOB", "U_ANN")
    assert schedules.of("U_BOB") == (offered, two)
    assert schedules.of("U_ANN") == (offered,)


def test_a_change_is_made_and_recorded_field_by_field(schedules: Schedules, clock: Clock) -> None:
    added = schedules.add(WANTED, "U_ANN")
    before = len(history(schedules, added))
    clock.at += 60
    edit: Edit = {"channel": "C_TEAM", "note": "Hello", "language": "nl", "mention": "U_BOB S_TEAM"}
    changed = schedules.change(added.id, edit, "U_ADA")
    assert changed == schedules.get(added.id)
    assert changed
    assert (changed.channel, changed.note, changed.mention) == ("C_TEAM", "Hello", "U_BOB S_TEAM")
    assert history(schedules, added)[before:] == [
        ("U_ADA", "channel", "C_NUMBERS", "C_TEAM"),
        ("U_ADA", "note", None, "Hello"),
        ("U_ADA", "mention", None, "U_BOB S_TEAM"),
    ]
    assert Changes(schedules.engine, clock).of("schedule", str(added.id), limit=1) == (
        Change(NOW + 60, "U_ADA", "schedule", str(added.id), "mention", None, "U_BOB S_TEAM"),
    )


def test_a_change_that_changes_nothing_is_not_recorded(schedules: Schedules) -> None:
    added = schedules.add(WANTED, "U_ANN")
    before = history(schedules, added)
    assert schedules.change(added.id, {"rule": added.rule}, "U_ADA") == added
    assert history(schedules, added) == before


@pytest.mark.parametrize(
    ("edit", "begins_anew"),
    [
        (Edit(rule="weekly tuesday 09:00"), True),
        (Edit(timezone="Asia/Tokyo"), True),
        (Edit(note="Hello", question="kpi by plan lang=nl", channel="C_TEAM"), False),
        (Edit(rule="weekly monday 09:00", timezone="Europe/Amsterdam"), False),
    ],
)
def test_other_times_bring_nothing_of_the_past(
    schedules: Schedules, clock: Clock, edit: Edit, begins_anew: bool
) -> None:
    added = schedules.add(WANTED, "U_ANN")
    clock.at += 3600
    changed = schedules.change(added.id, edit, "U_ANN")
    assert changed
    assert changed.anchor_at == (NOW + 3600 if begins_anew else NOW)


def test_an_alert_of_another_condition_tells_anew(schedules: Schedules, clock: Clock) -> None:
    added = schedules.add({**WANTED, "kind": "alert", "question": "churn above 5%"}, "U_ANN")
    runs = Runs(schedules.engine, clock)
    run = runs.claim(added, "2026-11-23T09:00", NOW + 1)
    assert run
    runs.done(run, "1.1", {}, crossing="above")
    same = schedules.change(added.id, {"note": "Look"}, "U_ANN")
    other = schedules.change(added.id, {"question": "churn above 6%"}, "U_ANN")
    assert same
    assert other
    assert (same.crossing, other.crossing) == ("above", "")


def test_a_pause_says_why_and_ends_with_nothing_piled_up(
    schedules: Schedules, clock: Clock
) -> None:
    added = schedules.add(WANTED, "U_ANN")
    paused = schedules.pause(added.id, "clock", "is_archived")
    assert paused
    assert (paused.state, paused.reason, paused.anchor_at) == ("paused", "is_archived", NOW)
    clock.at += 3600
    resumed = schedules.resume(added.id, "U_ANN")
    assert resumed
    assert (resumed.state, resumed.reason, resumed.anchor_at) == ("active", None, NOW + 3600)
    assert history(schedules, added)[-4:] == [
        ("clock", "state", "active", "paused"),
        ("clock", "reason", None, "is_archived"),
        ("U_ANN", "state", "paused", "active"),
        ("U_ANN", "reason", "is_archived", None),
    ]


def test_of_several_that_pause_it_one_does(schedules: Schedules) -> None:
    added = schedules.add(WANTED, "U_ANN")
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: schedules.pause(added.id, "clock", "gone"), range(6)))
    assert sum(one is not None for one in done) == 1
    assert schedules.resume(added.id, "U_ANN")
    assert schedules.resume(added.id, "U_ANN") is None


def test_an_owner_is_another_when_the_other_accepts(schedules: Schedules) -> None:
    added = schedules.add(WANTED, "U_ANN")
    offered = schedules.offer(added.id, "U_BOB", "U_ANN")
    assert offered
    assert (offered.owner, offered.offered_to) == ("U_ANN", "U_BOB")
    assert schedules.accept(added.id, "U_CAS") is None
    accepted = schedules.accept(added.id, "U_BOB")
    assert accepted
    assert (accepted.owner, accepted.offered_to) == ("U_BOB", None)
    assert schedules.accept(added.id, "U_BOB") is None
    assert history(schedules, added)[-3:] == [
        ("U_ANN", "offered_to", None, "U_BOB"),
        ("U_BOB", "owner", "U_ANN", "U_BOB"),
        ("U_BOB", "offered_to", "U_BOB", None),
    ]


def test_an_offer_can_be_taken_back(schedules: Schedules) -> None:
    added = schedules.add(WANTED, "U_ANN")
    schedules.offer(added.id, "U_BOB", "U_ANN")
    assert schedules.offer(added.id, None, "U_ANN") == added
    assert schedules.accept(added.id, "U_BOB") is None


def test_what_is_removed_leaves_its_history(schedules: Schedules, clock: Clock) -> None:
    added, other = schedules.add(WANTED, "U_ANN"), schedules.add(WANTED, "U_ANN")
    runs = Runs(schedules.engine, clock)
    runs.claim(added, "2026-11-23T09:00", NOW + 1)
    kept = runs.claim(other, "2026-11-23T09:00", NOW + 1)
    assert schedules.remove(added.id, "U_ADA") == added
    assert schedules.all() == (other,)
    assert runs.last() == (kept,)
    assert ("U_ADA", "state", "active", None) in history(schedules, added)
    assert schedules.remove(added.id, "U_ADA") is None


def test_an_id_never_comes_again(schedules: Schedules) -> None:
    first = schedules.add(WANTED, "U_ANN")
    schedules.remove(first.id, "U_ANN")
    assert schedules.add(WANTED, "U_ANN").id > first.id


def test_what_is_not_there_cannot_be_changed(schedules: Schedules) -> None:
    assert schedules.get(7) is None
    assert schedules.change(7, {"note": "Hello"}, "U_ANN") is None
    assert schedules.pause(7, "U_ANN") is None
    assert schedules.resume(7, "U_ANN") is None
    assert schedules.offer(7, "U_BOB", "U_ANN") is None
    assert schedules.accept(7, "U_BOB") is None
    assert Changes(schedules.engine, schedules.now).of("schedule", "7") == ()


def test_changes_by_many_at_once_are_all_made(schedules: Schedules) -> None:
    added = schedules.add(WANTED, "U_ANN")
    edits: list[Edit] = [
        {"note": "Hello"},
        {"channel": "C_TEAM"},
        {"rule": "workdays 08:30"},
        {"timezone": "Asia/Tokyo"},
        {"mention": "U_BOB"},
        {"question": "risk lang=nl"},
    ]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda edit: schedules.change(added.id, edit, "U_ANN"), edits))
    found = schedules.get(added.id)
    assert found
    assert (found.note, found.channel, found.rule) == ("Hello", "C_TEAM", "workdays 08:30")
    assert (found.timezone, found.mention, found.question) == (
        "Asia/Tokyo",
        "U_BOB",
        "risk lang=nl",
    )


def test_all_is_forgotten(schedules: Schedules, clock: Clock) -> None:
    added = schedules.add(WANTED, "U_ANN")
    runs = Runs(schedules.engine, clock)
    runs.claim(added, "2026-11-23T09:00", NOW + 1)
    schedules.delete_all()
    Changes(schedules.engine, clock).delete_all()
    assert schedules.all() == ()
    assert runs.last() == ()
    assert history(schedules, added) == []


def test_changes_are_forgotten_after_a_year(schedules: Schedules, clock: Clock) -> None:
    added = schedules.add(WANTED, "U_ANN")
    recorded = len(history(schedules, added))
    changes = Changes(schedules.engine, clock)
    clock.at += KEPT_SECONDS
    assert changes.forget() == 0
    clock.at += 1
    assert changes.forget() == recorded
    assert schedules.all() == (added,)


def test_a_store_that_can_only_be_read_still_lists_them(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    writable = open_store(f"sqlite:///{file}")
    migrate(writable)
    added = Schedules(writable, lambda: 0.0).add(WANTED, "U_ANN")
    schedules = Schedules(open_store(f"sqlite:///file:{file}?mode=ro&uri=true"), lambda: 0.0)
    assert schedules.all() == (added,)
    with pytest.raises(Unavailable, match="readonly"):
        schedules.pause(added.id, "U_ANN")
    schedules.engine.dispose()
    writable.dispose()


def test_who_changes_what_another_changed_meanwhile_is_refused(schedules: Schedules) -> None:
    made = schedules.add(WANTED, "U_ANN")
    first = schedules.change(made.id, {"note": "Ann's"}, "U_ANN", made.mark)
    assert first is not None
    assert first.mark != made.mark
    with pytest.raises(Changed) as refused:
        schedules.change(made.id, {"note": "Bob's"}, "U_BOB", made.mark)
    assert refused.value.current == first
    assert schedules.get(made.id) == first
    assert schedules.change(made.id, {"note": "Bob's"}, "U_BOB", first.mark)


def test_a_pause_or_another_owner_is_no_other_text(schedules: Schedules) -> None:
    made = schedules.add(WANTED, "U_ANN")
    schedules.pause(made.id, "U_ANN")
    schedules.offer(made.id, "U_BOB", "U_ANN")
    assert schedules.change(made.id, {"note": "Mine"}, "U_ANN", made.mark)
