"""The agent surface: prompts to begin with, a word while an answer is worked out, or neither."""

import pytest

from bot.demo.faults import Fault
from bot.demo.prompts import Prompt
from bot.demo.surface import status_in
from bot.services import Services
from tests.company import Acme
from tests.house import House
from tests.insiders import with_data

STATUS = "assistant.threads.setStatus"
PROMPTS = "assistant.threads.setSuggestedPrompts"


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


def calls(one: House, method: str) -> list[dict[str, object]]:
    return [call.arguments for call in one.slack.calls if call.method == method]


def prompts(one: House, user: str) -> list[str]:
    return [prompt.message for prompt in one.slack.workspace.prompts.get(user, ())]


async def test_a_conversation_begins_with_four_things_to_ask_that_this_person_may(
    one: House,
) -> None:
    await one.slack.open_home("U_ANN", tab="messages")
    await one.slack.wait_for(lambda: prompts(one, "U_ANN"))
    asked = ["Retention last month", "Who is at risk?", "crr 500 50 450", "What is churn?"]
    assert one.slack.workspace.prompts["U_ANN"] == tuple(Prompt(text, text) for text in asked)
    assert all("thread_ts" not in one for one in calls(one, PROMPTS))


async def test_who_may_not_see_data_is_offered_none_of_it(one: House) -> None:
    await one.slack.open_home("U_GUS", tab="messages")
    await one.slack.wait_for(lambda: prompts(one, "U_GUS"))
    assert prompts(one, "U_GUS") == [
        "crr 500 50 450",
        "What is churn?",
        "How do banks do?",
        "Tips against churn",
    ]


async def test_while_data_is_looked_up_that_is_shown_and_the_answer_takes_it_away(
    one: House,
) -> None:
    asked = await one.slack.direct_message("klantbehoud vorige maand")
    await one.slack.wait_for(lambda: len(calls(one, STATUS)) == 2)
    first, last = calls(one, STATUS)
    assert first == {"channel_id": "D_ANN", "thread_ts": asked.ts, "status": "is looking it up"}
    assert last == {**first, "status": ""}
    assert status_in(one.slack.workspace, "D_ANN", str(asked.ts)) == ""


async def test_what_takes_no_time_says_nothing_before(one: House) -> None:
    await one.slack.direct_message("what is churn?")
    await one.says("D_ANN", 1)
    await one.slack.mention("retention last month")
    await one.slack.wait_for(lambda: one.slack.workspace.visible_to("U_ANN", "C_GENERAL")[1:])
    assert calls(one, STATUS) == []


async def test_without_the_surface_it_is_tried_once_and_answers_come_all_the_same(
    one: House,
) -> None:
    one.slack.workspace.agent_surface = False
    for number in (1, 2):
        await one.slack.direct_message("retention last month")
        await one.says("D_ANN", number)
    await one.slack.open_home("U_ANN", tab="messages")
    assert len(calls(one, STATUS)) == 1
    assert calls(one, PROMPTS) == []


async def test_a_slack_that_stays_silent_about_it_holds_no_answer_up(one: House) -> None:
    one.slack.fail(STATUS, Fault.timeout(3), times=2)
    await one.slack.direct_message("retention last month")
    (answer,) = await one.says("D_ANN", 1)
    assert answer.text.startswith("*Retention")
