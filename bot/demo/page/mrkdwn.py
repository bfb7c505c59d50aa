"""Slack's mrkdwn as HTML. What comes in is escaped Slack's way; all that goes out is escaped
HTML's way.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from bot.demo.people import ZONE

_TOKEN = re.compile(
    r"```\n?(?P<fence>.+?)\n?```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?<![\w*])\*(?P<bold>\S(?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>\S(?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<struck>\S(?:[^~\n]*[^\s~])?)~(?![\w~])",
    re.DOTALL,
)
_QUOTED = re.compile(r"^(?:&gt;|>) ?")
_DATE = re.compile(r"!date\^(\d{1,11})\^[^|]*")
_WRAPPED: Mapping[str, str] = {
    "fence": "pre",
    "code": "code",
    "bold": "strong",
    "italic": "em",
    "struck": "s",
}
_VERBATIM = {"fence", "code"}

Names = Callable[[str], str | None]  # what a user's or channel's id is called


def html(text: str, names: Names) -> Markup:
    """Paragraphs, quotes and line breaks, marks, links and mentions."""
    return Markup("").join(_lines(text, names))


def unescaped(text: str) -> str:
    """Slack's three characters as they were typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _lines(text: str, names: Names) -> Iterator[Markup]:
    """Neighbouring lines together, as quotes or not; a fence is never cut."""
    kept: list[str] = []
    quoted = False
    for line in _uncut(text):
        if kept and bool(_QUOTED.match(line)) != quoted:
            yield _block(kept, names, quoted=quoted)
            kept = []
        quoted = bool(_QUOTED.match(line))
        kept.append(_QUOTED.sub("", line))
    if kept:
        yield _block(kept, names, quoted=quoted)


def _uncut(text: str) -> Iterator[str]:
    """The lines, each fence with what surrounds it as one."""
    begun = ""
    for line in text.split("\n"):
        begun = f"{begun}\n{line}" if begun else line
        if begun.count("```") % 2 == 0:
            yield begun
            begun = ""
    if begun:
        yield begun


def _block(lines: list[str], names: Names, *, quoted: bool) -> Markup:
    inside = _inline("\n".join(lines), names)
    return Markup("<blockquote>{}</blockquote>").format(inside) if quoted else inside


def _inline(text: str, names: Names) -> Markup:
    parts, at = [], 0
    for found in _TOKEN.finditer(text):
        parts += [_plain(text[at : found.start()]), _marked(found, names)]
        at = found.end()
    return Markup("").join([*parts, _plain(text[at:])])


def _plain(text: str) -> Markup:
    return escape(unescaped(text)).replace("\n", Markup("<br>"))


def _marked(found: re.Match[str], names: Names) -> Markup:
    kind = str(found.lastgroup)
    if kind == "angle":
        return _angle(found["angle"], names)
    inside = escape(unescaped(found[kind])) if kind in _VERBATIM else _inline(found[kind], names)
    return Markup("<{0}>{1}</{0}>").format(_WRAPPED[kind], inside)


def _angle(what: str, names: Names) -> Markup:
    """A mention, a date in the reader's own time, or a link."""
    target, _, shown = what.partition("|")
    if dated := _DATE.match(target):
        return escape(f"{datetime.fromtimestamp(int(dated[1]), ZoneInfo(ZONE)):%Y-%m-%d %H:%M}")
    if target.startswith("!"):
        return mention(f"@{target.removeprefix('!')}")
    if target[:1] in "@#":
        called = names(target[1:]) or unescaped(shown) or target[1:]
        return mention(called if called[:1] in "@#" else f"{target[0]}{called}")
    if not target.startswith(("http://", "https://", "mailto:")):
        return _plain(f"<{what}>")
    return link(unescaped(target), unescaped(shown) or unescaped(target))


def mention(shown: str) -> Markup:
    """Of a person or a channel, which `shown` names with its sign."""
    return Markup('<span class="mention">{}</span>').format(shown)


def link(address: str, shown: str) -> Markup:
    """It opens beside the demo, and is not told where it was followed."""
    form = Markup('<a href="{}" target="_blank" rel="noreferrer">{}</a>')
    return form.format(address, shown)
