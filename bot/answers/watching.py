"""What an alert sees: the figure of a period that is over, and on which side of its limit it is."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.answers.breakdown import FEWEST_SHOWN
from bot.answers.measured import Measured, measured, trend
from bot.answers.measures import MEASURES, Figure, Measure
from bot.ask.periods import Window, last_units
from bot.ask.question import Ask, Beyond
from bot.reply import Line, Problem
from bot.services import Data
from metrics.counts import evidence
from metrics.period import Period
from metrics.process import Verdict

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

# Beyond the limit on one of two sides, or not; or nobody can say: there is no figure, it rests on
# too few, or too few periods came before to know what is usual.
Outcome = Literal["above", "below", "inside", "none", "few", "short"]
BEYOND: frozenset[Outcome] = frozenset({"above", "below"})
LOOKS_BACK = 6  # periods, for since when it is unusual: each is a look of its own

_OF_VERDICT: dict[Verdict, Outcome] = {"high": "above", "low": "below", "usual": "inside"}


@dataclass(frozen=True, slots=True)
class Seen:
    """`since`: the first of the periods in a row on that side; `longer`: as far as can be seen."""

    found: Measured
    outcome: Outcome
    since: Period
    longer: bool

    @property
    def period(self) -> Period:
        return self.found.frame.asked.period

    def chart(self, currency: str) -> Line | None:
        """The periods before and this one."""
        return trend(self.found, currency)


def figures_asked(ask: Ask, data: Data) -> Ask:
    """The question about the figure that an alert watches, of the last period that is over."""
    window = last_units(1, ask.period or "month", data.today())
    return replace(ask, kind="measure", beyond=None, period=None, window=window)


def refuse_never(ask: Ask) -> None:
    """Raises Problem alert_never for a limit that no figure is ever beyond."""
    beyond, measure = ask.beyond, MEASURES[str(ask.metric)]
    if beyond is None or beyond.limit is None:
        return
    least, most = (-100, 100) if measure.unit == "points" else (0, 1)
    ends = measure.unit == "points" or (measure.unit == "share" and measure.at_most_all)
    too_high = beyond.side == "above" and ends and beyond.limit >= most
    if too_high or (beyond.side == "below" and beyond.limit <= least):
        raise Problem("alert_never", unit=measure.unit)


def look(ask: Ask, data: Data, warehouse: "Warehouse") -> Seen:
    """At the last period that is over. `ask` has values as they are in the data. Raises Trouble."""
    beyond, question = ask.beyond or Beyond("unusual"), figures_asked(ask, data)
    found = measured(question, MEASURES[str(ask.metric)], data, warehouse)
    outcome = outcome_of(beyond, found)
    if outcome not in BEYOND:
        return Seen(found, outcome, found.frame.asked.period, longer=False)
    if beyond.limit is None:
        return _unusual_since(question, found, outcome, data, warehouse)
    return _beyond_since(beyond, found, outcome)


def outcome_of(beyond: Beyond, found: Measured) -> Outcome:
    """Where the figure is now; a level is never too small to say, unless a channel may not read
    of so few.
    """
    if beyond.limit is not None:
        return _beside(beyond, found.measure, found.now)
    if found.now.value is None:
        return "none"
    if evidence(found.now.size) != "full":
        return "few"
    return _OF_VERDICT[found.verdict] if found.verdict else "short"


def _beside(beyond: Beyond, measure: Measure, figure: Figure) -> Outcome:
    if figure.value is None or beyond.limit is None:
        return "none"
    enough = figure.size >= FEWEST_SHOWN if measure.level else evidence(figure.size) == "full"
    if not enough:
        return "few"
    if beyond.side == "above":
        return "above" if figure.value > beyond.limit else "inside"
    return "below" if figure.value < beyond.limit else "inside"


def _beyond_since(beyond: Beyond, found: Measured, outcome: Outcome) -> Seen:
    since = found.frame.asked.period
    for span in reversed(found.frame.history):
        if _beside(beyond, found.measure, found.figures[span]) != outcome:
            return Seen(found, outcome, since, longer=False)
        since = span.period
    return Seen(found, outcome, since, longer=True)


def _unusual_since(
    question: Ask, found: Measured, outcome: Outcome, data: Data, warehouse: "Warehouse"
) -> Seen:
    """What was usual is another thing each time."""
    since = found.frame.asked.period
    for _ in range(LOOKS_BACK):
        earlier = replace(question, window=Window(since.previous()))
        before = measured(earlier, found.measure, data, warehouse)
        if outcome_of(Beyond("unusual"), before) != outcome:
            return Seen(found, outcome, since, longer=False)
        since = since.previous()
    return Seen(found, outcome, since, longer=True)
