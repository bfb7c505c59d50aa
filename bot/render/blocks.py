"""Block Kit: a Reply as the `text` and `blocks` of a Slack message, within Slack's limits."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from bot.render.text import Written, cell, heading, label, write
from bot.reply import Closes, Language, Opens, Reply, Table

Block = dict[str, Any]
Message = dict[str, Any]

MOST_SECTION = 3000
MOST_BUTTON = 75
MOST_TABLE_ROWS = 100
KEPT = 256  # messages; answers that are pure come as the same Reply again
# The action_ids the doors listen for.
ASK, CHOOSE, SHARE = "ask", "choose", "share"
FORM, CLOSE, UP, DOWN = "form", "close-gap", "vote-up", "vote-down"
_FENCE = "```"
NATIVE = frozenset({"data_table"})  # too new to ride on an ack, or for every Slack


@lru_cache(KEPT)
def message(reply: Reply, *, share: bool = False, note: str = "") -> Message:
    """The whole message, not to be changed. `share` adds the Share button; `note` is a line of
    small print on top.
    """
    written = write(reply)
    blocks = [context(note)] if note else []
    blocks += list(_body(written.paragraphs, reply))
    blocks += [_data_table(reply.table, reply.language)] if reply.table else []
    blocks += [_actions(reply, share=share)] if _has_actions(reply, share=share) else []
    blocks += [context(written.small)] if written.small else []
    return {"text": _fallback(written, reply, note), "blocks": blocks}


@lru_cache(KEPT)
def as_json(reply: Reply, *, share: bool = False) -> str:
    """The message as the body of an acknowledgement."""
    return json.dumps(message(reply, share=share))


def classic(full: Message) -> Message:
    """The same message for where native blocks are refused: tables become aligned text."""
    return {**full, "blocks": [one for block in full["blocks"] for one in _classic(block)]}


def is_classic(full: Message) -> bool:
    """Whether every block is old enough for an ack."""
    return all(block["type"] not in NATIVE for block in full["blocks"])


def aligned(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as lines, in columns; the first is the heading."""
    cells = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def table_rows(table: Table, language: Language) -> Iterator[list[str]]:
    """The heading and the rows of a table, in words."""
    yield [heading(column, language) for column in table.columns]
    for row in table.rows[:MOST_TABLE_ROWS]:
        yield [cell(value, language) for value in row]


def sections(text: str) -> list[Block]:
    """A paragraph in as many sections as it needs."""
    return [_section(part) for part in _parts(text)]


def context(text: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _body(paragraphs: Iterable[str], reply: Reply) -> Iterator[Block]:
    """The paragraphs; after the first, each with the buttons that belong below it."""
    for place, text in enumerate(paragraphs, -1):
        yield from sections(text)
        if 0 <= place < len(reply.below):
            pressed = [_for_curators(one, reply.language) for one in reply.below[place]]
            yield {"type": "actions", "elements": pressed}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _parts(text: str, most: int = MOST_SECTION) -> Iterator[str]:
    """A paragraph cut at line ends so that no section is too long."""
    if len(text) <= most:
        yield text
        return
    part = ""
    for line in text.split("\n"):
        if part and len(part) + 1 + len(line) > most:
            yield part
            part = ""
        part = f"{part}\n{line}" if part else line[:most]
    yield part


def _data_table(table: Table, language: Language) -> Block:
    rows = [
        [{"type": "raw_text", "text": text} for text in row] for row in table_rows(table, language)
    ]
    caption = label("captions", table.caption, language)
    return {"type": "data_table", "caption": caption, "rows": rows, "page_size": 20}


def _classic(block: Block) -> Iterator[Block]:
    """The block itself; for a table its caption and its lines in columns."""
    if block["type"] not in NATIVE:
        yield block
        return
    yield _section(f"*{_escape(block['caption'])}*")
    lines = aligned([[_escape(part["text"]) for part in row] for row in block["rows"]])
    for part in _parts(lines, MOST_SECTION - 2 * len(_FENCE)):
        yield _section(f"{_FENCE}{part}{_FENCE}")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _has_actions(reply: Reply, *, share: bool) -> bool:
    controls = (reply.buttons, reply.menu, reply.opens, reply.entry, share and reply.share)
    return any(controls)


def _actions(reply: Reply, *, share: bool) -> Block:
    elements = []
    if share and reply.share:
        shown = label("buttons", "share", reply.language)
        elements.append(_button(shown, SHARE, reply.share))
    for i, button in enumerate(reply.buttons):
        shown = button.shown or label("buttons", button.label, reply.language)
        elements.append(_button(shown, f"{ASK}-{i}", button.question))
    if reply.opens:
        elements.append(_for_curators(reply.opens, reply.language))
    elements += _votes(reply)
    block: Block = {"type": "actions", "elements": elements}
    if reply.menu:
        elements.append(_menu(reply.menu.label, reply.menu.options, reply.language))
        block["block_id"] = reply.menu.question
    return block


def _button(shown: str, action: str, question: str) -> Block:
    text = {"type": "plain_text", "text": shown[:MOST_BUTTON]}
    return {"type": "button", "action_id": action, "text": text, "value": question}


def _for_curators(control: Opens | Closes, language: Language) -> Block:
    """All that a form needs is in the value: a button outlives the process that made it."""
    value = json.dumps({**asdict(control), "language": language}, ensure_ascii=False)
    if isinstance(control, Closes):
        return _button(label("buttons", "close_gap", language), CLOSE, value)
    shown = "edit_entry" if control.key else "add_entry"
    return _button(label("buttons", shown, language), FORM, value)


def _votes(reply: Reply) -> list[Block]:
    """Two thumbs under what comes from an entry."""
    if not reply.entry:
        return []
    about = {"entry": reply.entry, "asked": reply.asked, "language": reply.language}
    value = json.dumps(about, ensure_ascii=False)
    return [
        _button(thumb, action, value)
        | {"accessibility_label": label("buttons", said, reply.language)}
        for thumb, action, said in (("👍", UP, "useful"), ("👎", DOWN, "not_useful"))
    ]


@lru_cache
def _menu(key: str, choices: tuple[tuple[str, str], ...], language: Language) -> Block:
    """The same for every question, so made once; nothing may change it."""
    placeholder = {"type": "plain_text", "text": label("buttons", key, language)}
    options = [
        {"text": {"type": "plain_text", "text": shown}, "value": value} for value, shown in choices
    ]
    return {
        "type": "static_select",
        "action_id": CHOOSE,
        "placeholder": placeholder,
        "options": options,
    }


def _fallback(written: Written, reply: Reply, note: str) -> str:
    """What notifications, screen readers and old clients get: all the words."""
    table = ""
    if reply.table:
        lines = [" · ".join(row) for row in table_rows(reply.table, reply.language)]
        caption = label("captions", reply.table.caption, reply.language)
        table = _escape("\n".join([caption, *lines]))
    return "\n\n".join(filter(None, [note, *written.paragraphs, table, written.small]))
