"""How fast a question finds its answer among a thousand entries, and how soon it can."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import desk
from bot.services import Asker, Preferences, Services
from knowledge.index import Entry
from knowledge.index_file import index_of
from knowledge.library import LANGUAGES, Library, load
from knowledge.records import Record
from knowledge.search import search_of
from knowledge.texts import Model
from tests.evaluation.__main__ import questions

ENTRIES = 1000
ROUNDS = 3
_NAMES = frozenset({"name", "title", "aliases", "asks"})
_SHELVES = ("terms", "guides", "tips")


@dataclass(frozen=True, slots=True)
class Found:
    """Milliseconds."""

    entries: int
    built: float  # from the entries until the first question can be asked, at the first start
    read: float  # and at every other
    median: float
    slowest: float  # of a hundred


def measured() -> Found:
    """Every question of the tuning part, asked of a library of a thousand entries."""
    library = grown(load(), ENTRIES)
    search = search_of(library)
    with TemporaryDirectory() as folder:
        built, read = (_ready(search.entries, Path(folder)) for _ in range(2))
    services = Services(library, lambda _: Preferences())
    texts = [question["text"] for question in questions("tuning")]
    took = sorted(chain.from_iterable(_asked(texts, services) for _ in range(ROUNDS)))
    return Found(
        len(search.entries),
        built,
        read,
        statistics.median(took),
        took[int(len(took) * 0.99)],
    )


def _ready(entries: Sequence[Entry], folder: Path) -> float:
    started = time.perf_counter()
    index_of(entries, folder)
    return (time.perf_counter() - started) * 1000


def grown(library: Library, size: int) -> Library:
    """The library with terms, guides and tips made up from the shipped ones until it has `size`
    entries: the same texts under another name, with a word of their own.
    """
    have = len(search_of(library).entries)
    shelves = {name: dict(getattr(library, name)) for name in _SHELVES}
    for number, (name, record) in enumerate(islice(_over_and_over(library), size - have)):
        copy = _made_up(record, number)
        shelves[name][copy.key] = copy
    return replace(library, **shelves)


def _over_and_over(library: Library) -> Iterator[tuple[str, Record[Any]]]:
    return cycle(
        [(name, record) for name in _SHELVES for record in getattr(library, name).values()]
    )


def _made_up(record: Record[Any], number: int) -> Record[Any]:
    word = f"{record.key[:6]}{number}"
    changed: dict[str, Model] = {
        language: record.in_(language).model_copy(update=_renamed(record.in_(language), word))
        for language in LANGUAGES
    }
    return record.model_copy(update={"key": f"{record.key}-{number}", **changed})


def _renamed(text: Model, word: str) -> dict[str, str | tuple[str, ...]]:
    """Every name of an entry with a word of its own."""
    names = {field: value for field, value in text.model_dump().items() if field in _NAMES}
    return {
        field: f"{value} {word}"
        if isinstance(value, str)
        else tuple(f"{one} {word}" for one in value)
        for field, value in names.items()
    }


def _asked(texts: list[str], services: Services) -> list[float]:
    took = []
    for text in texts:
        started = time.perf_counter()
        desk.answer(text, Asker(), services)
        took.append((time.perf_counter() - started) * 1000)
    return took
