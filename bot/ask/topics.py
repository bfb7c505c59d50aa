"""A question about what a sentence is about."""

from bot.ask.command import to_define
from bot.ask.question import Ask
from bot.ask.said import Said
from bot.reply import Language, Problem


def of_topic(kind: str, said: Said, language: Language) -> Ask:
    """Raises Problem unknown_question where there is no topic."""
    industry = said.industry if kind == "tips" else None
    topic = to_define(said.topic) if kind == "define" else said.topic
    if not topic and not industry:
        raise Problem("unknown_question", typed=said.line)
    return Ask(kind, language, topic=topic or None, industry=industry)
