"""Sentences: Jinja2 templates, one per reply and language, compiled once.

A template yields Slack's mrkdwn: paragraphs apart by an empty line, and after a line `---` the
small print. Every value is escaped, so nothing a person typed can mention or link anybody.
"""

import html
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from pathlib import Path
from types import NoneType
from typing import Any

import tomli
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.render import numbers, periods
from bot.reply import (
    Button,
    Cell,
    Dimension,
    Head,
    Kind,
    Language,
    Money,
    More,
    Named,
    Own,
    Percent,
    Points,
    Reply,
)
from metrics.period import Period

_HERE = Path(__file__).parent
_MOST_QUOTED = 60
FILTERS: Mapping[str, Callable[..., str]] = {**numbers.FILTERS, **periods.FILTERS}
_MEMBER = re.compile(r"[UW][A-Z0-9_]+")
_GROUP = re.compile(r"S[A-Z0-9_]+")
_CHANNEL = re.compile(r"[CG][A-Z0-9_]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A reply in words: mrkdwn paragraphs, and the small print (may be empty)."""

    paragraphs: tuple[str, ...]
    small: str


def write(reply: Reply) -> Written:
    """The reply's template filled in with its facts."""
    text = _filled(reply.template, reply.part, reply.language, reply.facts)
    body, _, small = f"\n{_mend(text)}".partition("\n---\n")
    paragraphs = tuple(filter(None, (part.strip() for part in body.split("\n\n"))))
    return Written(paragraphs, small.strip())


def said(template: str, part: str, language: Language, facts: Mapping[str, object]) -> str:
    """A template's macro as one line of plain text, for where there is no mrkdwn."""
    return html.unescape(" ".join(_filled(template, part, language, facts).split()))


def label(section: str, key: str, language: Language) -> str:
    """A word from labels.toml."""
    return str(_labels()[section][key][language])


def cell(value: Cell, language: Language) -> str:
    """A table cell in words; an empty one is a dash."""
    return _CELLS[type(value)](language, value)


def heading(column: Head, language: Language) -> str:
    """What stands above a column: a word of labels.toml, or of the team's own."""
    return label("columns", column, language) if isinstance(column, str) else cell(column, language)


def dimension(language: Language, name: str) -> str:
    """What the customers are divided by, in the words of a language: `country` is a `land`."""
    known = _labels()["dimensions"].values()
    return next((one[language] for one in known if name.casefold() in one.values()), name)


def _own(language: Language, value: Own) -> str:
    """A word of the team's own on one line and shortened; an empty one is not known."""
    shown = "".join(sign for sign in " ".join(value.text.split()) if sign.isprintable())
    return short(shown) or label("cells", "unknown", language)


def _points(language: Language, value: Points) -> str:
    unit = label("cells", "points", language)
    return f"{numbers.signed(language, value.distance)} {unit}"


def _money(language: Language, value: Money) -> str:
    written = numbers.signed_money if value.signed else numbers.money
    return written(language, value.amount, value.currency)


_CELLS: Mapping[type, Callable[[Language, Any], str]] = {
    NoneType: lambda _, __: "–",
    str: lambda _, text: str(text),
    int: numbers.number,
    Decimal: numbers.number,
    Percent: lambda language, value: numbers.percent(language, value.share),
    Points: _points,
    More: lambda language, value: numbers.signed(language, value.distance),
    Kind: lambda language, value: label("kinds", value.key, language),
    Money: _money,
    Own: _own,
    Dimension: lambda language, value: _own(language, Own(dimension(language, value.name))),
    Named: lambda _, value: str(value.id),
    datetime: periods.instant,
    Period: periods.period,
}


def quoted(typed: object) -> Markup:
    """What a person typed, on one line and shortened, as code: it cannot format or mention."""
    return Markup("`{}`").format(short(typed))


def short(typed: object) -> str:
    """What a person typed, fit to stand inside code of ours."""
    line = " ".join(str(typed).replace("`", "'").split())
    return line if len(line) <= _MOST_QUOTED else line[: _MOST_QUOTED - 1] + "…"


def whole(typed: object) -> Markup:
    """As `quoted`, in full."""
    return Markup("`{}`").format(" ".join(str(typed).replace("`", "'").split()))


def person(who: str) -> str:
    """A member by the name Slack shows; a name given in the terminal as it is. For forms only: in a
    message it would ping.
    """
    return Markup("<@{}>").format(who) if _MEMBER.fullmatch(who) else who


def capital(text: str) -> str:
    """With a capital at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def caption_of(button: Button, language: Language) -> str:
    """What stands on a button."""
    return button.shown or label("buttons", button.label, language).format(
        of=dimension(language, button.of)
    )


def members(ids: Collection[str]) -> Markup:
    """Members by name, for answers that only the asker sees: there a mention pings nobody."""
    return Markup(", ").join(person(one) for one in ids)


def pings(ids: Collection[str]) -> Markup:
    """Members and groups of members, called: the one place where a message means to. What is no id
    of either is left out.
    """
    groups = (Markup("<!subteam^{}>").format(one) for one in ids if _GROUP.fullmatch(one))
    return Markup(" ").join([*(person(one) for one in ids if _MEMBER.fullmatch(one)), *groups])


def channel(one: str) -> Markup | str:
    """A channel by the name Slack shows, if it is the id of one."""
    return Markup("<#{}>").format(one) if _CHANNEL.fullmatch(one) else one


def moment(at: int, form: str = "{date_short_pretty}") -> Markup:
    """A moment in seconds since 1970, in the reader's own time zone and Slack's words."""
    fallback = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Markup("<!date^{}^{}|{}>").format(at, form, fallback)


def _filled(name: str, part: str | None, language: Language, facts: Mapping[str, object]) -> str:
    template = _environment(language).get_template(f"{name}.{language}.j2")
    if part is None:
        return template.render(facts)
    return str(getattr(template.make_module(dict(facts)), part)())


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {name: partial(show, language) for name, show in FILTERS.items()}
    environment.filters["dimension"] = partial(dimension, language)
    environment.filters |= {"quoted": quoted, "short": short, "whole": whole}
    environment.filters |= {
        "person": person,
        "moment": moment,
        "members": members,
        "pings": pings,
        "channel": channel,
        "capital": capital,
    }
    environment.globals["once"] = partial(_once, language)
    return environment


@lru_cache(1024)
def _once(language: Language, template: str, one: object, library: object) -> Markup:
    """A paragraph made of curated content alone: the same in every reply, so rendered once."""
    found = _environment(language).get_template(f"{template}.{language}.j2")
    return Markup(found.render(one=one, library=library))  # noqa: S704 - a template of ours


@cache
def _labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomli.loads((_HERE / "labels.toml").read_text(encoding="utf-8"))


def _mend(text: str) -> str:
    """Slack escapes three characters only: quotes come back. Lines lose the templates' indents."""
    plain = text.replace("&#39;", "'").replace("&#34;", '"')
    return "\n".join(map(str.strip, plain.split("\n"))).strip()
