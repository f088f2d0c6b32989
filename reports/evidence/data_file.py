"""P07_data.json as an input: read, and refused in one line where it is not what it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reports.errors import ReportError
from reports.evidence import canonical, files, schemas

SCHEMA = f"p07.{files.DATA}/1"
KPI_COUNT = 14
MADE_BY = "reports evidence"


def read(path: Path) -> tuple[dict[str, Any], bytes]:
    """The document and its bytes.

    ReportError with one line: missing, empty, no JSON, NaN, another version, not 14 KPIs, changed since.
    """
    if path.is_dir():
        raise ReportError(
            f"{path}: is a folder. Give the file, such as {path / files.FILE_NAMES[files.DATA]}."
        )
    document = files.read_document(path, made_by=MADE_BY)
    if wrong := _problem(document):
        raise ReportError(f"{path}: {wrong} Run `{MADE_BY}` again.")
    return document, path.read_bytes()


def _problem(document: dict[str, Any]) -> str | None:
    if (found := document.get("schema")) != SCHEMA:
        return f"its schema is {found!r}, this version reads {SCHEMA!r}."
    kpis = document.get("kpis")
    count = len(kpis) if isinstance(kpis, list) else 0
    if count != KPI_COUNT:
        return f"it has {count} KPIs instead of {KPI_COUNT}."
    if wrong := schemas.problems(files.DATA, document, limit=1):
        return f"it is not as its schema says ({wrong[0]})."
    if len({kpi["kpi_id"] for kpi in document["kpis"]}) != KPI_COUNT:
        return "two of its KPIs have the same kpi_id."
    if sum(document["availability"].values()) != KPI_COUNT:
        return f"its availability counts do not add up to {KPI_COUNT}."
    if document[canonical.DIGEST_FIELD] != canonical.content_digest(document):
        return "its content was changed after it was written (content_sha256 differs)."
    return None
