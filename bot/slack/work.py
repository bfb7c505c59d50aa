"""Work after the acknowledgement: tracked tasks, pools of threads, one handler for failures."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
Apology = Callable[[], Awaitable[None]]

PATIENCE = 120.0  # seconds that a question about data may take, waiting for its turn included
_LAST_WORDS = 0.2  # of the time for the last answers: for telling who will not get one


class Busy(Exception):  # noqa: N818 - no error: the warehouse has too much to do
    """The answer did not come within the time that people wait for one."""


class Work:
    """Tasks that are waited for at the end, and whose failures are logged and apologised for."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Future[Any]] = set()
        self._ending = False
        self._answers = ThreadPoolExecutor(2, thread_name_prefix="answer")
        self._data = ThreadPoolExecutor(os.cpu_count() or 2, thread_name_prefix="data")
        self._store = ThreadPoolExecutor(2, thread_name_prefix="store")

    def start(self, task: Coroutine[Any, Any, None], apology: Apology | None = None) -> None:
        """Runs `task` in the background; on a failure, `apology` after the log line."""
        running = asyncio.create_task(task)
        self._tasks.add(running)
        running.add_done_callback(partial(self._ended, apology=apology))

    async def every(
        self,
        seconds: float,
        task: Callable[[], Coroutine[Any, Any, None]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Runs `task` for ever, `seconds` apart. Of failures in a row the first is logged. Who
        cancels it leaves the round in hand to `drain`.
        """
        failing = False
        while True:
            running = asyncio.create_task(task())
            self._tasks.add(running)
            running.add_done_callback(self._tasks.discard)
            await asyncio.wait({running})
            error = running.exception()
            if error is not None and not failing:
                log.error("a round failed", exc_info=error)
            failing = error is not None
            await sleep(seconds)

    async def answer(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs an answer in the pool for quick ones, never in asyncio's own."""
        return await self._in(self._answers, partial(function, *args, **kwargs))

    async def data(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs an answer from data in the pool of those, so that no other waits for it. Raises
        Busy: what has not begun by then never does, what has is left to its own time limit.
        """
        if self._ending:
            raise Busy
        asked = asyncio.ensure_future(self._in(self._data, partial(function, *args, **kwargs)))
        self._waiting.add(asked)
        try:
            await asyncio.wait({asked}, timeout=self._patience)
        finally:
            self._waiting.discard(asked)
            given_up = asked.cancelled() or asked.cancel()
        if given_up:
            raise Busy
        return asked.result()

    async def store(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a store call in its own pool, so that no answer can hold it up."""
        return await self._in(self._store, partial(function, *args, **kwargs))

    async def within(self, seconds: float, asked: Coroutine[Any, Any, T]) -> T | None:
        """What comes within the time, else None: it then goes on in the background."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def run() -> None:
            answer.set_result(await asked)

        self.start(run())
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(answer), seconds)
        return None

    async def drain(self, seconds: float) -> None:
        """Lets tasks finish, and those they start; after `seconds` the rest is cancelled. Who still
        waits for data shortly before is told that it will not come.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        telling = loop.call_later(seconds * (1 - _LAST_WORDS), self._give_up)
        while self._tasks and (rest := deadline - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=rest)
        telling.cancel()
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def close(self) -> None:
        """Ends the pools. A query that still runs is left to its own time limit."""
        self._answers.shutdown(wait=False, cancel_futures=True)
        self._data.shutdown(wait=False, cancel_futures=True)
        self._store.shutdown(wait=True)

    async def _in(self, pool: ThreadPoolExecutor, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, function)

    def _give_up(self) -> None:
        self._ending = True
        for asked in self._waiting:
            asked.cancel()

    def _ended(self, task: asyncio.Task[None], apology: Apology | None) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.error("an answer failed", exc_info=error)
        if apology is not None:
            self.start(_said(apology))


async def _said(apology: Apology) -> None:
    await apology()
