"""The terms of a message in a view: each with a button to its whole entry."""

import json
from typing import Any

from bot.render.blocks import Block, context, sections
from bot.render.text import label, write
from bot.reply import Reply
from bot.slack.forms.modal import View, modal, plain

ENTRY = "term-entry"  # the action_id


def view(reply: Reply) -> View:
    """What `explained` found, or that it found nothing."""
    words = write(reply)
    blocks = [block for text in words.paragraphs for block in sections(text)]
    keys: Any = reply.facts["keys"]
    for block, key in zip(blocks, keys, strict=False):
        block["accessory"] = _button(key, reply)
    return modal("terms", blocks + ([context(words.small)] if words.small else []), reply.language)


def _button(key: str, reply: Reply) -> Block:
    value = json.dumps({"key": key, "language": reply.language})
    text = plain(label("buttons", "more", reply.language))
    return {"type": "button", "action_id": ENTRY, "text": text, "value": value}
