"""What an answer is made of, before it has words: facts, a table, buttons, or a problem."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from metrics.period import Period

Language = Literal["en", "nl"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Percent:
    """A table cell: a share of one, shown as a percentage."""

    share: Fraction | Decimal


@dataclass(frozen=True, slots=True)
class Points:
    """A table cell: a signed distance in points, of a percentage or a score."""

    distance: Fraction | Decimal


@dataclass(frozen=True, slots=True)
class More:
    """A table cell: how many more, or fewer."""

    distance: Fraction | Decimal


@dataclass(frozen=True, slots=True)
class Kind:
    """A table cell: what kind of figure the row holds, a key of `render/labels.toml`."""

    key: str


@dataclass(frozen=True, slots=True)
class Money:
    """A table cell: an amount in the currency of the team; `signed`: a distance, with its sign."""

    amount: Decimal | Fraction
    currency: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """A cell or a column's head: a word of the team's own, shown as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column's head: what the customers are divided by, as the team has named it."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A table cell: a person or a channel of Slack by its id, shown by its name where Slack can."""

    what: Literal["user", "channel"]
    id: str


Cell = (
    str
    | int
    | Decimal
    | Percent
    | Points
    | More
    | Kind
    | Money
    | Own
    | Dimension
    | Named
    | Period
    | datetime
    | None
)


Head = str | Own | Dimension  # of a column


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under labelled columns; `caption` and `columns` are keys of `render/labels.toml`, but
    for a column headed by a word of the team's own.
    """

    caption: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]


Unit = Literal["share", "points", "amount", "count", "ratio"]
Value = Fraction | Decimal | int


@dataclass(frozen=True, slots=True)
class Line:
    """A line through periods, oldest first; None where a period has no value. `title` and `series`
    are keys of `render/labels.toml`; a share is of one. `low` and `high` are where values usually
    lie.
    """

    title: str
    unit: Unit
    periods: tuple[Period, ...]
    series: tuple[tuple[str, tuple[Value | None, ...]], ...]
    currency: str = "EUR"
    low: Value | None = None
    high: Value | None = None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Shares of a cohort still active, a row a cohort: its period, its size, and the share in each
    period after (the first is one period after the start); `pooled` is the row of all of them.
    `title` is a key of `render/labels.toml`.
    """

    title: str
    rows: tuple[tuple[Period, int, tuple[Fraction, ...]], ...]
    pooled: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """Asks `question` when pressed; `label` is a key of `render/labels.toml`, which may speak `of`
    something, unless it is `shown` by a name of its own.
    """

    label: str
    question: str
    shown: str | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """Asks `question` with the chosen option added; options are (words to add, what is shown)."""

    label: str
    question: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Opens:
    """Opens the form of an entry when pressed: that of the term `key`, or of a new one that is
    begun with `word`. Saving it closes the `gap`.
    """

    key: str | None = None
    word: str = ""
    gap: int | None = None


@dataclass(frozen=True, slots=True)
class Closes:
    """Closes a gap when pressed, and shows what is left of the list that began `after` so many."""

    gap: int
    after: int = 0


Deed = Literal[
    "new", "edit", "pause", "resume", "preview", "hand_over", "delete", "accept", "decline", "list"
]


@dataclass(frozen=True, slots=True)
class Does:
    """Does something to a `schedule` when pressed; `new` opens the form of one about `what`, posted
    `when`, as it was typed, and `list` shows all there are.
    """

    deed: Deed
    schedule: int | None = None
    what: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Sets:
    """Opens a form of settings when pressed: one's own, the team's, or who may see data."""

    form: Literal["own", "team", "access"]


@dataclass(frozen=True, slots=True)
class Calculates:
    """Opens the calculator at this metric when pressed."""

    metric: str = "crr"


@dataclass(frozen=True, slots=True)
class Finds:
    """Opens the benchmark finder when pressed, at the industry or company with this key."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """Makes an alert for the channel when pressed, of a question that reads as one."""

    question: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Does something to an alert when pressed, and shows the list anew."""

    alert: int
    does: Literal["pause", "resume", "remove"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file for the asker alone: its name, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """A template's name, the facts for it, and what stands below the words. Equal only to itself,
    so that what was made of one can be kept.
    """

    template: str
    language: Language
    facts: Mapping[str, object] = field(default_factory=dict)
    part: str | None = None  # the macro, where a template holds several replies
    table: Table | None = None
    chart: Line | HeatMap | None = None
    sheet: Sheet | None = None
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None
    share: str | None = None  # the question that Share asks again; None: nothing to share
    opens: Opens | Does | Sets | Calculates | Finds | None = None  # a form
    watch: Watch | None = None
    below: tuple[
        tuple[Opens | Closes | Does | Keep, ...], ...
    ] = ()  # under each paragraph after the first
    entry: str | None = None  # what is voted on, `terms/churn`
    asked: str = ""  # the question as it may be kept: masked
    private: bool = False  # for the asker alone, unless shared where it may be
    ok: bool = True


class Problem(Exception):  # noqa: N818 - not an error of ours: something the asker can mend
    """What the asker can mend. `code` names a macro in `render/templates/problems.<lang>.j2`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts
