"""P07_extraction_log: every call and download behind the data, from the loaders' call logs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb

from loaders.call_log import Call as LoggedCall
from loaders.warehouse import read_current_loads
from reports.evidence import loads
from reports.evidence.files import CALLS_FILE
from reports.evidence.warehouse import has_table, rows

FIELDS = ("seq", "run_id", *(field.name for field in fields(LoggedCall)))
MODE = {"sample": "test", "live": "full", "mixed": "mixed"}
INLINE_CALLS = 10_000
IDENTIFIER = re.compile(r"^(?:\d+|(?:tt|nm)\d+)$")

Call = dict[str, Any]


def calls_behind(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Call]:
    """The calls of the runs that last asked for each raw table: loaded it, confirmed it, or failed to.

    A later run of one table hides no other table's. A line that a killed run left unfinished is passed over.
    Calls are ordered by what they asked for: files are pulled two at a time, and which comes first is chance.
    """
    runs = loads.latest_runs(con)
    calls = [
        {field: call.get(field) for field in FIELDS}
        for run_id in sorted({run_id for _, run_id in runs})
        for call in _calls_in(folder / f"{run_id}.jsonl")
        if (call["source"], run_id) in runs
    ]
    return sorted(
        calls,
        key=lambda call: (call["source"], urlsplit(call["url"] or "").path, call["run_id"], call["seq"] or 0),
    )


def saved_files(folder: Path) -> dict[str, str]:
    """sha256 of a body → where a call of any run saved it, relative to the data folder."""
    calls = (call for path in sorted(folder.glob("*.jsonl")) for call in _calls_in(path))
    return {
        call["response_sha256"]: call["saved_as"]
        for call in calls
        if call.get("response_sha256") and call.get("saved_as")
    }


def body(
    calls: list[Call], data_mode: str, skipped: list[dict[str, Any]]
) -> tuple[dict[str, Any], bytes | None]:
    """The document's body and, above 10,000 calls, the lines of the file that holds them in its stead."""
    document = {
        "mode": MODE[data_mode],
        "summary": summary(calls),
        "calls": calls,
        "calls_file": None,
        "skipped": skipped,
    }
    if len(calls) <= INLINE_CALLS:
        return document, None
    lines = "".join(json.dumps(call, sort_keys=True, ensure_ascii=False) + "\n" for call in calls).encode(
        "utf-8"
    )
    place = {
        "path": CALLS_FILE,
        "calls": len(calls),
        "bytes": len(lines),
        "sha256": hashlib.sha256(lines).hexdigest(),
    }
    return {**document, "calls": [], "calls_file": place}, lines


def summary(calls: Iterable[Call]) -> list[dict[str, Any]]:
    """Counts per source and endpoint: the path of the address, ids in it left out."""
    groups: dict[tuple[str, str], list[Call]] = {}
    for call in calls:
        groups.setdefault((str(call["source"]), endpoint(call["url"] or "")), []).append(call)
    return [
        {"source": source, "endpoint": path, **_counted(groups[source, path])}
        for source, path in sorted(groups)
    ]


def endpoint(url: str) -> str:
    """`/3/movie/{id}` for …/3/movie/603?language=en: what comes first is the version of the API, no id."""
    first, *parts = urlsplit(url).path.removeprefix("/").split("/")
    return "/".join(["", first, *("{id}" if IDENTIFIER.match(part) else part for part in parts)])


def skipped_sources(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The sources without any load, and those skipped in part, and why: what the loaders said, or that they
    were never asked.
    """
    if not has_table(con, "reference", "data_sources"):
        return []
    current = read_current_loads(con)
    held = {load.source for load in current.values()}
    reasons: dict[str, dict[str, Any]] = {}
    for table, row in loads.hindrances(con).items():
        # a table that nothing was configured for is one that its source can do without
        if table not in current and row["reason_code"] != "NOT_CONFIGURED":
            reasons.setdefault(row["source"], row)
    return [
        _skipped(row["source"], row["source_name"], reasons.get(row["source"]))
        for row in rows(con, "select source, source_name from reference.data_sources order by source")
        if row["source"] not in held or row["source"] in reasons
    ]


def _skipped(source: str, name: str, reason: Mapping[str, Any] | None) -> dict[str, Any]:
    if reason is None:
        return {
            "source": source,
            "reason_code": "SOURCE_MISSING",
            "text": f"{name}: never fetched into this warehouse.",
        }
    code = reason["reason_code"] or "SOURCE_MISSING"
    return {
        "source": source,
        "reason_code": code,
        "text": reason["message"] or f"{name}: {reason['status']}.",
    }


def _calls_in(path: Path) -> Iterable[Call]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            try:
                call = json.loads(line)
            except ValueError:
                continue
            if isinstance(call, dict) and call.get("source"):
                yield call


def _counted(calls: list[Call]) -> dict[str, Any]:
    statuses = [call["status_code"] or 0 for call in calls]
    outcomes = [call["outcome"] for call in calls]
    durations = sorted(call["duration_ms"] for call in calls if call["duration_ms"] is not None)
    return {
        "calls": len(calls),
        "ok": outcomes.count("ok") + outcomes.count("not_modified"),
        "not_found": outcomes.count("not_found"),
        "client_errors": sum(400 <= status < 500 and status != 429 for status in statuses),
        "server_errors": sum(status >= 500 for status in statuses),
        "rate_limited": sum(status == 429 for status in statuses),
        "unanswered": sum(
            status == 0 and outcome in ("error", "timeout")
            for status, outcome in zip(statuses, outcomes, strict=True)
        ),
        "retries": sum((call["attempt"] or 1) > 1 for call in calls),
        "from_cache": sum(call["cache"] == "hit" for call in calls),
        "bytes_received": sum(call["response_bytes"] or 0 for call in calls),
        "seconds_total": round(sum(durations) / 1000, 3),
        "latency_ms_p50": _quantile(durations, 50),
        "latency_ms_p95": _quantile(durations, 95),
    }


def _quantile(ordered: list[float], percent: int) -> float | None:
    """Nearest rank: a value that was measured, not one between two."""
    if not ordered:
        return None
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]
