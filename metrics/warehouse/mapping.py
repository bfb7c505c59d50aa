"""retention.toml's sections about data: which tables and columns hold what, and the variants."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

Unit = Literal["subscriptions", "orders"]
OrdersVariant = Literal["strict", "formula", "all_acquired"]


def _name(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


Name = Annotated[str, BeforeValidator(_name), StringConstraints(min_length=1, max_length=255)]
TableName = Annotated[Name, StringConstraints(pattern=r"^[^.]+(\.[^.]+){0,2}$")]


class Section(BaseModel):
    """A table of retention.toml; a key that is not known is told, so that a typo is."""

    model_config = {"extra": "forbid", "frozen": True}


class Connection(Section):
    """[warehouse]. `timestamps` says what a time without a zone means."""

    url: str = Field(min_length=1)
    timestamps: Literal["local", "utc"] = "local"
    timeout_seconds: float = Field(default=30, gt=0, le=600)


class Customers(Section):
    """[customers]: one row a customer; `by` maps a dimension's name to its column."""

    table: TableName
    id: Name
    by: dict[Name, Name] = {}
    where: str | None = None


class Orders(Section):
    """[orders]: one row an order."""

    table: TableName
    customer: Name
    at: Name
    amount: Name | None = None
    where: str | None = None


class Subscriptions(Section):
    """[subscriptions]: one row a contract; `ended` is exclusive, null while it runs; `amount` is a
    month's.
    """

    table: TableName
    customer: Name
    started: Name
    ended: Name
    amount: Name | None = None
    where: str | None = None


class Survey(Section):
    """[nps] (0 to 10) or [csat] (1 to 5): one row an answer. With `customer`, also by dimension."""

    table: TableName
    at: Name
    score: Name
    customer: Name | None = None
    where: str | None = None


class Activity(Section):
    """[activity]: signs of life for the traffic light."""

    table: TableName
    customer: Name
    at: Name
    where: str | None = None


class Definitions(Section):
    """[definitions]: the variants. `retention` left out: subscriptions where they are mapped."""

    retention: Unit | None = None
    orders: OrdersVariant = "strict"
    amber_days: int = Field(default=30, ge=1)
    red_days: int = Field(default=60, ge=2)

    @model_validator(mode="after")
    def _red_after_amber(self) -> Self:
        if self.red_days <= self.amber_days:
            raise ValueError("red_days must be more than amber_days")
        return self


class Mapping(Section):
    """All of them. At least one of [orders] and [subscriptions] is there."""

    warehouse: Connection
    customers: Customers | None = None
    orders: Orders | None = None
    subscriptions: Subscriptions | None = None
    nps: Survey | None = None
    csat: Survey | None = None
    activity: Activity | None = None
    definitions: Definitions = Definitions()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What can be asked `by`."""
        return tuple(self.customers.by) if self.customers else ()

    @property
    def unit(self) -> Unit:
        """Which table answers /crr."""
        if self.definitions.retention:
            return self.definitions.retention
        return "subscriptions" if self.subscriptions else "orders"

    @model_validator(mode="after")
    def _something_to_count(self) -> Self:
        if not (self.orders or self.subscriptions):
            raise ValueError("[orders] or [subscriptions] must say which table to count in")
        if getattr(self, self.unit) is None:
            raise ValueError(f"definitions.retention is {self.unit!r}, but [{self.unit}] is absent")
        return self
