"""outputs[] of P07_evidence: the rendered files, appended after rendering."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.errors import ReportError
from reports.evidence import canonical, files


@dataclass(frozen=True)
class Output:
    """A rendered file; `pages` is None where it has none."""

    path: Path
    pages: int | None


def record(evidence: Path, data: Mapping[str, Any], made: Iterable[Output]) -> None:
    """Put the files into outputs[] of P07_evidence.json, in place of earlier entries of the same paths.

    ReportError if that file is not of the run that `data` (P07_data.json) is of.
    """
    document = files.read_document(evidence, made_by="reports evidence")
    if document.get("run_id") != data["run_id"]:
        raise ReportError(
            f"{evidence}: is of run {document.get('run_id')}, the data of run {data['run_id']}. "
            "Run `reports evidence` again."
        )
    entries = {entry["path"]: entry for entry in document.get("outputs", [])}
    for output in made:
        entry = described(evidence, output)
        entries[entry["path"]] = entry
    document["outputs"] = [entries[path] for path in sorted(entries)]
    files.write_together({evidence: canonical.readable_bytes(canonical.sealed(document))})


def described(evidence: Path, output: Output) -> dict[str, Any]:
    """One entry; its path is relative to the folder above the evidence's: both may be moved together."""
    path = Path(os.path.relpath(output.path.resolve(), root_of(evidence))).as_posix()
    size = output.path.stat().st_size
    return {"path": path, "bytes": size, "sha256": files.sha256_of(output.path), "pages": output.pages}


def root_of(evidence: Path) -> Path:
    """The folder that the paths of outputs[] begin at."""
    return evidence.resolve().parent.parent
