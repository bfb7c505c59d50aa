"""The list of schedules: what each is, who may do what about it, from a message and from a form."""

from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.workspace import Message
from bot.services import Asker, Services
from tests.company import Acme
from tests.house import House, house, store_in
from tests.insiders import ACCESS, calls, insiders, with_data
from tests.schedulers import add, becomes, changed, form, kept, listed, schedules, through


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


def buttons(message: Message) -> list[str]:
    """What can be pressed, in order."""
    blocks = (block for block in message.blocks if block["type"] == "actions")
    return [one["text"]["text"] for block in blocks for one in block["elements"]]


OWN = ["Edit", "Pause", "Preview now", "Change owner", "Delete"]


async def test_nothing_is_scheduled_at_first(one: House) -> None:
    shown = await listed(one)
    dutch = await listed(one, "planningen")
    assert shown.text.startswith("*Nothing is scheduled*")
    assert dutch.text.startswith("*Er is niets ingepland*")
    assert buttons(shown) == ["New schedule"]
    assert shown.recipient == "U_ANN"
    await one.slack.press(shown, "schedule-new")
    await one.slack.wait_for(one.slack.view)


async def test_each_is_told_with_its_next_date_and_its_buttons(one: House) -> None:
    add(one, question="crr by plan lang=nl", rule="weekly monday thursday 16:30")
    paused = add(one, rule="monthly 31 09:00", timezone="America/New_York")
    schedules(one).pause(paused.id, "clock", "not_in_channel")
    shown = await listed(one)
    head, first, second, small = shown.text.split("\n\n")
    assert head == "*2 schedules*"
    assert first.startswith(
        "*Retention by plan* in <#C_GENERAL>, every Monday and Thursday at 16:30 "
        "(Europe/Amsterdam)\nNext: "
    )
    assert first.endswith(", 16:30 · owner <@U_ANN>")
    assert second == (
        "*Key figures* in <#C_GENERAL>, on the last day of the month at 09:00 (America/New_York)\n"
        "Paused: I am not in the channel · owner <@U_ANN>"
    )
    assert small == "These are yours; a post shows what its owner may see."
    assert buttons(shown) == [*OWN, "Edit", "Resume", *OWN[2:], "New schedule"]
    dutch = await listed(one, "planningen")
    assert (
        "*Klantbehoud per abonnement* in <#C_GENERAL>, elke maandag en donderdag om 16:30"
        in dutch.text
    )
    assert "Gepauzeerd: ik zit niet in het kanaal · eigenaar <@U_ANN>" in dutch.text


async def test_a_direct_message_lists_them_too(one: House) -> None:
    add(one)
    await one.slack.direct_message("planning")
    (shown,) = await one.says("D_ANN")
    assert buttons(shown)[:5] == OWN


async def test_in_a_channel_only_the_asker_reads_them(one: House) -> None:
    add(one)
    await one.slack.mention("schedules")
    (shown,) = await one.says("C_GENERAL")
    assert shown.recipient == "U_ANN"


async def test_who_owns_none_sees_none_and_an_admin_sees_all(tmp_path: Path, acme: Acme) -> None:
    both = ACCESS.model_copy(update={"admins": ("U_ANN",)})
    async with insiders(tmp_path, acme, both) as one:
        add(one, owner="U_BOB")
        add(one)
        own = await listed(one, user="U_BOB")
        every = await listed(one)
    assert own.text.startswith("*One schedule*")
    assert every.text.startswith("*2 schedules*")
    assert "As an admin you see them all" in every.text


async def test_alerts_are_none_of_these(one: House) -> None:
    add(one, kind="alert", question="churn above 5%")
    assert (await listed(one)).text.startswith("*Nothing is scheduled*")


async def test_many_come_ten_at_a_time(one: House) -> None:
    for hour in range(12):
        add(one, rule=f"daily {hour:02}:00")
    shown = await listed(one)
    assert shown.text.startswith("*12 schedules* · 1 to 10")
    await one.slack.press(shown, "ask-0")
    more = (await one.says("C_GENERAL", 2))[1]
    assert more.text.startswith("*12 schedules* · 11 to 12")
    assert "every day at 11:00" in more.text


async def test_pause_and_resume_change_the_list_in_place(one: House) -> None:
    made = add(one)
    shown = await listed(one)
    await one.slack.press(shown, "schedule-pause")
    await one.slack.wait_for(lambda: "Paused ·" in one.said("C_GENERAL")[0].text)
    assert kept(one).state == "paused"
    await one.slack.press(shown, "schedule-resume")
    await one.slack.wait_for(lambda: "Next:" in one.said("C_GENERAL")[0].text)
    assert kept(one).state == "active"
    assert len(one.said("C_GENERAL")) == 1
    assert ("U_ANN", "state") in changed(one, made.id)


async def test_a_double_click_pauses_once(one: House) -> None:
    made = add(one)
    shown = await listed(one)
    first = await one.slack.press(shown, "schedule-pause")
    await one.slack.redeliver(first)
    await one.slack.wait_for(lambda: len(one.slack.responses) == 3)
    assert changed(one, made.id) == [("U_ANN", "state")]


async def test_delete_is_asked_again_and_then_done(one: House) -> None:
    add(one)
    shown = await listed(one)
    (delete,) = (
        button
        for block in shown.blocks
        if block["type"] == "actions"
        for button in block["elements"]
        if button["action_id"] == "schedule-delete"
    )
    assert delete["confirm"]["confirm"]["text"] == "Yes, do it"
    await one.slack.press(shown, "schedule-delete")
    await one.slack.wait_for(lambda: "Nothing is scheduled" in one.said("C_GENERAL")[0].text)
    assert schedules(one).all() == ()


@pytest.mark.parametrize("deed", ["edit", "pause", "preview", "hand_over", "delete"])
async def test_others_change_nothing_and_read_whose_it_is(one: House, deed: str) -> None:
    made = add(one)
    shown = await listed(one)
    schedules(one).offer(made.id, "U_BOB", "U_ANN")
    schedules(one).accept(made.id, "U_BOB")
    await one.slack.press(shown, f"schedule-{deed}")
    told = (await one.says("C_GENERAL", 2))[1]
    assert told.text.startswith(
        "*Only its owner and the admins can change a schedule*\nIt is <@U_BOB>'s."
    )
    assert told.recipient == "U_ANN"
    assert one.slack.view() is None
    assert kept(one).state == "active"


async def test_what_was_deleted_meanwhile_is_told_in_dutch_too(one: House) -> None:
    made = add(one)
    shown = await listed(one, "planningen")
    schedules(one).remove(made.id, "U_ANN")
    await one.slack.press(shown, "schedule-pause")
    told = (await one.says("C_GENERAL", 2))[1]
    assert told.text.startswith("*Die planning is er niet meer*")


async def test_the_buttons_outlive_a_restart(tmp_path: Path, acme: Acme) -> None:
    store = store_in(tmp_path)
    async with insiders(tmp_path, acme, engine=store) as one:
        add(one)
        shown = await listed(one)
        await one.close()
        async with insiders(tmp_path, acme, engine=store, slack=one.slack) as another:
            await another.slack.press(shown, "schedule-pause")
            await another.slack.wait_for(lambda: kept(another).state == "paused")
            await another.slack.press(shown, "schedule-edit")
            await another.slack.wait_for(another.slack.view)
    store.dispose()


async def test_after_saving_all_schedules_are_a_button_away(one: House) -> None:
    await form(one)
    await through(one)
    await one.slack.press_in_view("schedule-list")
    view = await becomes(one, "*One schedule*")
    assert view.content["title"]["text"] == "Schedules"
    await one.slack.press_in_view("schedule-pause")
    await becomes(one, "Paused ·")
    await one.slack.press_in_view("schedule-preview")
    await becomes(one, "*The preview is on its way*")
    head, post, _ = await one.says("D_ANN", 3)
    assert head.text.startswith("*A preview, for you alone*")
    assert post.text.startswith("*Key figures of week")
    one.slack.close_view()
    await one.slack.press_in_view("schedule-edit")
    await becomes(one, "How often")
    await through(one, {"time": "10:00"})
    assert kept(one).rule == "weekly monday 10:00"


async def test_what_cannot_be_told_in_a_form_comes_in_a_direct_message(one: House) -> None:
    await form(one)
    await through(one)
    await one.slack.press_in_view("schedule-list")
    await becomes(one, "*One schedule*")
    schedules(one).remove(kept(one).id, "U_BOB")
    one.slack.fail("views.push", Fault.error("expired_trigger_id"))
    await one.slack.press_in_view("schedule-pause")
    (told,) = await one.says("D_ANN")
    assert told.text.startswith("*That schedule is not there any more*")


async def test_without_the_store_there_is_a_clear_word(
    one: House, caplog: pytest.LogCaptureFixture
) -> None:
    add(one)
    shown = await listed(one)
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE schedules RENAME TO away")
    await one.slack.press(shown, "schedule-pause")
    told = (await one.says("C_GENERAL", 2))[1]
    dutch = await listed(one, "planningen")
    assert told.text.startswith("*I can't get at the schedules now*\nNothing was changed.")
    assert dutch.text.startswith("*Ik kan nu niet bij de planningen*")
    assert "Traceback" not in caplog.text


async def test_a_store_that_can_only_be_read_changes_nothing(one: House) -> None:
    add(one)
    shown = await listed(one)
    with one.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER closed BEFORE UPDATE ON schedules "
            "BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END"
        )
    await one.slack.press(shown, "schedule-pause")
    told = (await one.says("C_GENERAL", 2))[1]
    assert told.text.startswith("*I can't get at the schedules now*")
    assert kept(one).state == "active"


async def test_the_terminal_has_a_command_of_its_own(tmp_path: Path, acme: Acme) -> None:
    assert "python -m bot schedules" in acme.said("kpi schedule", asker=Asker())
    assert "python -m bot schedules" in acme.said("planning lang=nl", asker=Asker())


async def test_without_data_there_is_a_list_still(tmp_path: Path) -> None:
    async with house(tmp_path) as one:
        add(one)
        shown = await listed(one)
    assert "*kpi* in <#C_GENERAL>, every Monday at 09:00" in shown.text


async def test_people_and_channels_are_never_listed(one: House) -> None:
    add(one)
    await listed(one)
    assert calls(one, "conversations.list") == calls(one, "users.list") == []
