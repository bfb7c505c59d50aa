"""Alerts from Slack: seen before they are set, set with a button, kept in a list."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.demo.workspace import BOT_USER, Channel, Message
from bot.services import Services
from bot.store.runs import Runs
from bot.store.schedules import Schedule, Schedules
from tests.company import Acme
from tests.house import House, new_workspace
from tests.insiders import ACCESS, insiders, with_data, written_down

CHURN = "alert churn above 5% lang=en"
NUMBERS = "C_GENERAL"  # listed


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


def schedules(one: House) -> Schedules:
    return Schedules(one.engine, lambda: 0.0)


def alerts(one: House) -> list[tuple[str, str, str, str]]:
    """What was set."""
    return [(it.channel, it.question, it.owner, it.state) for it in schedules(one).all()]


async def asked(one: House, typed: str, channel: str = NUMBERS, user: str = "U_ANN") -> Message:
    """The private answer to `/kpi typed`."""
    before = len(one.said(channel, user))
    await one.slack.command("/kpi", typed, user=user, channel=channel)
    return (await one.says(channel, before + 1, user=user))[before]


async def changed(one: House, message: Message, words: str) -> Message:
    """The message when it says so, in the place where it stands."""

    def now() -> Message | None:
        found = one.slack.workspace.find(message.ts)
        return found if found and words in found.text else None

    await one.slack.wait_for(now)
    found = now()
    assert found is not None
    return found


async def is_set(one: House, typed: str = "alert churn above 5%") -> Schedule:
    shown, before = await asked(one, typed), len(schedules(one).all())
    await one.slack.press(shown, "watch")
    await one.slack.wait_for(lambda: len(schedules(one).all()) > before)
    return schedules(one).all()[-1]


@pytest.mark.parametrize(
    ("typed", "language", "now", "told"),
    [
        (
            "alert churn above 5%",
            "en",
            "*That is above 5%: the first look tells it.* In September 2026 it was 3.36%.",
            "*The alert is set: Churn above 5% · by the month*\nI look next on ",
        ),
        (
            "alert verloop boven 5%",
            "nl",
            "*Dat is boven 5%: de eerste keer dat ik kijk, meld ik het.*",
            "*De melding is ingesteld: Klantverloop boven 5% · per maand*\nIk kijk weer op ",
        ),
    ],
)
async def test_it_is_set_after_a_look_at_how_it_stands(
    one: House, typed: str, language: str, now: str, told: str
) -> None:
    shown = await asked(one, typed)
    assert now in shown.text
    assert shown.recipient == "U_ANN"
    assert alerts(one) == []
    await one.slack.press(shown, "watch")
    after = await changed(one, shown, told)
    assert f"<#{NUMBERS}>" in after.text
    assert "'watch'" not in str(after.blocks)
    assert alerts(one) == [(NUMBERS, f"alert churn above 5% lang={language}", "U_ANN", "active")]
    assert one.said(NUMBERS, "U_BOB") == []


async def test_the_look_before_is_written_down(one: House, acme: Acme) -> None:
    await asked(one, "alert churn above 5%")
    assert written_down(acme) == [("U_ANN", CHURN, False)]


async def test_a_mention_does_it_too(one: House) -> None:
    await one.slack.mention("alert churn above 5%")
    (shown,) = await one.says(NUMBERS)
    await one.slack.press(shown, "watch")
    await one.slack.wait_for(lambda: alerts(one))
    assert alerts(one) == [(NUMBERS, CHURN, "U_ANN", "active")]


async def test_in_a_direct_message_it_says_where(one: House) -> None:
    await one.slack.direct_message("alert churn above 5%")
    (shown,) = await one.says("D_ANN")
    assert f"Type it in a channel that may read data: <#{NUMBERS}>" in shown.text
    assert "'watch'" not in str(shown.blocks)


async def test_a_double_press_sets_one(one: House) -> None:
    shown = await asked(one, "alert churn above 5%")
    await asyncio.gather(*(one.slack.press(shown, "watch") for _ in range(4)))
    await changed(one, shown, "*This alert was there already: Churn above 5%")
    assert len(alerts(one)) == 1


async def test_what_cannot_be_read_is_told_and_sets_nothing(one: House) -> None:
    delivery = await one.slack.command("/kpi", "alert churn above", channel=NUMBERS)
    assert delivery.message is not None
    assert delivery.message.text.startswith("*Beyond which limit?*")
    assert alerts(one) == []


async def test_who_may_not_ask_reads_why(one: House) -> None:
    shown = await asked(one, "alert churn above 5%", user="U_BOB")
    assert shown.text.startswith("*You may not ask about the company's data yet*")


async def test_a_right_that_has_gone_meanwhile_counts(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme) as one:
        shown = await asked(one, "alert churn above 5%")
        fewer = ACCESS.model_copy(update={"people": ("U_BOB",)})
        async with insiders(tmp_path, acme, fewer, slack=one.slack):
            await one.slack.press(shown, "watch")
            told = (await one.says(NUMBERS, 2))[1]
        assert told.text.startswith("*You may not ask about the company's data yet*")
        assert alerts(one) == []


async def test_beside_guests_none_is_set(one: House) -> None:
    shown = await asked(one, "alert churn above 5%", channel="C_GUESTS")
    await one.slack.press(shown, "watch")
    told = (await one.says("C_GUESTS", 2))[1]
    assert "holds guests or people from another company" in told.text
    assert alerts(one) == []


async def test_where_the_bot_is_not_it_asks_to_be_invited(tmp_path: Path, acme: Acme) -> None:
    access = ACCESS.model_copy(update={"channels": ("C_NUMBERS",)})
    async with insiders(tmp_path, acme, access) as one:
        members = frozenset({"U_ANN", "U_BOB"})
        one.slack.workspace.channels["C_NUMBERS"] = Channel("C_NUMBERS", "numbers", members)
        shown = await asked(one, "alert churn above 5%", channel="C_NUMBERS")
        await one.slack.press(shown, "watch")
        await changed(one, shown, "I am not in the channel yet: invite me with `/invite`")
        other = replace(one.slack.workspace.channels["C_NUMBERS"], members=members | {BOT_USER})
        one.slack.workspace.channels["C_NUMBERS"] = other
        again = await asked(one, "alert churn above 6%", channel="C_NUMBERS")
        await one.slack.press(again, "watch")
        assert "/invite" not in (await changed(one, again, "*The alert is set")).text


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


def test_the_workspace_of_these_tests_lists_its_channel() -> None:
    assert {NUMBERS, "C_GUESTS"} <= {*ACCESS.channels} & {*new_workspace().channels}
