"""The list of alerts, and what may be done with each."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.services import Services
from bot.store.runs import Runs
from tests.alerting import NUMBERS, alerts, asked, changed, is_set, schedules
from tests.company import Acme
from tests.house import House
from tests.insiders import ACCESS, insiders, with_data


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


async def test_the_list_shows_each_with_its_buttons(one: House) -> None:
    empty = await asked(one, "alerts")
    assert empty.text.startswith("*You have no alerts*")
    first = await is_set(one)
    await is_set(one, "melding klantbehoud ongewoon wekelijks")
    shown = await asked(one, "alerts")
    assert shown.text.startswith("*Your alerts*\n\n*Churn above 5% · by the month*\n")
    assert f"Alert {first.id} in <#{NUMBERS}> · looks at 09:00, Europe/Amsterdam" in shown.text
    assert "*Retention unusual · by the week*" in shown.text
    pressable = [
        [button["action_id"] for button in block["elements"]]
        for block in shown.blocks
        if block["type"] == "actions"
    ]
    assert pressable == [["keep-pause", "keep-remove"]] * 2


async def test_in_dutch_too(one: House) -> None:
    await is_set(one)
    shown = await asked(one, "meldingen")
    assert shown.text.startswith("*Jouw meldingen*\n\n*Klantverloop boven 5% · per maand*\n")
    await one.slack.press(shown, "keep-pause")
    await changed(one, shown, "· gepauzeerd")


async def test_pause_resume_and_remove_from_the_list(one: House) -> None:
    await is_set(one)
    shown = await asked(one, "alerts")
    await one.slack.press(shown, "keep-pause")
    shown = await changed(one, shown, "Europe/Amsterdam · paused")
    assert alerts(one)[0][3] == "paused"
    await one.slack.press(shown, "keep-resume")
    await one.slack.wait_for(lambda: alerts(one)[0][3] == "active")
    shown = await changed(one, shown, "looks at 09:00, Europe/Amsterdam\n\n")
    await one.slack.press(shown, "keep-remove")
    await changed(one, shown, "*You have no alerts*")
    assert alerts(one) == []


async def test_what_is_gone_already_is_no_trouble(one: House) -> None:
    alert = await is_set(one)
    shown = await asked(one, "alerts")
    schedules(one).remove(alert.id, "terminal")
    await one.slack.press(shown, "keep-pause")
    await changed(one, shown, "*You have no alerts*")


async def test_an_admin_sees_all_and_may_remove_them(one: House) -> None:
    await is_set(one)
    shown = await asked(one, "alerts", user="U_BOB")
    assert shown.text.startswith("*All alerts*")
    assert "· <@U_ANN> ·" in shown.text
    await one.slack.press(shown, "keep-remove", user="U_BOB")
    await one.slack.wait_for(lambda: not alerts(one))


async def test_others_see_none_of_them_and_may_change_none(tmp_path: Path, acme: Acme) -> None:
    access = ACCESS.model_copy(update={"admins": (), "people": ("U_ANN", "U_BOB")})
    async with insiders(tmp_path, acme, access) as one:
        alert = await is_set(one)
        shown = await asked(one, "alerts", user="U_BOB")
        assert shown.text.startswith("*You have no alerts*")
        mine = await asked(one, "alerts")
        with_bob = replace(alert, owner="U_BOB")
        with one.engine.begin() as connection:
            connection.execute(
                text("UPDATE schedules SET owner = :owner"), {"owner": with_bob.owner}
            )
        await one.slack.press(mine, "keep-remove")
        told = (await one.says(NUMBERS, 3))[2]
        assert told.text.startswith("*That alert is somebody else's*")
        assert len(alerts(one)) == 1


async def test_a_look_without_news_is_no_post_in_the_list_of_runs(one: House) -> None:
    alert = await is_set(one)
    runs = Runs(one.engine, lambda: 2_000_000_000.0)
    for day, ts in ((0, None), (1, "1.0")):
        run = runs.claim(alert, f"2033-05-1{day}T09:00", 2_000_000_000 + day)
        assert run
        runs.done(run, ts, {}, "")
    await one.slack.command("/retention", "runs", user="U_BOB", channel=NUMBERS)
    (shown,) = await one.says(NUMBERS, user="U_BOB")
    assert "churn above 5% · posted · 0 · –" in shown.text
    assert "churn above 5% · looked, no news · 0 · –" in shown.text


async def test_posts_of_the_clock_are_not_in_the_list(one: House) -> None:
    schedules(one).add(
        {
            "kind": "post",
            "channel": NUMBERS,
            "question": "kpi lang=en",
            "rule": "weekly monday 09:00",
            "timezone": "Europe/Amsterdam",
            "language": "en",
            "owner": "U_ANN",
        },
        "U_ANN",
    )
    assert (await asked(one, "alerts")).text.startswith("*You have no alerts*")


async def test_an_alert_that_the_data_no_longer_knows_can_be_removed(one: House) -> None:
    schedules(one).add(
        {
            "kind": "alert",
            "channel": NUMBERS,
            "question": "alert churn above 5% where segment=big lang=en",
            "rule": "workdays 09:00",
            "timezone": "Europe/Amsterdam",
            "language": "en",
            "owner": "U_ANN",
        },
        "U_ANN",
    )
    shown = await asked(one, "alerts")
    assert "Your data no longer knows a word of it: remove it, and set another." in shown.text
    await one.slack.press(shown, "keep-remove")
    await changed(one, shown, "*You have no alerts*")


async def test_twenty_are_listed_and_the_rest_counted(one: House) -> None:
    for limit in range(1, 24):
        schedules(one).add(
            {
                "kind": "alert",
                "channel": NUMBERS,
                "question": f"alert churn above {limit}% lang=en",
                "rule": "workdays 09:00",
                "timezone": "Europe/Amsterdam",
                "language": "en",
                "owner": "U_ANN",
            },
            "U_ANN",
        )
    shown = await asked(one, "alerts")
    assert shown.text.count("looks at 09:00") == 20
    assert "Not shown: 3." in shown.text


async def test_with_the_store_away_nothing_changes_and_that_is_said(one: House) -> None:
    await is_set(one)
    shown = await asked(one, "alerts")
    other = await asked(one, "alert crr unusual")
    with one.engine.begin() as connection:
        connection.execute(text("ALTER TABLE schedules RENAME TO elsewhere"))
    for number, (message, press) in enumerate([(shown, "keep-remove"), (other, "watch")], 4):
        await one.slack.press(message, press)
        told = (await one.says(NUMBERS, number))[-1]
        assert told.text.startswith("*I can't get at the alerts right now*")
    with one.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO schedules"))
    assert len(alerts(one)) == 1
