"""Who became a customer when, and each subscription from its start to its end."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bot.demo import business
from bot.demo.business import COUNTRIES, PLANS, Calendar

Chance: TypeAlias = np.random.Generator
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Times: TypeAlias = npt.NDArray[np.datetime64]  # of whole seconds, local

DAY = np.timedelta64(86_400, "s")
# Nobody's leaving is seen until it happens; who leaves soon after the last day is quiet before it.
_BEYOND = business.QUIET_DAYS * DAY


@dataclass(frozen=True, slots=True)
class Customers:
    """One row a customer, in the order in which they came."""

    joined: Times
    country: Ints
    mood: Floats  # standard normal: pleased above 0
    badly_received: Flags


@dataclass(frozen=True, slots=True)
class Spans:
    """One row for each time that a customer was on one plan."""

    customer: Ints
    plan: Ints
    started: Times
    ended: Times  # exclusive; NaT: running
    left: Flags  # it ended because the customer left

    def __getitem__(self, rows: Ints | Flags) -> "Spans":
        return Spans(
            self.customer[rows],
            self.plan[rows],
            self.started[rows],
            self.ended[rows],
            self.left[rows],
        )


def customers(chance: Chance, days: Calendar, count: int) -> Customers:
    """`count` new customers, more each month and by the season."""
    dates: Times = np.arange(np.datetime64(days.start), np.datetime64(days.end))
    growth = np.linspace(1, business.GROWTH, len(dates))
    weight = growth * by_month(dates, business.JOIN_SEASON) * by_weekday(dates)
    joined = at_daytime(chance, chance.choice(dates, count, p=weight / weight.sum()))
    joined.sort()
    return Customers(
        joined=joined,
        country=chance.choice(len(COUNTRIES), count, p=[one.share for one in COUNTRIES]),
        mood=chance.standard_normal(count),
        badly_received=(joined >= np.datetime64(days.bad_start, "s"))
        & (joined < np.datetime64(days.bad_end, "s")),
    )


def spans(chance: Chance, days: Calendar, who: Customers) -> Spans:
    """Every subscription up to a while after the last day, those of who came back among them."""
    everyone = np.arange(len(who.joined))
    plan = chance.choice(len(PLANS), len(everyone), p=[one.joins for one in PLANS])
    lives = [_live(chance, days, who, Starts(everyone, plan, who.joined, new=True))]
    while len(back := _returning(chance, lives[-1])):
        lives.append(_live(chance, days, who, back))
    return together(lives)


@dataclass(frozen=True, slots=True)
class Starts:
    """Customers who start, or, when not `new`, start again."""

    customer: Ints
    plan: Ints
    started: Times
    new: bool

    def __len__(self) -> int:
        return len(self.customer)


@dataclass(frozen=True, slots=True)
class Due:
    """Customers whose paid month ends, and how many it is since they started."""

    customer: Ints
    plan: Ints
    at: Times
    month: int
    new: bool  # never away before


def _live(chance: Chance, days: Calendar, who: Customers, starts: Starts) -> Spans:
    """From start to leaving: at each end of a paid month a customer stays, moves or leaves."""
    horizon = np.datetime64(days.end, "s") + _BEYOND
    plan, since = starts.plan.copy(), starts.started.copy()
    rows: list[Spans] = []

    def close(lives: Ints, ended: Times, *, left: Flags) -> None:
        rows.append(Spans(starts.customer[lives], plan[lives], since[lives], ended, left))

    alive = np.arange(len(starts))
    if starts.new:
        gone = _withdraws(chance, who)
        after = chance.integers(1, business.WITHDRAWAL_DAYS, int(gone.sum())) * DAY
        close(alive[gone], since[gone] + after, left=np.ones(len(after), dtype=bool))
        alive = alive[~gone]
    month = 0
    while len(alive):
        month += 1
        due = months_later(starts.started[alive], month)
        close(alive[over := due > horizon], _never(over), left=np.zeros(over.sum(), dtype=bool))
        alive, due = alive[~over], due[~over]
        paid = Due(starts.customer[alive], plan[alive], due, month, starts.new)
        leaves = chance.random(len(alive)) < _leaving(days, who, paid)
        step = np.where(leaves, 0, _moves(chance, plan[alive]))
        changed = leaves | (step != 0)
        close(alive[changed], due[changed], left=leaves[changed])
        plan[alive] += step
        since[alive[changed]] = due[changed]
        alive = alive[~leaves]
    return together(rows)


def _withdraws(chance: Chance, who: Customers) -> Flags:
    share = np.where(who.badly_received, business.WITHDRAWS_BAD, business.WITHDRAWS)
    return chance.random(len(share)) < share


def _leaving(days: Calendar, who: Customers, due: Due) -> Floats:
    """The chance of leaving at the end of this paid month."""
    rise = np.datetime64(days.rise, "s")
    risen = (due.at >= rise) & (due.at < months_later(np.array([rise]), business.RISE_MONTHS))
    bad = who.badly_received[due.customer] & due.new & (due.month in business.SETTLING)
    settling = business.SETTLED if due.month > business.SETTLED_AFTER else 1
    abroad: Floats = np.array([one.leaves for one in COUNTRIES])[who.country[due.customer]]
    return (
        each_plan("leaves")[due.plan]
        * abroad
        * by_month(due.at, business.LEAVE_SEASON)
        * np.exp(-business.MOOD * who.mood[due.customer])
        * business.SETTLING.get(due.month, settling)
        * np.where(risen, business.RISE_LEAVES, 1)
        * np.where(bad, business.SETTLING_BAD, 1)
    )


def _moves(chance: Chance, plan: Ints) -> Ints:
    """+1 for an upgrade, −1 for a downgrade, 0 for most."""
    drawn = chance.random(len(plan))
    up = each_plan("upgrades")[plan]
    return (drawn < up).astype(int) - (drawn > 1 - each_plan("downgrades")[plan])


def _returning(chance: Chance, lives: Spans) -> Starts:
    """Some of those who left come back, on the plan they left."""
    gone = lives[lives.left]
    gone = gone[chance.random(len(gone.customer)) < business.RETURNS]
    away = chance.integers(20, business.MOST_MONTHS_AWAY * 30, len(gone.customer)) * DAY
    return Starts(gone.customer, gone.plan, gone.ended + away, new=False)


def known(days: Calendar, all_spans: Spans) -> Spans:
    """What the business knows on the last day: nothing that starts or ends later."""
    end = np.datetime64(days.end, "s")
    begun = all_spans[all_spans.started < end]
    past = begun.ended < end
    ended = np.where(past, begun.ended, np.datetime64("NaT", "s"))
    return Spans(begun.customer, begun.plan, begun.started, ended, begun.left & past)


def each_plan(field: str) -> Floats:
    """One figure of every plan, to be picked from by plan."""
    return np.array([getattr(plan, field) for plan in PLANS], dtype=float)


def months_later(times: Times, months: int) -> Times:
    """The same day and time so many months on; the 31st becomes a shorter month's last day.

    >>> months_later(np.array(["2026-01-31T10:00:00"], "M8[s]"), 1)
    array(['2026-02-28T10:00:00'], dtype='datetime64[s]')
    """
    month = times.astype("M8[M]")
    target = month + months
    length = (target + 1).astype("M8[D]") - target.astype("M8[D]")
    day = np.minimum(times.astype("M8[D]") - month.astype("M8[D]"), length - 1)
    later: Times = (target.astype("M8[D]") + day).astype("M8[s]") + clock_time(times)
    return later


def clock_time(times: Times) -> npt.NDArray[np.timedelta64]:
    """The seconds since midnight."""
    since: npt.NDArray[np.timedelta64] = times - times.astype("M8[D]").astype("M8[s]")
    return since


def at_daytime(chance: Chance, dates: Times) -> Times:
    """A time on each day that people are awake: never in the hours that a clock change skips."""
    hours = np.clip(chance.normal(14.5, 3.5, len(dates)), 6.5, 23.9)
    times: Times = dates.astype("M8[s]") + (hours * 3600).astype("m8[s]")
    return times


def by_month(times: Times, season: tuple[float, ...]) -> Floats:
    """How busy each one's month of the year is."""
    busy: Floats = np.array(season)[times.astype("M8[M]").astype(int) % 12]
    return busy


def by_weekday(times: Times) -> Floats:
    """How busy each one's day of the week is; day 0 of the epoch was a Thursday."""
    busy: Floats = np.array(business.WEEK)[(times.astype("M8[D]").astype(int) + 3) % 7]
    return busy


def _never(over: Flags) -> Times:
    return np.full(int(over.sum()), np.datetime64("NaT", "s"))


def together(rows: list[Spans]) -> Spans:
    """All of them, one after another."""
    return Spans(
        np.concatenate([one.customer for one in rows]),
        np.concatenate([one.plan for one in rows]),
        np.concatenate([one.started for one in rows]),
        np.concatenate([one.ended for one in rows]),
        np.concatenate([one.left for one in rows]),
    )
