"""A Reply as plain lines: the terminal's version, and the `text` of `ask --json`."""

import html
import re

from bot.render.blocks import aligned, table_rows
from bot.render.text import caption_of, label, write
from bot.reply import Reply

_BOLD = re.compile(r"\*([^*\n]+)\*")
_ITALIC = re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)")


def plain(reply: Reply) -> str:
    """Words without markup, the table in columns, and what the buttons would ask."""
    written = write(reply)
    parts = [bare(text) for text in written.paragraphs]
    if reply.table:
        caption = label("captions", reply.table.caption, reply.language)
        parts.append(f"{caption}\n{aligned(table_rows(reply.table, reply.language))}")
    if reply.buttons:
        lines = [
            f"→ {caption_of(button, reply.language)}: {button.question}" for button in reply.buttons
        ]
        parts.append("\n".join(lines))
    parts += [bare(written.small)] if written.small else []
    return "\n\n".join(parts)


def bare(mrkdwn: str) -> str:
    """Slack's mrkdwn without its marks.

    >>> bare("*80%* of `&lt;b&gt;` &amp; _more_")
    '80% of `<b>` & more'
    """
    return html.unescape(_ITALIC.sub(r"\1", _BOLD.sub(r"\1", mrkdwn)))
