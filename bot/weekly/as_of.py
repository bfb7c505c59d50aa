"""The company's data as if it were another day: that of a slot, where the data is."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.reply import Problem
from bot.services import Data, Services


def at(instant: datetime, services: Services) -> Services:
    """As if it were an instant. Raises Problem no_warehouse."""
    zone = ZoneInfo(data_of(services).timezone)
    return _then(instant.astimezone(zone).replace(tzinfo=None), services)


def on(day: date, services: Services) -> Services:
    """As if it were the end of that day. Raises Problem no_warehouse."""
    return _then(datetime.combine(day, time.max), services)


def _then(local: datetime, services: Services) -> Services:
    return replace(services, data=replace(data_of(services), now=lambda: local))


def data_of(services: Services) -> Data:
    """Raises Problem no_warehouse."""
    if services.data is None:
        raise Problem("no_warehouse", metric="crr")
    return services.data
