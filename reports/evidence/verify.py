"""`reports verify`: every count and checksum of the evidence, made again and compared."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb

from loaders.files import joint_digest
from loaders.settings import Settings
from loaders.sources import SOURCES
from reports.evidence import (
    canonical,
    extraction,
    files,
    outputs,
    overlay,
    reconciliations,
    schemas,
    sources,
    tables,
)
from reports.evidence.compare import differences
from reports.evidence.files import DATA, EVIDENCE, EXTRACTION, QUALITY
from reports.evidence.warehouse import first_line, quoted, reading, rows

# P07_data's floats are cut to 12 digits.
RELATIVE = 1e-11
NUMBERS = (
    "value",
    "numerator",
    "denominator",
    "n",
    "coverage",
    "ci_low",
    "ci_high",
    "prev_value",
    "delta",
    "delta_low",
    "delta_high",
)
# Raw tables that are made from several files → what the loader adds to the rows of each.
_LOADED_TOGETHER = {
    table.name: table.constants
    for source in SOURCES.values()
    for table in source.tables
    if "file_name" in table.constants
}
SHARED = ("run_id", "generated_at", "data_mode", "generator")

Documents = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """What differs, a line each, and how much was looked at."""

    differences: list[str]
    summary: str


def verify(folder: Path, settings: Settings) -> Verdict:
    """Compare the four files in `folder` with the warehouse, the source files, the call logs and the outputs.

    ReportError where a file of the evidence or the warehouse is missing or cannot be read at all.
    """
    documents = {
        name: files.read_document(folder / file, made_by="reports evidence")
        for name, file in files.FILE_NAMES.items()
    }
    found = list(_heads(documents))
    if shapeless := list(_shapes(documents)):
        return Verdict([*shapeless, *found], "")  # what has not its shape cannot be compared further
    with reading(settings) as con:
        found += _warehouse(con, documents, settings.data_dir)
        found += _readable("extraction", _calls(con, folder, documents[EXTRACTION], settings.data_dir))
        found += _source_files(con, documents[EVIDENCE]["sources"], settings.data_dir)
    found += _outputs(folder / files.FILE_NAMES[EVIDENCE], documents[EVIDENCE])
    return Verdict(found, _summary(documents))


def _summary(documents: Documents) -> str:
    evidence = documents[EVIDENCE]
    rows = sum(table["rows"] for table in evidence["tables"])
    return (
        f"run {evidence['run_id']}: {len(documents)} files, {len(evidence['tables'])} tables "
        f"with {rows:,} rows, {len(evidence['sources'])} sources, "
        f"{len(evidence['reconciliations'])} reconciliations{_broken(evidence)}, "
        f"{len(documents[DATA]['kpis'])} KPIs and {len(evidence['outputs'])} outputs are as recorded."
    )


def _broken(evidence: Mapping[str, Any]) -> str:
    """What must not be overread in a verdict: to be as recorded is not to hold."""
    broken = sum(entry["ok"] is False for entry in evidence["reconciliations"])
    return f" ({broken} of them recorded as not holding)" if broken else ""


def _shapes(documents: Documents) -> Iterator[str]:
    for name, document in documents.items():
        yield from (f"{files.FILE_NAMES[name]}: {problem}" for problem in schemas.problems(name, document))


def _heads(documents: Documents) -> Iterator[str]:
    """Each file's digest, and the head that all share."""
    first = documents[EVIDENCE]
    for name, document in documents.items():
        file = files.FILE_NAMES[name]
        if document.get(canonical.DIGEST_FIELD) != (digest := canonical.content_digest(document)):
            yield f"{file}: content_sha256: recorded {document.get(canonical.DIGEST_FIELD)}, found {digest}"
        for field in SHARED:
            if document.get(field) != first.get(field):
                other = f"in {files.FILE_NAMES[EVIDENCE]} it is {first.get(field)}"
                yield f"{file}: {field} is {document.get(field)}, {other}"


def _warehouse(con: duckdb.DuckDBPyConnection, documents: Documents, data_dir: Path) -> Iterator[str]:
    evidence = documents[EVIDENCE]
    yield from _readable("sources", _sources(con, evidence, data_dir))
    yield from _readable("reconciliations", _reconciliations(con, evidence))
    yield from _tables(con, evidence["tables"])
    yield from _readable("kpis", _kpis(con, documents))


def _readable(place: str, found: Iterator[str]) -> Iterator[str]:
    """What cannot be read as it was recorded is a difference too: a table or a column is gone."""
    try:
        yield from found
    except (duckdb.Error, KeyError) as error:
        yield f"{place}: cannot be read as recorded ({first_line(error)})"


def _sources(con: duckdb.DuckDBPyConnection, evidence: Mapping[str, Any], data_dir: Path) -> Iterator[str]:
    saved = extraction.saved_files(data_dir / "calls")
    entries = sources.described(con, sources.recorded(evidence["sources"]), saved)
    yield from differences(evidence["sources"], entries, "sources")
    yield from differences(evidence["row_target"], sources.row_target(entries), "row_target")


def _reconciliations(con: duckdb.DuckDBPyConnection, evidence: Mapping[str, Any]) -> Iterator[str]:
    again = reconciliations.reconciliations(con, evidence["sources"])
    yield from differences(evidence["reconciliations"], again, "reconciliations")


def _tables(con: duckdb.DuckDBPyConnection, recorded: list[dict[str, Any]]) -> Iterator[str]:
    existing = {f"{schema}.{name}" for schema, name in tables.existing(con)}
    names = {table["name"] for table in recorded}
    yield from (f"tables[{name}]: recorded, but no longer there" for name in sorted(names - existing))
    yield from (f"tables[{name}]: there, but not recorded" for name in sorted(existing - names))
    for table in recorded:
        if table["name"] in existing:
            yield from _readable(f"tables[{table['name']}]", _table(con, table))


def _table(con: duckdb.DuckDBPyConnection, recorded: Mapping[str, Any]) -> Iterator[str]:
    found = tables.described(con, tables.recorded([recorded])[0])
    yield from differences(recorded, found, f"tables[{recorded['name']}]")


def _kpis(con: duckdb.DuckDBPyConnection, documents: Documents) -> Iterator[str]:
    """A KPI whose gate is shut has no number; every other has the mart's."""
    gates = {gate["kpi_id"]: gate for gate in documents[QUALITY]["kpi_gates"]}
    shut = {
        kpi_id: ()
        for kpi_id, gate in gates.items()
        if gate["failed_blocking"] or gate["not_run_blocking"] or gate["reason_code"] == overlay.REASON
    }
    mart = {row["kpi_id"]: row for row in overlay.kpi_rows(con, shut)}
    for kpi in documents[DATA]["kpis"]:
        row = mart.get(kpi["kpi_id"])
        if row is None:
            yield f"kpis[{kpi['kpi_id']}]: is not in the mart"
            continue
        for field, found in row.items():
            same = _close(kpi[field], found) if field in NUMBERS else kpi[field] == found
            if not same:
                yield f"kpis[{kpi['kpi_id']}].{field}: recorded {kpi[field]}, found {found}"


def _close(recorded: float | None, found: float | None) -> bool:
    if recorded is None or found is None:
        return recorded is found
    return math.isclose(recorded, found, rel_tol=RELATIVE, abs_tol=1e-300)


def _calls(
    con: duckdb.DuckDBPyConnection, folder: Path, log: Mapping[str, Any], data_dir: Path
) -> Iterator[str]:
    calls = extraction.calls_behind(con, data_dir / "calls")
    yield from differences(log["summary"], extraction.summary(calls), "extraction.summary")
    place = log["calls_file"]
    if place is None:
        return
    path = folder / place["path"]
    if not path.is_file():
        yield f"{path}: no such file"
    elif files.sha256_of(path) != place["sha256"]:
        yield f"{path}: its sha256 is not the recorded one"


def _source_files(
    con: duckdb.DuckDBPyConnection, entries: list[dict[str, Any]], data_dir: Path
) -> Iterator[str]:
    for entry in entries:
        path, place = _file_of(entry, data_dir), f"sources[{entry['table']}]"
        if path is None:
            continue
        try:
            found = _digest(con, entry, path)
        except OSError as error:
            yield f"{place}: {error.filename or path} is no longer there"
            continue
        if found != entry["sha256"]:
            yield f"{place}.sha256: recorded {entry['sha256']}, that of {path} is {found}"


def _digest(con: duckdb.DuckDBPyConnection, entry: Mapping[str, Any], path: Path) -> str:
    """The digest of a source's file, or of a folder's files that were loaded together.

    The raw table says which files those are, and what else the loader took from their names.
    """
    constants = _LOADED_TOGETHER.get(entry["table"])
    if constants is None:
        return files.sha256_of(path)
    columns = ", ".join(quoted(column) for column in constants)
    loaded = rows(con, f"select distinct {columns} from {quoted('raw', entry['table'])}")
    # of one file alone the address is the file's own
    root = Path(str(path).removesuffix(loaded[0]["file_name"])) if path.is_file() and loaded else path
    return joint_digest((files.sha256_of(root / row["file_name"]), row) for row in loaded)


def _file_of(entry: Mapping[str, Any], data_dir: Path) -> Path | None:
    """The download, or the user's own file that was loaded; None where the call log does not say."""
    if entry["saved_as"] is not None:
        return data_dir / str(entry["saved_as"])
    address = urlsplit(entry["uri"] or "")
    return Path(unquote(address.path)) if address.scheme == "file" else None


def _outputs(evidence: Path, document: Mapping[str, Any]) -> Iterator[str]:
    for entry in document["outputs"]:
        path = outputs.root_of(evidence) / entry["path"]
        if not path.is_file():
            yield f"outputs[{entry['path']}]: no such file"
        elif (found := files.sha256_of(path)) != entry["sha256"]:
            yield f"outputs[{entry['path']}].sha256: recorded {entry['sha256']}, found {found}"
