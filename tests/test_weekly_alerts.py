"""Alerts by the clock: looked at every working day, told once a crossing, in the right words."""

from collections.abc import AsyncIterator
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.demo.faults import Fault
from bot.settings import Access
from bot.store.schedules import Schedule
from bot.store.tables import runs, schedules
from tests.clockwork import Works, at_work, slack_with, works
from tests.company import ACCESS, Acme
from tests.house import store_in

FRIDAY = "2026-10-30T12:00"  # the last working day of October, in which 12.5% of customers left
MONDAY = "2026-11-02T09:00"


@pytest.fixture
async def clock(tmp_path: Path, acme: Acme) -> AsyncIterator[Works]:
    async with at_work(tmp_path, acme.services(), FRIDAY) as running:
        yield running


def alert(clock: Works, condition: str, language: str = "en", **more: str) -> Schedule:
    more = {"rule": "workdays 09:00", **more}
    return clock.add(f"alert {condition} lang={language}", kind="alert", **more)


def crossing(clock: Works, one: Schedule) -> str:
    kept = clock.clock.schedules.get(one.id)
    assert kept is not None
    return kept.crossing


@pytest.mark.parametrize(
    ("condition", "language", "lines"),
    [
        (
            "churn above 5%",
            "en",
            [
                "*Churn above 5%: 12.5% in October 2026*",
                "210 of the 240 customers at the start stayed; 30 left (retention 87.5%).",
                "The limit of this alert is 5%. In September 2026 it was 3.36%.",
                (
                    "I tell this once, and again only after the figure has been on the other "
                    "side of the limit."
                ),
            ],
        ),
        (
            "churn above 5%",
            "nl",
            [
                "*Klantverloop boven 5%: 12,5% in oktober 2026*",
                "Nieuw 12 · teruggekomen 2 · gekomen en weer weg 3 · aan het eind 224",
                "De grens van deze melding is 5%. In september 2026 was het 3,36%.",
            ],
        ),
        (
            "crr unusual",
            "en",
            [
                "*Retention unusually low: 87.5% in October 2026*",
                (
                    "Going by the 20 periods before, 91.46% to 100% is usual. In September "
                    "2026 it was 96.64%."
                ),
                "I tell this once, and again only after the figure has been as usual.",
            ],
        ),
        (
            "customers unusual",
            "nl",
            [
                "*Klanten ongewoon ver omlaag: 224 in oktober 2026*",
                (
                    "Een verandering van −10 tot +10 is normaal, afgaand op de 20 veranderingen "
                    "ervoor; deze is −16. In september 2026 was het 240."
                ),
            ],
        ),
        (
            "mrr below 8000",
            "en",
            [
                "*Monthly revenue below €8,000: €7,520 in October 2026*",
                "The limit of this alert is €8,000. It has been so since January 2025.",
            ],
        ),
        (
            "churn above 10% where plan=Basic",
            "en",
            [
                "*Churn above 10%: 18.06% in October 2026*",
                "Only customers with plan Basic.",
                "118 of the 144 customers at the start stayed; 26 left (retention 81.94%).",
            ],
        ),
    ],
)
async def test_it_says_what_crossed_with_its_counts_its_limit_and_since_when(
    clock: Works, condition: str, language: str, lines: list[str]
) -> None:
    one = alert(clock, condition, language)
    await clock.at("2026-11-02T08:59")
    assert clock.posts() == []
    await clock.at(MONDAY)
    (post,) = clock.posts()
    said = post.text.split("\n")
    assert [line for line in lines if line not in said] == []
    assert f"Alert {one.id}: " in post.text or f"Melding {one.id}: " in post.text
    assert "data_visualization" in {block["type"] for block in post.blocks}
    assert post.pings == frozenset()
    assert clock.slack.workspace.messages("C_NUMBERS") == [post]  # and nothing in a thread


async def test_it_is_told_once_and_every_look_is_written_down(clock: Works) -> None:
    one = alert(clock, "churn above 5%")
    await clock.until("2026-11-10T12:00")
    assert clock.said() == ["Churn above 5%: 12.5% in October 2026"]
    assert crossing(clock, one) == "2026-10-01 above"
    seen = [
        (run.slot[:10], run.state, run.figures and (run.figures["outcome"], run.figures["tells"]))
        for run in clock.runs
    ]
    assert seen == [
        ("2026-11-02", "done", ("above", True)),
        *((f"2026-11-{day:02}", "done", ("above", False)) for day in (3, 4, 5, 6, 9, 10)),
    ]
    first, *later = clock.runs
    assert first.ts == clock.posts()[0].ts
    assert {run.ts for run in later} == {None}
    assert first.figures
    assert (first.figures["value"], first.figures["size"]) == ("1/8", 240)


async def test_back_inside_it_is_ready_again(clock: Works) -> None:
    """In November 4 of 224 left."""
    one = alert(clock, "churn above 5%")
    await clock.at(MONDAY)
    await clock.at("2026-12-01T09:00")
    assert len(clock.posts()) == 1
    assert crossing(clock, one) == ""


async def test_the_button_asks_for_the_figures(clock: Works) -> None:
    alert(clock, "churn above 10% where plan=Basic", "nl")
    await clock.at(MONDAY)
    (post,) = clock.posts()
    (actions,) = (block for block in post.blocks if block["type"] == "actions")
    (button,) = actions["elements"]
    assert button["text"]["text"] == "Toon de cijfers"
    assert button["value"] == "churn from 2026-10-01 to 2026-10-31 where plan=Basic lang=nl"


async def test_through_a_spring_it_is_told_as_often_as_it_crosses(
    tmp_path: Path, acme: Acme
) -> None:
    """Weeks in which somebody leaves and weeks in which nobody does, more or less in turn."""
    store = store_in(tmp_path)
    async with works(store, acme.services(), "2026-02-28T12:00") as clock:
        alert(clock, "churn above 0.5% period=week")
        await clock.until("2026-04-24T12:00")
        outcomes = [run.figures["outcome"] for run in clock.runs if run.figures]
        assert len(outcomes) == 40
        assert {*outcomes} == {"above", "inside"}
        told = [run.slot[:10] for run in clock.runs if run.ts]
        assert len(told) == sum(one == "above" for one, _ in groupby(outcomes)) == 4
        assert told == ["2026-03-02", "2026-03-16", "2026-04-06", "2026-04-20"]
        assert len(clock.posts()) == len(told)
    store.dispose()


async def test_a_note_and_mentions_come_along(clock: Works) -> None:
    alert(clock, "churn above 5%", note="Read <!channel> this", mention="U_BOB")
    await clock.at(MONDAY)
    (post,) = clock.posts()
    assert post.pings == {"U_BOB"}
    assert post.text.startswith("<@U_BOB>\n> Read &lt;!channel&gt; this\n\n*Churn above 5%")


@pytest.mark.parametrize(
    "fault", [Fault.drop_after(), Fault.status(500, "oops"), Fault.rate_limited(30)], ids=str
)
async def test_trouble_on_the_way_neither_doubles_nor_loses_it(clock: Works, fault: Fault) -> None:
    one = alert(clock, "churn above 5%")
    clock.slack.fail("chat.postMessage", fault)
    await clock.until("2026-11-03T12:00")
    assert len(clock.posts()) == 1
    assert crossing(clock, one) == "2026-10-01 above"


async def test_a_process_that_died_before_it_wrote_it_down_tells_it_once(clock: Works) -> None:
    one = alert(clock, "churn above 5%")
    await clock.at(MONDAY)
    with clock.clock.runs.engine.begin() as connection:  # as it was a moment before
        connection.execute(update(runs).values(state="posting", finished_at=None, ts=None))
        connection.execute(update(schedules).values(crossing=""))
    await clock.at("2026-11-02T09:05")
    assert len(clock.posts()) == 1
    assert [(run.state, run.ts) for run in clock.runs] == [("done", clock.posts()[0].ts)]
    assert crossing(clock, one) == "2026-10-01 above"


async def test_what_was_told_is_written_down_when_the_data_can_be_asked_again(
    tmp_path: Path, acme: Acme
) -> None:
    """A process told it and died; while the warehouse is away nobody knows what was told."""
    store, slack = store_in(tmp_path), slack_with()
    await slack.start()
    async with works(store, acme.services(), FRIDAY, slack) as clock:
        one = alert(clock, "churn above 5%")
        slack.workspace.clock = clock.time.now
        await clock.at(MONDAY)
        with store.begin() as connection:
            connection.execute(update(runs).values(state="posting", finished_at=None, ts=None))
            connection.execute(update(schedules).values(crossing=""))
    away = acme.services(audited=False)
    async with works(store, away, "2026-11-02T09:05", slack) as clock:
        await clock.at("2026-11-02T09:05")
        assert [run.state for run in clock.runs] == ["posting"]
    async with works(store, acme.services(), "2026-11-02T09:20", slack) as clock:
        await clock.at("2026-11-02T09:20")
        assert [run.state for run in clock.runs] == ["done"]
        assert crossing(clock, one) == "2026-10-01 above"
        assert len(clock.posts()) == 1
    await slack.stop()
    store.dispose()


async def test_what_could_not_be_told_is_told_the_next_day(clock: Works) -> None:
    one = alert(clock, "churn above 5%")
    clock.slack.fail("chat.postMessage", Fault.error("msg_blocked_by_org"))
    await clock.until("2026-11-02T18:00")
    assert clock.posts() == []
    assert crossing(clock, one) == ""
    await clock.at("2026-11-03T09:00")
    assert len(clock.posts()) == 1


@pytest.mark.parametrize(
    ("access", "reason"),
    [
        (ACCESS.model_copy(update={"people": ("U_ADA",)}), "no_access"),
        (ACCESS.model_copy(update={"channels": ("C_LUNCH",)}), "not_listed"),
        (Access(), "no_access"),
    ],
)
async def test_the_rights_of_its_owner_are_looked_at_each_time(
    tmp_path: Path, acme: Acme, access: Access, reason: str
) -> None:
    store = store_in(tmp_path)
    async with works(store, acme.services(access=access), FRIDAY) as clock:
        one = alert(clock, "churn above 5%")
        await clock.at(MONDAY)
        assert clock.posts() == []
        assert [run.reason for run in clock.runs] == [reason]
        paused = clock.clock.schedules.get(one.id)
        assert paused
        assert (paused.state, paused.reason) == ("paused", reason)
        assert "`alert churn above 5%`" in clock.told()[0]
    store.dispose()


async def test_what_the_data_no_longer_knows_is_told_to_its_owner(clock: Works) -> None:
    alert(clock, "churn above 5% where segment=big")
    await clock.at(MONDAY)
    assert clock.posts() == []
    assert [run.reason for run in clock.runs] == ["data_failed"]
    assert "`alert churn above 5% where segment=big`" in clock.told()[0]


async def test_of_too_few_customers_nothing_is_told(clock: Works) -> None:
    one = alert(clock, "churn below 1% where plan=Team")
    await clock.at(MONDAY)
    assert clock.posts() == []
    assert [run.figures and run.figures["outcome"] for run in clock.runs] == ["few"]
    assert crossing(clock, one) == ""


async def test_a_pause_looks_at_nothing(clock: Works) -> None:
    one = alert(clock, "churn above 5%")
    clock.clock.schedules.pause(one.id, "U_ANN")
    await clock.at("2026-11-05T12:00")
    clock.clock.schedules.resume(one.id, "U_ANN")
    await clock.at("2026-11-06T09:00")
    assert [run.slot for run in clock.runs] == ["2026-11-06T09:00"]
    assert len(clock.posts()) == 1
