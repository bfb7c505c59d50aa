"""Who may talk to the page: this machine's browser, from the page itself."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_NAMES = ("127.0.0.1", "localhost")
_FOR_APPS = ("/api/", "/commands/", "/upload/", "/files-pri/", "/link/")  # with tokens of their own
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers this machine by its own name only, and takes from browsers what the page sends."""
    if not _is_own_host(request):
        raise web.HTTPForbidden(text="The demo answers at 127.0.0.1 and localhost only.")
    posted = request.method not in {"GET", "HEAD"} and not request.path.startswith(_FOR_APPS)
    if posted and request.headers.get("Origin") != f"http://{request.host}":
        raise web.HTTPForbidden(text="The demo takes this from its own page only.")
    return await handler(request)


async def with_headers(_: web.Request, response: web.StreamResponse) -> None:
    """What browsers are told about every answer."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _is_own_host(request: web.Request) -> bool:
    """Not somebody else's name that leads here."""
    socket = request.transport.get_extra_info("sockname") if request.transport else None
    port = socket[1] if socket else None
    return request.host in {f"{name}:{port}" for name in _NAMES}
