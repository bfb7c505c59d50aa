"""Moving the team's entries: written to a folder as the TOML files they are, and read from one."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from bot.store.entries import Entries
from knowledge.library import Library, LibraryError
from knowledge.team import Fault, TeamEntryError, check
from knowledge.team_files import from_toml, to_toml

# What is wrong with a field, for the operator.
SENTENCES = {
    "missing": "is missing",
    "too_many_characters": "has {typed} characters; {most} is the most",
    "no_letters": "has no letter or digit",
    "taken": "{word!r} also belongs to {by}",
    "unknown": "no term is called {key!r}",
    "malformed": "{message}",
}
T = TypeVar("T")


def write_folder(entries: Entries, folder: Path) -> int:
    """Writes each entry in force to `folder`, made where it is not there, and says how many; files
    of other entries stay. Raises LibraryError, Unavailable.
    """
    in_force = entries.all()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for entry in in_force:
            file = folder / f"{entry.key}.toml"
            file.write_text(entry.content, "utf-8", newline="\n")
    except OSError as error:
        raise LibraryError(f"{folder}: cannot be written: {error.strerror}") from None
    return len(in_force)


def read_folder(entries: Entries, folder: Path, who: str, library: Library) -> int:
    """Saves every file of `folder`, or none, and says how many were not there like that already.
    Raises LibraryError naming each file and field that is wrong, and Unavailable.
    """
    terms = _each(_files(folder), lambda path: from_toml(path.stem, _content(path)))
    others = {one.key: from_toml(one.key, one.content) for one in entries.all()}
    others |= {term.key: term for term in terms.values()}
    _each(terms, lambda path: check(terms[path], others.values(), library))
    return entries.save_all({term.key: to_toml(term) for term in terms.values()}, who)


def _files(folder: Path) -> list[Path]:
    if not (files := sorted(folder.glob("*.toml"))):
        raise LibraryError(f"{folder}: there is no .toml file in it")
    return files


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise TeamEntryError([Fault("toml", "malformed", {"message": str(error)})]) from None
    except OSError as error:
        raise LibraryError(f"{path}: cannot be read: {error.strerror}") from None


def _each(paths: Iterable[Path], make: Callable[[Path], T]) -> dict[Path, T]:
    """What is made of each; all that is wrong in any of them is told at once."""
    made: dict[Path, T] = {}
    problems: list[str] = []
    for path in paths:
        try:
            made[path] = make(path)
        except TeamEntryError as error:
            problems += (f"{path}: {line}" for line in _told(error))
    if problems:
        raise LibraryError("\n".join(problems))
    return made


def _told(error: TeamEntryError) -> Iterator[str]:
    for fault in error.faults:
        yield f"{fault.field}: {SENTENCES[fault.code].format(**fault.facts)}"
