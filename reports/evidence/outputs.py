"""outputs[] of P07_evidence: the rendered files, appended after rendering."""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.errors import ReportError
from reports.evidence import canonical, files
from reports.evidence.compare import differences

OBJECT_STREAM = re.compile(rb"/Type /ObjStm\b.*?stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
PAGE = re.compile(rb"/Type /Page\b")


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


def changed(evidence: Path, document: Mapping[str, Any]) -> Iterator[str]:
    """The outputs that are gone, that differ from what is recorded, or that other data were printed in."""
    data = evidence.with_name(files.FILE_NAMES[files.DATA]).read_bytes()
    for entry in document["outputs"]:
        path, place = root_of(evidence) / entry["path"], f"outputs[{entry['path']}]"
        if not path.is_file():
            yield f"{place}: no such file"
            continue
        content = path.read_bytes()
        found = {
            "path": entry["path"],
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "pages": pages_of(content),
        }
        yield from differences(entry, found, place)
        if not _is_made_from(content, data):
            yield f"{place}: was not made from this {files.FILE_NAMES[files.DATA]}"


def pages_of(content: bytes) -> int | None:
    """The pages of a PDF, counted in its objects; None of any other file."""
    if not content.startswith(b"%PDF"):
        return None
    packed = OBJECT_STREAM.findall(content)
    return sum(len(PAGE.findall(part)) for part in (content, *map(zlib.decompress, packed)))


def _is_made_from(content: bytes, data: bytes) -> bool:
    """A PDF holds the md5 of the file attached to it, the HTML prints the sha256 of its input."""
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    is_pdf = content.startswith(b"%PDF")
    return (md5 if is_pdf else hashlib.sha256(data).hexdigest()).encode() in content


def root_of(evidence: Path) -> Path:
    """The folder that the paths of outputs[] begin at."""
    return evidence.resolve().parent.parent
