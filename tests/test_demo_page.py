"""bot/demo/page in a real browser: what a newcomer, Ann and Bob do there."""

import asyncio

import pytest
from playwright.async_api import Browser, FilePayload, expect

from bot.demo.trial import Trial
from tests.browser import CHROMIUM, MISSING, PATIENCE, Visit, visiting

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason=MISSING),
    pytest.mark.asyncio(loop_scope="module"),
]
NASTY = '<script>alert(1)</script> <!channel> <@U_BOB> *bold* `code` &amp; "quotes" {{ 7*7 }}'
WORD = {
    "en.name": "Stickiness",
    "en.definition": "How often people come back in a month.",
    "nl.name": "Kleefkracht",
    "nl.definition": "Hoe vaak mensen in een maand terugkomen.",
}


async def test_a_first_visit_is_two_actions_from_its_first_answer(ann: Visit) -> None:
    await ann.page.click("text=/crr 500 50 450")
    await ann.page.keyboard.press("Enter")
    answer = await ann.reads("Customer retention 80%")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(ann.page.locator(".guide .done")).to_have_count(1)


async def test_commands_are_completed_and_chosen_without_a_mouse(ann: Visit) -> None:
    await ann.page.keyboard.type("/")
    await expect(ann.page.locator(".completions li")).to_have_count(8)
    await ann.page.keyboard.type("ch")
    await ann.page.keyboard.press("Tab")
    await ann.page.keyboard.type("start=130 lost=9")
    await ann.page.keyboard.press("Enter")
    await ann.reads("6.92%")


async def test_an_answer_from_data_has_a_chart_and_a_table_that_sorts(ann: Visit) -> None:
    await ann.say("/crr last month by plan")
    answer = await ann.reads("Retention")
    await expect(answer.locator("table")).to_be_visible(timeout=PATIENCE)
    column = answer.locator("tbody tr td:nth-child(2)")
    shown = [float(text.rstrip("%")) for text in await column.all_inner_texts()]
    await answer.locator("th:nth-child(2) .sort").click()
    assert [float(text.rstrip("%")) for text in await column.all_inner_texts()] == sorted(shown)
    await answer.locator("th:nth-child(2) .sort").click()
    assert await answer.locator("th:nth-child(2)").get_attribute("aria-sort") == "descending"


async def test_what_ann_shares_bob_reads_at_once_and_nothing_else(ann: Visit, bob: Visit) -> None:
    await ann.say("/crr 500 50 450")
    answer = await ann.reads("Only visible to you")
    await expect(bob.messages()).to_have_count(0)
    await answer.get_by_role("button", name="Share in channel").dblclick()
    await expect(bob.messages("Customer retention 80%")).to_have_count(1, timeout=PATIENCE)
    assert len(ann.demo.standin.workspace.messages("C_GENERAL")) == 1


async def test_a_schedule_is_saved_and_seen_arriving_next_monday(ann: Visit, bob: Visit) -> None:
    await ann.say("/kpi schedule")
    await ann.form.wait_for()
    await ann.send()
    await expect(ann.form).to_contain_text("The first dates")
    await ann.send()
    await expect(ann.form).to_contain_text("Saved")
    await ann.shut()
    await ann.page.click("text=Skip to next Monday")
    post = await bob.reads("Key figures of week")
    await expect(post.locator("svg[role=img]")).to_be_visible()
    await expect(bob.page.locator(".clock time")).to_contain_text("Monday", timeout=PATIENCE)
    await expect(bob.page.locator(".clock time")).to_contain_text("09:00")
    await post.locator(".replies").click()
    await expect(bob.page.locator(".thread .message").last).to_contain_text("so far")


async def test_a_word_of_her_own_stands_in_the_glossary(ann: Visit) -> None:
    await ann.say("/define add stickiness")
    await ann.form.wait_for()
    await ann.send()
    await expect(ann.form.locator("[aria-invalid=true]").first).to_be_focused()
    for block_id, text in WORD.items():
        await ann.fill(block_id, text)
    await ann.send()
    await expect(ann.form).to_contain_text("Stickiness is saved", timeout=PATIENCE)
    await ann.shut()
    await ann.say("/define stickiness")
    await ann.reads("How often people come back in a month.")


async def test_a_form_that_is_loaded_anew_still_has_what_was_typed(ann: Visit) -> None:
    await ann.say("/define add stickiness")
    field = ann.form.locator("textarea").first
    async with ann.page.expect_response("**/draft"):
        await field.fill("Half a sentence")
    await ann.page.reload()
    await expect(ann.form.locator("textarea").first).to_have_value("Half a sentence")


async def test_ann_chooses_dutch_and_is_answered_in_it(ann: Visit) -> None:
    await ann.say("/retention settings")
    await ann.form.get_by_text("Dutch", exact=True).first.click(timeout=PATIENCE)
    await ann.send()
    await expect(ann.form).to_contain_text("bewaard", timeout=PATIENCE)
    await ann.shut()
    await ann.say("/crr 500 50 450")
    await ann.reads("Klantbehoud 80%")


async def test_ann_lets_bob_ask_the_data(ann: Visit, bob: Visit) -> None:
    await ann.say("/retention access")
    await ann.form.get_by_label("Bob").check(timeout=PATIENCE)
    await ann.send()
    await expect(ann.form).to_contain_text("Saved", timeout=PATIENCE)
    await bob.say("/crr last month")
    await bob.reads("customers at the start stayed")


async def test_the_calculator_works_it_out_while_somebody_types(ann: Visit) -> None:
    await ann.say("/retention calculator")
    await ann.form.wait_for(timeout=PATIENCE)
    fields = ann.form.locator("input[type=text]")
    for place, figure in enumerate(("500", "50", "450")):
        await fields.nth(place).press_sequentially(figure, delay=30)
    await expect(ann.form).to_contain_text("You kept 400 of the 500", timeout=PATIENCE)
    await expect(fields.nth(2)).to_be_focused()
    assert [await fields.nth(place).input_value() for place in range(3)] == ["500", "50", "450"]
    await ann.send()
    await ann.reads("Customer retention 80%")


async def test_what_is_being_typed_in_a_form_stays_as_it_is(ann: Visit, bob: Visit) -> None:
    await ann.say("/define add stickiness")
    field = ann.form.locator("textarea").first
    async with ann.page.expect_response("**/draft"):
        await field.press_sequentially("Half")
    for _ in range(2):
        async with ann.page.expect_response("**/C_GENERAL"):
            await bob.say("something else happens")
        await ann.page.keyboard.type(" a word")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("Half a word a word")


async def test_ten_thousand_characters_and_tags_in_fields_are_refused_or_shown(ann: Visit) -> None:
    await ann.say("/define add stickiness")
    for block_id in WORD:
        await ann.fill(block_id, f"{NASTY} {'long ' * 2000}")
    await ann.send()
    await expect(ann.form.locator(".error").first).to_be_visible(timeout=PATIENCE)
    await ann.fill("en.name", "Stick <!channel>")
    await ann.fill("nl.name", "Stick <!channel>")
    await ann.fill("en.definition", NASTY)
    await ann.fill("nl.definition", NASTY)
    await ann.send()
    await expect(ann.form.locator("textarea")).to_have_count(0, timeout=PATIENCE)
    await ann.shut()
    await ann.say("/define stick <!channel>")
    await ann.reads("<script>alert(1)</script>")


async def test_monday_comes_once_however_often_it_is_asked_for(ann: Visit) -> None:
    await ann.page.locator(".clock button").dblclick()
    await expect(ann.page.locator(".clock time")).to_contain_text("Monday")
    now = ann.demo.passing.now()
    await ann.page.reload()
    assert ann.demo.passing.now() - now < 60


async def test_a_draft_of_a_message_outlives_a_reload(ann: Visit) -> None:
    await ann.page.fill("[data-composer=main] textarea", "half a question")
    await ann.page.reload()
    await expect(ann.page.locator("[data-composer=main] textarea")).to_have_value("half a question")


@pytest.mark.parametrize("place", ["C_GENERAL", "D_ANN"])
async def test_script_tags_and_mentions_are_words(ann: Visit, place: str) -> None:
    await ann.go(f"/U_ANN/{place}")
    await ann.say(f"@Retention {NASTY}")
    said = ann.messages("<script>alert(1)</script>").first
    await said.wait_for()
    await expect(said.locator(".mention", has_text="channel")).to_have_count(0)
    await ann.say(f"/define {NASTY}")
    await ann.reads("Only visible to you")
    workspace = ann.demo.standin.workspace
    assert not any("channel" in one.pings for one in workspace.messages(place))


async def test_a_message_of_ten_thousand_characters_is_shown_and_answered(ann: Visit) -> None:
    await ann.go("/U_ANN/D_ANN")
    await ann.say("loyaliteit " * 910)
    await expect(ann.messages().nth(1)).to_contain_text("Retention", timeout=PATIENCE)
    assert len(await ann.messages().first.locator(".blocks").inner_text()) > 10_000


async def test_a_thread_is_read_and_answered_in_but_takes_no_commands(ann: Visit) -> None:
    await ann.say("@Retention what is churn?")
    question = await ann.reads("what is churn?")
    await question.locator(".replies").click(timeout=PATIENCE)
    thread = ann.page.locator(".thread .message")
    await expect(thread).to_have_count(2)
    await ann.say("/crr 500 50 450", "thread")
    await expect(thread.last).to_contain_text("/crr is not supported in threads")
    await ann.say("@Retention crr 500 50 450", "thread")
    await expect(thread.last).to_contain_text("Customer retention 80%", timeout=PATIENCE)


async def test_a_file_that_is_attached_is_seen_and_can_be_fetched(ann: Visit, bob: Visit) -> None:
    await ann.go("/U_ANN/D_ANN")
    file = FilePayload(
        name="orders.csv", mimeType="text/csv", buffer=b"customer;date\n1;2026-03-01"
    )
    await ann.page.set_input_files("input[type=file]", file)
    await expect(ann.page.locator(".attached")).to_have_text("orders.csv")
    await ann.page.get_by_role("button", name="Send").click()
    link = ann.messages().first.locator(".file")
    await expect(link).to_contain_text("orders.csv", timeout=PATIENCE)
    address = f"{ann.demo.address}{await link.get_attribute('href')}"
    assert await (await ann.page.request.get(address)).body() == file["buffer"]
    foreign = await ann.page.request.get(address.replace("U_ANN", "U_BOB"))
    assert foreign.status == 404
    await expect(ann.page.locator(".attached")).to_have_text("")


async def test_people_are_mentioned_by_their_names(ann: Visit) -> None:
    await ann.say("@bob, look at this; @nobody too")
    said = await ann.reads("look at this")
    await expect(said.locator(".mention")).to_have_text(["@Bob"])
    assert ann.demo.standin.workspace.messages("C_GENERAL")[-1].pings == {"U_BOB"}


async def test_slackbot_says_which_commands_there_are(ann: Visit) -> None:
    await ann.say("/teleport home")
    await expect(await ann.reads("not a valid command")).to_contain_text("/retention")


async def test_bob_may_not_ask_the_data_and_reads_who_can_help(bob: Visit) -> None:
    await bob.say("/crr last month")
    await expect(await bob.reads("Only visible to you")).to_contain_text("Ann")


@pytest.mark.parametrize("person", ["U_ANN", "U_BOB"])
async def test_the_home_is_shown_and_its_buttons_work(
    browser: Browser, demo: Trial, person: str
) -> None:
    async with visiting(browser, demo) as visit:
        await visit.go(f"/{person}/home")
        await expect(visit.page.locator(".home .blocks").first).to_be_visible(timeout=PATIENCE)
        assert visit.wrong == []


async def test_two_tabs_of_one_person_send_a_form_once(ann: Visit, browser: Browser) -> None:
    await ann.say("/define add stickiness")
    await ann.form.wait_for()
    async with visiting(browser, ann.demo) as other:
        await other.go()
        await other.form.locator("header button").click()
        await expect(ann.form).to_have_count(0)
        assert other.wrong == []


async def test_the_page_hears_that_the_demo_ended_and_stays(ann: Visit) -> None:
    await ann.page.context.set_offline(offline=True)
    await ann.page.fill("[data-composer=main] textarea", "not lost")
    await ann.page.press("[data-composer=main] textarea", "Enter")
    await expect(ann.page.locator("[data-composer=main] textarea")).to_have_value("not lost")
    await ann.page.context.set_offline(offline=False)
    ann.wrong.clear()  # a browser complains of being offline
    await asyncio.sleep(0)
