"""`reports verify`: the evidence made again from the warehouse and the files, and compared."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from dotenv import dotenv_values

from loaders.settings import Settings
from loaders.warehouse import read_current_loads
from reports.data.build import report_data
from reports.errors import ReportError
from reports.evidence import (
    artifacts,
    canonical,
    checksums,
    environment,
    extraction,
    files,
    lineage,
    outputs,
    quality,
    reconciliations,
    redact,
    schemas,
    seals,
    source_files,
    sources,
    tables,
)
from reports.evidence.artifacts import Artifacts
from reports.evidence.compare import differences
from reports.evidence.context import ReportContext
from reports.evidence.files import DATA, EVIDENCE, EXTRACTION, FILE_NAMES, QUALITY
from reports.evidence.head import combined_mode, generator, stamp_of
from reports.evidence.warehouse import first_line, reading

SHOWN = 50  # lines a file
SHARED = ("run_id", "generated_at", "data_mode", "generator")
# What a document that is not as it was written, or a table that is not as it was read, may end in.
UNREADABLE = (duckdb.Error, ReportError, LookupError, TypeError, ValueError, AttributeError)

Documents = dict[str, dict[str, Any]]
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What differs, a line each beginning with its file, and how much was looked at."""

    differences: list[str]
    summary: str
    remark: str = ""

    def shown(self) -> Iterator[str]:
        """The differences as printed: of each file the first ones, then how many there are."""
        by_file: dict[str, list[str]] = {}
        for line in self.differences:
            by_file.setdefault(line.split(":")[0], []).append(line)
        for file, lines in by_file.items():
            yield from lines[:SHOWN]
            if len(lines) > SHOWN:
                yield f"{file}: and {len(lines) - SHOWN:,} more"
        if count := len(self.differences):
            yield (
                f"{count:,} difference{'s' if count > 1 else ''}. {self.remark}"
                "After a fetch, a build or a change of code of your own, write the evidence anew: "
                "`reports evidence`."
            )


@dataclass(frozen=True)
class Sight:
    """What the evidence is made again from; `built` is None where dbt's artifacts are not there."""

    con: duckdb.DuckDBPyConnection
    data_dir: Path
    built: Artifacts | None
    project: Path
    secrets: list[str]


def verify(folder: Path, settings: Settings, target: Path, project: Path) -> Verdict:
    """Compare the four files in `folder` with the warehouse, the source files, the call logs and the outputs.

    What dbt says of its build is compared where `target` holds the artifacts of that build. ReportError where
    a file of the evidence or the warehouse is missing or cannot be read at all.
    """
    documents = {
        name: files.read_document(folder / file, made_by="reports evidence")
        for name, file in FILE_NAMES.items()
    }
    found = list(_heads(documents))
    if shapeless := list(_shapes(documents)):
        return Verdict([*shapeless, *found], "")  # what has not its shape cannot be compared further
    found += seals.broken(documents)
    built, strange = _artifacts(target, documents[QUALITY])
    found += strange
    secrets = redact.secrets_of({**dotenv_values(project / ".env"), **os.environ})
    with reading(settings) as con:
        sight = Sight(con, settings.data_dir, built, project, secrets)
        for name, parts in _PARTS.items():
            for part in parts:
                found += _readable(name, part(sight, documents))
    found += _calls_file(folder, documents[EXTRACTION])
    found += (
        f"{FILE_NAMES[EVIDENCE]}: {line}"
        for line in outputs.changed(folder / FILE_NAMES[EVIDENCE], documents[EVIDENCE])
    )
    return Verdict(found, _summary(documents, built is not None), _other_program(documents[DATA], project))


def _other_program(data: Document, project: Path) -> str:
    """Texts and figures are the program's own: another version may word them otherwise."""
    recorded, here = data["generator"]["git_commit"], generator(project)["git_commit"]
    if None in (recorded, here) or recorded == here:
        return ""
    return f"The evidence was made at commit {recorded[:12]}, and here is {here[:12]}. "


def _summary(documents: Documents, with_dbt: bool) -> str:
    evidence = documents[EVIDENCE]
    rows = sum(table["rows"] for table in evidence["tables"])
    tests = "" if with_dbt else "; the tests' results were not compared, as dbt's artifacts are not there"
    return (
        f"run {evidence['run_id']}: {len(documents)} files, {len(evidence['tables'])} tables "
        f"with {rows:,} rows, {len(evidence['sources'])} sources, "
        f"{len(evidence['reconciliations'])} reconciliations{_broken(evidence)}, "
        f"{len(documents[QUALITY]['results'])} test results, {len(documents[DATA]['kpis'])} KPIs "
        f"and {len(evidence['outputs'])} outputs are as recorded{tests}."
    )


def _broken(evidence: Document) -> str:
    """What must not be overread in a verdict: to be as recorded is not to hold."""
    broken = sum(entry["ok"] is False for entry in evidence["reconciliations"])
    return f" ({broken} of them recorded as not holding)" if broken else ""


def _shapes(documents: Documents) -> Iterator[str]:
    for name, document in documents.items():
        yield from (f"{FILE_NAMES[name]}: {problem}" for problem in schemas.problems(name, document))


def _heads(documents: Documents) -> Iterator[str]:
    """Each file's digest, and the head that all share."""
    first = documents[EVIDENCE]
    for name, document in documents.items():
        file = FILE_NAMES[name]
        if document.get(canonical.DIGEST_FIELD) != (digest := canonical.content_digest(document)):
            yield f"{file}: content_sha256: recorded {document.get(canonical.DIGEST_FIELD)}, found {digest}"
        for field in SHARED:
            if document.get(field) != first.get(field):
                other = f"in {FILE_NAMES[EVIDENCE]} it is {first.get(field)}"
                yield f"{file}: {field} is {document.get(field)}, {other}"
    moment, run_id = str(first.get("generated_at")), str(first.get("run_id"))
    if not run_id.startswith(stamp_of(moment)):
        yield f"{FILE_NAMES[EVIDENCE]}: generated_at is {moment}, which is not the time in run_id {run_id}"


def _artifacts(target: Path, report: Document) -> tuple[Artifacts | None, list[str]]:
    """The artifacts of dbt where they are those of the evidence; a line where they are another build's."""
    path = target / "run_results.json"
    if not path.is_file():
        return None, []
    place, recorded = f"{FILE_NAMES[QUALITY]}: dbt.run_results_sha256", report["dbt"]["run_results_sha256"]
    if (found := files.sha256_of(path)) != recorded:
        return None, [f"{place}: recorded {recorded}, that of {path} is {found}"]
    return artifacts.load(target), []


def _readable(name: str, found: Iterator[str]) -> Iterator[str]:
    """What cannot be made as it was recorded is a difference too: a table or a column is gone."""
    try:
        yield from found
    except UNREADABLE as error:
        yield f"{FILE_NAMES[name]}: cannot be made again ({type(error).__name__}: {first_line(error)})"


def _compared(name: str, sight: Sight, recorded: Document, again: Document) -> Iterator[str]:
    """The parts of a document that were made again."""
    clean = canonical.parse(canonical.canonical_bytes(redact.clean(again, sight.secrets)))
    return differences({part: recorded[part] for part in clean}, clean, f"{FILE_NAMES[name]}: ")


def _mode(sight: Sight, documents: Documents) -> Iterator[str]:
    loads = read_current_loads(sight.con).values()
    again = {"data_mode": combined_mode(load.data_mode for load in loads)}
    return _compared(EVIDENCE, sight, documents[EVIDENCE], again)


def _sources(sight: Sight, documents: Documents) -> Iterator[str]:
    recorded, con = documents[EVIDENCE], sight.con
    saved = extraction.saved_files(sight.data_dir / "calls")
    known = (
        sources.declared(con, sight.built)
        if sight.built is not None
        else sources.recorded(recorded["sources"])
    )
    entries = sources.described(con, known, saved)
    again = {"sources": entries, "row_target": sources.row_target(entries)}
    yield from _compared(EVIDENCE, sight, recorded, again)


def _source_files(sight: Sight, documents: Documents) -> Iterator[str]:
    found = source_files.changed(sight.con, documents[EVIDENCE]["sources"], sight.data_dir)
    return (f"{FILE_NAMES[EVIDENCE]}: {line}" for line in found)


def _reconciliations(sight: Sight, documents: Documents) -> Iterator[str]:
    recorded = documents[EVIDENCE]
    again = {"reconciliations": reconciliations.reconciliations(sight.con, recorded["sources"])}
    return _compared(EVIDENCE, sight, recorded, again)


def _tables(sight: Sight, documents: Documents) -> Iterator[str]:
    recorded = {table["name"]: table for table in documents[EVIDENCE]["tables"]}
    listed = tables.recorded(recorded.values())
    declared = tables.declared(sight.con, sight.built) if sight.built is not None else listed
    specs = {f"{spec.schema}.{spec.name}": spec for spec in [*listed, *declared]}
    existing = {f"{schema}.{name}" for schema, name in tables.existing(sight.con)}
    for name in sorted({*recorded, *existing}):
        place = f"{FILE_NAMES[EVIDENCE]}: tables[{name}]"
        if name not in existing:
            yield f"{place}: recorded, but no longer there"
        elif name not in recorded:
            yield f"{place}: there, but not recorded"
        else:
            yield from _table(sight, recorded[name], specs[name], place)


def _table(sight: Sight, recorded: Document, spec: tables.Spec, place: str) -> Iterator[str]:
    try:
        yield from differences(recorded, tables.described(sight.con, spec), place)
    except UNREADABLE as error:
        yield f"{place}: cannot be read as recorded ({first_line(error)})"


def _build(sight: Sight, documents: Documents) -> Iterator[str]:
    """What P07_evidence says of the build itself: parameters, lineage, dbt's version, the method."""
    recorded, built = documents[EVIDENCE], sight.built
    again: dict[str, Any] = {"checksum_method": checksums.METHOD}
    if built is not None:
        again["lineage"] = lineage.lineage(built, recorded["sources"])
        again["environment"] = {**recorded["environment"], **environment.of_dbt(built)}
        if (sight.project / "dbt_project.yml").is_file():
            again["parameters"] = environment.parameters(sight.project, built)
    return _compared(EVIDENCE, sight, recorded, again)


def _quality(sight: Sight, documents: Documents) -> Iterator[str]:
    """All that follows from the tests' results, and these too where dbt's artifacts are there."""
    recorded = documents[QUALITY]
    seen: Document = recorded
    if sight.built is not None:
        seen = quality.observed(sight.con, sight.built, documents[EVIDENCE]["tables"])
    return _compared(QUALITY, sight, recorded, quality.body(sight.con, seen))


def _data(sight: Sight, documents: Documents) -> Iterator[str]:
    """Every number, string, figure and table of the report, from the marts and the other three files."""
    recorded, report = documents[DATA], documents[QUALITY]
    context = ReportContext(
        evidence=documents[EVIDENCE],
        quality=report,
        extraction=documents[EXTRACTION],
        withheld=quality.withheld(sight.con, report),
        data_mode=recorded["data_mode"],
        generator=recorded["generator"],
    )
    return _compared(DATA, sight, recorded, report_data(sight.con, context))


def _extraction(sight: Sight, documents: Documents) -> Iterator[str]:
    recorded = documents[EXTRACTION]
    # masked before the file beside is summed, as when it was written
    calls = redact.clean(extraction.calls_behind(sight.con, sight.data_dir / "calls"), sight.secrets)
    again, _ = extraction.body(calls, recorded["data_mode"], extraction.skipped_sources(sight.con))
    return _compared(EXTRACTION, sight, recorded, again)


def _calls_file(folder: Path, log: Document) -> Iterator[str]:
    place = log["calls_file"]
    if place is None:
        return
    path, said = folder / place["path"], f"{FILE_NAMES[EXTRACTION]}: calls_file"
    if not path.is_file():
        yield f"{said}: {path}: no such file"
    elif (found := files.sha256_of(path)) != place["sha256"]:
        yield f"{said}.sha256: recorded {place['sha256']}, that of {path} is {found}"


Part = Callable[[Sight, Documents], Iterator[str]]
_PARTS: dict[str, tuple[Part, ...]] = {
    EVIDENCE: (_mode, _sources, _source_files, _reconciliations, _tables, _build),
    QUALITY: (_quality,),
    EXTRACTION: (_extraction,),
    DATA: (_data,),
}
