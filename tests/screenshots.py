"""The pictures of the README, taken of the demo as it is: `make screenshots`."""

import asyncio
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.async_api import Browser, expect

from bot.demo import trial
from tests.browser import CHROMIUM, MISSING, PATIENCE, Visit, chromium, visiting

FOLDER = Path(__file__).parents[1] / "bot" / "demo" / "screenshots"
_COLOURS = 96  # of a picture: half its size, and nobody sees it


def main() -> None:
    if not CHROMIUM:
        sys.exit(MISSING)
    with TemporaryDirectory() as made:
        list(trial.furnish(Path(made)))
        asyncio.run(_taken(Path(made)))


async def _taken(made: Path) -> None:
    async with trial.running(made, port=0) as demo, chromium() as browser:
        await _answer(browser, demo)
        await _monday(browser, demo)
        await _form(browser, demo)


async def _answer(browser: Browser, demo: trial.Trial) -> None:
    """What the first two of the four things give."""
    async with visiting(browser, demo, height=860) as ann:
        await ann.go()
        await ann.say("/crr 500 50 450")
        await ann.reads("Customer retention 80%")
        _keep("answer", await ann.page.screenshot())


async def _monday(browser: Browser, demo: trial.Trial) -> None:
    """A post that came by the clock, with its thread."""
    async with visiting(browser, demo, height=900, width=1280) as ann:
        await ann.go("/U_ANN/C_SUCCESS")
        await _scheduled(ann)
        await ann.page.click("text=Skip to next Monday")
        post = await ann.reads("Key figures of week")
        await ann.page.click(".guide form button")
        await post.locator(".replies").click(timeout=PATIENCE)
        await ann.page.locator(".thread .message").nth(1).wait_for(timeout=PATIENCE)
        await post.locator(".chart").scroll_into_view_if_needed()
        _keep("monday", await ann.page.screenshot())


async def _scheduled(ann: Visit) -> None:
    await ann.say("/kpi schedule")
    await ann.form.wait_for(timeout=PATIENCE)
    await ann.send()
    await expect(ann.form).to_contain_text("The first dates", timeout=PATIENCE)
    await ann.send()
    await expect(ann.form).to_contain_text("Saved", timeout=PATIENCE)
    await ann.shut()


async def _form(browser: Browser, demo: trial.Trial) -> None:
    """A curator's form, in the dark."""
    async with visiting(browser, demo, dark=True, height=780) as ann:
        await ann.go()
        await ann.say("/define add stickiness")
        await ann.form.wait_for(timeout=PATIENCE)
        await ann.send()
        await expect(ann.form.locator(".error").first).to_be_visible()
        _keep("form", await ann.page.screenshot())


def _keep(name: str, png: bytes) -> None:
    FOLDER.mkdir(exist_ok=True)
    picture = (
        Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    )
    picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
