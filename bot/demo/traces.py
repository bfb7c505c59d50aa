"""What customers leave behind while they are customers: orders, logins, answers to surveys."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bot.demo import business
from bot.demo.business import PLANS, Calendar
from bot.demo.lives import (
    DAY,
    Chance,
    Customers,
    Floats,
    Ints,
    Spans,
    Times,
    at_daytime,
    by_month,
    by_weekday,
    each_plan,
)

Columns: TypeAlias = dict[str, npt.NDArray[np.generic]]

_MONTH = 30.4375  # days
_AMOUNTS = 0.45  # spread of the amounts of one plan, on a log scale


@dataclass(frozen=True, slots=True)
class Moments:
    """Things that happened, in order: whose, on which plan, when."""

    customer: Ints
    plan: Ints
    at: Times

    def __getitem__(self, rows: npt.NDArray[np.generic]) -> "Moments":
        return Moments(self.customer[rows], self.plan[rows], self.at[rows])


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something happens: each plan's times a month, each customer's share of that (1 is
    the average), and the months of the year.
    """

    per_month: Floats
    often: Floats
    season: tuple[float, ...]


def habits(chance: Chance, count: int) -> Floats:
    """How much each customer does, 1 on average; some sleep."""
    busy = chance.gamma(2.5, 1 / 2.5, count)
    return np.where(chance.random(count) < business.SLEEPERS, business.ASLEEP, busy)


def logins(chance: Chance, days: Calendar, spans: Spans, habit: Floats) -> Columns:
    """One row each time that somebody came."""
    pace = Pace(each_plan("logins"), habit, business.LOGIN_SEASON)
    came = _moments(chance, days, spans, pace)
    return {"customer_id": came.customer, "logged_in_at": came.at}


def orders(chance: Chance, days: Calendar, spans: Spans, habit: Floats, who: Customers) -> Columns:
    """One row an order: first ones on the day of joining, and the others by plan and season."""
    pace = Pace(each_plan("orders"), habit, business.ORDER_SEASON)
    bought = _moments(chance, days, spans, pace)
    bought = _in_order(bought, _first_orders(chance, spans, who))
    count = len(bought.at)
    median = each_plan("order_amount")[bought.plan]
    amount = np.floor(median * chance.lognormal(0, _AMOUNTS, count)) + 0.95
    state = np.where(bought.at >= np.datetime64(days.end, "s") - 2 * DAY, "open", "paid")
    state = np.where(chance.random(count) < business.CANCELLED, "cancelled", state)
    return {
        "order_id": np.arange(1, count + 1),
        "customer_id": bought.customer,
        "ordered_at": bought.at,
        "amount": amount,
        "status": state,
    }


def nps_answers(chance: Chance, days: Calendar, spans: Spans, who: Customers) -> Columns:
    """Scores from 0 to 10."""
    asked = _answers(chance, days, spans, who, business.ANSWERS_NPS)
    leaning = each_plan("nps")[asked.plan] + 0.9 * who.mood[asked.customer]
    leaning -= 1.4 * who.badly_received[asked.customer]
    score = np.clip(np.rint(leaning + chance.normal(0, 1.3, len(asked.at))), 0, 10).astype(int)
    return {"customer_id": asked.customer, "answered_at": asked.at, "score": score}


def csat_answers(chance: Chance, days: Calendar, spans: Spans, who: Customers) -> Columns:
    """Scores from 1 to 5."""
    asked = _answers(chance, days, spans, who, business.ANSWERS_CSAT)
    leaning = each_plan("csat")[asked.plan] + 0.35 * who.mood[asked.customer]
    leaning -= 0.7 * who.badly_received[asked.customer]
    score = np.clip(np.rint(leaning + chance.normal(0, 0.8, len(asked.at))), 1, 5).astype(int)
    return {"customer_id": asked.customer, "answered_at": asked.at, "score": score}


def _answers(chance: Chance, days: Calendar, spans: Spans, who: Customers, rate: float) -> Moments:
    """Everybody answers as often; surveys know no season."""
    pace = Pace(np.full(len(PLANS), rate), np.ones(len(who.joined)), (1.0,) * 12)
    return _moments(chance, days, spans, pace)


def _moments(chance: Chance, days: Calendar, spans: Spans, pace: Pace) -> Moments:
    """Independent moments at that pace, thinned to the season and the week, and before somebody
    leaves nearly to silence. None after the last day.
    """
    end = np.datetime64(days.end, "s")
    stop = np.where(np.isnat(spans.ended), end, np.minimum(spans.ended, end))
    length = np.maximum((stop - spans.started).astype(float), 0)
    most = max(pace.season) * max(business.WEEK)
    rate = pace.per_month[spans.plan] * pace.often[spans.customer] * most / (_MONTH * 86_400)
    row = np.repeat(np.arange(len(stop)), chance.poisson(rate * length))
    day = spans.started[row] + (chance.random(len(row)) * length[row]).astype("m8[s]")
    kept = chance.random(len(row)) * most < by_month(day, pace.season) * by_weekday(day)
    kept &= ~_silent(chance, spans, row, day)
    row, day = row[kept], day[kept]
    at = np.maximum(at_daytime(chance, day.astype("M8[D]")), spans.started[row])
    seen = at < end
    return _in_order(Moments(spans.customer[row[seen]], spans.plan[row[seen]], at[seen]))


def _silent(chance: Chance, spans: Spans, row: Ints, at: Times) -> npt.NDArray[np.bool_]:
    """Which moments do not happen because their customer is about to leave."""
    quiet = spans.left & (chance.random(len(spans.left)) < business.QUIET_LEAVERS)
    leaving = quiet[row] & (at > spans.ended[row] - business.QUIET_DAYS * DAY)
    silent: npt.NDArray[np.bool_] = leaving & (chance.random(len(row)) > business.STILL_ACTIVE)
    return silent


def _first_orders(chance: Chance, spans: Spans, who: Customers) -> Moments:
    """What was bought while joining, some minutes later."""
    first = spans[spans.started == who.joined[spans.customer]]
    first = first[chance.random(len(first.customer)) < business.FIRST_ORDER]
    after = chance.integers(120, 3_000, len(first.customer)).astype("m8[s]")
    return Moments(first.customer, first.plan, first.started + after)


def _in_order(*parts: Moments) -> Moments:
    customer = np.concatenate([part.customer for part in parts])
    at = np.concatenate([part.at for part in parts])
    plan = np.concatenate([part.plan for part in parts])
    return Moments(customer, plan, at)[np.lexsort((customer, at))]
