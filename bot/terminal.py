"""The door for the operator: one question, a file of them, or a prompt with history."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot import desk
from bot.render.blocks import message
from bot.render.terminal import plain
from bot.reply import Language, Problem, Reply
from bot.services import Asker, Services

T = TypeVar("T")

CANNOT_ANSWER = 2  # exit status
_OPERATOR = Asker()
_LEAVE = {"exit", "quit", "stop", "q"}
_WELCOME: dict[Language, str] = {
    "en": "Ask a question, for example /crr 500 50 450 or help. Leave with exit.",
    "nl": "Stel een vraag, bijvoorbeeld /crr 500 50 450 of help. Weg met exit.",
}


def answer_one(services: Services, question: str, *, as_json: bool = False) -> int:
    """Prints the answer; the exit status says whether there was one."""
    reply = _answer(services, question)
    print(_as_json(question, reply) if as_json else plain(reply))  # noqa: T201 - the answer
    return 0 if reply.ok else CANNOT_ANSWER


def answer_lines(services: Services, lines: Iterable[str] = ()) -> int:
    """A JSON object for each line of standard input; empty lines are passed over."""
    status = 0
    for line in lines or sys.stdin:
        if question := line.strip("\r\n"):
            reply = _answer(services, question)
            print(_as_json(question, reply), flush=True)  # noqa: T201 - the answer
            status = status if reply.ok else CANNOT_ANSWER
    return status


def prompt(services: Services) -> int:
    """Questions until `exit` or the end of input, with the earlier ones at hand."""
    if not sys.stdin.isatty():
        for line in filter(str.strip, sys.stdin):
            print(plain(_answer(services, line)), end="\n\n")  # noqa: T201 - the answer
        return 0
    from bot.prompt import questions  # noqa: PLC0415 - 0.1 s that only a prompt needs

    print(_WELCOME[services.settings_for(_OPERATOR).language])  # noqa: T201 - the greeting
    for question in questions(_LEAVE):
        print(f"\n{plain(_answer(services, question))}\n")  # noqa: T201 - the answer
    return 0


def watched(steps: Iterable[T], count: int, what: str) -> Iterable[T]:
    """The same steps, beside a bar where somebody sees it."""
    if not sys.stderr.isatty():
        return steps
    from rich.console import Console  # noqa: PLC0415 - only for what takes long
    from rich.progress import track  # noqa: PLC0415 - likewise

    return track(steps, what, count, console=Console(stderr=True), transient=True)


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Shows how many there are so far, where nobody knows how many there will be."""
    from rich.console import Console  # noqa: PLC0415 - only for what takes long
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 - likewise

    columns = (BarColumn(), TextColumn("{task.completed:,.0f} {task.description}"))
    console = Console(stderr=True)
    hidden = not sys.stderr.isatty()
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task(what, total=None)
        yield lambda more: progress.advance(task, more)


@contextmanager
def refusing(services: Services) -> Iterator[None]:
    """A Problem of what is done inside ends the process, in words, as an unanswered question."""
    try:
        yield
    except Problem as problem:
        preferences = services.settings_for(_OPERATOR)
        refusal = plain(desk.refused(problem, preferences.language, preferences))
        print(refusal, file=sys.stderr)  # noqa: T201 - the answer
        raise SystemExit(CANNOT_ANSWER) from None


def _answer(services: Services, text: str) -> Reply:
    return desk.answer(text, _OPERATOR, services)


def _as_json(question: str, reply: Reply) -> str:
    """The terminal contract: question, text, blocks, ok."""
    blocks = message(reply, share=True)["blocks"]
    answer = {"question": question, "text": plain(reply), "blocks": blocks, "ok": reply.ok}
    return json.dumps(answer, ensure_ascii=False)
