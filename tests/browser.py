"""A real browser before the demo: Debian's Chromium, without a window."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.demo.trial import Trial

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
MISSING = "no chromium here; on Debian or Ubuntu: apt install chromium"
_ARGUMENTS = (
    "--no-sandbox",  # CI runs as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 20_000  # milliseconds that something may take to be seen, on a busy machine
expect.set_options(timeout=PATIENCE)


@dataclass
class Visit:
    """Somebody at the page. `wrong` is what a browser complains of, and what is asked elsewhere."""

    page: Page
    demo: Trial
    wrong: list[str] = field(default_factory=list)

    async def go(self, path: str = "") -> None:
        await self.page.goto(f"{self.demo.address}{path}")

    async def say(self, text: str, composer: str = "main") -> None:
        """Type it and press Enter."""
        await self.page.fill(f"[data-composer={composer}] textarea", text)
        await self.page.press(f"[data-composer={composer}] textarea", "Enter")

    def messages(self, text: str = "") -> Locator:
        """Those with this text in them."""
        return self.page.locator(".conversation .message").filter(has_text=text)

    async def reads(self, text: str) -> Locator:
        """Waits until the newest message with this text is there."""
        found = self.messages(text).last
        await found.wait_for(timeout=PATIENCE)
        return found

    @property
    def form(self) -> Locator:
        """The form in front."""
        return self.page.locator("#modal dialog")

    async def fill(self, block_id: str, text: str) -> None:
        await self.form.locator(f"[name='f:{block_id}']").fill(text)

    async def send(self) -> None:
        """Press the form's own button."""
        await self.form.locator("footer .primary").click()

    async def shut(self) -> None:
        """Leave the form: nothing else can be reached before it is gone."""
        await self.page.keyboard.press("Escape")
        await expect(self.form).to_have_count(0, timeout=PATIENCE)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield browser
        await browser.close()


@asynccontextmanager
async def visiting(
    browser: Browser, demo: Trial, *, dark: bool = False, width: int = 1200, height: int = 820
) -> AsyncIterator[Visit]:
    """A visitor of their own: another browser to the page."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    page = await context.new_page()
    visit = Visit(page, demo)
    page.on("console", lambda said: visit.wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: visit.wrong.append(str(error)))
    page.on("dialog", lambda dialog: visit.wrong.append(dialog.message))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(demo.address) else visit.wrong.append(asked.url),
    )
    yield visit
    await context.close()
