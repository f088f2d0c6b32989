"""The SQL of a load: a text file's lines into a raw table, the rejected ones apart, duplicates counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import duckdb

from loaders.errors import LoaderError
from loaders.tables import Table

REJECT_LIMIT = 0.001
"""A file with a larger share of rejected lines is refused."""
KEPT_REJECTS = 1000
"""Lines that the reject log keeps of a refused file; of a loaded one it keeps all."""

Reject = tuple[int, str, str]
"""Line number, reason, text."""

_REASONS = {
    "MISSING COLUMNS": "TOO_FEW_FIELDS",
    "TOO MANY COLUMNS": "TOO_MANY_FIELDS",
    "INVALID ENCODING": "INVALID_UTF8",
    "LINE SIZE OVER MAXIMUM": "LINE_TOO_LONG",
}

# Nothing is sniffed: raw quotes, None and NA are text, \N alone is null, \n alone ends a line.
_COPY = Template("""
create or replace table raw.$table as
select $columns
from read_csv(
    $path, compression = $compression, auto_detect = false, header = true, columns = {$file_columns},
    delim = '\t', quote = '', escape = '', comment = '', nullstr = '\\N', new_line = '\\n',
    store_rejects = true, rejects_limit = 0
)
""")

# DuckDB has a row for each error of a line; a line is rejected once.
_REJECTED = Template("""
create or replace temp table rejected as
select line, min(case error_type $reasons else error_type end) as reason, left(min(csv_line), 500) as text
from reject_errors
group by line
""")

# A bitmap of 64 key numbers a group: where it has fewer bits than rows, a number repeats.
_SUSPECTS = Template("""
create or replace temp table suspects as
select block
from (select $number >> 6 as block, ($number & 63)::ubigint as bit from raw.$table)
group by block
having count(*) > bit_count(bit_or(1::ubigint << bit))
""")

_DUPLICATES = Template("""
select count(*) - count(distinct row($keys))
from raw.$table
where $number >> 6 in (select block from suspects)
""")


@dataclass(frozen=True)
class LinesToLoad:
    """A text file whose lines go into a table. Line 1 is the header."""

    path: Path
    compressed: bool
    columns: Sequence[str]
    """In the file's order; those the table does not have are left out."""
    lines: int
    """After the header, as counted by whoever checked the file."""
    known_bad: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Line number → reason and text, of lines that stand in a copy without their text; see copy_lines."""


class RefusedError(LoaderError):
    """A file was read and must not be loaded; `rejects` are its first bad lines."""

    def __init__(self, code: str, message: str, rejects: Sequence[Reject]) -> None:
        super().__init__(code, message)
        self.rejects = rejects


class LinesMissingError(LoaderError):
    """Lines were neither loaded nor rejected."""


def replace_table(cursor: duckdb.DuckDBPyConnection, table: Table, file: LinesToLoad) -> tuple[int, int]:
    """Make the raw table anew from a file, inside the caller's transaction; returns rows loaded and rejected.

    The temporary table `rejected` (line, reason, text) stays behind. Raises RefusedError where too many lines
    are rejected, LinesMissingError where lines were lost, duckdb.Error.
    """
    cursor.execute(
        _COPY.substitute(
            table=name(table.name),
            columns=", ".join(map(name, table.columns)),
            path=_text(str(file.path)),
            compression=_text("gzip" if file.compressed else "none"),
            file_columns=", ".join(f"{_text(column)}: 'VARCHAR'" for column in file.columns),
        )
    )
    whens = (f"when {_text(theirs)} then {_text(ours)}" for theirs, ours in _REASONS.items())
    cursor.execute(_REJECTED.substitute(reasons=" ".join(whens)))
    for line, (reason, text) in file.known_bad.items():
        cursor.execute(
            "update rejected set reason = ?, text = left(?, 500) where line = ?", [reason, text, line]
        )
    loaded = count_rows(cursor, table)
    rejected = _count(cursor, "select count(*) from rejected")
    if rejected > REJECT_LIMIT * file.lines:
        raise _refusal(cursor, table, file, rejected)
    if loaded + rejected != file.lines:
        what = f"{table.file}: {file.lines} lines, but {loaded} loaded and {rejected} rejected"
        raise LinesMissingError("COUNT_MISMATCH", what)
    return loaded, rejected


def count_rows(cursor: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Rows in a raw table."""
    return _count(cursor, Template("select count(*) from raw.$table").substitute(table=name(table.name)))


def count_duplicates(cursor: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Rows beyond the first of each key, exactly.

    Two rows with one key have one key number, so there are duplicates only where a number repeats, and only
    the rows there are compared by their keys. Finding those places by bitmaps takes a third of the time of
    counting distinct keys, and a tenth of the memory.
    """
    keys = ", ".join(map(name, table.key))
    number = f"coalesce({table.key_number or f'hash({keys})'}, 0)"
    cursor.execute(_SUSPECTS.substitute(table=name(table.name), number=number))
    if not _count(cursor, "select count(*) from suspects"):
        return 0
    return _count(cursor, _DUPLICATES.substitute(table=name(table.name), keys=keys, number=number))


def name(identifier: str) -> str:
    """An identifier, quoted for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _refusal(
    cursor: duckdb.DuckDBPyConnection, table: Table, file: LinesToLoad, rejected: int
) -> RefusedError:
    rows = cursor.execute(
        "select line, reason, text from rejected order by line limit ?", [KEPT_REJECTS]
    ).fetchall()
    line, reason, _ = rows[0]
    message = (
        f"{table.file}: {rejected} of {file.lines} lines rejected, more than {REJECT_LIMIT:.1%}; "
        f"the first is line {line} ({reason}); see raw.reject_log"
    )
    return RefusedError("REJECT_LIMIT", message, rows)


def _count(cursor: duckdb.DuckDBPyConnection, query: str) -> int:
    row = cursor.execute(query).fetchone()
    return int(row[0]) if row else 0
