"""How new the data is: the time of the latest row of a section, plans for later left out."""

from datetime import datetime

from sqlalchemy import case, func, select

from metrics.warehouse.tables import Tables

_TIMES = ("at", "started", "ended")


def newest(tables: Tables, section: str, now: datetime) -> datetime | None:
    """On the workspace's clock the latest time up to `now`, of whole days today; of a subscription
    its start or its end. None without such a row. Raises Trouble.
    """
    mapped = tables.section(section)
    source, counts = tables.source(mapped)
    names = [name for key in _TIMES if (name := getattr(mapped, key, None))]
    kept = [tables.times(mapped, name) for name in names]
    latest = [
        func.max(case((source.c[name] < times.after(now), source.c[name]))).label(f"c{i}")
        for i, (name, times) in enumerate(zip(names, kept, strict=True))
    ]
    row = tables.database.rows(select(*latest).where(counts))[0]
    found = [times.read(one) for one, times in zip(row, kept, strict=True) if one is not None]
    return max(found, default=None)
