"""What was understood of a CSV file: facts for the report, the table it became, its mapping."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.importing.amounts import Amounts, currency_named
from bot.importing.dates import Dates
from bot.importing.lines import Loaded, Unread
from bot.importing.words import Role

Kind = Literal["orders", "subscriptions", "customers"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its cells in SQL, what its header and its values say."""

    header: str
    cells: str
    filled: int
    dates: Dates | None
    amounts: Amounts | None

    @property
    def typed(self) -> str:
        """SQL: its values, as dates or amounts where all of them are."""
        if self.dates and self.dates.read == self.filled:
            return self.moments
        if self.amounts and self.amounts.read == self.filled and self.amounts.fractions:
            return self.amounts.sql
        return self.cells

    @property
    def moments(self) -> str:
        """SQL: a DATE, or a TIMESTAMP where some have a time of day."""
        if self.dates is None:
            return "NULL::DATE"
        return self.dates.sql if self.dates.timed else f"({self.dates.sql})::DATE"


@dataclass(frozen=True, slots=True)
class Counted:
    """What the table holds."""

    rows: int
    customers: int
    doubles: int  # rows that stand there more than once; they were kept
    first: date | None
    last: date | None
    running: int = 0  # subscriptions without an end
    backwards: int = 0  # subscriptions that end before they start


@dataclass(frozen=True, slots=True)
class Understood:
    """`kind` is also the name of the table."""

    file: str
    kind: Kind
    loaded: Loaded
    roles: Mapping[Role, Column]
    counted: Counted
    unread: tuple[Unread, ...]  # rows left out
    without_amount: Unread | None  # rows kept, whose amount could not be read
    dimensions: tuple[str, ...]  # headers with few different values
    cancelled: Mapping[str, int]  # values of the status that mean so, with their rows

    @property
    def moment(self) -> Column | None:
        """The column that tells when: of the order, or of the subscription's start."""
        if self.kind == "customers":
            return None
        return self.roles["at" if self.kind == "orders" else "started"]

    @property
    def unused(self) -> tuple[str, ...]:
        """Headers of the columns that mean nothing here."""
        used = {one.header for one in self.roles.values()} | {*self.dimensions}
        return tuple(header for header in self.loaded.headers if header not in used)

    @property
    def currency(self) -> str | None:
        """Told by the signs in the amounts, or in the head above them."""
        amount = self.roles.get("amount")
        if not (amount and amount.amounts):
            return None
        return amount.amounts.currency or currency_named(amount.header)
