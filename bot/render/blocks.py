"""Block Kit: a Reply as the `text` and `blocks` of a Slack message, within Slack's limits."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from bot.render.alt import alt
from bot.render.charts import has_values, native
from bot.render.tables import MOST_TABLE, Grid, aligned, as_cells, escape, text_of, written
from bot.render.text import Written, caption_of, label, write
from bot.reply import (
    Calculates,
    Closes,
    Does,
    Finds,
    HeatMap,
    Keep,
    Language,
    Line,
    Opens,
    Reply,
    Sets,
    Watch,
)

Block = dict[str, Any]
Message = dict[str, Any]

MOST_SECTION = 3000
MOST_BUTTON = 75
MOST_TEXT = 12_000  # characters of a message: beyond 13,200 Slack refuses it, buttons included
MOST_SECTIONS = 36  # of the 50 blocks of a message; a table as text takes up to 7
KEPT = 256  # messages; answers that are pure come as the same Reply again
# The action_ids the doors listen for.
ASK, CHOOSE, SHARE = "ask", "choose", "share"
FORM, CLOSE, UP, DOWN = "form", "close-gap", "vote-up", "vote-down"
DO = "schedule"  # and the deed
WATCH, KEEP = "watch", "keep"
SET = "settings"  # and the form
CALCULATOR, FINDER = "calculator", "benchmark_finder"
_SIMPLE = {  # label and action_id of a button that needs no more
    Closes: ("close_gap", CLOSE),
    Calculates: ("calculator", CALCULATOR),
    Finds: ("finder", FINDER),
}
_FENCE, _APART, _TOLD = "```", "\n\n", "told-"
NATIVE = frozenset({"data_table", "data_visualization"})  # too new for an ack, or for every Slack


def message(reply: Reply, *, share: bool = False, note: str = "") -> Message:
    """The whole message, not to be changed; of a private answer nothing is kept. `share` adds the
    Share button; `note` is a line of small print on top.
    """
    return (_made if reply.private else _kept)(reply, share, note)


def _made(reply: Reply, share: bool, note: str) -> Message:
    words, told = write(reply), _told(reply)
    table = _written_table(reply, [*words.paragraphs, words.small, note, told])
    text = _fallback(note, words, told, table)
    blocks = [context(note)] if note else []
    blocks += list(_body(words.paragraphs, reply))
    blocks += list(_line(reply.chart, reply.language, text, told)) if reply.chart else []
    blocks += list(_data_table(table)) if table else []
    blocks += [_actions(reply, share=share)] if _has_actions(reply, share=share) else []
    blocks += [context(words.small)] if words.small else []
    return {"text": text, "blocks": blocks}


_kept = lru_cache(KEPT)(_made)


@lru_cache(KEPT)
def as_json(reply: Reply, *, share: bool = False) -> str:
    """The message as the body of an acknowledgement."""
    return json.dumps(message(reply, share=share))


def classic(full: Message) -> Message:
    """The same message for where native blocks are refused: tables become aligned text, and a
    line is told in words.
    """
    blocks = [one for block in full["blocks"] for one in _classic(block, full["text"])]
    return {**full, "blocks": blocks}


def is_classic(full: Message) -> bool:
    """Whether every block is old enough for an ack."""
    return all(block["type"] not in NATIVE for block in full["blocks"])


def sections(text: str) -> list[Block]:
    """A paragraph in as many sections as it needs."""
    return [_section(part) for part in _parts(text)]


def context(text: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _body(paragraphs: Iterable[str], reply: Reply) -> Iterator[Block]:
    """The paragraphs, as many as a message holds; after the first, each with the buttons that
    belong below it.
    """
    parts = [(place, part) for place, text in enumerate(paragraphs, -1) for part in _parts(text)]
    for i, text in enumerate(_fitting(part for _, part in parts)):
        place, ends = parts[i][0], i + 1 == len(parts) or parts[i + 1][0] != parts[i][0]
        yield _section(text)
        if ends and 0 <= place < len(reply.below):
            shown = [pressed(one, reply.language) for one in reply.below[place]]
            yield {"type": "actions", "elements": shown}


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


def _fitting(parts: Iterable[str]) -> Iterator[str]:
    """The parts that a message can hold; what is cut off leaves a mark."""
    size = 0
    for place, part in enumerate(parts, 1):
        size += len(part)
        if place > MOST_SECTIONS or size > MOST_TEXT:
            yield "…"
            return
        yield part


def _told(reply: Reply) -> str:
    """The chart in words: a paragraph of the message's text."""
    return escape(alt(reply.chart, reply.language)) if reply.chart else ""


def _line(chart: Line | HeatMap, language: Language, text: str, told: str) -> Iterator[Block]:
    """A line as Slack draws it, or told in words where it does not. The block of a chart has no
    room for words: its id says which paragraph of the text tells it.
    """
    if not isinstance(chart, Line) or not has_values(chart):
        return
    drawn = native(chart, language)
    place = text.split(_APART).index(told)
    yield {**drawn, "block_id": f"{_TOLD}{place}"} if drawn else context(told)


def _written_table(reply: Reply, others: Iterable[str]) -> Grid | None:
    """The table, cut to what the other texts leave of a message."""
    if not reply.table:
        return None
    room = MOST_TEXT - sum(map(len, others))
    return written(reply.table, reply.language, min(MOST_TABLE, room))


def _data_table(table: Grid) -> Iterator[Block]:
    """Slack wants a row below the heading, and something in every cell."""
    if len(table.rows) > 1:
        rows = as_cells(table)
        yield {"type": "data_table", "caption": table.caption, "rows": rows, "page_size": 20}
    if table.left:
        yield context(table.left)


def _classic(block: Block, text: str) -> Iterator[Block]:
    """The block itself; for a table its caption and its lines in columns, for a chart the paragraph
    of the text that tells it.
    """
    if block["type"] == "data_table":
        yield from _lines(block)
    elif block["type"] == "data_visualization":
        yield context(text.split(_APART)[int(block["block_id"].removeprefix(_TOLD))])
    else:
        yield block


def _lines(table: Block) -> Iterator[Block]:
    yield _section(f"*{escape(table['caption'])}*")
    lines = aligned([[escape(text_of(part)) for part in row] for row in table["rows"]])
    for part in _parts(lines.replace("`", "'"), MOST_SECTION - 2 * len(_FENCE)):
        yield _section(f"{_FENCE}{part}{_FENCE}")


def _has_actions(reply: Reply, *, share: bool) -> bool:
    controls = (reply.buttons, reply.menu, reply.opens, reply.watch, reply.entry)
    return any(controls) or bool(share and reply.share)


def _actions(reply: Reply, *, share: bool) -> Block:
    elements = []
    if share and reply.share:
        shown = label("buttons", "share", reply.language)
        elements.append(_button(shown, SHARE, reply.share))
    for i, button in enumerate(reply.buttons):
        shown = caption_of(button, reply.language)
        elements.append(_button(shown, f"{ASK}-{i}", button.question))
    controls = (reply.opens, reply.watch)
    elements += [pressed(one, reply.language) for one in controls if one]
    elements += _votes(reply)
    block: Block = {"type": "actions", "elements": elements}
    if reply.menu:
        elements.append(_menu(reply.menu.label, reply.menu.options, reply.language))
        block["block_id"] = reply.menu.question
    return block


def _button(shown: str, action: str, question: str) -> Block:
    text = {"type": "plain_text", "text": shown[:MOST_BUTTON]}
    return {"type": "button", "action_id": action, "text": text, "value": question}


def pressed(
    control: Opens | Closes | Does | Calculates | Finds | Watch | Keep | Sets, language: Language
) -> Block:
    """All that it needs is in the value: a button outlives the process that made it."""
    value = json.dumps({**asdict(control), "language": language}, ensure_ascii=False)
    if isinstance(control, Does):
        return _does(control, language, value)
    if simple := _SIMPLE.get(type(control)):
        return _button(label("buttons", simple[0], language), simple[1], value)
    if isinstance(control, Watch):
        return _button(label("buttons", "watch", language), WATCH, value) | {"style": "primary"}
    if isinstance(control, Keep):
        shown = label("buttons", control.does, language)
        button = _button(shown, f"{KEEP}-{control.does}", value)
        return button | (confirmed(shown, "remove", language) if control.does == "remove" else {})
    if isinstance(control, Sets):
        return _button(label("settings", control.form, language), f"{SET}-{control.form}", value)
    shown = "edit_entry" if isinstance(control, Opens) and control.key else "add_entry"
    return _button(label("buttons", shown, language), FORM, value)


def _does(control: Does, language: Language, value: str) -> Block:
    """What cannot be undone is asked again."""
    shown = label("deeds", control.deed, language)
    button = _button(shown, f"{DO}-{control.deed}", value)
    return button | (confirmed(shown, "delete", language) if control.deed == "delete" else {})


def confirmed(title: str, note: str, language: Language) -> Block:
    """Asks before a button does what it says; `note` is a key of labels.toml."""
    words = {
        "title": title,
        "text": label("notes", note, language),
        "confirm": label("buttons", "yes", language),
        "deny": label("buttons", "cancel", language),
    }
    return {"confirm": {part: {"type": "plain_text", "text": said} for part, said in words.items()}}


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


def _fallback(note: str, words: Written, told: str, table: Grid | None) -> str:
    """What notifications, screen readers and old clients get: all the words."""
    shown = ""
    if table:
        lines = [table.caption, *(" · ".join(row) for row in table.rows), table.left]
        shown = escape("\n".join(filter(None, lines)))
    return _APART.join(filter(None, [note, *words.paragraphs, told, shown, words.small]))
