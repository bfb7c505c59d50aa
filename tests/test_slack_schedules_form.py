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
from bot.settings import Access
from bot.slack.keeping import run_once
from bot.weekly.rules import read_rule
from bot.weekly.slots import DAYS, next_slots
from tests.company import Acme
from tests.house import House, environment, house
from tests.insiders import ACCESS, EVERYONE, calls, insiders, with_data
from tests.schedulers import add, becomes, changed, form, kept, schedules, seen, through


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


async def test_the_zone_is_that_of_the_person(tmp_path: Path, acme: Acme) -> None:
    both = ACCESS.model_copy(update={"people": ("U_ANN", "U_BOB")})
    async with insiders(tmp_path, acme, both) as one:
        view = await form(one, user="U_BOB")
    assert view.filled()["zone"] == "America/New_York"


async def test_where_slack_does_not_say_the_zone_it_is_that_of_the_team(one: House) -> None:
    one.slack.fail("users.info", Fault.timeout(2.0))
    view = await form(one)
    assert view.filled()["zone"] == "Europe/Amsterdam"


async def test_from_a_direct_message_the_channel_is_still_to_be_chosen(one: House) -> None:
    view = await form(one, channel="D_ANN")
    with pytest.raises(ValueError, match="required, and empty: channel"):
        await one.slack.submit({})
    await through(one, {"channel": "C_GENERAL"})
    assert view.id == seen(one).id
    assert kept(one).channel == "C_GENERAL"


@pytest.mark.parametrize("door", ["mention", "direct message"])
async def test_other_doors_bring_a_button_to_the_asker_alone(one: House, door: str) -> None:
    where = "C_GENERAL" if door == "mention" else "D_ANN"
    if door == "mention":
        await one.slack.mention("churn inplannen maandag 16:00")
    else:
        await one.slack.direct_message("churn inplannen maandag 16:00")
    (shown,) = await one.says(where)
    assert shown.text.startswith("*Een bericht op vaste tijden*")
    assert one.said("C_GENERAL", "U_BOB") == []
    await one.slack.press(shown, "schedule-new")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).filled()["what"] == "churn"
    assert seen(one).filled()["time"] == "16:00"


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


async def test_who_may_not_ask_gets_no_form_and_reads_who_can_change_that(one: House) -> None:
    await one.slack.command("/kpi", "schedule", "U_BOB")
    (told,) = await one.says("C_GENERAL", user="U_BOB")
    assert told.text.startswith("*You may not ask about the company's data yet*\n<@U_BOB> can add")
    assert one.slack.view("U_BOB") is None


async def test_a_guest_gets_no_form_where_all_members_may_ask(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme, EVERYONE) as one:
        await one.slack.command("/kpi", "inplannen", "U_GUS", "C_GUESTS")
        (told,) = await one.says("C_GUESTS", user="U_GUS")
        assert told.text.startswith("*Je mag nog niets vragen over de gegevens")
        assert one.slack.view("U_GUS") is None
        await form(one, user="U_BOB")


async def test_who_slack_does_not_know_in_time_is_looked_at_before_the_form_goes_on(
    tmp_path: Path, acme: Acme
) -> None:
    async with insiders(tmp_path, acme, EVERYONE) as one:
        one.slack.fail("users.info", Fault.timeout(1.5), times=2)
        view = await form(one, "inplannen", "U_GUS", channel="C_GUESTS")
        await one.slack.submit({}, "U_GUS")
        assert view.errors["channel"].startswith("Je mag niets vragen over de gegevens")


async def test_without_data_there_is_no_form(tmp_path: Path) -> None:
    async with house(tmp_path) as one:
        delivery = await one.slack.command("/kpi", "schedule")
    assert delivery.message is not None
    assert delivery.message.text.startswith("*That is a question about your own data")


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


async def test_an_edit_begins_with_what_there_is(one: House) -> None:
    made = add(
        one,
        question="crr by plan lang=nl",
        language="nl",
        rule="monthly first weekday 07:45",
        note="Hallo",
        mention="U_BOB S_TEAM",
    )
    view = await edited(one, made.id)
    filled = view.filled()
    assert view.content["title"]["text"] == "Edit schedule"
    assert (filled["what"], filled["by"], filled["spoken"]) == ("crr", "plan", "nl")
    assert (filled["when"], filled["time"], filled["on_top"]) == ("first", "07:45", "Hallo")
    assert filled["mention"] == ["U_BOB"]
    await through(one, {"by": "", "mention": []})
    after = kept(one)
    assert (after.question, after.mention) == ("crr lang=nl", "S_TEAM")
    assert set(changed(one, made.id)) == {("U_ANN", "question"), ("U_ANN", "mention")}


async def test_a_question_that_no_list_has_stays_as_it_is(one: House) -> None:
    made = add(one, question="crr where plan=Pro lang=en")
    view = await edited(one, made.id)
    assert view.filled()["what"] == "as_it_is"
    assert "crr where plan=Pro" in view.text
    await one.slack.submit({"spoken": "nl"})
    await one.slack.press_in_view("schedule-back")
    await becomes(one, "How often")
    await through(one)
    assert kept(one).question == "crr where plan=Pro lang=nl"


async def test_what_the_terminal_made_too_long_for_a_form_is_kept(one: House) -> None:
    many = [f"U_{n:03}" for n in range(18)]
    question = f'crr where plan="{"Pro " * 30}" lang=en'
    made = add(one, question=question, note="x" * 4000, mention=" ".join([*many, "S_TEAM"]))
    view = await edited(one, made.id)
    assert len(view.filled()["mention"]) == 15
    await one.slack.submit({})
    assert view.errors == {"on_top": "This has 3,000 characters; 500 is the most."}
    await through(one, {"on_top": "Short", "mention": many[:1]})
    after = kept(one)
    assert (after.question, after.note) == (question, "Short")
    assert after.mention.split() == [many[0], *many[15:], "S_TEAM"]


async def test_the_second_of_two_is_told_and_loses_nothing(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme) as one:
        made = add(one)
        await edited(one, made.id)
        await edited(one, made.id, "U_BOB")
        await through(one, {"time": "11:00", "on_top": "Bob's <b>"}, "U_BOB")
        await one.slack.submit({"time": "12:00"})
        await one.slack.submit({})
        view = seen(one)
        assert "*<@U_BOB> changed this schedule while you were at it*" in view.text
        assert "every Monday at 11:00" in view.text
        assert "> Bob's &lt;b&gt;" in view.text
        assert view.filled()["time"] == "12:00"
        assert kept(one).rule == "weekly monday 11:00"
        await through(one)
        assert kept(one).rule == "weekly monday 12:00"


async def test_an_edit_that_slack_sends_twice_is_no_conflict(one: House) -> None:
    made = add(one)
    await edited(one, made.id)
    await one.slack.submit({"time": "11:00"})
    sent = await one.slack.submit({})
    again = await one.slack.redeliver(sent)
    assert "*Saved*" in str(again.body)
    assert changed(one, made.id) == [("U_ANN", "rule")]


async def test_what_was_deleted_meanwhile_is_told(one: House) -> None:
    made = add(one)
    view = await edited(one, made.id)
    schedules(one).remove(made.id, "U_BOB")
    await one.slack.submit({})
    assert view.errors == {"channel": "This schedule has been deleted. Nothing was changed."}


async def test_who_owns_it_no_longer_changes_nothing(one: House) -> None:
    made = add(one)
    view = await edited(one, made.id)
    schedules(one).offer(made.id, "U_BOB", "U_ANN")
    schedules(one).accept(made.id, "U_BOB")
    await one.slack.submit({"time": "12:00"})
    assert view.errors["channel"].startswith("Only its owner and the admins can change")
    assert kept(one).rule == "weekly monday 09:00"


async def test_a_paused_schedule_stays_paused_and_says_so(one: House) -> None:
    made = add(one)
    schedules(one).pause(made.id, "U_ANN")
    await edited(one, made.id)
    await one.slack.submit({"time": "12:00"})
    assert "It is paused, so nothing is posted until it is resumed." in seen(one).text
    await one.slack.submit({})
    assert "It is still paused." in seen(one).text
    assert kept(one).state == "paused"


async def test_an_admin_may_edit_what_the_owners_right_allows(tmp_path: Path, acme: Acme) -> None:
    access = Access(admins=("U_BOB",), people=("U_BOB",), channels=("C_GENERAL",))
    async with insiders(tmp_path, acme, access) as one:
        made = add(one)
        view = await edited(one, made.id, "U_BOB")
        await one.slack.submit({}, "U_BOB")
        assert view.errors["channel"].startswith("Its owner may not ask about the company's data.")


async def edited(one: House, schedule: int, user: str = "U_ANN") -> Any:
    """The form that the button in the list opens."""
    before = len(one.said("C_GENERAL", user))
    await one.slack.command("/retention", "schedules", user)
    shown = (await one.says("C_GENERAL", before + 1, user))[-1]
    await one.slack.press(shown, "schedule-edit", user)
    await one.slack.wait_for(lambda: one.slack.view(user))
    assert f'"schedule": {schedule}' in str(shown.blocks)
    return seen(one, user)


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
