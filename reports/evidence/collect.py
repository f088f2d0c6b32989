"""`reports evidence`: from the warehouse, dbt's artifacts and the call logs to the four files."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from dotenv import dotenv_values

from loaders.settings import Settings
from loaders.warehouse import read_current_loads
from reports.data.build import report_data
from reports.evidence import (
    artifacts,
    canonical,
    checksums,
    environment,
    extraction,
    files,
    lineage,
    quality,
    reconciliations,
    redact,
    schemas,
    seals,
    sources,
    tables,
)
from reports.evidence.artifacts import Artifacts
from reports.evidence.context import ReportContext
from reports.evidence.head import combined_mode, generator, new_head
from reports.evidence.warehouse import reading

Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """Where things are: dbt's target folder and project, and the folder that the files go to."""

    target: Path
    project: Path
    out: Path


def write_evidence(request: Request, settings: Settings, say: Say) -> list[str]:
    """Write the four files, all or none. Returns what failed in words; empty when all was good.

    ReportError, and nothing written, where the warehouse or the artifacts are missing or damaged.
    """
    built = artifacts.load(request.target)
    with reading(settings) as con:
        documents, calls = _documents(con, built, request, settings, say)
    contents = {
        request.out / files.FILE_NAMES[name]: _finished(name, body) for name, body in documents.items()
    }
    if calls is not None:
        contents[request.out / files.CALLS_FILE] = calls
    files.write_together(contents)
    if calls is None:
        (request.out / files.CALLS_FILE).unlink(missing_ok=True)  # of an earlier run with more calls
    broken = reconciliations.broken_in_words(documents[files.EVIDENCE]["reconciliations"])
    return quality.failures_in_words(documents[files.QUALITY]) + broken


def evidence_body(
    con: duckdb.DuckDBPyConnection, built: Artifacts, project: Path, data_dir: Path, say: Say
) -> dict[str, Any]:
    """P07_evidence without its head. Outputs are added by `reports build`, see `outputs`."""
    saved = extraction.saved_files(data_dir / "calls")
    source_entries = sources.described(con, sources.declared(con, built), saved)
    table_entries = []
    for spec in tables.declared(con, built):
        table_entries.append(tables.described(con, spec))
        say(f"{table_entries[-1]['name']}: {table_entries[-1]['rows']:,} rows counted and summed")
    return {
        "environment": environment.environment(con, built),
        "parameters": environment.parameters(project, built),
        "row_target": sources.row_target(source_entries),
        "sources": source_entries,
        "tables": table_entries,
        "checksum_method": checksums.METHOD,
        "reconciliations": reconciliations.reconciliations(con, source_entries),
        "outputs": [],
        "lineage": lineage.lineage(built, source_entries),
    }


def _documents(
    con: duckdb.DuckDBPyConnection, built: Artifacts, request: Request, settings: Settings, say: Say
) -> tuple[dict[str, dict[str, Any]], bytes | None]:
    data_mode = combined_mode(load.data_mode for load in read_current_loads(con).values())
    secrets = redact.secrets_of({**dotenv_values(request.project / ".env"), **os.environ})
    evidence = redact.clean(evidence_body(con, built, request.project, settings.data_dir, say), secrets)
    seen = quality.observed(con, built, evidence["tables"])
    withheld = quality.withheld(con, seen)
    report = redact.clean(quality.body(con, seen), secrets)
    calls = redact.clean(extraction.calls_behind(con, settings.data_dir / "calls"), secrets)
    log, lines = extraction.body(calls, data_mode, redact.clean(extraction.skipped_sources(con), secrets))
    head = new_head(data_mode, generator(request.project))
    context = ReportContext(evidence, report, log, withheld, data_mode, head.generator)
    data = redact.clean(report_data(con, context), secrets)
    stamped = {
        name: head.stamped(name, body)
        for name, body in ((files.EXTRACTION, log), (files.EVIDENCE, evidence), (files.QUALITY, report))
    }
    return {
        **stamped,
        files.DATA: head.stamped(files.DATA, {**data, seals.FIELD: seals.seals(stamped)}),
    }, lines


def _finished(name: str, document: dict[str, Any]) -> bytes:
    """The bytes of a file. A document that breaks its schema is an error of this program, not of the user."""
    sealed = canonical.sealed(document)
    if wrong := schemas.problems(name, sealed):
        raise AssertionError(f"{files.FILE_NAMES[name]} would break its schema: {'; '.join(wrong)}")
    return canonical.readable_bytes(sealed)
