"""Where in a TOML file something stands: the line of a table or of a field in it."""

import re
from collections.abc import Sequence

from knowledge.records import LANGUAGES

_TABLE = re.compile(r"\[([\w.-]+)\]")
_FIELD = re.compile(r"([\w-]+)\s*=")


def line_of(text: str, path: Sequence[str]) -> int:
    r"""The line, from 1, of what `path` leads to: names of tables, then perhaps of a field. What is
    missing belongs in its table, and a language that is missing at the end.

    >>> line_of("a = 1\n\n[en]\nname = 'x'\n", ("en", "name"))
    4
    >>> line_of("a = 1\n\n[en]\nname = 'x'\n", ("en", "note"))
    3
    """
    wanted = ".".join(path)
    lines = text.splitlines()
    table, nearest = "", 1
    for number, line in enumerate(lines, 1):
        if header := _TABLE.match(line):
            table = header[1]
            nearest = number if f"{wanted}.".startswith(f"{table}.") else nearest
        elif (field := _FIELD.match(line)) and f"{wanted}.".startswith(_dotted(table, field[1])):
            return number
    missing = nearest == 1 and any(language in path for language in LANGUAGES)
    return len(lines) if missing else nearest


def _dotted(table: str, field: str) -> str:
    return f"{table}.{field}." if table else f"{field}."
