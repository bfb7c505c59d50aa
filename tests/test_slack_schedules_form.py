"""The form of a schedule: filled in, shown with its first dates, saved once."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo.faults import Fault
from bot.demo.fields import Entered
from bot.services import Services
from bot.slack.keeping import run_once
from bot.weekly.rules import read_rule
from bot.weekly.slots import DAYS, next_slots
from tests.company import Acme
from tests.house import House, environment
from tests.insiders import ACCESS, calls, insiders, with_data
from tests.schedulers import becomes, changed, form, kept, schedules, seen, through


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


async def test_a_schedule_is_made_in_two_steps(anywhere: House) -> None:
    view = await form(anywhere)
    assert view.content["title"]["text"] == "New schedule"
    fields: dict[str, Entered] = {
        "what": "crr",
        "by": "plan",
        "spoken": "nl",
        "days": ["monday", "thursday"],
        "time": "08:30",
        "on_top": "Good\n morning",
        "mention": ["U_BOB"],
    }
    await anywhere.slack.submit(fields)
    second = seen(anywhere)
    assert second.content["title"]["text"] == "The first dates"
    assert (
        "*Retention by plan* in <#C_GENERAL>, every Monday and Thursday at 08:30 "
        "(Europe/Amsterdam), in Dutch"
    ) in second.text
    assert second.text.count(", 08:30\n") == 3
    assert "> Good morning" in second.text
    assert "Mentions <@U_BOB>" in second.text
    assert schedules(anywhere).all() == ()
    await anywhere.slack.submit({})
    assert "*Saved*" in seen(anywhere).text
    made = kept(anywhere)
    assert (made.kind, made.channel, made.question) == ("post", "C_GENERAL", "crr by plan lang=nl")
    assert (made.rule, made.timezone) == ("weekly monday thursday 08:30", "Europe/Amsterdam")
    assert (made.language, made.note, made.mention) == ("nl", "Good morning", "U_BOB")
    assert (made.owner, made.state) == ("U_ANN", "active")
    assert ("U_ANN", "rule") in changed(anywhere, made.id)


async def test_all_of_it_is_dutch_for_who_speaks_dutch(one: House) -> None:
    view = await form(one, "inplannen")
    labels = [block["label"]["text"] for block in view.content["blocks"] if "label" in block]
    assert view.content["title"]["text"] == "Nieuwe planning"
    assert labels[:3] == ["Waar", "Wat", "Uitgesplitst per"]
    assert "<@U_BOB> kan beide lijsten aanvullen" in view.text
    await one.slack.submit({"days": []})
    assert view.errors == {"days": "Kies minstens één dag."}
    await one.slack.submit({"days": ["friday"], "by": ""})
    text = seen(one).text
    assert "*Kerncijfers* in <#C_GENERAL>, elke vrijdag om 09:00" in text
    assert text.count("• vrijdag ") == 3
    assert "Nog niet bewaard." in text
    await one.slack.submit({})
    assert "*Bewaard*" in seen(one).text
    assert kept(one).question == "kpi lang=nl"


WHEN: dict[str, tuple[dict[str, Entered], str, str]] = {
    "every day": ({"days": list(DAYS)}, "daily 09:00", "every day at 09:00"),
    "working days": ({"when": "workdays"}, "workdays 09:00", "every working day at 09:00"),
    "first working day": (
        {"when": "first", "time": "17:15"},
        "monthly first weekday 17:15",
        "on the first working day of the month at 17:15",
    ),
    "a date": ({"when": "date", "date": "3"}, "monthly 3 09:00", "on the 3rd of the month at"),
    "the last day": (
        {"when": "date", "date": "31"},
        "monthly 31 09:00",
        "on the last day of the month",
    ),
    "a late date": (
        {"when": "date", "date": "30"},
        "monthly 30 09:00",
        "on the 30th of the month, or its last day, at 09:00",
    ),
}


@pytest.mark.parametrize(("fields", "rule", "words"), WHEN.values(), ids=WHEN)
async def test_every_pace_can_be_chosen(
    one: House, fields: dict[str, Entered], rule: str, words: str
) -> None:
    await form(one)
    assert words in (await through(one, fields)).text
    assert kept(one).rule == rule


async def test_times_that_were_typed_stand_in_the_form(one: House) -> None:
    view = await form(one, "schedule elke werkdag 8.30")
    assert view.filled()["when"] == "workdays"
    assert view.filled()["time"] == "08:30"


async def test_times_that_cannot_be_read_are_told_and_chosen_instead(one: House) -> None:
    view = await form(one, "schedule when the <moon> is full")
    assert "I can't read `when the &lt;moon&gt; is full` as a time to post." in view.text
    assert view.filled()["when"] == "weekly"


@pytest.mark.parametrize(
    ("fields", "where", "told"),
    [
        ({"days": []}, "days", "Choose at least one day."),
        ({"when": "date"}, "date", "Choose the date."),
        (
            {"zone": "Europe/Amsterdm"},
            "zone",
            "I know no time zone “Europe/Amsterdm”. Did you mean Europe/Amsterdam?",
        ),
        (
            {"zone": "<!channel> Mars"},
            "zone",
            "I know no time zone “<!channel> Mars”. Europe/Amsterdam and America/New_York are two.",
        ),
        ({"on_top": "x" * 2000}, "on_top", "This has 2,000 characters; 500 is the most."),
        (
            {"what": "csat", "by": "plan"},
            "by",
            "This figure can't be broken down. Leave it empty, or choose another figure.",
        ),
        (
            {"channel": "C_QUIET"},
            "channel",
            "Data may not be posted in this channel yet.",
        ),
        (
            {"channel": "C_GUESTS"},
            "channel",
            "This channel holds guests or people from another company, or I can't",
        ),
    ],
)
async def test_an_error_stands_at_its_field(
    one: House, fields: dict[str, Entered], where: str, told: str
) -> None:
    view = await form(one)
    delivery = await one.slack.submit(fields)
    assert not delivery.timed_out
    assert seen(one) is view
    assert list(view.errors) == [where]
    assert view.errors[where].startswith(told)
    assert schedules(one).all() == ()


async def test_several_errors_are_told_at_once(one: House) -> None:
    view = await form(one, "inplannen")
    wrong: dict[str, Entered] = {"days": [], "zone": "Mars", "on_top": "x" * 501}
    await one.slack.submit({**wrong, "what": "csat", "by": "country"})
    assert set(view.errors) == {"days", "zone", "on_top", "by"}
    assert view.errors["on_top"] == "Dit zijn 501 tekens; het mogen er hoogstens 500 zijn."


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ("C_OLD", "This channel is archived. Choose another one."),
        ("C_QUIET", "I am not in this channel. Invite me there"),
        ("G_AWAY", "I can't find this channel."),
    ],
)
async def test_a_channel_where_nothing_can_be_posted(
    tmp_path: Path, acme: Acme, channel: str, told: str
) -> None:
    access = ACCESS.model_copy(update={"channels": ("C_OLD", "C_QUIET", "G_AWAY")})
    async with insiders(tmp_path, acme, access) as one:
        view = await form(one)
        await one.slack.submit({"channel": channel})
        assert view.errors["channel"].startswith(told)


async def test_a_channel_that_takes_long_to_look_through_is_known_the_next_time(
    one: House,
) -> None:
    view = await form(one)
    one.slack.fail("conversations.members", Fault.rate_limited(2))
    delivery = await one.slack.submit({})
    assert not delivery.timed_out
    assert view.errors["channel"].startswith("I am still looking who is in this channel.")
    await asyncio.sleep(1.5)
    await one.slack.submit({})
    assert seen(one).content["title"]["text"] == "The first dates"


async def test_back_keeps_everything(one: House) -> None:
    await form(one)
    fields: dict[str, Entered] = {
        "what": "nps",
        "by": "country",
        "spoken": "nl",
        "when": "date",
        "days": [],
        "date": "15",
        "time": "23:59",
        "zone": "Asia/Kolkata",
        "on_top": '"quoted" & <b> \\ ünï',
        "mention": ["U_BOB", "U_ANN"],
    }
    await one.slack.submit(fields)
    await one.slack.press_in_view("schedule-back")
    first = await becomes(one, "How often")
    assert {name: first.filled()[name] for name in fields} == fields
    await through(one)
    assert kept(one).question == "nps by country lang=nl"


async def test_saving_twice_counts_once(anywhere: House) -> None:
    await form(anywhere)
    await anywhere.slack.submit({})
    first, second = await asyncio.gather(anywhere.slack.submit({}), anywhere.slack.submit({}))
    assert len(schedules(anywhere).all()) == 1
    third = await anywhere.slack.redeliver(first)
    assert "*Saved*" in str(third.body)
    assert {first.status, second.status} == {200}
    assert len(schedules(anywhere).all()) == 1


async def test_a_late_answer_of_slack_brings_a_button(one: House) -> None:
    one.slack.fail("views.open", Fault.error("expired_trigger_id"))
    await one.slack.command("/kpi", "schedule friday 16:00")
    (told,) = await one.says("C_GENERAL")
    assert told.text.startswith("*The form did not open*")
    await one.slack.press(told, "schedule-new")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).filled()["days"] == ["friday"]


async def test_the_command_is_acknowledged_before_slack_is_asked_anything(one: House) -> None:
    one.slack.fail("users.info", Fault.timeout(1.0))
    delivery = await one.slack.command("/kpi", "schedule")
    assert delivery.status == 200
    assert delivery.seconds < 0.5


async def test_channels_are_never_listed(one: House) -> None:
    await form(one)
    await through(one)
    assert calls(one, "conversations.list") == calls(one, "users.list") == []


async def test_with_a_store_that_cannot_be_written_nothing_is_lost(one: House) -> None:
    await form(one)
    await one.slack.submit({"time": "10:10"})
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE schedules RENAME TO away")
    await one.slack.submit({})
    assert "*Not saved: I can't write it down now*" in seen(one).text
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO schedules")
    await one.slack.submit({})
    assert "*Saved*" in seen(one).text
    assert kept(one).rule == "weekly monday 10:10"


async def test_a_channel_archived_between_the_steps(one: House) -> None:
    await form(one)
    await one.slack.submit({"on_top": "Mine"})
    channels: dict[str, Any] = one.slack.workspace.channels
    channels["C_GENERAL"] = channels["C_OLD"]
    await one.slack.submit({})
    first = seen(one)
    assert "*Something has changed meanwhile*\nThis channel is archived." in first.text
    assert first.filled()["on_top"] == "Mine"
    assert schedules(one).all() == ()


async def test_what_was_scheduled_is_posted_at_its_time(one: House, acme: Acme) -> None:
    await form(one, "inplannen")
    await through(one, {"time": "08:30", "on_top": "Goedemorgen <!channel>"})
    made = kept(one)
    slot = next_slots(read_rule(made.rule), ZoneInfo(made.timezone), datetime.now(UTC), 1)[0]
    settings, services = environment(one.slack, one.port), acme.services(access=ACCESS)
    await run_once(settings, services, one.engine, slot.at.timestamp())
    post, thread = one.said("C_GENERAL")
    assert post.text.startswith("> Goedemorgen &lt;!channel&gt;\n\n*Kerncijfers van week")
    assert post.pings == frozenset()
    assert thread.thread_ts == post.ts
    assert (slot.local.hour, slot.local.minute, slot.local.weekday()) == (8, 30, 0)
