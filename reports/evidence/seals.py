"""What binds the four files: P07_data holds the digests of the others, and the report prints its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.evidence import canonical
from reports.evidence.files import DATA, EVIDENCE, FILE_NAMES

FIELD = "seals"
# What `reports build` appends when the data are sealed already.
APPENDED = {EVIDENCE: ("outputs",)}

Documents = Mapping[str, Mapping[str, Any]]


def seals(documents: Documents) -> dict[str, str]:
    """File → digest of its content, of all but P07_data; what is appended later is left out."""
    return {FILE_NAMES[name]: _digest(name, documents[name]) for name in FILE_NAMES if name != DATA}


def broken(documents: Documents) -> Iterator[str]:
    """The files that have changed since P07_data sealed them, a line each."""
    recorded = documents[DATA][FIELD]
    for file, found in seals(documents).items():
        if recorded[file] != found:
            yield f"{FILE_NAMES[DATA]}: {FIELD}[{file}]: recorded {recorded[file]}, found {found}"


def _digest(name: str, document: Mapping[str, Any]) -> str:
    left_out = APPENDED.get(name, ())
    return canonical.content_digest({key: item for key, item in document.items() if key not in left_out})
