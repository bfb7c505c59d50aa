"""The words of each kind of entry, in one language: names, texts, caveats. `asks` are whole
questions and complaints that the entry answers, as people type them; nobody reads them.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Line = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$")]
Title = Annotated[Line, StringConstraints(max_length=60)]
Advice = Annotated[Line, StringConstraints(max_length=220)]


class Model(BaseModel):
    """Frozen, and a word that the schema does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __hash__(self) -> int:
        return id(self)  # records are read once: what is made of one can be kept by it


class SourceText(Model):
    """How an article is cited."""

    name: Line
    title: Line


class IndustryText(Model):
    """An industry as a list names it, as people type it, and the source's explanation."""

    name: Line
    aliases: tuple[Line, ...]
    asks: tuple[Line, ...] = ()
    why: Line
    note: Line | None = None


class CompanyText(Model):
    """What the company is, in a few words, and a caveat of its own."""

    about: Line
    asks: tuple[Line, ...] = ()
    note: Line | None = None


class YardstickText(Model):
    """The threshold in a few words, and what to bear in mind."""

    wording: Line
    note: Line


class TipText(Model):
    """What to do as a title, ways to ask for it, then how and why."""

    title: Title
    asks: tuple[Line, ...] = ()
    text: Advice


class TermText(Model):
    """A name, its other spellings, what it means, and how it is counted."""

    name: Line
    aliases: tuple[Line, ...]
    asks: tuple[Line, ...] = ()
    definition: Line
    formula: Line | None = None
    note: Line | None = None


class FactorText(Model):
    """What the factor is called, how people type it, and what the source says of it."""

    name: Line
    aliases: tuple[Line, ...]
    asks: tuple[Line, ...] = ()
    text: Line


class ReasonText(Model):
    """Why retention matters: the reason as a title, ways to ask for it, then why; a claim with its
    caveat.
    """

    title: Title
    asks: tuple[Line, ...] = ()
    text: Line
    caveat: Line | None = None


class GuideText(Model):
    """An answer to a question of more than one line: `asks` are ways to put the question."""

    title: Line
    asks: tuple[Line, ...]
    text: Line
    points: tuple[Line, ...] = ()
    note: Line | None = None


class ClaimText(Model):
    """A figure that a source asserts, and what keeps it from being more than that."""

    text: Line
    caveat: Line
