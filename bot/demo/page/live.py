"""Server-sent events: everybody who looks hears that something may have changed."""

import asyncio
import contextlib

from aiohttp import web

_QUIET = 15.0  # seconds after which the line is tried
_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}


class Live:
    """Tells no more than that: the page then asks for what it shows."""

    def __init__(self) -> None:
        self._listening: set[asyncio.Event] = set()
        self._closed = False

    def tell(self) -> None:
        for changed in self._listening:
            changed.set()

    def close(self) -> None:
        """Ends every stream."""
        self._closed = True
        self.tell()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Until the browser goes, or `close`."""
        response = web.StreamResponse(headers=_HEADERS)
        changed = asyncio.Event()
        self._listening.add(changed)
        try:
            with contextlib.suppress(ConnectionResetError):
                await response.prepare(request)
                await self._write(response, changed)
        finally:
            self._listening.discard(changed)
        return response

    async def _write(self, response: web.StreamResponse, changed: asyncio.Event) -> None:
        await response.write(b": hello\n\n")
        while not self._closed:
            try:
                await asyncio.wait_for(changed.wait(), _QUIET)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            changed.clear()
            await response.write(b"data: changed\n\n")
