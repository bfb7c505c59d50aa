"""`read_csv`: one CSV of orders, subscriptions or customers becomes a table, and facts about it."""

from collections.abc import Mapping
from typing import BinaryIO

from duckdb import DuckDBPyConnection

from bot.importing import tables
from bot.importing.columns import columns_of, kind_of, roles_of
from bot.importing.lines import load
from bot.importing.understood import Kind, Understood
from bot.importing.words import Role
from bot.reply import Problem

ROLES_OF: Mapping[Kind, frozenset[Role]] = {
    "orders": frozenset({"customer", "at", "amount", "status", "order"}),
    "subscriptions": frozenset({"customer", "started", "ended", "amount", "order"}),
    "customers": frozenset({"customer", "order"}),
}
_THERE = "SELECT 1 FROM duckdb_tables() WHERE table_name = ?"


def read_csv(  # noqa: PLR0913 - the file, where it goes, and how much of it
    stream: BinaryIO,
    file: str,
    connection: DuckDBPyConnection,
    zone: str,
    *,
    alone: bool = True,
    most_rows: int | None = None,
) -> Understood:
    """Makes the table `orders`, `subscriptions` or `customers`; the latter only when not `alone`.
    Times with a zone become local times of `zone`. Raises Problem for what cannot be used.
    """
    loaded = load(stream, connection, most_rows)
    columns = columns_of(connection, loaded, zone)
    roles = roles_of(connection, columns)
    kind = kind_of(connection, roles, columns, alone=alone)
    if connection.execute(_THERE, [kind]).fetchall():
        raise Problem("file_same_kind", kind=kind)
    outcome = roles.get("status") if kind == "subscriptions" else None
    grouping = [one for one in columns if one is not outcome]  # by "cancelled" all have left
    roles = {role: column for role, column in roles.items() if role in ROLES_OF[kind]}
    unread = tables.unread(connection, roles)
    tables.make(connection, kind, columns, roles)
    counted = tables.count(connection, kind, roles)
    left_out = tuple(filter(lambda one: one.rows, (loaded.ragged, *unread)))
    if not counted.rows:
        raise Problem("file_nothing_read", unread=left_out)
    status = roles.get("status")
    return Understood(
        file,
        kind,
        loaded,
        roles,
        counted,
        left_out,
        tables.without_amount(connection, roles),
        tuple(tables.dimensions(connection, kind, grouping, roles)),
        tables.cancelled(connection, status) if status else {},
    )
