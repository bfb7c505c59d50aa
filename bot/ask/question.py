"""What was asked, as data; and the one way to write it down so that it reads back the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.ask.numbers import plain
from bot.ask.periods import Window
from bot.ask.words import fold, words
from bot.reply import Language, Unit
from knowledge.records import Result
from metrics.catalog import METRICS
from metrics.period import Calendar

Figure = int | Decimal
Versus = Literal["previous", "last_year"]
Order = Literal["highest", "lowest", "most", "fewest"]  # the last two by customers, not their share
SHARES = frozenset(
    {"margin", "before", "target", "rate"}
)  # written with a percent sign; churn by metric
# What is asked of the company's own data. A measure and its explanation have a metric; the
# explanation of a cohort, risk or kpi has that as its metric.
WHOLE_HISTORY = frozenset({"repeat", "clv"})  # without a period: about all there is
# Of what only data answers.
UNITS: Mapping[str, Unit] = {"customers": "count", "newcomers": "count", "mrr": "amount"}
NO_MEASURES = frozenset({"cohort", "risk", "kpi"})  # of the data; every other command is a measure
STOCKS = UNITS.keys() - {"newcomers"}  # what there is at any time
COHORT_UNITS: tuple[Calendar, ...] = ("month", "quarter")
DATA_KINDS = NO_MEASURES | {"measure", "explain_data", "alert"}
LOOKED_UP = DATA_KINDS | {"audit"}  # what takes the time of the warehouse or the store
_BARE = re.compile(r"[^\W_](?:[\w&+.-]*\w)?")

# Kinds that are written in another way than by their name.
_SPELLED = {
    "figures": (),
    "measure": (),
    "explain_data": ("explain",),
    "add": ("define", "add"),
    "edit": ("define", "edit"),
}


@dataclass(frozen=True, slots=True)
class Beyond:
    """Where a figure is told of: on this side of the `limit` (of one, for a share), or, without
    one, outside its usual range.
    """

    side: Literal["above", "below", "unusual"]
    limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """`kind` is a row of ANSWERS; the rest is what that kind may need.

    Of the company's data: `window` None is the whole history; `period` is then the unit that a
    trend or cohorts are counted by; `by` and the first of each `where` are dimensions as
    retention.toml names them, the values as typed, an empty dimension is the one that has the
    value; `as_of` None is today.
    """

    kind: str
    language: Language
    metric: str | None = None
    figures: tuple[tuple[str, Figure], ...] = ()
    industry: str | None = None
    period: Calendar | None = None
    topic: str | None = None  # what a benchmark or help was asked for
    after: int = 0  # how many tips were seen already
    result: Result | None = None  # how the figure did that tips are asked for
    window: Window | None = None
    by: str | None = None
    among: tuple[str, ...] = ()  # only these groups of `by`, as the data has them
    order: Order | None = None  # the group that comes first
    where: tuple[tuple[str, str], ...] = ()
    versus: Versus | None = None
    as_of: date | None = None
    months: int | None = None  # how far cohorts are followed
    unbounded: bool = False
    sheet: bool = False  # everyone at risk, as a file
    beyond: Beyond | None = None  # what an alert watches for, in a month or a `period`

    @property
    def named(self) -> dict[str, Figure]:
        """The figures by name."""
        return dict(self.figures)

    def question(self) -> str:
        """The canonical text: `read` makes this same Ask of it."""
        words = [*_SPELLED.get(self.kind, (self.kind,))]
        words += [word for word in (self.metric, self.topic) if word]
        words += self._beyond_what()
        words += self._of_the_data()
        words += [f"{name}={self._written(name, figure)}" for name, figure in self.figures]
        words += [f"industry={self.industry}"] if self.industry else []
        words += [f"period={self.period}"] if self.period else []
        words += [f"after={self.after}"] if self.after else []
        words += [f"result={self.result}"] if self.result else []
        return " ".join([*words, f"lang={self.language}"])

    def _beyond_what(self) -> list[str]:
        if self.beyond is None:
            return []
        if (limit := self.beyond.limit) is None:
            return [self.beyond.side]
        share = unit_of(str(self.metric)) == "share"
        written = plain(limit * 100 if share else limit, self.language)
        return [self.beyond.side, written + "%" * share]

    def _of_the_data(self) -> list[str]:
        """The window with absolute dates, so that it asks the same tomorrow."""
        where = (f"{dimension}={_value(value)}" for dimension, value in self.where if dimension)
        named = [value for dimension, value in self.where if not dimension]
        groups = map(_value, (*named, *self.among))
        parts = {
            "{} months": self.months,
            "unbounded": self.unbounded,
            "as of {}": self.as_of,
            "csv": self.sheet,
            "{}": self.window or ("ever" if self._is_of_all_time else None),
            "by {}": self.by,
            "{} first": self.order,
            "of {} customers": " customers of ".join(groups),
            "where {}": " and ".join(where),
            "vs {}": self.versus and self.versus.replace("_", " "),
        }
        return [form.format(part) for form, part in parts.items() if part]

    @property
    def _is_of_all_time(self) -> bool:
        return self.kind in {"measure", "explain_data"} and self.metric in WHOLE_HISTORY

    def _written(self, name: str, figure: Figure) -> str:
        if name in SHARES or (name == "churn" and self.metric in {"clv", None}):
            return plain(Decimal(figure) * 100, self.language) + "%"
        return plain(figure, self.language)


def in_short(question: str) -> str:
    """A canonical question without its language, which everybody knows."""
    return question.rpartition(" lang=")[0] or question


def unit_of(metric: str) -> Unit:
    """What its values are measured in."""
    return UNITS.get(metric) or METRICS[metric].unit


def _value(value: str) -> str:
    """In quotes where it is more than one plain word; a quote inside is doubled."""
    plain_word = _BARE.fullmatch(value) and not any(
        fold(value) in calls for calls in words().asked.values()
    )
    return value if plain_word else '"' + value.replace('"', '""') + '"'
