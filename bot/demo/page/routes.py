"""The addresses of the page: what is looked at, and what somebody does there."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.demo.page import typed
from bot.demo.page.composer import Line, say, trouble
from bot.demo.page.guard import Handler, guarded, with_headers
from bot.demo.page.guide import Guide
from bot.demo.page.live import Live
from bot.demo.page.notices import Notices
from bot.demo.page.rendering import Rendering
from bot.demo.page.screen import HOME, Looks, Where, screen
from bot.demo.page.typed import Sent
from bot.demo.passing import Passing, next_monday, pass_until
from bot.demo.people import ZONE
from bot.demo.standin import StandIn
from bot.demo.workspace import File
from bot.store.engine import Engine

_STATIC = Path(__file__).parent / "static"
_FIRST = "/U_ANN/C_GENERAL"
_REFRESH = "X-Refresh"  # asked by the page's script: nobody has come to look
_GONE = "That message or form is not there any more."

Act = Callable[[str, Sent], Awaitable[None]]


class Page:
    """Adds itself to a stand-in that has not started yet."""

    def __init__(self, standin: StandIn, passing: Passing, engine: Engine) -> None:
        self._standin = standin
        self._passing = passing
        self._engine = engine
        self._rendering = Rendering(standin.workspace)
        self._looks, self._guide, self._live = Looks(), Guide(), Live()
        self._notices = Notices()
        self._moving = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        standin.app.middlewares.extend([guarded, self._told])
        standin.app.on_response_prepare.append(with_headers)
        standin.app.add_routes(self._routes())

    def close(self) -> None:
        """Ends what browsers listen to, and what is still on its way."""
        self._live.close()
        for task in self._tasks:
            task.cancel()

    def _routes(self) -> list[web.AbstractRouteDef]:
        acts: dict[str, Act] = {
            "say": self._say,
            "press": self._press,
            "shortcut": self._shortcut,
            "home/press": self._press_in_home,
            "view": self._in_view,
            "draft": self._draft,
            "guide": self._hide_guide,
        }
        return [
            web.get("/", self._first),
            web.static("/static", _STATIC),
            web.post("/next-monday", self._next_monday),
            web.get("/{user:U_[A-Z]+}/events", self._live.stream),
            web.get("/{user:U_[A-Z]+}/files/{file}", self._file),
            web.get("/{user:U_[A-Z]+}/{place}", self._look),
            *(
                web.post(f"/{{user:U_[A-Z]+}}/{path}", self._acting(act))
                for path, act in acts.items()
            ),
        ]

    @web.middleware
    async def _told(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Whatever the bot or a person does, everybody who looks hears of it."""
        try:
            return await handler(request)
        finally:
            if request.method != "GET":
                self._live.tell()

    async def _first(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPSeeOther(_FIRST)

    async def _look(self, request: web.Request) -> web.StreamResponse:
        user, place = request.match_info["user"], request.match_info["place"]
        where = Where(user, place, request.query.get("thread", ""))
        try:
            seen = screen(self._standin.workspace, where, self._looks)
        except KeyError:
            raise web.HTTPSeeOther(_FIRST) from None
        if _REFRESH not in request.headers:
            self._come_to(where)
        page = self._rendering.page(
            seen,
            draft=request.query.get("draft", ""),
            guide=self._guide.steps(where),
            notice=self._notices.of(user),
            passing=self._moving.locked(),
        )
        return web.Response(text=page, content_type="text/html")

    def _come_to(self, where: Where) -> None:
        """The app hears who looks at it."""
        if where.place == HOME or where.place.startswith("D_"):
            tab = HOME if where.place == HOME else "messages"
            self._start(self._standin.open_home(where.user, tab))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._seen_file(request.match_info["user"], request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        if file.name.endswith(".png"):
            return web.Response(body=file.content, content_type="image/png")
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _seen_file(self, user: str, number: str) -> File | None:
        workspace = self._standin.workspace
        for channel in workspace.channels:
            for message in workspace.visible_to(user, channel):
                for file in message.files:
                    if file.id == number:
                        return file
        return None

    def _acting(self, act: Act) -> Handler:
        """Does something for a person, then shows the page again."""

        async def handle(request: web.Request) -> web.StreamResponse:
            user, sent = request.match_info["user"], await request.post()
            if user not in self._standin.workspace.users:
                raise web.HTTPNotFound
            try:
                await act(user, sent)
            except (KeyError, ValueError):  # of a page that shows what is gone
                self._notices.tell(user, _GONE)
            raise web.HTTPSeeOther(_back(typed.text(sent, "back")))

        return handle

    async def _say(self, user: str, sent: Sent) -> None:
        line = Line(
            user,
            typed.text(sent, "channel"),
            typed.text(sent, "text").strip(),
            typed.text(sent, "thread") or None,
            tuple(typed.files(sent)),
        )
        if user not in self._standin.workspace.channels[line.channel].members:
            raise KeyError(line.channel)
        self._guide.note(user, line.text)
        await say(self._standin, line)

    async def _press(self, user: str, sent: Sent) -> None:
        message = self._standin.workspace.find(typed.text(sent, "ts"))
        if (pressed := typed.control(sent)) is None or message is None:
            raise KeyError("ts")
        self._guide.note(user, pressed.action_id)
        delivery = await self._standin.press(message, pressed.action_id, user, pressed.value)
        self._notices.of_delivery(user, trouble(delivery))

    async def _shortcut(self, user: str, sent: Sent) -> None:
        message = self._standin.workspace.find(typed.text(sent, "ts"))
        if message is None:
            raise KeyError("ts")
        delivery = await self._standin.shortcut(message, typed.text(sent, "callback"), user)
        self._notices.of_delivery(user, trouble(delivery))

    async def _press_in_home(self, user: str, sent: Sent) -> None:
        if (pressed := typed.control(sent)) is None:
            raise KeyError("control")
        delivery = await self._standin.press_in_home(pressed.action_id, user, pressed.value)
        self._notices.of_delivery(user, trouble(delivery))

    async def _in_view(self, user: str, sent: Sent) -> None:
        """Closes, sends, or presses a button of the form in front."""
        view = self._standin.view(user)
        if view is None or view.id != typed.text(sent, "view"):
            raise KeyError("view")
        if typed.text(sent, "do") == "close":
            self._standin.close_view(user)
            return
        view.type(typed.entered(view, sent))
        if pressed := typed.control(sent):
            delivery = await self._standin.press_in_view(pressed.action_id, user, pressed.value)
            self._notices.of_delivery(user, trouble(delivery))
        elif wrong := typed.wrong(view):
            view.errors = wrong
        else:
            await self._standin.submit({}, user)
            if not view.errors:
                self._guide.note(user, str(view.content["callback_id"]))

    async def _draft(self, user: str, sent: Sent) -> None:
        """Keeps what is typed in a form, should the page be loaded anew; the app hears of the field
        that it wants to hear of.
        """
        view = self._standin.view(user)
        if view is None or view.id != typed.text(sent, "view"):
            return
        fields = typed.entered(view, sent)
        view.type(fields)
        if (changed := typed.text(sent, "changed")) in fields:
            await self._standin.type_in_view({changed: fields[changed]}, user)

    async def _hide_guide(self, user: str, _: Sent) -> None:
        self._guide.hide(user)

    async def _next_monday(self, request: web.Request) -> web.StreamResponse:
        sent = await request.post()
        if not self._moving.locked():
            self._start(self._move_on())
            await asyncio.sleep(0)  # so that the page says so
        raise web.HTTPSeeOther(_back(typed.text(sent, "back")))

    async def _move_on(self) -> None:
        async with self._moving:
            monday = next_monday(self._passing.now(), ZoneInfo(ZONE))
            await pass_until(monday, self._passing, self._engine)

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._live.tell()


def _back(path: str) -> str:
    """Where the form stood, on this page and nowhere else."""
    asked = urlsplit(path)
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and not asked.netloc
    return path if own else _FIRST
