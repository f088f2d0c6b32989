"""Reading the evidence files, and writing them all or none."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.errors import ReportError
from reports.evidence import canonical

EXTRACTION, EVIDENCE, QUALITY, DATA = "extraction_log", "evidence", "quality_report", "data"
FILE_NAMES = {name: f"P07_{name}.json" for name in (EXTRACTION, EVIDENCE, QUALITY, DATA)}
CALLS_FILE = "P07_extraction_calls.jsonl"


def sha256_of(path: Path) -> str:
    """sha256 of a file's bytes, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_document(path: Path, *, made_by: str) -> dict[str, Any]:
    """A JSON document; ReportError with one line where it is missing, unreadable or no JSON."""
    return read_with_bytes(path, made_by=made_by)[0]


def read_with_bytes(path: Path, *, made_by: str) -> tuple[dict[str, Any], bytes]:
    """The document and its bytes, read once."""
    raw = _bytes_of(path, made_by)
    if not raw.strip():
        raise ReportError(f"{path}: is empty. Run `{made_by}` again.")
    try:
        return canonical.parse(raw), raw
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{path}: is not valid JSON ({error}). Run `{made_by}` again.") from None


def _bytes_of(path: Path, made_by: str) -> bytes:
    try:
        if path.is_dir():
            raise ReportError(f"{path}: is a folder. Give the file in it.")
        if path.exists() and not path.is_file():  # to open a pipe would wait for who writes it
            raise ReportError(f"{path}: is no regular file. Give one that `{made_by}` has written.")
        return path.read_bytes()
    except FileNotFoundError:
        raise ReportError(f"{path}: no such file. Run `{made_by}` first.") from None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror}).") from None


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write all files or none: each to a temporary name beside its place, then all renamed.

    An error puts back what was there. A process killed between two renames leaves files of two runs, which
    `reports verify` tells by their run_id. ReportError with one line where the folder cannot be written.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, data in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = _stage(path, data)
        _rename_all(staged)
    except OSError as error:
        place = ", ".join(str(path) for path in contents)
        raise ReportError(f"{place}: cannot be written ({error.strerror}); nothing was changed.") from None
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _stage(path: Path, data: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    return temporary


def _rename_all(staged: Mapping[Path, Path]) -> None:
    before = {path: path.read_bytes() if path.is_file() else None for path in staged}
    done: list[Path] = []
    try:
        for path, temporary in staged.items():
            temporary.replace(path)
            done.append(path)
    except OSError:
        for path in done:
            old = before[path]
            path.unlink() if old is None else path.write_bytes(old)
        raise
