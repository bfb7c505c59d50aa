"""The number that tells whether what was read of the team's entries and settings is stale."""

from sqlalchemy import Connection, update

from bot.store.tables import team_stamp


def next_version(connection: Connection) -> int:
    """First in every transaction that writes: the row it locks makes the others wait."""
    counted = update(team_stamp).values(version=team_stamp.c.version + 1)
    return int(connection.execute(counted.returning(team_stamp.c.version)).scalar_one())
