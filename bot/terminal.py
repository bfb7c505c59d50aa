"""The door for the operator: one question, a file of them, or a prompt with history."""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot import desk
from bot.render.blocks import message
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Language, Reply
from bot.services import Asker, Preferences, Services
from bot.settings import Configuration, SettingsError, read_configuration, read_environment
from knowledge.library import load

CANNOT_ANSWER = 2  # exit status
_OPERATOR = Asker()
_LEAVE = {"exit", "quit", "stop", "q"}
_WELCOME: dict[Language, str] = {
    "en": "Ask a question, for example /crr 500 50 450 or help. Leave with exit.",
    "nl": "Stel een vraag, bijvoorbeeld /crr 500 50 450 of help. Weg met exit.",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything needed to answer in this process."""

    services: Services
    language: Language

    @classmethod
    def open(cls, config: Path | None, language: str | None) -> "Desk":
        """Reads the configuration and the content. Raises SettingsError."""
        path = config or read_environment().retention_config
        configuration = read_configuration(path, required=config is not None)
        if language is not None and language not in LANGUAGES:
            raise SettingsError(f"--lang is en or nl, not {language!r}.")
        preferences = preferences_of(configuration, language)
        services = Services(load(), lambda _: preferences)
        return cls(services, preferences.language)

    def answer(self, text: str) -> Reply:
        return desk.answer(text, _OPERATOR, self.services)


def preferences_of(configuration: Configuration, language: str | None = None) -> Preferences:
    """How everybody is answered by default; `language` overrides the file."""
    return Preferences(
        language=next((one for one in LANGUAGES if one == language), configuration.language),
        industry=configuration.industry,
        currency=configuration.currency,
    )


def answer_one(asked: Desk, question: str, *, as_json: bool) -> int:
    """Prints the answer; the exit status says whether there was one."""
    reply = asked.answer(question)
    print(_as_json(question, reply) if as_json else plain(reply))  # noqa: T201 - the answer
    return 0 if reply.ok else CANNOT_ANSWER


def answer_lines(asked: Desk, lines: Iterable[str] = ()) -> int:
    """A JSON object for each line of standard input; empty lines are passed over."""
    status = 0
    for line in lines or sys.stdin:
        if question := line.strip("\r\n"):
            reply = asked.answer(question)
            print(_as_json(question, reply), flush=True)  # noqa: T201 - the answer
            status = status if reply.ok else CANNOT_ANSWER
    return status


def prompt(asked: Desk) -> int:
    """Questions until `exit` or the end of input, with the earlier ones at hand."""
    if not sys.stdin.isatty():
        for line in filter(str.strip, sys.stdin):
            print(plain(asked.answer(line)), end="\n\n")  # noqa: T201 - the answer
        return 0
    from bot.prompt import questions

    print(_WELCOME[asked.language])  # noqa: T201 - the greeting
    for question in questions(_LEAVE):
        print(f"\n{plain(asked.answer(question))}\n")  # noqa: T201 - the answer
    return 0


def _as_json(question: str, reply: Reply) -> str:
    """The terminal contract: question, text, blocks, ok."""
    blocks = message(reply, share=True)["blocks"]
    answer = {"question": question, "text": plain(reply), "blocks": blocks, "ok": reply.ok}
    return json.dumps(answer, ensure_ascii=False)
