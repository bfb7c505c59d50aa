"""Work after the acknowledgement: what comes in time, and what goes on when it does not."""

import asyncio

import pytest

from bot.slack.work import Work


async def test_what_comes_in_time_is_given() -> None:
    work = Work()

    async def quick() -> int:
        return 7

    assert await work.within(1.0, quick()) == 7
    work.close()


async def test_what_comes_too_late_goes_on() -> None:
    work, done = Work(), asyncio.Event()

    async def slow() -> int:
        await asyncio.sleep(0.1)
        done.set()
        return 7

    assert await work.within(0.01, slow()) is None
    assert not done.is_set()
    await work.drain(1.0)
    assert done.is_set()
    work.close()


async def test_what_breaks_is_logged_and_never_comes(caplog: pytest.LogCaptureFixture) -> None:
    work = Work()

    async def broken() -> int:
        raise ZeroDivisionError

    assert await work.within(0.1, broken()) is None
    assert "ZeroDivisionError" in caplog.text
    work.close()
