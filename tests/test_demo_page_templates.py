"""bot/demo/page/templates and static: everybody can use them, in light, in dark and on a phone."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from bot.demo.trial import Trial
from tests.browser import CHROMIUM, MISSING, PATIENCE, Visit, visiting

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason=MISSING),
    pytest.mark.asyncio(loop_scope="module"),
]
SERIOUS = {"serious", "critical"}


async def unusable(visit: Visit) -> list[str]:
    """What axe finds: rule and elements."""
    found = await Axe().run(visit.page)
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']]}"
        for one in found.response["violations"]
        if one["impact"] in SERIOUS
    ]


@pytest.mark.parametrize(("dark", "width"), [(False, 1200), (True, 360)], ids=["light", "phone"])
async def test_everybody_can_use_every_part_of_the_page(
    browser: Browser, demo: Trial, *, dark: bool, width: int
) -> None:
    async with visiting(browser, demo, dark=dark, width=width) as visit:
        await visit.go()
        await visit.say("/crr last month by plan")
        await visit.messages().last.locator("table").wait_for(timeout=PATIENCE)
        await visit.say("@Retention what is churn?")
        await visit.page.locator(".replies").last.wait_for(timeout=PATIENCE)
        await visit.page.locator(".composer textarea").first.press_sequentially("/c")
        assert await unusable(visit) == []
        await visit.page.locator(".composer textarea").first.fill("")
        await visit.page.locator(".replies").last.click()
        await visit.page.locator(".thread .message").last.wait_for()
        assert await unusable(visit) == []
        await visit.go("/U_ANN/home")
        await visit.page.locator(".home .blocks").first.wait_for(timeout=PATIENCE)
        assert await unusable(visit) == []
        assert visit.wrong == []


@pytest.mark.parametrize(
    ("dark", "command"), [(True, "/kpi schedule"), (False, "/define add stickiness")]
)
async def test_everybody_can_fill_in_a_form(
    browser: Browser, demo: Trial, *, dark: bool, command: str
) -> None:
    async with visiting(browser, demo, dark=dark) as visit:
        await visit.go()
        await visit.say(command)
        await visit.form.wait_for(timeout=PATIENCE)
        assert await unusable(visit) == []
        if command != "/kpi schedule":
            await visit.send()
            await expect(visit.form.locator(".error").first).to_be_visible()
            assert await unusable(visit) == []
        assert visit.wrong == []


async def test_a_phone_shows_the_page_without_scrolling_sideways(
    browser: Browser, demo: Trial
) -> None:
    async with visiting(browser, demo, width=360, height=740) as visit:
        for path in ("/U_ANN/C_GENERAL", "/U_ANN/D_ANN", "/U_ANN/home"):
            await visit.go(path)
            wide = await visit.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360


async def test_what_is_unusable_is_found(ann: Visit) -> None:
    await ann.page.evaluate("document.querySelector('main').append(new Image())")
    assert "image-alt" in "".join(await unusable(ann))


async def test_the_page_works_without_its_script(browser: Browser, demo: Trial) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(demo.address)
    await page.click("text=/crr 500 50 450")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".message")).to_contain_text("Customer retention 80%")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Share in channel").click()
    await demo.standin.wait_for(lambda: demo.standin.workspace.messages("C_GENERAL"), seconds=20)
    await page.goto(demo.address)  # nothing else tells this page that there is something new
    await expect(page.locator(".message:not(.ephemeral)")).to_contain_text("80%")
    await context.close()
