"""bot/demo/page/routes.py: every command is answered, and every button and form does something."""

import asyncio
import logging

import pytest
from playwright.async_api import Locator, expect

from bot.commands import COMMANDS
from tests.browser import CHROMIUM, MISSING, PATIENCE, Visit

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason=MISSING),
    pytest.mark.asyncio(loop_scope="module"),
]
QUESTIONS = (
    "/crr 500 50 450",
    "/churn start=130 lost=9",
    "/kpi last month",
    "/tips hotels",
    "/benchmark Netflix",
    "/define churn",
    "/why",
    "/retention help",
    "/retention cohort 6 months",
    "/retention risk",
    "/kpi alert churn above 50%",
    "/retention alerts",
    "/retention gaps",
    "/retention runs",
    "/retention audit",
    "/retention schedules",
)


def state(ann: Visit, user: str) -> object:
    """What a person could see change: what is said, and the form in front. The home is published
    anew by itself.
    """
    workspace, view = ann.demo.standin.workspace, ann.demo.standin.view(user)
    places = ("C_GENERAL", f"D_{user[2:]}")
    said = [(one.ts, one.blocks) for place in places for one in workspace.visible_to(user, place)]
    return said, view and (view.id, view.hash)


async def silence(ann: Visit) -> None:
    """The bot has said all that it had to say."""
    before, heard = -1, 0
    while before != heard:
        before = heard
        await asyncio.sleep(0.2)
        heard = len(ann.demo.standin.calls) + len(ann.demo.standin.responses)


async def press(ann: Visit, button: Locator, user: str = "U_ANN") -> None:
    """Something happens; a form that opens is closed again."""
    before = state(ann, user)
    asked = await button.get_attribute("data-confirm")
    await button.click()
    if asked:
        await ann.page.locator("#confirm .primary").click()
    await ann.demo.standin.wait_for(lambda: state(ann, user) != before, seconds=15)
    await silence(ann)  # what was said last may be the answer to the button before
    if ann.demo.standin.view(user):
        await ann.form.wait_for(timeout=PATIENCE)
        await ann.shut()


async def test_every_command_and_every_button_does_something(
    ann: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    assert COMMANDS.keys() <= {question[1:].split()[0] for question in QUESTIONS}
    pressed: set[str] = set()
    for question in QUESTIONS:
        await silence(ann)  # what comes next is the answer
        before = await ann.messages().count()
        await ann.say(question)
        answer = ann.messages().nth(before)
        await expect(answer).to_contain_text("Only visible to you", timeout=PATIENCE)
        key = await answer.get_attribute("data-key")
        buttons = ann.page.locator(f"[data-key='{key}'] .actions button")
        for name in await buttons.all_inner_texts():
            if name not in pressed | {"Share in channel"}:
                pressed.add(name)
                await press(ann, buttons.get_by_text(name, exact=True).first)
    assert len(pressed) > 12
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == []
    assert ann.demo.standin.refused_acks == []
    await expect(ann.page.locator("#notice p")).to_have_count(0)


async def test_another_industry_is_chosen_in_the_message(ann: Visit) -> None:
    await ann.say("/crr 500 50 450")
    answer = await ann.reads("Software: 77%")
    await answer.locator("select").select_option(label="Banking")
    await ann.reads("Banking: ")


async def test_the_terms_of_a_message_are_explained(ann: Visit) -> None:
    await ann.say("Our churn is too high")
    said = await ann.reads("Our churn is too high")
    await said.hover()
    await said.get_by_role("button", name="Explain the terms").click()
    await expect(ann.form).to_contain_text("churn", ignore_case=True, timeout=PATIENCE)


async def test_why_an_answer_was_not_useful_is_asked(ann: Visit) -> None:
    await ann.say("/define churn")
    answer = await ann.reads("Only visible to you")
    await answer.get_by_text("👎").click()
    await ann.form.wait_for(timeout=PATIENCE)
    await ann.form.locator("textarea").first.fill("Too short")
    await ann.send()
    await expect(ann.form.locator("textarea")).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize("person", ["U_ANN", "U_BOB"])
async def test_every_button_of_the_home_does_something(
    ann: Visit, caplog: pytest.LogCaptureFixture, person: str
) -> None:
    await ann.go(f"/{person}/home")
    buttons = ann.page.locator(".home .actions button")
    await expect(buttons.last).to_be_visible(timeout=PATIENCE)
    for name in await buttons.all_inner_texts():
        await press(ann, buttons.get_by_text(name, exact=True).first, person)
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == []


async def test_an_app_that_breaks_is_told_at_the_button(ann: Visit) -> None:
    await ann.say("/crr 500 50 450")
    answer = await ann.reads("Only visible to you")
    ann.demo.standin.bot_url = "http://127.0.0.1:1/"
    await answer.get_by_role("button", name="Explain").click()
    await expect(ann.page.locator("#notice")).to_contain_text("dispatch_failed")
