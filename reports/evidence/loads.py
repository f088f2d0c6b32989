"""What the loaders logged beside the loads themselves: refused lines, and why tables hold nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from loaders.warehouse import LoadRecord
from reports.evidence.warehouse import has_table, rows

HINDRANCES = """
    select source, table_name, status, reason_code, message
    from raw.load_log
    where status in ('skipped', 'failed')
    qualify row_number() over (partition by source, table_name order by finished_at desc, run_id desc) = 1
"""
REJECTS = """
    select run_id, table_name, reason, count(*) as lines from raw.reject_log group by all order by all
"""

LATEST_RUNS = """
    select source, run_id
    from raw.load_log
    qualify row_number() over (partition by source, table_name order by finished_at desc, run_id desc) = 1
"""

Row = dict[str, Any]


def hindrances(con: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """Raw table → the latest reason why it was skipped or failed, whatever came before or after."""
    if not has_table(con, "raw", "load_log"):
        return {}
    return {row["table_name"]: row for row in rows(con, HINDRANCES)}


def failed(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The raw tables whose latest hindrance was a failure."""
    return {table for table, row in hindrances(con).items() if row["status"] == "failed"}


def latest_runs(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Source and run of the latest attempt at each raw table, whatever became of it."""
    if not has_table(con, "raw", "load_log"):
        return set()
    return {(row["source"], row["run_id"]) for row in rows(con, LATEST_RUNS)}


def rejects(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, int]]:
    """Run and raw table → reason → refused lines."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    if has_table(con, "raw", "reject_log"):
        for row in rows(con, REJECTS):
            found.setdefault((row["run_id"], row["table_name"]), {})[row["reason"]] = row["lines"]
    return found


def rejects_of(load: LoadRecord, found: Mapping[tuple[str, str], dict[str, int]]) -> dict[str, int]:
    """The refused lines of one load by reason."""
    return found.get((load.run_id, load.table_name), {})
