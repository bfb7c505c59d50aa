"""What a file of the knowledge store may hold: one model a kind, with both languages inside."""

from decimal import Decimal
from typing import Annotated, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from knowledge.texts import (
    ClaimText,
    CompanyText,
    FactorText,
    GuideText,
    IndustryText,
    Line,
    Model,
    ReasonText,
    SourceText,
    TermText,
    TipText,
    YardstickText,
)

Language = Literal["en", "nl"]
Result = Literal["low", "usual", "high"]
Period = Literal["day", "week", "month", "quarter", "year"]
Relation = Literal["equal", "below", "above", "at least", "between"]
Basis = Literal["rule of thumb", "usual range", "ambition", "called good"]

# What a tip works on: the ten factors that Shopify names, then those the other articles add.
FactorKey = Literal[
    "trust",
    "service",
    "clv",
    "community",
    "expert-support",
    "values",
    "convenience",
    "price",
    "perks",
    "quality",
]
Addition = Literal[
    "onboarding",
    "education",
    "personalisation",
    "feedback",
    "loyalty-programme",
    "referral",
    "communication",
    "pricing-flex",
    "innovation",
    "engagement",
    "proactive",
    "risk-detection",
    "segmentation",
    "social-media",
    "relationship",
    "transparency",
    "self-service",
    "process",
    "integration",
    "upsell",
    "expectations",
    "analytics",
    "exclusivity",
    "authenticity",
    "assortment",
    "collaboration",
]
Driver = FactorKey | Addition

About = Literal[
    "comparison", "programme", "reward", "signal", "step", "question", "challenge", "principle"
]
# Stripe's kinds of business, for which no source gives an average.
BusinessModel = Literal["shop", "saas", "platform", "creator"]

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
FactId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}(-[A-Z]{1,3})?\d{1,3}$")]

LANGUAGES: tuple[Language, ...] = ("en", "nl")


TextT = TypeVar("TextT", bound=Model)


class Record(Model, Generic[TextT]):
    """One concept. `key` is the file's name; `facts` are the ids of the inventory it restates."""

    folder: ClassVar[str]

    key: Key
    facts: tuple[FactId, ...] = ()
    en: TextT
    nl: TextT

    @property
    def file(self) -> str:
        return f"{self.folder}/{self.key}.toml"

    def in_(self, language: Language) -> TextT:
        return self.en if language == "en" else self.nl

    @model_validator(mode="after")
    def _in_both_languages_or_in_neither(self) -> Self:
        if alone := self.en.model_fields_set ^ self.nl.model_fields_set:
            facts = {"alone": ", ".join(sorted(alone))}
            raise PydanticCustomError("one_sided", "only in one language: {alone}", facts)
        return self


class Source(Record[SourceText]):
    """An article; a table of sources.toml."""

    @property
    def file(self) -> str:
        return "sources.toml"


class Benchmark(Record[TextT], Generic[TextT]):
    """A published figure. `value` is in percent; `year` (of what is credited) and `period` stand
    there only where the source states them, and a period left out is a period not stated.
    """

    metric: Key
    value: Decimal
    relation: Literal["equal", "below"] = "equal"
    year: int | None = None
    period: Period | None = None
    source: Key
    credits: Line | None = None


class Industry(Benchmark[IndustryText]):
    """An industry's average. `beside` are the industries it is easily confused with."""

    folder = "benchmarks/industries"

    wider: tuple[Key, ...] = ()
    narrower: tuple[Key, ...] = ()
    beside: tuple[Key, ...] = ()


class Company(Benchmark[CompanyText]):
    """A company's figure. `industries` come closest to it, by our own choice."""

    folder = "benchmarks/companies"

    name: Line
    aliases: tuple[Line, ...] = ()
    estimate: bool = False
    industries: tuple[Key, ...] = ()


class Yardstick(Record[YardstickText]):
    """A threshold in percent: `low` and, for a range, `high`. `basis` is the kind of claim."""

    folder = "benchmarks/yardsticks"

    metric: Key
    basis: Basis
    relation: Relation
    low: Decimal
    high: Decimal | None = None
    source: Key

    @model_validator(mode="after")
    def _high_belongs_to_a_range(self) -> Self:
        if (self.relation == "between") != (self.high is not None):
            raise ValueError("high belongs to relation 'between', and to no other")
        return self


class Tip(Record[TipText]):
    """Advice. No `industries` and no `models`: for any business. `fits` are the results it suits:
    low is below the comparison. With `analogy` the source speaks of another kind of business than
    the industry. `example` is a company that the source describes as doing this, at a time it
    does not state.
    """

    folder = "tips"

    source: Key
    credits: Line | None = None
    industries: tuple[Key, ...]
    models: tuple[BusinessModel, ...] = ()
    analogy: bool = False
    drivers: tuple[Driver, ...]
    metrics: tuple[Key, ...]
    fits: tuple[Result, ...]
    example: Line | None = None


class Term(Record[TermText]):
    """A word and its meaning. With `ours` no article gives the formula (or the word at all, then
    `sources` is empty), and `published` says who does. `related` are other terms.
    """

    folder = "terms"

    sources: tuple[Key, ...]
    related: tuple[Key, ...] = ()
    ours: bool = False
    published: Line | None = None

    @model_validator(mode="after")
    def _a_formula_of_ours_is_published(self) -> Self:
        if self.ours != (self.published is not None):
            raise ValueError("ours and published go together")
        return self


class Factor(Record[FactorText]):
    """One of the ten things that Shopify says make customers stay. `key` is the driver of tips."""

    folder = "factors"

    source: Key
    credits: Line | None = None


class Reason(Record[ReasonText]):
    """Why keeping customers matters. A figure that a source gives without proof has a caveat."""

    folder = "reasons"

    sources: tuple[Key, ...]
    credits: Line | None = None


class Guide(Record[GuideText]):
    """A longer answer: a comparison, kinds of programme, rules, signals, steps, a question."""

    folder = "guides"

    about: About
    sources: tuple[Key, ...]
    related: tuple[Key, ...] = ()


class Claim(Record[ClaimText]):
    """What a source asserts and nobody here computes with."""

    folder = "claims"

    source: Key
