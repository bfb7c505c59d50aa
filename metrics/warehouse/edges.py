"""Where periods begin and end, as a column of times can be compared with: computed in Python."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
        return day if self.form == "day" else self._kept(datetime.combine(day, time()))

    def just_after(self, day: date) -> Edge:
        """What is less than all times after the first instant of `day`, and more than that: an end
        is exclusive, so what ends at an edge is not in the period that begins there.
        """
        return self.after(datetime.combine(day, time()))

    def after(self, local: datetime) -> Edge:
        """The first time after one on the workspace's clock; of whole days, the day after."""
        if self.form == "day":
            return local.date() + timedelta(days=1)
        return self._kept(local, timedelta(microseconds=1))

    def read(self, kept: object) -> datetime:
        """A value of the column, on the workspace's clock; a whole day as its midnight.

        >>> Times("text", ZoneInfo("Europe/Amsterdam")).read("2026-01-31 23:30:00")
        datetime.datetime(2026, 2, 1, 0, 30)
        """
        if not isinstance(kept, datetime):  # a date, or SQLite's text
            kept = datetime.fromisoformat(str(kept))
        if self.zone is None or self.form == "day":
            return kept.replace(tzinfo=None)
        instant = kept if kept.tzinfo else kept.replace(tzinfo=UTC)
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def _kept(self, local: datetime, later: timedelta = timedelta()) -> Edge:
        """An instant on the workspace's clock, as the column would keep it. A day begins at its
        first midnight, or where the clock jumps over that, at the jump.
        """
        instant = local
        if self.zone is not None:
            instant = local.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)
        instant += later
        if self.form == "instant":
            return instant.replace(tzinfo=UTC)
        if self.form == "time":
            return instant
        return _written(instant, "T" if self.form == "text T" else " ")


def _written(instant: datetime, between: str) -> str:
    """As short as it can be: less than every longer form of that moment, more than any before it.
    A midnight is a bare date, another whole minute has no seconds.
    """
    if instant.time() == time():
        return instant.date().isoformat()
    whole = instant.second == instant.microsecond == 0
    return instant.isoformat(sep=between, timespec="minutes" if whole else "auto")
