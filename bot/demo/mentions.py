"""Whom a message would ping, and how Slack escapes what a person types."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

MENTION = re.compile(r"<(?:!(channel|here|everyone)|@([UW]\w+))(?:\|[^>]*)?>")
READ_AS_MARKUP = {"mrkdwn", "markdown"}


def escape(text: str) -> str:
    """The text as Slack hands it to an app: `&`, `<` and `>` become entities, once."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def pings(text: str, blocks: Sequence[dict[str, Any]]) -> frozenset[str]:
    """`channel`, `here`, `everyone` and user ids that are called by raw mentions."""
    texts = [text, *marked_up(blocks)]
    called = {a or b for each in texts for a, b in MENTION.findall(each)}
    return frozenset(called | set(rich_mentions(blocks)))


def marked_up(value: object) -> Iterator[str]:
    """Every text inside that Slack reads for mentions; plain text and table cells are not."""
    for part in objects_in(value):
        if part.get("type") in READ_AS_MARKUP:
            yield str(part.get("text", ""))


def rich_mentions(value: object) -> Iterator[str]:
    """Whom the elements of rich text call."""
    for part in objects_in(value):
        if part.get("type") == "broadcast":
            yield str(part.get("range"))
        elif part.get("type") == "user":
            yield str(part.get("user_id"))


def objects_in(value: object) -> Iterator[dict[str, Any]]:
    """The JSON objects in a JSON value, outermost first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from objects_in(part)
