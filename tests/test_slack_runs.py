"""`/retention runs`: what the clock did last, for admins and curators alone; and serving with the
clock inside.
"""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from bot.render.text import label
from bot.reply import LANGUAGES
from bot.services import Asker, Services
from bot.store.engine import Engine
from bot.store.runs import Runs, State
from bot.store.schedules import Schedules
from bot.weekly.reasons import REASONS
from tests.clockwork import slack_with, wanted
from tests.company import ACCESS, Acme
from tests.house import QUICK, SERVICES, House, house, store_in

LOOKED_AFTER = replace(
    SERVICES, access=ACCESS.model_copy(update={"admins": ("U_ANN",), "curators": ("U_BOB",)})
)
NOON = 1_794_222_000  # 9 November 2026, 12:00 in Amsterdam


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[House]:
    """Ann is its admin and Bob its curator."""
    async with house(tmp_path, services=LOOKED_AFTER, clock=False) as running:
        yield running


def fill(engine: Engine) -> None:
    """A post that took 7 seconds, one that failed, and one that was skipped."""
    made = Schedules(engine, lambda: NOON - 9 * 86400).add(wanted("churn by plan lang=en"), "U_ANN")
    for days, end in ((2, "done"), (1, "failed"), (0, "skipped")):
        due_at = NOON - days * 86400
        slot = datetime.fromtimestamp(due_at + 3600, UTC).strftime("%Y-%m-%dT%H:%M")
        run = Runs(engine, lambda at=due_at: at).claim(made, slot, due_at)  # type: ignore[misc]
        assert run
        later = Runs(engine, lambda at=due_at: at + 7)  # type: ignore[misc]
        if end == "done":
            later.done(run, "1.0", {})
        elif end == "failed":
            later.failed(run, "data_unreachable")
        else:
            later.dropped(run, "missed")


@pytest.mark.parametrize(
    ("user", "text", "headline", "rows"),
    [
        (
            "U_ANN",
            "runs",
            "*The last 3 posts by the clock*\nOne failed. No schedule is paused.",
            [
                "2026-11-09 12:00 · 1 · C_NUMBERS · churn by plan · skipped · 7 · found too late",
                "churn by plan · failed · 7 · the warehouse did not answer",
                "2026-11-07 12:00 · 1 · C_NUMBERS · churn by plan · posted · 7 · –",
            ],
        ),
        (
            "U_BOB",
            "laatste berichten",
            "*De laatste 3 berichten van de klok*\nEr mislukte er één. Er is niets gepauzeerd.",
            ["2026-11-07 12:00 · 1 · C_NUMBERS · churn by plan · geplaatst · 7 · –"],
        ),
    ],
)  # fmt: skip
async def test_admins_and_curators_read_what_became_of_the_last_posts(
    one: House, user: str, text: str, headline: str, rows: list[str]
) -> None:
    fill(one.engine)
    await one.slack.command("/retention", text, user)
    (listed,) = await one.says("C_GENERAL", user=user)
    assert listed.ephemeral
    assert listed.text.startswith(headline)
    assert [row for row in rows if row not in listed.text] == []


@pytest.mark.parametrize("how", ["mention", "direct_message"])
async def test_the_list_is_private_wherever_it_is_asked(one: House, how: str) -> None:
    fill(one.engine)
    asked: Callable[..., object] = getattr(one.slack, how)
    await asked("runs")  # type: ignore[misc]
    channel = "C_GENERAL" if how == "mention" else "D_ANN"
    (listed,) = await one.says(channel)
    assert listed.text.startswith("*The last 3 posts by the clock*")
    assert one.said("C_GENERAL", "U_BOB") == []


async def test_others_are_told_whom_it_is_for(tmp_path: Path) -> None:
    async with house(tmp_path) as one:
        for text, told in (
            ("runs", "*Only admins and curators can see that*"),
            ("laatste berichten", "*Dat kunnen alleen beheerders en curatoren zien*"),
        ):
            delivery = await one.slack.command("/retention", text)
            assert delivery.message is not None
            assert delivery.message.text.startswith(told)


async def test_before_the_first_post_it_says_so(one: House) -> None:
    await one.slack.command("/retention", "runs")
    (listed,) = await one.says("C_GENERAL")
    assert listed.text.startswith("*The clock has posted nothing yet*\nThere is no schedule.")


async def test_a_store_that_is_off_is_told(one: House) -> None:
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE runs RENAME TO away")
    await one.slack.command("/retention", "runs")
    (listed,) = await one.says("C_GENERAL")
    assert listed.text.startswith("*I can't look up the posts right now*")


def test_every_state_and_every_reason_has_a_word_in_both_languages() -> None:
    for key in (*get_args(State), *REASONS):
        for language in LANGUAGES:
            assert label("kinds", key, language)


@pytest.mark.parametrize("clock", [True, False])
async def test_serving_posts_by_the_clock_unless_told_not_to(
    tmp_path: Path, acme: Acme, clock: bool
) -> None:
    store, now = store_in(tmp_path), datetime.now(UTC)
    rule = f"daily {now - timedelta(minutes=1):%H:%M}"
    hour_ago = time.time() - 3600
    made = wanted("customers lang=en", rule=rule, timezone="UTC")
    Schedules(store, lambda: hour_ago).add(made, "U_ANN")
    pace = replace(QUICK, clock=0.05)
    async with (
        slack_with() as slack,
        house(
            tmp_path, services=acme.services(), engine=store, slack=slack, pace=pace, clock=clock
        ) as one,
    ):
        if clock:
            await slack.wait_for(lambda: Runs(store, time.time).last()[:1])
            await slack.wait_for(lambda: Runs(store, time.time).last()[0].state == "done")
        await one.close()
        assert len(slack.workspace.messages("C_NUMBERS")) == 2 * clock
    store.dispose()


def test_the_operator_is_pointed_to_slack(acme: Acme) -> None:
    services: Services = acme.services()
    assert acme.ask("/retention runs", services, Asker()).part == "runs_in_slack"
