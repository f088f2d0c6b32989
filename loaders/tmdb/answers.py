"""The answers of a day, one JSON object a line, in a file for each raw table.

They are written as they come, so that a run that is killed loses at most the line it was writing, and the
next run of the day asks only for what is missing. Such a folder can also be loaded by --from-dir.

A line holds the raw table's columns but for data_mode: `payload` is the answer's JSON, of a title without its
offers, which are lines of their own, one a region. A line with `rejected` (a reason) is an answer that could
not be used; a later run asks again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, overload

from loaders.errors import LoaderError
from loaders.raw_load import Reject
from loaders.tables import Table

_TEXT_KEPT = 500


class AnswerFile:
    """The answers for one raw table. Not for use from several threads."""

    def __init__(self, path: Path, table: Table, *, fresh: bool = False) -> None:
        """Take up what an earlier run of the day left; `fresh`: begin anew. Raises OSError."""
        self.path = path
        self.table = table
        self._lines: dict[tuple[object, ...], int] = {}
        self.rejects: list[Reject] = []
        self.limit_note: str | None = None
        """What was asked for, where that is a part of the titles."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        else:
            self._take_up()
        path.touch()

    def __contains__(self, key: tuple[object, ...]) -> bool:
        return key in self._lines

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, *rows: dict[str, Any]) -> None:
        """Keep answers: the table's columns but for data_mode; `rejected` where one could not be used."""
        with self.path.open("ab") as file:
            for row in rows:
                position = file.tell()
                file.write(_line(row))
                if "rejected" in row:
                    self._reject(row)
                else:
                    self._lines[_key(self.table, row)] = position

    def _reject(self, row: dict[str, Any]) -> None:
        number = len(self._lines) + len(self.rejects) + 1
        text = f"{_name(self.table, row)} {row['payload']}"[:_TEXT_KEPT]
        self.rejects.append((self.table.file, number, row["rejected"], text))

    def row(self, key: tuple[object, ...]) -> dict[str, Any]:
        """The answer kept under a key."""
        with self.path.open("rb") as file:
            file.seek(self._lines[key])
            value: dict[str, Any] = json.loads(file.readline())
            return value

    def rows(self, data_mode: str) -> Rows:
        """The usable answers as rows of the raw table, read from the file when they are asked for."""
        return Rows(self.path, self.table, list(self._lines.values()), data_mode)

    def sha256(self) -> str:
        """Digest of the file."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _take_up(self) -> None:
        """Index the lines that can be used; what else an earlier run left goes out of the file."""
        if not self.path.exists():
            return
        part = self.path.with_name(self.path.name + ".part")
        with self.path.open("rb") as old, part.open("wb") as new:
            for line in old:
                row = _parsed(line)
                if row is None or "rejected" in row or (key := _key(self.table, row)) in self._lines:
                    continue
                self._lines[key] = new.tell()
                new.write(line)
        part.replace(self.path)


class Rows(Sequence[tuple[Any, ...]]):
    """Rows of a raw table that stay in the file until a slice of them is asked for."""

    def __init__(self, path: Path, table: Table, positions: Sequence[int], data_mode: str) -> None:
        self._path = path
        self._table = table
        self._positions = positions
        self._data_mode = data_mode

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> tuple[Any, ...]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[Any, ...]]: ...

    def __getitem__(self, index: int | slice) -> tuple[Any, ...] | Sequence[tuple[Any, ...]]:
        if isinstance(index, slice):
            return list(self._read(self._positions[index]))
        return next(self._read([self._positions[index]]))

    def _read(self, positions: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        with self._path.open("rb") as file:
            for position in positions:
                file.seek(position)
                row = json.loads(file.readline()) | {"data_mode": self._data_mode}
                yield tuple(row.get(column) for column in self._table.columns)


def read_answers(path: Path, table: Table) -> tuple[date, list[dict[str, Any]]]:
    """The lines of a file that an earlier run saved, and the day they are of.

    Raises LoaderError where a line is none of ours or the lines are of several days, OSError.
    """
    rows = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        row = _parsed(line + b"\n")
        if row is None or any(column not in row for column in (*table.key, "snapshot_date", "payload")):
            raise LoaderError(
                "NOT_ANSWERS", f"{path.name}: line {number} is no answer that a fetch has saved"
            )
        rows.append(row)
    days = {row["snapshot_date"] for row in rows}
    try:
        (day,) = (date.fromisoformat(text) for text in days)
    except (ValueError, TypeError):
        what = "holds answers of several days" if len(days) > 1 else "holds no answers of a day"
        raise LoaderError("NOT_ANSWERS", f"{path.name} {what}") from None
    return day, rows


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _parsed(line: bytes) -> dict[str, Any] | None:
    """A whole line as an object, None for any other."""
    try:
        row = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def _key(table: Table, row: dict[str, Any]) -> tuple[object, ...]:
    return tuple(row.get(column) for column in table.key)


def _name(table: Table, row: dict[str, Any]) -> str:
    return "/".join(str(part) for part in _key(table, row))
