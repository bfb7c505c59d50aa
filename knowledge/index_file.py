"""The built index in a file of the user's cache folder, so that only the first start builds it.

The file is named after all that the index is made of, and read as data only. It is written aside
and swapped in. Where the folder cannot be used, every start builds.
"""

import gc
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from knowledge.index import Entry, Index, built
from knowledge.likelihood import Likelihood
from knowledge.vocabulary import Vocabulary

# What decides how an index comes out, beside the entries.
_MADE_WITH = (
    "index.py",
    "likelihood.py",
    "spelling.py",
    "vocabulary.py",
    "concepts.py",
    "concepts.toml",
)
_SMALL_WORDS = "small_words.toml"
_KEPT = 4  # files of other contents, such as the team's


def index_of(entries: Sequence[Entry], folder: Path | None) -> Index:
    """The index of these entries: read from its file in `folder`, or built and left there."""
    if folder is None:
        return _built(entries)
    file = folder / f"index-{_digest(entries)}.json"
    # An unreadable file, or one of another make, is no reason not to answer.
    with (
        _without_collecting(),
        suppress(OSError, ValueError, LookupError, TypeError, AttributeError),
    ):
        return _read(json.loads(file.read_bytes()))
    index = _built(entries)
    with suppress(OSError):
        _write(index, file)
    return index


def cache_folder() -> Path | None:
    """Where this user's caches are: XDG's folder; None for a user without a home."""
    try:
        caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:
        return None
    return Path(caches) / "retention-bot"


def _built(entries: Sequence[Entry]) -> Index:
    with _without_collecting():
        return built(entries)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A third of the time of building went to the garbage collector, which finds none here."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _digest(entries: Sequence[Entry]) -> str:
    digest = sha256()
    for name in (*_MADE_WITH, _SMALL_WORDS):
        digest.update(Path(__file__).with_name(name).read_bytes())
    for entry in entries:
        digest.update(entry.model_dump_json().encode())
    return digest.hexdigest()[:32]


def _read(raw: dict[str, Any]) -> Index:
    made = {
        "vocabulary": Vocabulary.of(**raw["vocabulary"]),
        "likelihood": Likelihood(**raw["likelihood"]),
    }
    return Index(**{**raw, **made})


def _write(index: Index, file: Path) -> None:
    raw = {field.name: getattr(index, field.name) for field in fields(index)}
    raw["vocabulary"] = index.vocabulary.lists()
    raw["likelihood"] = asdict(index.likelihood)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, suffix=".part", delete=False) as aside:
        try:
            aside.write(json.dumps(raw))  # compiled, which json.dump is not
            aside.close()
            Path(aside.name).replace(file)
        except OSError:
            Path(aside.name).unlink(missing_ok=True)
            raise
    older = sorted(file.parent.glob("index-*.json"), key=lambda one: one.stat().st_mtime)
    for other in older[:-_KEPT]:
        other.unlink(missing_ok=True)
