"""`reports trace KPI_ID`: one printed number, followed down to its source files, from the evidence alone."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reports.data.display import byte_size, listed
from reports.errors import UsageError
from reports.evidence import data_file, source_files
from reports.evidence.files import DATA, EVIDENCE, FILE_NAMES, QUALITY

WIDTH, LABEL = 110, 13  # characters of a line, and of the label in front of it
# Of a KPI's entry: its tests have a part of their own.
KEPT_APART = ("tests",)
OF_A_FILE = ("source", "name", "table", "uri", "retrieved_at", "status", "bytes", "sha256", "rows_read")
COUNTED_OUT = ("rows_rejected", "rows_duplicate", "rows_loaded")
OF_A_TEST = ("unique_id", "name", "kind", "table", "column", "severity", "status", "failures", "rows_tested")

Document = Mapping[str, Any]


def trace(kpi_id: str, folder: Path, data_dir: Path) -> dict[str, Any]:
    """What the evidence in `folder` says of one KPI, from the value down to the files in `data_dir`.

    UsageError with the ids that there are where the KPI is none of them.
    """
    path = folder / FILE_NAMES[DATA]
    data, _ = data_file.read(path)
    kpis = {kpi["kpi_id"]: kpi for kpi in data["kpis"]}
    if kpi_id not in kpis:
        raise UsageError(f"{kpi_id}: there is no such KPI, only {', '.join(kpis)}.")
    evidence = data_file.read_beside(path, EVIDENCE, data["run_id"])
    report = data_file.read_beside(path, QUALITY, data["run_id"])
    lineage = next(entry for entry in data["lineage"] if entry["kpi_id"] == kpi_id)
    tables = {table["name"]: table for table in evidence["tables"]}
    files = _files(lineage, evidence["sources"], data_dir)
    return {
        "run": {name: data[name] for name in ("run_id", "generated_at", "generator", "data_mode")},
        "kpi": {name: value for name, value in kpis[kpi_id].items() if name not in KEPT_APART},
        "mart": _relation(lineage["mart"], tables),
        "models": [_relation(name, tables) for name in lineage["models"]],
        "star": [_relation(name, tables) for name in lineage["tables"]],
        "staging": lineage["staging"],
        "raw": [_relation(f"raw.{file['table']}", tables) for file in files],
        "files": files,
        "tests": [
            {field: result[field] for field in OF_A_TEST}
            for result in report["results"]
            if kpi_id in result["kpi_ids"]
        ],
        "gate": next((gate for gate in report["kpi_gates"] if gate["kpi_id"] == kpi_id), None),
        "docs": lineage["docs"],
        "check": _commands(files, folder),
    }


def _relation(name: str, tables: Mapping[str, Document]) -> dict[str, Any]:
    """A table or view with its rows and checksum; a view has neither."""
    table = tables.get(name, {})
    checksum = table.get("table_sha256") or table.get("table_checksum")
    method = "sha256" if table.get("table_sha256") else "sum of md5" if checksum else None
    return {"name": name, "rows": table.get("rows"), "checksum": checksum, "method": method}


def _files(lineage: Document, sources: Iterable[Document], data_dir: Path) -> list[dict[str, Any]]:
    by_table = {source["table"]: source for source in sources}
    found = []
    for file in lineage["files"]:
        source = by_table[file["table"]]
        path = source_files.path_of(source, data_dir)
        kept = {field: source[field] for field in (*OF_A_FILE, *COUNTED_OUT)}
        is_one = path is not None and source_files.is_one_file(source)
        found.append(
            {**kept, "path": str(path) if path else None, "is_one_file": is_one, "counted": file["counted"]}
        )
    return found


def _commands(files: Iterable[Document], folder: Path) -> list[str]:
    """The commands that go further: the file's own bytes, then everything."""
    own = next((file["path"] for file in files if file["is_one_file"]), None)
    where = "" if folder == Path("evidence") else f" --evidence {shlex.quote(str(folder))}"
    return [*([f"sha256sum {shlex.quote(own)}"] if own else []), f"reports verify{where}"]


def as_text(found: Document) -> Iterator[str]:
    """The lines that an auditor reads."""
    yield from _value(found["kpi"], found["run"])
    yield ""
    yield from _relations("published in", [found["mart"]])
    yield from _relations("computed by", found["models"])
    yield from _relations("star", found["star"])
    yield from _labelled("staging", found["staging"])
    yield from _relations("raw", found["raw"])
    yield ""
    yield from _of_files(found["files"])
    yield ""
    yield from _of_tests(found["tests"], found["gate"])
    yield ""
    yield from _to_check(found)


def _value(kpi: Document, run: Document) -> Iterator[str]:
    display = kpi["display"]
    yield f"{kpi['name']} ({kpi['kpi_id']}), KPI {kpi['kpi_no']} of 14, {kpi['family']}"
    yield ""
    yield from _labelled("printed value", [display["value"]])
    if kpi["value"] is None:
        yield from _labelled("status", [f"{display['status']}: {display['reason']} ({kpi['reason_code']})"])
    else:
        for label in ("interval", "delta", "period", "basis", "n"):
            yield from _labelled({"delta": "change"}.get(label, label), [display[label]])
        nature = f"{kpi['data_nature']} data, " if kpi["data_nature"] else ""
        yield from _labelled("status", [f"{display['status']}; {nature}as of {kpi['as_of_date']}"])
    if kpi["headline_member"]:
        yield from _labelled("of", [kpi["headline_member"]])
    yield from _labelled("exact value", [_exact(kpi)] if kpi["value"] is not None else [])
    yield from _labelled("definition", [f"{kpi['definition']} (version {kpi['definition_version']})"])
    yield from _labelled("formula", [kpi["formula"]])
    yield from _labelled("after", [kpi["reference"]])
    yield from _labelled("mind", kpi["caveats"])
    yield from _labelled("run", [f"{run['run_id']}, {run['data_mode']}, commit {_commit(run['generator'])}"])


def _exact(kpi: Document) -> str:
    parts = [
        f"{name} {kpi[name]}" for name in ("numerator", "denominator", "coverage") if kpi[name] is not None
    ]
    return f"{kpi['value']}{f' ({listed(parts)})' if parts else ''}"


def _commit(generator: Document) -> str:
    return f"{generator['git_commit'] or 'unknown'}{', with changes' if generator['git_dirty'] else ''}"


def _labelled(label: str, items: Iterable[str]) -> Iterator[str]:
    """The items below each other, the label before the first; nothing where there is none."""
    for place, item in enumerate(items):
        head = f"{label if place == 0 else '':<{LABEL}} "
        yield from textwrap.wrap(
            item,
            WIDTH,
            initial_indent=head,
            subsequent_indent=" " * len(head),
            break_long_words=False,
            break_on_hyphens=False,
        )


def _relations(label: str, relations: Iterable[Document]) -> Iterator[str]:
    """Names, rows and checksums in columns."""
    listing = list(relations)
    width = max((len(relation["name"]) for relation in listing), default=0)
    for place, relation in enumerate(listing):
        head = f"{label if place == 0 else '':<{LABEL}} {relation['name']:<{width}}"
        sized = relation["rows"] is not None
        yield (
            f"{head}  {relation['rows']:>11,} rows  {relation['method']} {relation['checksum']}"
            if sized
            else head
        )


def _of_files(files: Iterable[Document]) -> Iterator[str]:
    listing = list(files)
    if not listing:
        yield from _labelled("files", ["none is loaded"])
    for place, file in enumerate(listing):
        use = "the value is counted from it" if file["counted"] else "for another basis, or to look things up"
        yield from _labelled("files" if place == 0 else "", [f"{file['name']} ({file['source']}): {use}"])
        counts = (
            f"{file['rows_read'] or 0:,} rows read, {file['rows_loaded'] or 0:,} loaded "
            f"({file['rows_duplicate'] or 0:,} of them repeated), {file['rows_rejected'] or 0:,} rejected"
        )
        for line in (
            f"sha256 {file['sha256']}",
            f"{byte_size(file['bytes'])}: {counts}",
            f"retrieved at {file['retrieved_at']} from {file['uri']}",
            _place_of(file),
        ):
            yield f"{'':<{LABEL}}   {line}"


def _place_of(file: Document) -> str:
    if file["path"] is None:
        return f"answers of an API, kept in raw.{file['table']}"
    return (
        f"kept as {file['path']}" if file["is_one_file"] else f"the files below {file['path']}, summed as one"
    )


def _of_tests(tests: Iterable[Document], gate: Document | None) -> Iterator[str]:
    listing = list(tests)
    ended = Counter(test["status"] for test in listing)
    counts = ", ".join(f"{count} {_ENDED[status]}" for status, count in sorted(ended.items())) or "none"
    yield from _labelled("tests", [f"{len(listing)} guard it: {counts}"])
    by_table = Counter((test["table"] or "several tables", test["status"]) for test in listing)
    lines = [f"{table}: {count} {_ENDED[status]}" for (table, status), count in sorted(by_table.items())]
    yield from _labelled("", lines)
    bad = [test for test in listing if test["status"] != "pass"]
    yield from _labelled("not passed", (f"{test['name']}: {_ENDED[test['status']]}" for test in bad))
    if gate is not None:
        shut = [*gate["failed_blocking"], *gate["not_run_blocking"]]
        state = f"shut by {listed(shut)}" if shut else "open: no blocking test failed or was left out"
        yield from _labelled("gate", [f"{state} ({gate['blocking_tests']} can shut it)"])


_ENDED = {
    "pass": "passed",
    "warn": "warned",
    "fail": "failed",
    "error": "ended in an error",
    "skipped": "did not run",
}


def _to_check(found: Document) -> Iterator[str]:
    yield "To check further:"
    own = next((file for file in found["files"] if file["is_one_file"]), None)
    for command in found["check"]:
        yield f"  {command}"
        if own is not None and command.startswith("sha256sum"):
            yield f"    # prints {own['sha256']}"
