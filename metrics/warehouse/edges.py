"""Where periods begin and end, as a column of times can be compared with: computed in Python."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

Form = Literal["time", "day", "text", "text T"]
Edge = datetime | date | str


@dataclass(frozen=True, slots=True)
class Times:
    """How one column keeps its times. `day`: whole days, whatever the zone; `text`: as SQLite does,
    with a space or a `T` between day and hour.
    """

    form: Form
    zone: ZoneInfo | None = None  # of the workspace, where the column is in UTC; None: local time

    def edge(self, day: date) -> Edge:
        """The first instant of `day` in the workspace, to compare with by `>=` and `<`."""
        if self.form == "day":
            return day
        instant = datetime.combine(day, time())
        if self.zone is not None:
            instant = _begin(day, self.zone).astimezone(UTC).replace(tzinfo=None)
        if self.form == "time":
            return instant
        return _written(instant, "T" if self.form == "text T" else " ")


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """A day begins at midnight, or where the clock jumps over it, at the first minute after."""
    return datetime.combine(day, time(), tzinfo=zone)


def _written(instant: datetime, between: str) -> str:
    """A midnight as a bare date: less than any form of that midnight, more than the day before."""
    if instant.time() == time():
        return instant.date().isoformat()
    return instant.isoformat(sep=between, timespec="seconds")
