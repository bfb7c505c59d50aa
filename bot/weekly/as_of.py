"""The company's data as if it were another day: that of a slot, where the data is."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.reply import Problem
from bot.services import Data, Services


def at(instant: datetime, services: Services) -> Services:
    """As if it were the day of an instant. Raises Problem no_warehouse."""
    zone = ZoneInfo(data_of(services).timezone)
    return on(instant.astimezone(zone).date(), services)


def on(day: date, services: Services) -> Services:
    """As if it were that day. Raises Problem no_warehouse."""
    return replace(services, data=replace(data_of(services), today=lambda: day))


def data_of(services: Services) -> Data:
    """Raises Problem no_warehouse."""
    if services.data is None:
        raise Problem("no_warehouse", metric="crr")
    return services.data
