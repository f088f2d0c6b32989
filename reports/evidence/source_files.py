"""The source files on disk: where each lies, and whether its bytes are those that were loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb

from loaders.files import joint_digest
from loaders.sources import SOURCES
from reports.evidence import files
from reports.evidence.warehouse import quoted, rows

# Raw tables that are made from several files → what the loader adds to the rows of each.
_LOADED_TOGETHER = {
    table.name: table.constants
    for source in SOURCES.values()
    for table in source.tables
    if "file_name" in table.constants
}


def path_of(entry: Mapping[str, Any], data_dir: Path) -> Path | None:
    """The download, or the user's own file or folder that was loaded; None where no file was kept.

    `entry` is one of P07_evidence's sources[].
    """
    if entry["saved_as"] is not None:
        return data_dir / str(entry["saved_as"])
    address = urlsplit(entry["uri"] or "")
    return Path(unquote(address.path)) if address.scheme == "file" else None


def is_one_file(entry: Mapping[str, Any]) -> bool:
    """True where sha256 is that of one file; of a folder's files it is one over all of them."""
    return entry["table"] not in _LOADED_TOGETHER


def changed(
    con: duckdb.DuckDBPyConnection, entries: Iterable[Mapping[str, Any]], data_dir: Path
) -> Iterator[str]:
    """The files that are gone or whose bytes differ from the recorded digest, a line each."""
    for entry in entries:
        path, place = path_of(entry, data_dir), f"sources[{entry['table']}]"
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
    if is_one_file(entry):
        return files.sha256_of(path)
    columns = ", ".join(quoted(column) for column in _LOADED_TOGETHER[entry["table"]])
    loaded = rows(con, f"select distinct {columns} from {quoted('raw', entry['table'])}")
    # of one file alone the address is the file's own
    root = Path(str(path).removesuffix(loaded[0]["file_name"])) if path.is_file() and loaded else path
    return joint_digest((files.sha256_of(root / row["file_name"]), row) for row in loaded)
