"""A schedule that is there, in its form again: as it is, changed by another, gone."""

from pathlib import Path
from typing import Any

import pytest

from bot.services import Services
from bot.settings import Access
from tests.company import Acme
from tests.house import House
from tests.insiders import insiders, with_data
from tests.schedulers import add, becomes, changed, kept, schedules, seen, through


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


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
