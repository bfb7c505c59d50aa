"""Who asked what of the company's data: the last of it, for those who decide who may."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ask.question import Ask, in_short
from bot.reply import Cell, Kind, Named, Problem, Reply, Table
from bot.services import Asked, Asker, Services
from bot.store.error import StoreError

COLUMNS = ("when", "who", "where", "asked", "seen")


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """A table, the newest first. Raises Problem no_warehouse, data_admins_only, data_audit_off."""
    if (data := services.data) is None:
        raise Problem("no_warehouse", metric="crr")
    if not services.is_admin(asker):
        raise Problem("data_admins_only", admins=services.access.admins)
    try:
        asked = data.audited()
    except StoreError:
        raise Problem("data_audit_off") from None
    zone = ZoneInfo(data.timezone)
    rows = tuple(_row(one, zone) for one in asked)
    return Reply(
        template="audit",
        language=ask.language,
        facts={"count": len(rows), "timezone": data.timezone},
        table=Table("audit", COLUMNS, rows) if rows else None,
        private=True,
    )


def _row(one: Asked, zone: ZoneInfo) -> tuple[Cell, ...]:
    return (
        datetime.fromtimestamp(one.at, zone),
        Named("user", one.who) if one.who else Kind("terminal"),
        _where(one.channel),
        in_short(one.question),
        Kind("shared" if one.public else "private"),
    )


def _where(channel: str) -> Cell:
    """A direct message has no name that tells anything."""
    if channel.startswith("D"):
        return Kind("direct_message")
    return Named("channel", channel) if channel else None
