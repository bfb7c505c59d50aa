"""The configuration of an imported warehouse: the guessed mapping, as TOML to be edited."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.importing.understood import Understood
from bot.reply import Language

_WIDTH = 33  # columns before a comment
_DEFAULT_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Guess:
    """What the configuration says."""

    tables: Sequence[Understood]
    dimensions: Mapping[str, str]  # name: header it was made of
    database: str  # file name
    zone: str
    language: Language


def to_toml(guess: Guess) -> str:
    """The content of NAME.retention.toml."""
    blocks = [_head(guess), _settings(guess), _warehouse(guess)]
    if guess.dimensions:
        blocks.append(_segments(guess))
    blocks += [_table(one) for one in guess.tables if one.kind != "customers"]
    return "\n\n".join("\n".join(block) for block in (*blocks, _definitions(), _access())) + "\n"


def _head(guess: Guess) -> Iterator[str]:
    files = ", ".join(one.file for one in guess.tables)
    yield f"# Made by `python -m bot import` of {_one_line(files)}. The mapping is a guess: change"
    yield f"# what is wrong. {guess.database} holds every column of the files under its own name."


def _settings(guess: Guess) -> Iterator[str]:
    currency = next((one.currency for one in guess.tables if one.currency), _DEFAULT_CURRENCY)
    yield _line("language", guess.language, "en or nl")
    yield _line("timezone", guess.zone, "of the dates and times in the files")
    yield _line("currency", currency)


def _warehouse(guess: Guess) -> Iterator[str]:
    yield "[warehouse]"
    yield _line("url", f"duckdb:///{guess.database}", "beside this file")
    yield _line("timestamps", "local")


def _segments(guess: Guess) -> Iterator[str]:
    yield (
        "[customers]".ljust(_WIDTH) + "# for breakdowns: one row a customer, with its newest value"
    )
    yield _line("table", "segments")
    yield _line("id", "customer")
    pairs = ", ".join(f"{name} = {_quoted(name)}" for name in guess.dimensions)
    yield f"by = {{ {pairs} }}"


def _table(one: Understood) -> Iterator[str]:
    yield f"[{one.kind}]"
    yield _line("table", one.kind, f"{_one_line(one.file)}: {one.counted.rows} rows")
    yield _line("customer", one.roles["customer"].header)
    if one.kind == "orders":
        yield _line("at", one.roles["at"].header, _reading(one))
    else:
        yield _line("started", one.roles["started"].header, _reading(one))
        yield _line("ended", one.roles["ended"].header, "the first day without; empty: running")
    if amount := one.roles.get("amount"):
        yield _line("amount", amount.header, "a month" if one.kind == "subscriptions" else "")
    if one.cancelled:
        yield _line("where", _where(one), "orders that count")
    if one.unused:
        yield f"# not used: {_one_line(', '.join(one.unused))}"


def _reading(one: Understood) -> str:
    moment = one.moment
    order = moment.dates.order if moment and moment.dates else None
    return f"read {order} first" if order else ""


def _where(one: Understood) -> str:
    """Values are words for cancelled, so they hold no quotation mark."""
    name = '"' + one.roles["status"].header.replace('"', '""') + '"'
    values = ", ".join(f"'{value}'" for value in one.cancelled)
    return f"coalesce({name}, '') NOT IN ({values})"


def _definitions() -> Iterator[str]:
    yield "[definitions]"
    yield "amber_days = 30".ljust(_WIDTH) + "# silent for so long: amber, red"
    yield "red_days = 60"


def _access() -> Iterator[str]:
    yield "[access]".ljust(_WIDTH) + "# in Slack; the terminal may ask everything"
    yield "admins = []"
    yield "people = []"
    yield "channels = []"


def _line(key: str, value: str, comment: str = "") -> str:
    line = f"{key} = {_quoted(value)}"
    return f"{line.ljust(_WIDTH - 1)} # {comment}" if comment else line


def _quoted(text: str) -> str:
    """JSON's string is TOML's, but for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    """What a comment may hold."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
