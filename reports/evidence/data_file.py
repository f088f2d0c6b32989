"""The evidence files as an input: read, and refused in one line where they are not what they should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reports.data.rows import LONGEST_TEXT
from reports.errors import ReportError
from reports.evidence import canonical, files, schemas
from reports.evidence.compare import brief

KPI_COUNT = 14
MADE_BY = "reports evidence"


def read(path: Path) -> tuple[dict[str, Any], bytes]:
    """P07_data.json and its bytes.

    ReportError with one line: missing, empty, no JSON, NaN, another version, not 14 KPIs, changed since.
    """
    document, raw = files.read_with_bytes(path, made_by=MADE_BY)
    _refuse(path, next(_problems(files.DATA, document), None))
    return document, raw


def read_beside(data: Path, name: str, run_id: str) -> dict[str, Any]:
    """Another of the four files, beside P07_data.json and of the same run."""
    path = data.with_name(files.FILE_NAMES[name])
    document = files.read_document(path, made_by=MADE_BY)
    _refuse(path, next(_problems(name, document), None))
    if document["run_id"] != run_id:
        _refuse(path, f"it is of run {document['run_id']}, and {data.name} of run {run_id}.")
    return document


def _refuse(path: Path, problem: str | None) -> None:
    if problem:
        raise ReportError(f"{path}: {problem} Run `{MADE_BY}` again.")


def _problems(name: str, document: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong, the plainest reason first."""
    wanted = f"p07.{name}/1"
    if (found := document.get("schema")) != wanted:
        yield f"its schema is {brief(repr(found))}, this version reads {wanted!r}."
    if name == files.DATA and (count := _length(document.get("kpis"))) != KPI_COUNT:
        yield f"it has {count} KPIs instead of {KPI_COUNT}."
    if wrong := schemas.problems(name, document, limit=1):
        yield f"it is not as its schema says ({wrong[0]})."
    if name == files.DATA:
        yield from _contradictions(document)
    if document[canonical.DIGEST_FIELD] != canonical.content_digest(document):
        yield "its content was changed after it was written (content_sha256 differs)."


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def _contradictions(document: Mapping[str, Any]) -> Iterator[str]:
    """What a JSON Schema cannot say of P07_data.json."""
    for part, field in (("kpis", "kpi_id"), ("lineage", "kpi_id"), ("figures", "id"), ("tables", "id")):
        if len({entry[field] for entry in document[part]}) != len(document[part]):
            yield f"two of its {part} have the same {field}."
    if sum(document["availability"].values()) != KPI_COUNT:
        yield f"its availability counts do not add up to {KPI_COUNT}."
    longest = max((len(text) for text in _texts(document)), default=0)
    if longest > LONGEST_TEXT:
        yield f"a text of {longest:,} characters is longer than the {LONGEST_TEXT:,} that are printed."
    tables = [
        *document["tables"],
        *({**figure["table"], "id": figure["id"]} for figure in document["figures"]),
    ]
    for table in tables:
        width = len(table["columns"])
        if any(len(cells) != width for cells in (table["align"], *table["rows"])):
            yield f"a row of {brief(table['id'])} has not as many cells as the table has columns."


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(item)
