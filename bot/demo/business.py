"""The made-up business of the demo data: a design tool sold by the month, and extras sold apart.

What is to be found in it stands here, in numbers: plans that keep their customers differently, a
quarter in which new customers were badly received, a price rise, seasons, silence before leaving.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from metrics.period import containing

YEARS = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What customers on it pay and do; rates are of one month of one customer."""

    name: str
    price: float
    price_after: float  # from the price rise on
    joins: float  # share of the new customers
    leaves: float
    upgrades: float
    downgrades: float
    orders: float
    order_amount: float  # median
    logins: float
    nps: float  # the score that is given most
    csat: float


@dataclass(frozen=True, slots=True)
class Country:
    """Where a share of the customers lives, and how much sooner they leave than elsewhere."""

    name: str
    share: float
    leaves: float


PLANS = (
    Plan("Basic", 19, 22, 0.56, 0.037, 0.014, 0.0, 0.28, 17, 5.5, 7.9, 4.15),
    Plan("Plus", 39, 42, 0.32, 0.020, 0.008, 0.006, 0.50, 29, 8.0, 8.5, 4.35),
    Plan("Pro", 79, 84, 0.12, 0.010, 0.0, 0.006, 0.90, 52, 11.0, 8.9, 4.50),
)
COUNTRIES = (
    Country("NL", 0.46, 1.0),
    Country("BE", 0.19, 0.95),
    Country("DE", 0.17, 1.05),
    Country("FR", 0.10, 1.30),
    Country("GB", 0.05, 1.10),
    Country("ES", 0.03, 1.15),
)

# By calendar month, January first; 1 is the average.
JOIN_SEASON = (1.30, 1.05, 1.05, 0.95, 0.95, 0.85, 0.70, 0.80, 1.25, 1.10, 1.10, 0.90)
LEAVE_SEASON = (1.20, 1.00, 0.95, 0.95, 0.95, 1.05, 1.10, 1.10, 0.95, 0.95, 0.95, 0.85)
ORDER_SEASON = (0.85, 0.85, 0.90, 0.95, 1.00, 0.95, 0.70, 0.75, 1.00, 1.05, 1.40, 1.60)
LOGIN_SEASON = (1.05, 1.05, 1.05, 1.00, 1.00, 0.95, 0.75, 0.75, 1.05, 1.10, 1.10, 0.85)
WEEK = (1.15, 1.15, 1.10, 1.10, 1.00, 0.70, 0.80)  # Monday first
GROWTH = 2.4  # new customers at the end of the three years, for each one at their start

# Who may withdraw within two weeks, and the first paid months: then most is lost.
WITHDRAWAL_DAYS = 14
WITHDRAWS, WITHDRAWS_BAD = 0.035, 0.20
SETTLING = {1: 2.4, 2: 1.7, 3: 1.3}  # times as likely to leave after so many months
SETTLING_BAD = 2.2  # and so much more of the badly received
SETTLED, SETTLED_AFTER = 0.75, 12

RISE_MONTHS, RISE_LEAVES = 2, 1.45  # how long a price rise drives customers away, and how much
RETURNS, MOST_MONTHS_AWAY = 0.13, 10
CANCELLED = 0.045  # of the orders
FIRST_ORDER = 0.6  # of the new customers, on their first day

QUIET_LEAVERS, QUIET_DAYS, STILL_ACTIVE = 0.75, 75, 0.12  # silence before leaving
SLEEPERS, ASLEEP = 0.04, 0.04  # customers who pay and hardly come
MOOD = 0.35  # how strongly a customer's mood decides on leaving and on the scores
ANSWERS_NPS, ANSWERS_CSAT = 0.045, 0.06  # answers of one customer in one month


@dataclass(frozen=True, slots=True)
class Calendar:
    """When it all happened; half-open, and all of it follows from the last day."""

    start: date
    end: date
    bad_start: date  # the quarter of the bad reception
    bad_end: date
    rise: date  # the day of the price rise


def calendar(until: date) -> Calendar:
    """Three years up to and with `until`. The bad quarter lies whole within the last twelve
    complete months; the price rise a year before it.

    >>> calendar(date(2026, 11, 24)).bad_start
    datetime.date(2026, 1, 1)
    """
    end = until + _DAY
    start = end - timedelta(days=round(YEARS * 365.25))
    bad = containing(until, "quarter").previous().previous().previous()
    return Calendar(start, end, bad.start, bad.end, containing(bad.start - 365 * _DAY, "month").end)
