"""Asking as these tests do: one library for all of them, and preferences the test chooses."""

import re

from bot import desk
from bot.ask.grammar import read, spoken_in
from bot.ask.question import Ask
from bot.render.blocks import Message, classic, message
from bot.render.terminal import plain
from bot.reply import Language, Reply
from bot.services import Asker, Preferences, Services
from knowledge.library import load

LIBRARY = load()
ASKER = Asker("U1", "C1")
_CODE = re.compile(r"`(/[^`]+)`")


def services(
    language: Language = "en", industry: str | None = None, currency: str = "EUR"
) -> Services:
    preferences = Preferences(language, industry, currency)
    return Services(LIBRARY, lambda _: preferences)


def ask(text: str, language: Language = "en", industry: str | None = None) -> Reply:
    return desk.answer(text, ASKER, services(language, industry))


def said(text: str, language: Language = "en", industry: str | None = None) -> str:
    return plain(ask(text, language, industry))


def reading(text: str, language: Language = "en") -> Ask:
    return read(text, spoken_in(text, language), LIBRARY)


def messages(reply: Reply) -> tuple[Message, Message]:
    """As Slack gets it: with tables, and without."""
    full = message(reply, share=True)
    return full, classic(full)


def suggestions(reply: Reply) -> set[str]:
    """The complete questions that a reply shows as code; a usage or a form is not one."""
    shown = set(_CODE.findall(plain(reply)))
    return {text for text in shown if "…" not in text and not re.search(r" [A-Z]{3,}", text)}
