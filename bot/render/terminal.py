"""A Reply as plain lines: the terminal's version, and the `text` of `ask --json`."""

import html
import re

from bot.render.sparkline import sparkline
from bot.render.tables import aligned, written
from bot.render.text import caption_of, write
from bot.reply import Line, Reply

_BOLD = re.compile(r"\*([^*\n]+)\*")
_ITALIC = re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)")


def plain(reply: Reply) -> str:
    """Words without markup, a line as a row of bars, the table in columns, and what the buttons
    would ask. A heat map is not drawn: its table says the same.
    """
    words = write(reply)
    parts = [bare(text) for text in words.paragraphs]
    if isinstance(reply.chart, Line):
        parts.append(sparkline(reply.chart, reply.language))
    if reply.table:
        table = written(reply.table, reply.language)
        parts.append("\n".join(filter(None, [table.caption, aligned(table.rows), table.left])))
    if reply.buttons:
        lines = [
            f"→ {caption_of(button, reply.language)}: {button.question}" for button in reply.buttons
        ]
        parts.append("\n".join(lines))
    parts += [bare(words.small)] if words.small else []
    return "\n\n".join(parts)


def bare(mrkdwn: str) -> str:
    """Slack's mrkdwn without its marks.

    >>> bare("*80%* of `&lt;b&gt;` &amp; _more_")
    '80% of `<b>` & more'
    """
    return html.unescape(_ITALIC.sub(r"\1", _BOLD.sub(r"\1", mrkdwn)))
