"""Reading the content once and checking it whole: after `load` every link resolves."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import tomli
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.lines import line_of
from knowledge.names import Kind, Names, fold
from knowledge.records import (
    LANGUAGES,
    Claim,
    Company,
    Factor,
    Guide,
    Industry,
    Language,
    Reason,
    Record,
    Source,
    Term,
    Tip,
    Yardstick,
)

__all__ = [
    "CONTENT",
    "LANGUAGES",
    "Claim",
    "Company",
    "Industry",
    "Language",
    "Library",
    "LibraryError",
    "Source",
    "Term",
    "Tip",
    "Yardstick",
    "load",
]

CONTENT = Path(__file__).parent / "content"

# Which field holds keys of which shelf of the library.
LINKS = {
    "source": "sources",
    "sources": "sources",
    "metric": "terms",
    "metrics": "terms",
    "industries": "industries",
    "related": "terms",
    "wider": "industries",
    "narrower": "industries",
    "beside": "industries",
}
# A link between two industries stands in both files.
MIRRORS = {"wider": "narrower", "narrower": "wider", "beside": "beside"}

AnyRecord = Record[Any]
Named = Industry | Company | Term
RecordT = TypeVar("RecordT", bound=AnyRecord)
NamedT = TypeVar("NamedT", bound=Named)


class LibraryError(Exception):
    """The content cannot be used; each line names a file, a line of it and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and the path to it there: tables, then a field."""

    file: str
    path: tuple[str, ...]
    message: str

    def told(self, folder: Path) -> str:
        """`terms/churn.toml:12: nl.note: …`"""
        line = line_of((folder / self.file).read_text("utf-8"), self.path)
        return f"{self.file}:{line}: {self.message}"


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """The whole content, each kind by key in the order of the keys. Equal only to itself, so that
    what is worked out from it can be kept.
    """

    sources: Mapping[str, Source]
    industries: Mapping[str, Industry]
    companies: Mapping[str, Company]
    yardsticks: Mapping[str, Yardstick]
    tips: Mapping[str, Tip]
    terms: Mapping[str, Term]
    factors: Mapping[str, Factor]
    reasons: Mapping[str, Reason]
    guides: Mapping[str, Guide]
    claims: Mapping[str, Claim]
    names: Mapping[Kind, Names]

    def industry(self, words: str) -> Industry | None:
        """The industry with this name, alias or key, in either language."""
        return self.industries.get(self.names["industry"].find(words) or "")

    def company(self, words: str) -> Company | None:
        """The company, likewise."""
        return self.companies.get(self.names["company"].find(words) or "")

    def term(self, words: str) -> Term | None:
        """The term, likewise."""
        return self.terms.get(self.names["term"].find(words) or "")

    def nearest(self, words: str, kind: Kind) -> list[str]:
        """Up to three keys to ask "did you mean" with, the closest first."""
        return self.names[kind].nearest(words)

    def records(self) -> Iterator[AnyRecord]:
        shelves: tuple[Mapping[str, AnyRecord], ...] = (
            self.sources,
            self.industries,
            self.companies,
            self.yardsticks,
            self.tips,
            self.terms,
            self.factors,
            self.reasons,
            self.guides,
            self.claims,
        )
        return chain.from_iterable(shelf.values() for shelf in shelves)


def load(folder: Path = CONTENT) -> Library:
    """Read every file of `folder`. Raises LibraryError."""
    industries = _read_folder(folder, Industry)
    companies = _read_folder(folder, Company)
    terms = _read_folder(folder, Term)
    library = Library(
        sources=_read_sources(folder),
        industries=industries,
        companies=companies,
        yardsticks=_read_folder(folder, Yardstick),
        tips=_read_folder(folder, Tip),
        terms=terms,
        factors=_read_folder(folder, Factor),
        reasons=_read_folder(folder, Reason),
        guides=_read_folder(folder, Guide),
        claims=_read_folder(folder, Claim),
        names={"industry": _names(industries), "company": _names(companies), "term": _names(terms)},
    )
    if problems := list(_problems(library)):
        raise LibraryError("\n".join(one.told(folder) for one in problems))
    return library


def _read_folder(folder: Path, kind: type[RecordT]) -> dict[str, RecordT]:
    paths = sorted((folder / kind.folder).glob("*.toml"))
    return {
        path.stem: _checked(kind, path.stem, _tables(path, folder), path, folder) for path in paths
    }


def _read_sources(folder: Path) -> dict[str, Source]:
    path = folder / "sources.toml"
    tables = _tables(path, folder)
    return {key: _checked(Source, key, tables[key], path, folder) for key in sorted(tables)}


def _tables(path: Path, folder: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_text("utf-8"), parse_float=Decimal)
    except FileNotFoundError as error:
        raise LibraryError(f"{_shown(path, folder)}: the file is missing") from error
    except tomli.TOMLDecodeError as error:
        where = f"{_shown(path, folder)}:{error.lineno}"
        raise LibraryError(f"{where}: not TOML: {error.msg}") from error
    except UnicodeDecodeError as error:
        line = 1 + error.object[: error.start].count(b"\n")
        raise LibraryError(f"{_shown(path, folder)}:{line}: not UTF-8") from error


def _checked(
    kind: type[RecordT],
    key: str,
    tables: dict[str, Any],
    file: Path,
    folder: Path,
) -> RecordT:
    try:
        return kind.model_validate({**tables, "key": key})
    except ValidationError as error:
        above = (key,) if kind is Source else ()  # its tables stand in one file with others
        faults = (_fault(one, tables, _shown(file, folder), above) for one in error.errors())
        raise LibraryError("\n".join(one.told(folder) for one in faults)) from error


def _fault(error: ErrorDetails, tables: dict[str, Any], file: str, above: tuple[str, ...]) -> Fault:
    """What stands in one language only is told where it stands."""
    where = (*above, *map(str, error["loc"]))
    message = f"{'.'.join(where) or 'the record'}: {error['msg']}"
    if error["type"] != "one_sided":
        return Fault(file, where, message)
    alone = error["ctx"]["alone"].partition(",")[0]
    language = next(one for one in LANGUAGES if alone in tables[one])
    return Fault(file, (*where, language, alone), message)


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _names(records: Mapping[str, Named]) -> Names:
    spelled = ((fold(word), key) for key in records for word in (key, *_words(records[key])))
    return Names(dict(spelled))


def _words(record: Named) -> Iterator[str]:
    return chain.from_iterable(_spellings(record, language) for language in LANGUAGES)


def _spellings(record: Named, language: Language) -> tuple[str, ...]:
    named = record if isinstance(record, Company) else record.in_(language)
    return (named.name, *named.aliases)


def _problems(library: Library) -> Iterator[Fault]:
    for record in library.records():
        yield from _loose_links(record, library)
    for industry in library.industries.values():
        yield from _one_way_links(industry, library.industries)
    for named in (library.industries, library.companies, library.terms):
        yield from _shared_names(named.values())


def _loose_links(record: AnyRecord, library: Library) -> Iterator[Fault]:
    for field, shelf in LINKS.items():
        linked = getattr(record, field, ())
        for key in (linked,) if isinstance(linked, str) else linked:
            if key not in getattr(library, shelf):
                told = f"{field}: nothing in {shelf} is called {key!r}"
                yield Fault(record.file, (field,), told)


def _one_way_links(industry: Industry, industries: Mapping[str, Industry]) -> Iterator[Fault]:
    for field, mirror in MIRRORS.items():
        for key in getattr(industry, field):
            other = industries.get(key)
            if other and industry.key not in getattr(other, mirror):
                told = f"{mirror}: misses {industry.key!r}, which names it as {field}"
                yield Fault(other.file, (mirror,), told)


def _shared_names(records: Collection[Named]) -> Iterator[Fault]:
    owners = {fold(record.key): record for record in records}
    for record in records:
        for language in LANGUAGES:
            yield from _twice(record, language)
            for word in _spellings(record, language):
                owner = owners.setdefault(fold(word), record)
                if owner is not record:
                    told = f"{language}: {word!r} also belongs to {owner.file}"
                    yield Fault(record.file, (language,), told)


def _twice(record: Named, language: Language) -> Iterator[Fault]:
    seen: set[str] = set()
    for word in _spellings(record, language):
        if fold(word) in seen:
            yield Fault(record.file, (language,), f"{language}: {word!r} stands there twice")
        seen.add(fold(word))
