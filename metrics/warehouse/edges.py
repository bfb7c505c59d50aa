"""Where periods begin and end, as a column of times can be compared with: computed in Python."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

Form = Literal["time", "instant", "day", "text", "text T"]
Edge = datetime | date | str


@dataclass(frozen=True, slots=True)
class Times:
    """How one column keeps its times. `instant`: with a zone of its own; `day`: whole days, in
    whatever zone; `text`: as SQLite does, with a space or a `T` between day and hour.
    """

    form: Form
    zone: ZoneInfo | None = None  # of the workspace, where the column is in UTC; None: local time

    def edge(self, day: date) -> Edge:
        """The first instant of `day` in the workspace, to compare with by `>=` and `<`."""
        if self.form == "day":
            return day
        if self.zone is None:
            instant = datetime.combine(day, time())
        elif self.form == "instant":
            return _begin(day, self.zone)
        else:
            instant = _begin(day, self.zone).replace(tzinfo=None)
        if self.form == "time":
            return instant
        return _written(instant, "T" if self.form == "text T" else " ")


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """A day begins at its first midnight, or where the clock jumps over that, at the jump."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _written(instant: datetime, between: str) -> str:
    """As short as it can be: less than every longer form of that moment, more than any before it.
    A midnight is a bare date, another whole minute has no seconds.
    """
    if instant.time() == time():
        return instant.date().isoformat()
    return instant.isoformat(sep=between, timespec="seconds" if instant.second else "minutes")
