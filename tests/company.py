"""A made-up company whose figures can be counted by hand, and asking about them.

Today is Thursday 12 November 2026. What the lines below come to:

    at the start of             customers   left   new   back   came and left
    an even month of 2025–2026        240     12    10      0               0
    an odd one                        238      8    10      0               0
    October 2026                      240     30    12      2               3
    1–12 October 2026                 240     10    11      0               0
    1–12 November 2026                224      4     5      0               0

On 1 October 144 of the 240 had Basic (26 left), 92 Pro (4 left) and 4 Team (none left); 176 lived
in NL (26 left), 60 in BE (4 left) and 4 in DE.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import desk
from bot.render.terminal import plain
from bot.reply import Language, Reply
from bot.services import Asked, Asker, Data, Preferences, Services
from bot.settings import Access
from bot.store.error import StoreError
from metrics.period import containing, history
from metrics.warehouse.mapping import Mapping as Mapped
from metrics.warehouse.warehouse import Warehouse, open_warehouse
from tests.asking import LIBRARY
from tests.warehouses import Rows, Sections, Tables, connected, fill

TODAY = date(2026, 11, 12)
NOW = datetime.combine(TODAY, time.max)
ZONE = "Europe/Amsterdam"

ACCESS = Access(admins=("U_ADA",), people=("U_ANN", "U_ADA"), channels=("C_NUMBERS",))
ANN = Asker("U_ANN", "D_ANN", member=True)
IN_CHANNEL = Asker("U_ANN", "C_NUMBERS", member=True, public=True, inside=True)

_CONTRACTS = {"table": "subscriptions", "customer": "who", "started": "started", "ended": "ended"}
_CUSTOMERS = {"table": "customers", "id": "id", "by": {"plan": "plan", "country": "country"}}
_ORDERS = {"table": "orders", "customer": "who", "at": "ordered", "amount": "amount"}
# What retention.toml may say about the same file.
MAPPINGS: Mapping[str, Sections] = {
    "everything": {
        "customers": _CUSTOMERS,
        "orders": _ORDERS,
        "subscriptions": _CONTRACTS | {"amount": "monthly"},
        "activity": {"table": "logins", "customer": "who", "at": "seen"},
        "nps": {"table": "nps", "at": "answered", "score": "score", "customer": "who"},
        "csat": {"table": "csat", "at": "answered", "score": "score"},
    },
    "orders": {"customers": _CUSTOMERS, "orders": _ORDERS},
    "orders by formula": {"orders": _ORDERS, "definitions": {"orders": "formula"}},
    "orders of everyone": {"orders": _ORDERS, "definitions": {"orders": "all_acquired"}},
    "contracts": {"subscriptions": _CONTRACTS},
    "no such table": {"subscriptions": _CONTRACTS | {"table": "contracts"}},
    "no such column": {"subscriptions": _CONTRACTS | {"ended": "until"}},
    "names for dates": {"subscriptions": _CONTRACTS | {"started": "who"}},
    "no such file": {"subscriptions": _CONTRACTS},
}


@dataclass(frozen=True, slots=True)
class People:
    """Customers `name`-1, `name`-2, … of one kind, from one day to another (None: still there).
    Their numbers may begin where others left off.
    """

    name: str
    count: int
    plan: str
    country: str
    started: date
    ended: date | None = None
    first: int = 1

    @property
    def ids(self) -> list[str]:
        return [f"{self.name}-{n}" for n in range(self.first, self.first + self.count)]


_PRICES = {"Basic": 20, "Pro": 50, "Team": 100}
_FOUNDED = date(2025, 1, 6)
_PEOPLE = [
    People("loyal", 40, "Pro", "NL", _FOUNDED),
    People("fading", 12, "Pro", "NL", _FOUNDED),
    People("stopped", 4, "Pro", "NL", _FOUNDED, date(2026, 10, 20)),
    People("slow", 20, "Pro", "BE", _FOUNDED),
    People("quiet", 16, "Pro", "BE", _FOUNDED),
    People("team", 4, "Team", "DE", _FOUNDED),
    People("october", 8, "Basic", "NL", date(2026, 10, 5)),
    People("october-be", 4, "Basic", "BE", date(2026, 10, 15)),
    People("brief", 3, "Basic", "NL", date(2026, 10, 3), date(2026, 10, 25)),
    People("november", 5, "Basic", "NL", date(2026, 11, 3)),
]
_MONTHS = history(containing(date(2026, 10, 1), "month"), 20)  # February 2025 to September 2026
_LEAVE_LATER = {  # of the six in NL who came in these months
    "2025-02": (6, date(2026, 10, 10)),
    "2025-03": (6, date(2026, 10, 20)),
    "2025-04": (6, date(2026, 10, 20)),
    "2025-05": (4, date(2026, 10, 20)),
    "2025-07": (4, date(2026, 11, 5)),
}
_CAME_BACK = {"old-2025-02-1": date(2026, 10, 20), "old-2025-02-2": date(2026, 10, 20)}
_CHANGED = date(2026, 10, 15)
_PAYS_SINCE = {f"nl-2025-06-{n}": 50 for n in range(1, 7)} | {f"quiet-{n}": 30 for n in range(1, 6)}


def _history() -> Iterator[People]:
    """Each month ten come, six in NL and four in BE. As the next one begins two or four of those in
    BE leave, and in it six or eight of the customers of the first day (in the first month twelve).
    """
    for number, month in enumerate(_MONTHS):
        said = f"{month.start:%Y-%m}"
        left = 12 if number == 0 else 8 - 2 * (number % 2)
        yield People(f"old-{said}", left, "Basic", "NL", _FOUNDED, month.start + timedelta(days=14))
        came = month.start + timedelta(days=4)
        later, when = _LEAVE_LATER.get(said, (0, None))
        yield People(f"nl-{said}", later, "Basic", "NL", came, when)
        yield People(f"nl-{said}", 6 - later, "Basic", "NL", came, first=later + 1)
        soon = 2 + 2 * (number % 2)
        yield People(f"be-{said}", soon, "Basic", "BE", came, month.end)
        yield People(f"be-{said}", 4 - soon, "Basic", "BE", came, first=soon + 1)


def _contracts(everyone: list[People]) -> Iterator[tuple[str, date, date | None, int]]:
    for people in everyone:
        price = _PRICES[people.plan]
        for one in people.ids:
            ended = _CHANGED if one in _PAYS_SINCE else people.ended
            yield one, people.started, ended, price
            if one in _PAYS_SINCE:
                yield one, _CHANGED, None, _PAYS_SINCE[one]
            if one in _CAME_BACK:
                yield one, _CAME_BACK[one], None, price


def _orders() -> Iterator[tuple[str, date, int]]:
    """105 customers ordered: 76 each month (60 of them in October as well), 24 once in July, three
    of whom came back, and five for the first time in October.
    """
    dear = {"fading-1": 90, "fading-2": 60, "fading-3": 45}
    for n in range(1, 41):
        yield from _monthly(f"loyal-{n}", 20, 10, 30)
    for who in [*(f"fading-{n}" for n in range(1, 13)), *(f"stopped-{n}" for n in range(1, 5))]:
        yield from _monthly(who, 10, 9, dear.get(who, 40))
    for n in range(1, 21):
        yield from _monthly(f"slow-{n}", 5, 10, 25)
    for n in range(1, 11):
        yield f"loyal-{n}", date(2026, 10, 27), 30
    for who in (f"nl-2025-{month:02}-{n}" for month in range(6, 10) for n in range(1, 7)):
        yield who, date(2026, 7, 15), 15
    for n in range(1, 4):
        yield f"nl-2025-06-{n}", date(2026, 10, 22), 15
    for n in range(1, 6):
        yield f"october-{n}", date(2026, 10, 12), 20


def _monthly(who: str, day: int, months: int, amount: int) -> Iterator[tuple[str, date, int]]:
    for month in range(1, months + 1):
        yield who, date(2026, month, day), amount


def _logins() -> Iterator[tuple[str, date]]:
    """The loyal the day before yesterday; four of the fading on 20 October."""
    for n in range(1, 41):
        yield f"loyal-{n}", date(2026, 11, 10)
    for n in range(9, 13):
        yield f"fading-{n}", date(2026, 10, 20)


def _nps() -> Iterator[tuple[str, date, int]]:
    """Thirty answers a month: 12 promoters, 9 passives and 9 detractors in January, 15, 9 and 6 in
    February, and so on in turn; in October 18, 7 and 5.
    """
    once = [f"nl-2025-{month:02}-{n}" for month in (8, 9) for n in range(1, 7)]
    for month in range(1, 11):
        counts = (18, 7, 5) if month == 10 else (12, 9, 9) if month % 2 else (15, 9, 6)
        groups = ([f"loyal-{n}" for n in range(1, 41)], [f"slow-{n}" for n in range(1, 21)], once)
        for who, count, score in zip(groups, counts, (9, 7, 6), strict=True):
            yield from ((one, date(2026, month, 12), score) for one in who[:count])


def _csat() -> Iterator[tuple[date, int]]:
    """Thirty answers a month, 24 and 27 of them satisfied in turn; in October 21."""
    for month in range(1, 11):
        satisfied = 21 if month == 10 else 24 if month % 2 else 27
        yield from ((date(2026, month, 12), 4 if n < satisfied else 3) for n in range(30))


def of_size(count: int, lost: int) -> list[tuple[str, date, date | None, int]]:
    """Contracts of another company: so many customers since its first day, some lost in October."""
    left = date(2026, 10, 15)
    return [(f"c{n}", _FOUNDED, left if n < lost else None, 20) for n in range(count)]


def tables(contracts: list[tuple[str, date, date | None, int]] | None = None) -> Tables:
    """All of it, to be filled into a database; with other contracts where they are given."""
    everyone = [*_PEOPLE, *_history()]
    known = [(one, people.plan, people.country) for people in everyone for one in people.ids]
    return {
        "customers": Rows({"id": "text", "plan": "text", "country": "text"}, known),
        "subscriptions": Rows(
            {"who": "text", "started": "day", "ended": "day", "monthly": "money"},
            list(_contracts(everyone)) if contracts is None else contracts,
        ),
        "orders": Rows({"who": "text", "ordered": "day", "amount": "money"}, list(_orders())),
        "logins": Rows({"who": "text", "seen": "day"}, list(_logins())),
        "nps": Rows({"who": "text", "answered": "day", "score": "number"}, list(_nps())),
        "csat": Rows({"answered": "day", "score": "number"}, list(_csat())),
    }


@dataclass(frozen=True, slots=True, repr=False)
class Acme:
    """The company's file, warehouses of it by the name of their mapping, and what was asked of
    them, the newest first.
    """

    file: Path
    opened: dict[str, Warehouse] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __repr__(self) -> str:
        return "acme"

    @classmethod
    def made_in(cls, folder: Path, made: Tables | None = None) -> "Acme":
        file = folder / "acme.duckdb"
        with closing(connected(f"duckdb:///{file}")) as connection:
            fill(connection, "duckdb", made or tables())
        return cls(file)

    def close(self) -> None:
        for warehouse in self.opened.values():
            warehouse.tables.database.close()

    def services(
        self,
        language: Language = "en",
        industry: str | None = None,
        mapped: str = "everything",
        *,
        audited: bool = True,
        access: Access = ACCESS,
    ) -> Services:
        """With the company's data as one of MAPPINGS tells it."""
        preferences = Preferences(language, industry)
        url = f"duckdb:///{self.file.with_name('gone') if mapped == 'no such file' else self.file}"
        mapping = Mapped.model_validate({"warehouse": {"url": url}, **MAPPINGS[mapped]})

        def warehouse() -> Warehouse:
            if mapped not in self.opened:
                self.opened[mapped] = open_warehouse(mapping, ZoneInfo(ZONE), lambda: 0.0)
            return self.opened[mapped]

        def written_down(asker: Asker, question: str) -> None:
            if not audited:
                raise StoreError("down")
            row = Asked(0, asker.user, asker.channel, asker.public, question)
            self.asked.insert(0, row)

        data = Data(
            warehouse, mapping, ZONE, lambda: NOW, written_down, lambda: tuple(self.asked[:20])
        )
        return Services(LIBRARY, lambda _: preferences, access, data)

    def ask(self, text: str, services: Services | None = None, asker: Asker = ANN) -> Reply:
        return desk.answer(text, asker, services or self.services())

    def said(self, text: str, services: Services | None = None, asker: Asker = ANN) -> str:
        return plain(self.ask(text, services, asker))
