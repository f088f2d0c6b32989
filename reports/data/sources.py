"""Each source in one entry: loaded or why not, its data window, its rows, its files and its terms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from reports.data import words
from reports.evidence import warehouse

COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_duplicate", "bytes")
FILE_FIELDS = ("name", "status", "note", "sha256", "rejects_by_reason", "retrieved_at", *COUNTS)
COUNTED = "select kpi_id, basis, tables from reference.kpi_bases"
TERMS = "select source, source_name, licence, credit, home_url from reference.data_sources order by source"


def terms(con: duckdb.DuckDBPyConnection, files: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The sources that the project knows, with their terms; without the seed, those of the evidence."""
    if warehouse.has_table(con, "reference", "data_sources"):
        return warehouse.rows(con, TERMS)
    names = sorted({file["source"] for file in files})
    blank = {"licence": "", "credit": "", "home_url": ""}
    return [{"source": name, "source_name": words.SOURCE.get(name, name)} | blank for name in names]


def counted_by_basis(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], frozenset[str]]:
    """KPI and basis → the raw tables that the value is counted from."""
    if not warehouse.has_table(con, "reference", "kpi_bases"):
        return {}
    found = warehouse.rows(con, COUNTED)
    return {(row["kpi_id"], row["basis"]): frozenset(row["tables"].split(",")) for row in found}


def counted_tables(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The raw tables that a KPI is counted from: their days are the source's data window."""
    return frozenset().union(*counted_by_basis(con).values())


def status_of(files: Sequence[Mapping[str, Any]]) -> str:
    """`present` when every file is there, `missing` when none is, else `partial`."""
    there = sum(file["status"] != "missing" for file in files)
    if not there:
        return "missing"
    return "present" if there == len(files) else "partial"


def total(files: Sequence[Mapping[str, Any]], field: str) -> int | None:
    """The sum over the files that have the count; None where none has."""
    found = [file[field] for file in files if file.get(field) is not None]
    return sum(found) if found else None


def outer(files: Sequence[Mapping[str, Any]], field: str, pick: Any) -> str | None:
    """The earliest or latest date of a field."""
    found = [file[field] for file in files if file.get(field)]
    return pick(found) if found else None


def one_source(
    term: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    skipped: Sequence[Mapping[str, Any]],
    counted: frozenset[str],
) -> dict[str, Any]:
    """The entry of one source; `counted` are the raw tables whose days make its window."""
    dated = [file for file in files if file["table"] in counted]
    told = next((entry["text"] for entry in skipped if entry["source"] == term["source"]), "not loaded")
    # the name stands beside the reason wherever it is printed
    reason = told.removeprefix(f"{term['source_name']}: ").rstrip(".")
    status = status_of(files)
    natures = sorted({file["data_nature"] for file in files if file.get("data_nature")})
    return {
        **term,
        "short_name": words.SOURCE.get(term["source"], term["source"]),
        "status": status,
        "reason": _limits(files) if status == "present" else reason,
        "data_nature": natures[0] if len(natures) == 1 else ("mixed" if natures else None),
        "window_start": outer(dated, "data_start", min),
        "window_end": outer(dated, "data_end", max),
        "retrieved_at": outer(files, "retrieved_at", max),
        **{field: total(files, field) for field in COUNTS},
        "files": [{field: file.get(field) for field in FILE_FIELDS} for file in files],
    }


def _limits(files: Sequence[Mapping[str, Any]]) -> str:
    """What was left out of a source that is there, by request: `title.ratings.tsv.gz: first 100 rows`."""
    return "; ".join(f"{file['name']}: {file['note']}" for file in files if file.get("note"))


def source_summaries(
    con: duckdb.DuckDBPyConnection, files: Sequence[Mapping[str, Any]], skipped: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """One entry a source; `files` are P07_evidence's sources[], `skipped` P07_extraction_log's skipped[]."""
    counted = counted_tables(con)
    return [
        one_source(term, [file for file in files if file["source"] == term["source"]], skipped, counted)
        for term in terms(con, files)
    ]
