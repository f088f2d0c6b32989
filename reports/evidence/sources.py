"""sources[] of P07_evidence: one entry a source file, loaded or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import duckdb

from loaders.warehouse import LoadRecord, read_current_loads
from reports.evidence import canonical, loads
from reports.evidence.artifacts import Artifacts, meta
from reports.evidence.warehouse import has_table, rows

ROW_TARGET = 10_000_000
LOGGED = (
    "uri",
    "data_nature",
    "bytes",
    "sha256",
    "rows_read",
    "rows_rejected",
    "rows_loaded",
    "rows_duplicate",
)
WINDOWS = "select table_name, data_start, data_end from core.fact_source_load"
STALE = ("warn", "error")

Window = tuple[date, date]


def declared(con: duckdb.DuckDBPyConnection, artifacts: Artifacts) -> list[tuple[str, str, bool]]:
    """Source, raw table and whether its data is stale, of the raw tables of the manifest but the logs.

    A table that its source can do without, and that was neither loaded nor failed, is none of its files.
    """
    held = {*read_current_loads(con), *loads.failed(con)}
    return [
        (node["source_name"], node["identifier"], artifacts.freshness.get(node["unique_id"]) in STALE)
        for node in artifacts.of_type("source")
        if node["schema"] == "raw" and node["source_name"] != "loads"
        if node["identifier"] in held or meta(node).get("is_required", True)
    ]


def recorded(entries: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, bool]]:
    """The same, as an evidence file has it."""
    return [(entry["source"], entry["table"], entry["status"] == "stale") for entry in entries]


def described(
    con: duckdb.DuckDBPyConnection, tables: Iterable[tuple[str, str, bool]], saved: Mapping[str, str]
) -> list[dict[str, Any]]:
    """sources[]: read = loaded + rejected, duplicates among the loaded. `saved`: sha256 → downloaded file."""
    held, refused, licences = read_current_loads(con), loads.rejects(con), _licences(con)
    windows = _windows(con)
    entries = []
    for source, table, is_stale in sorted(tables):
        load = held.get(table)
        entry = {
            "source": source,
            "name": (load and _file_name(load.uri)) or table,
            "table": table,
            "licence": licences.get(source),
            "status": "missing" if load is None else "stale" if is_stale else "present",
            # such as `first 100 rows`, where less was loaded than the file holds
            "note": load.message if load else None,
            "saved_as": saved.get(load.sha256 or "") if load else None,
            "rejects_by_reason": loads.rejects_of(load, refused) if load else {},
        }
        entries.append({**entry, **_facts(load, windows.get(table))})
    return entries


def row_target(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The rows that all sources hold together, against the ten million that the project promises."""
    loaded = sum(entry["rows_loaded"] or 0 for entry in entries)
    return {"target": ROW_TARGET, "loaded": loaded, "met": loaded >= ROW_TARGET}


def _facts(load: LoadRecord | None, window: Window | None) -> dict[str, Any]:
    """What the log says of a load, and the days that its rows speak of: without a build, that of the load."""
    logged = {name: getattr(load, name, None) for name in LOGGED}
    day = load.snapshot_date if load else None
    start, end = window if load and window else (day, day)
    return canonical.plain(
        {**logged, "retrieved_at": load and load.finished_at, "data_start": start, "data_end": end}
    )


def _windows(con: duckdb.DuckDBPyConnection) -> dict[str, Window]:
    if not has_table(con, "core", "fact_source_load"):
        return {}
    return {row["table_name"]: (row["data_start"], row["data_end"]) for row in rows(con, WINDOWS)}


def _licences(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    if not has_table(con, "reference", "data_sources"):
        return {}
    return {
        row["source"]: row["licence"]
        for row in rows(con, "select source, licence from reference.data_sources")
    }


def _file_name(uri: str) -> str | None:
    """The file that an address ends in; None of an API's endpoint and of a folder."""
    path = PurePosixPath(urlsplit(uri).path)
    return path.name if path.suffix else None
