"""The team's own terms as TOML, in the form of the shipped files: the same term, the same text."""

import json
from textwrap import wrap

import tomli

from knowledge.records import LANGUAGES
from knowledge.team import TEXTS, Fault, TeamEntryError, TeamTerm, validated

_WIDTH = 100  # columns


def from_toml(key: str, content: str) -> TeamTerm:
    """A term of the content of its file. Raises TeamEntryError."""
    try:
        tables = tomli.loads(content)
    except tomli.TOMLDecodeError as error:
        raise TeamEntryError([Fault("toml", "malformed", {"message": str(error)})]) from None
    return validated({**tables, "key": key}, key_in="key")


def to_toml(term: TeamTerm) -> str:
    """The content of its file."""
    top = {"sources": term.sources, **({"related": term.related} if term.related else {})}
    blocks = ["\n".join(_entry(name, value) for name, value in top.items())]
    for language in LANGUAGES:
        text = term.in_(language).model_dump(exclude_none=True)
        entries = (_entry(name, text[name]) for name in TEXTS if name in text)
        blocks.append("\n".join((f"[{language}]", *entries)))
    return "\n\n".join(blocks) + "\n"


def _entry(name: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        line = f"{name} = {_quoted(value)}"
        return line if len(line) <= _WIDTH else _wrapped(name, value)
    line = f"{name} = [{', '.join(map(_quoted, value))}]"
    if len(line) <= _WIDTH:
        return line
    return "\n".join((f"{name} = [", *(f"    {_quoted(word)}," for word in value), "]"))


def _wrapped(name: str, value: str) -> str:
    """Over several lines; TOML joins them, because the spaces before the backslashes are kept."""
    lines = wrap(
        _quoted(value)[1:-1],
        _WIDTH - len(' """'),
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f'{name} = """\\\n' + " \\\n".join(lines) + '"""'


def _quoted(text: str) -> str:
    """JSON's string is TOML's, but for U+007F, which no tidy text holds."""
    return json.dumps(text, ensure_ascii=False)
