"""The team's own terms: read from a form, checked, put over the shipped ones."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import (
    AfterValidator,
    BeforeValidator,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from knowledge.library import Library
from knowledge.names import Names, fold
from knowledge.records import LANGUAGES, Key, Language, Source, Term
from knowledge.texts import SourceText, TermText

MOST_CHARACTERS = 600  # in a definition, a formula, a note, or all aliases of a language together
MOST_IN_A_NAME = 60
TEXTS = ("name", "aliases", "definition", "formula", "note")
FIELDS = tuple(f"{language}.{text}" for language in LANGUAGES for text in TEXTS)
TEAM = Source(
    key="team",
    en=SourceText(name="Added by your team", title="an entry of your own"),
    nl=SourceText(name="Toegevoegd door je team", title="een eigen begrip"),
)

_OPTIONAL = ("formula", "note")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """`field` is one of FIELDS, or what else a file holds. Codes and their facts: missing;
    too_many_characters (most, typed); no_letters; taken (word, by: a key); unknown (key);
    malformed (message: the parser's, with the line).
    """

    field: str
    code: str
    facts: Mapping[str, Any]


class TeamEntryError(ValueError):
    """The entry cannot be taken as it is; one fault a field."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple({fault.field: fault for fault in faults}.values())
        super().__init__(self.faults)


def _tidy(value: object) -> object:
    """One line, single spaces: what a form or a wrapped text in a file comes down to."""
    return " ".join(_UNPRINTABLE.sub(" ", value).split()) if isinstance(value, str) else value


def _filled(text: str) -> str:
    if not text:
        raise PydanticCustomError("missing", "missing")
    return text


def _short(text: str, most: int = MOST_CHARACTERS) -> str:
    if len(text) > most:
        facts = {"most": most, "typed": len(text)}
        raise PydanticCustomError("too_many_characters", "too long", facts)
    return text


def _nameable(name: str) -> str:
    if not fold(name):
        raise PydanticCustomError("no_letters", "no letters")
    return _short(name, MOST_IN_A_NAME)


def _spellings(value: object) -> object:
    """Aliases as typed between commas, or as a list; each spelling once."""
    if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
        value = ",".join(value)
    if not isinstance(value, str):
        return value
    once: dict[str, str] = {}
    for word in filter(None, (str(_tidy(part)) for part in value.split(","))):
        once.setdefault(fold(word), word)
    return tuple(once.values())


def _short_together(aliases: tuple[str, ...]) -> tuple[str, ...]:
    _short(", ".join(aliases))
    return aliases


Tidy = Annotated[str, AfterValidator(_filled), BeforeValidator(_tidy)]
Passage = Annotated[Tidy, AfterValidator(_short)]
Name = Annotated[Tidy, AfterValidator(_nameable)]
Aliases = Annotated[tuple[Name, ...], AfterValidator(_short_together), BeforeValidator(_spellings)]


class TeamText(TermText):
    """A term's text within the bounds of a form; the questions of a shipped term stay with it."""

    name: Name
    aliases: Aliases
    asks: tuple[()] = ()
    definition: Passage
    formula: Passage | None = None
    note: Passage | None = None

    @field_validator("aliases")
    @classmethod
    def _not_the_name_again(cls, aliases: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        name = fold(info.data.get("name", ""))
        return tuple(word for word in aliases if fold(word) != name)


class TeamTerm(Term):
    """A term that the team wrote: a file of it is a file of terms/, with the team as its source."""

    key: Annotated[Key, StringConstraints(max_length=MOST_IN_A_NAME)]
    sources: tuple[Literal["team"]] = ("team",)
    facts: tuple[()] = ()
    ours: Literal[False] = False
    published: None = None
    en: TeamText
    nl: TeamText


def read_term(
    fields: Mapping[str, str], key: str | None = None, related: Iterable[str] = ()
) -> TeamTerm:
    """A term of what stands in a form: FIELDS, aliases between commas; a language of which nothing
    is filled in has the text of the other one. Without `key` it is new, and its key is made of the
    English name. Raises TeamEntryError.
    """
    tables: dict[str, Any] = {
        language: {
            text: typed
            for text in TEXTS
            if (typed := fields.get(f"{language}.{text}", "").strip()) or text == "aliases"
        }
        for language in LANGUAGES
    }
    spoken = [one for one in LANGUAGES if any(tables[one].values())] or [*LANGUAGES]
    tables = {one: tables[one if one in spoken else spoken[0]] for one in LANGUAGES}
    made = slug(tables["en"].get("name", ""))
    key_in = f"{spoken[0]}.name"
    return validated({"key": key or made, "related": tuple(related), **tables}, key_in)


def in_one_language(fields: Mapping[str, str], language: Language) -> dict[str, str]:
    """Fields of a form in this language; where all of the other are the same, those are empty."""
    other = next(one for one in LANGUAGES if one != language)
    same = all(fields.get(f"en.{text}") == fields.get(f"nl.{text}") for text in TEXTS)
    return {
        where: "" if same and where.startswith(other) else text for where, text in fields.items()
    }


def fields_of(term: Term) -> dict[str, str]:
    """What a form of this term holds, shipped or the team's; `read_term` reads it back."""
    fields: dict[str, str] = {}
    for language in LANGUAGES:
        text = term.in_(language)
        shown = {**text.model_dump(), "aliases": ", ".join(text.aliases)}
        fields |= {f"{language}.{name}": shown[name] or "" for name in TEXTS}
    return fields


def slug(name: str) -> str:
    """A key made of a name; empty when no letter of it can be written in ASCII.

    >>> slug("Customer lifetime value (CLV)"), slug("Café-bezoek, 2e")
    ('customer-lifetime-value-clv', 'cafe-bezoek-2e')
    """
    plain = normalize("NFKD", name).casefold().encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MOST_IN_A_NAME].strip("-")


def check(term: TeamTerm, others: Iterable[TeamTerm], library: Library) -> None:
    """Raises TeamEntryError when a name of `term` is that of another team entry (a shipped name it
    may take), or a related term does not exist. An entry in `others` with its key is itself.
    """
    rest = [other for other in others if other.key != term.key]
    owners = {fold(word): other.key for other in rest for _, word in _words(other)}
    faults = [
        Fault(where, "taken", {"word": word, "by": owners[fold(word)]})
        for where, word in _words(term)
        if fold(word) in owners
    ]
    known = {term.key, *library.terms, *(other.key for other in rest)}
    faults += [Fault("related", "unknown", {"key": k}) for k in term.related if k not in known]
    if faults:
        raise TeamEntryError(faults)


def with_terms(library: Library, terms: Iterable[TeamTerm]) -> Library:
    """The shipped library with the team's terms over it, as plain terms whose source is the team.

    They replace what has their key, their names find them, and they come first on their shelf, so
    that a search meets them before others of the same name. What no longer resolves (two entries
    saved at once, a related term put back) is left out, never an error.
    """
    team = {term.key: _plain(term, library.terms.get(term.key)) for term in terms}
    known = library.terms.keys() | team.keys()
    linked = {
        key: term.model_copy(update={"related": tuple(k for k in term.related if k in known)})
        for key, term in sorted(team.items())
    }
    others = {key: term for key, term in library.terms.items() if key not in team}
    names = {word: key for word, key in library.names["term"].keys.items() if key not in team}
    own = {fold(word): term.key for term in team.values() for _, word in _words(term)}
    return replace(
        library,
        sources=dict(sorted({**library.sources, TEAM.key: TEAM}.items())),
        terms={**linked, **others},
        names={**library.names, "term": Names({**names, **own})},
    )


def _plain(term: TeamTerm, shipped: Term | None) -> Term:
    """A plain term, asked for by the same questions as the shipped one whose place it takes."""
    tables = term.model_dump()
    if shipped:
        for language in LANGUAGES:
            tables[language]["asks"] = shipped.in_(language).asks
    return Term.model_validate(tables)


def _words(term: Term) -> Iterator[tuple[str, str]]:
    """The field and the word of everything that finds the term."""
    yield "en.name", term.key
    for language in LANGUAGES:
        text = term.in_(language)
        yield f"{language}.name", text.name
        yield from ((f"{language}.aliases", word) for word in text.aliases)


def validated(tables: Mapping[str, Any], key_in: str) -> TeamTerm:
    """A term of the tables of its file; `key_in` is the field that its key comes from. Raises
    TeamEntryError.
    """
    one_sided = list(_one_sided(tables))
    try:
        return TeamTerm.model_validate(tables)
    except ValidationError as error:
        found = (_fault(one, key_in) for one in error.errors() if one["loc"])
        raise TeamEntryError([*one_sided, *found]) from None


def _one_sided(tables: Mapping[str, Any]) -> Iterator[Fault]:
    """What may be left out, but not in one language; told at the field where it is missing."""
    en, nl = tables.get("en"), tables.get("nl")
    if isinstance(en, dict) and isinstance(nl, dict):
        for text in _OPTIONAL:
            if (text in en) != (text in nl):
                yield Fault(f"{'nl' if text in en else 'en'}.{text}", "missing", {})


def _fault(error: ErrorDetails, key_in: str) -> Fault:
    code, loc = error["type"], error["loc"]
    if loc == ("key",) and key_in != "key":
        return Fault(key_in, "no_letters", {})
    where = ".".join(map(str, loc[:2]))
    if code in {"missing", "too_many_characters", "no_letters"}:
        return Fault(where, code, error.get("ctx", {}))
    return Fault(where, "malformed", {"message": error["msg"]})
