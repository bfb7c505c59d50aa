"""Before any answer from the company's data: who asks, what is written down, what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from bot.ask.question import Ask
from bot.reply import Problem
from bot.services import Asker, Data, Services
from bot.store.error import StoreError
from metrics.warehouse.trouble import Trouble

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

LACKING = {"not_mapped", "no_amounts"}  # what a file may not hold
T = TypeVar("T")
Answer = Callable[[Ask, Asker, Services], T]


def admitted(ask: Ask, asker: Asker, services: Services) -> tuple[Data, "Warehouse"]:
    """The data, for a person who may see it, after the question has been written down.

    Raises Problem no_warehouse, data_no_access, data_not_in_channel and data_not_written_down.
    """
    if (data := services.data) is None:
        raise Problem("no_warehouse", metric=ask.metric or "crr")
    refuse_others(asker, services)
    try:
        data.written_down(asker, ask.question())
    except StoreError:
        raise Problem("data_not_written_down") from None
    return data, data.warehouse()


def refuse_others(asker: Asker, services: Services) -> None:
    """Raises Problem data_no_access, and data_not_in_channel where a channel would read it."""
    if not services.may_ask(asker):
        raise Problem("data_no_access", admins=services.access.admins)
    if asker.public and not services.may_post(asker):
        listed = asker.channel in services.access.channels
        raise Problem("data_not_in_channel", admins=services.access.admins, listed=listed)


def refuse_passing(services: Services) -> None:
    """Raises Problem drop_passes where the data is gone before it could be looked at again."""
    if services.data is not None and not services.data.lasting:
        raise Problem("drop_passes")


def resolved(ask: Ask, warehouse: "Warehouse") -> Ask:
    """With the values that were typed as they are in the data. Of a dimension the value said last
    counts; groups of one that were named side by side are a breakdown by it. Raises Trouble
    unknown_value, unknown_group and group_in_several.
    """
    found = warehouse.resolve(ask.where)
    named = [where[0] for typed, where in zip(ask.where, found, strict=True) if not typed[0]]
    by, among = ask.by if ask.by not in named else None, ask.among
    if len(named) > 1 and len(set(named)) == 1:
        by = named[0]
        among = tuple(value for dimension, value in found if dimension == by)
        found = tuple(where for where in found if where[0] != by)
    return replace(ask, where=tuple(dict(found).items()), by=by, among=among)


def telling_trouble(answer: Answer[T]) -> Answer[T]:
    """What is wrong with the warehouse, or with what was asked of it, as a Problem."""

    @wraps(answer)
    def told(ask: Ask, asker: Asker, services: Services) -> T:
        try:
            return answer(ask, asker, services)
        except Trouble as trouble:
            lasting = services.data is None or services.data.lasting
            if trouble.code in LACKING and not lasting:
                raise Problem("drop_lacks", lacks=trouble.code, **trouble.facts) from None
            facts = {**trouble.facts, "admins": services.access.admins}
            raise Problem(f"data_{trouble.code}", **facts) from trouble

    return told
