"""The SQL of raw tables that keep history: rows added by snapshot, and the salt of the subscriber keys."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from string import Template

import duckdb

from loaders.errors import LoaderError
from loaders.raw_load import name
from loaders.tables import Table

_ROWS_AT_ONCE = 10_000
_FORGET_SNAPSHOT = Template("delete from raw.$table where snapshot_date = ? and data_mode = ?")
_PURGE = Template("delete from raw.$table where data_mode = 'live' and snapshot_date < ?::date - ?::integer")
_INSERT = Template("insert into raw.$table select $values")
_COUNT = Template("""
select count(*), count(*) - count(distinct row($key))
from raw.$table
where snapshot_date = ? and data_mode = ?
""")


def append_rows(
    cursor: duckdb.DuckDBPyConnection,
    table: Table,
    rows: Sequence[Sequence[object]],
    snapshot: tuple[date | None, str],
    *,
    replace_snapshot: bool,
) -> tuple[int, int]:
    """Add rows inside the caller's transaction; returns the snapshot's rows and how many repeat a key.

    `snapshot`: date and data mode. See Warehouse.append.
    """
    target = name(table.name)
    if replace_snapshot:
        cursor.execute(_FORGET_SNAPSHOT.substitute(table=target), snapshot)
    _insert(cursor, table, rows)
    key = ", ".join(map(name, table.key or table.columns))
    # fetched to the end: an unfinished result keeps the cursor from what follows
    ((count, duplicates),) = cursor.execute(_COUNT.substitute(table=target, key=key), snapshot).fetchall()
    return count, duplicates if table.key else 0


def purge_rows(cursor: duckdb.DuckDBPyConnection, table: Table, today: date) -> None:
    """Delete the observed snapshots that the table may no longer keep; the sample's never grow too old."""
    if table.retention_days is not None:
        cursor.execute(_PURGE.substitute(table=name(table.name)), [today, table.retention_days])


def _insert(cursor: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[Sequence[object]]) -> None:
    """As columns, many rows at once: a row at a time takes a hundred times as long."""
    values = ", ".join(f"unnest(?::{table.sql_type(column)}[])" for column in table.columns)
    statement = _INSERT.substitute(table=name(table.name), values=values)
    for begin in range(0, len(rows), _ROWS_AT_ONCE):
        columns = zip(*rows[begin : begin + _ROWS_AT_ONCE], strict=True)
        cursor.execute(statement, [list(column) for column in columns])


def keep_salt(cursor: duckdb.DuckDBPyConnection, data_mode: str, given: str, *, force: bool) -> bool:
    """Keep the salt of the subscriber keys: `given`, or a random one; whether a random one was made now.

    Raises LoaderError where another one is kept: keys made with it would no longer fit.
    """
    kept = cursor.execute("select salt from raw.subscriber_salt where data_mode = ?", [data_mode]).fetchone()
    if kept and (not given or given == kept[0]):
        return False
    if kept and not force:
        raise LoaderError(
            "SALT_CHANGED",
            "MEDIA_SALT is not the one that the subscriber keys of this warehouse were made with: unset it, "
            "or give up their history with --force",
        )
    cursor.execute("delete from raw.subscriber_salt where data_mode = ?", [data_mode])
    cursor.execute(
        "insert into raw.subscriber_salt values (?, ?)", [data_mode, given or secrets.token_hex(16)]
    )
    return not given
