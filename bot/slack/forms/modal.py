"""What every form is made of: a title, blocks, words of a template, and buttons to leave it."""

from collections.abc import Mapping
from typing import Any

from bot.render.blocks import Block, context, sections
from bot.render.text import label, write
from bot.reply import Language, Reply

View = dict[str, Any]

LIVE = "live"  # the action_id of fields that tell what stands in them


def modal(title: str, blocks: list[Block], language: Language) -> View:
    """A view that can only be closed; `title` is a key of labels.toml, section titles."""
    return {
        "type": "modal",
        "title": plain(label("titles", title, language)),
        "close": plain(label("buttons", "shut", language)),
        "blocks": blocks,
    }


def form(title: str, blocks: list[Block], language: Language, sent: tuple[str, str, str]) -> View:
    """A view to fill in. `sent` is the label of its button, and with what it comes back: its
    callback_id and its private_metadata.
    """
    button, callback, metadata = sent
    return modal(title, blocks, language) | {
        "submit": plain(label("buttons", button, language)),
        "close": plain(label("buttons", "cancel", language)),
        "callback_id": callback,
        "private_metadata": metadata,
    }


def words(part: str, language: Language, **facts: object) -> list[Block]:
    """A part of forms.<language>.j2 as blocks."""
    written = write(Reply("forms", language, facts, part=part))
    blocks = [block for text in written.paragraphs for block in sections(text)]
    return blocks + ([context(written.small)] if written.small else [])


def field(  # noqa: PLR0913 - what Slack wants of a field
    name: str,
    shown: str,
    language: Language,
    filled: str = "",
    *,
    optional: bool,
    long: bool,
) -> Block:
    """A text field with this block_id; `shown` is its key in labels.toml."""
    element: Block = {"type": "plain_text_input", "action_id": "typed", "multiline": long}
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label("fields", shown, language)),
        "hint": plain(label("hints", shown, language)),
        "element": element | ({"initial_value": filled} if filled else {}),
        "optional": optional,
    }


def live(block: Block) -> Block:
    """The field, which tells what stands in it while it is being filled in."""
    element = {**block["element"], "action_id": LIVE}
    if element["type"] == "plain_text_input":
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return {**block, "dispatch_action": True, "element": element}


def typed(view: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the text fields of a view that comes back, by block_id."""
    return {
        block_id: field["value"] or ""
        for block_id, actions in view["state"]["values"].items()
        for field in actions.values()
        if field["type"] == "plain_text_input"
    }


def plain(text: str) -> Block:
    """A text that Slack shows as it is."""
    return {"type": "plain_text", "text": text}
