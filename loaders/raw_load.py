"""The SQL of a load: lines of text files into a raw table, rejected ones apart, duplicates counted."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from string import Template

import duckdb

from loaders.bodies import read_text
from loaders.errors import LoaderError
from loaders.tables import Table

REJECT_LIMIT = 0.001
"""A file with a larger share of rejected lines is refused."""
KEPT_REJECTS = 1000
"""Lines that the reject log keeps of a refused file; of a loaded one it keeps all."""

Reject = tuple[str, int, str, str]
"""File, line number, reason, text."""

_REASONS = {
    "MISSING COLUMNS": "TOO_FEW_FIELDS",
    "TOO MANY COLUMNS": "TOO_MANY_FIELDS",
    "INVALID ENCODING": "INVALID_UTF8",
    "LINE SIZE OVER MAXIMUM": "LINE_TOO_LONG",
    "UNQUOTED VALUE": "BAD_QUOTES",
}
_TEXT_KEPT = 500
_PATTERN = re.compile(r"[*?\[]")
_MOST_BREAKS = 10
"""A field with more line breaks is no text but the rows between two stray quotes."""

# Nothing is sniffed: None and NA are text, what stands for null alone is null, the line end is the file's.
_READ = Template("""
read_csv(
    $paths, compression = $compression, auto_detect = false, header = $header, skip = $skip,
    columns = {$fields}, delim = $delimiter, quote = $quote, escape = $quote, comment = '', nullstr = $null,
    new_line = $line_end, store_rejects = true, rejects_limit = 0$filename
)
""")
_SELECT = Template("select $columns from $reader")
_SELECT_WITH_CONSTANTS = Template("""
select $columns
from $reader as file
join (values $rows) as constant ($names) on "file path" = path
""")
_REJECT_LINES = Template("""
delete from raw.$table
where ($problem) is not null
returning $line, $problem
""")
_ADD_REJECTED = """
insert into rejected
select unnest(?::varchar[]), unnest(?::bigint[]), unnest(?::varchar[]), unnest(?::varchar[]), false
"""
_MOST_BREAKS_FOUND = Template("select coalesce(max(greatest($breaks, 0)), 0) from raw.$table")

# DuckDB has a row for each error of a line; a line is rejected once.
_REJECTED = Template("""
create or replace temp table rejected as
select
    files.name as file, line, min(case error_type $reasons else error_type end) as reason,
    left(min(csv_line), $kept) as text,
    max(contains(csv_line, chr(10)) and error_type = 'UNQUOTED VALUE') as runs_on
from reject_errors
join (select distinct scan_id, file_id, file_path from reject_scans) using (scan_id, file_id)
join (values $files) as files (path, name) on files.path = file_path
group by files.name, line
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
    """A text file whose lines go into a table."""

    path: Path
    name: str
    """For people and the reject log."""
    fields: tuple[str | None, ...]
    """The raw column of each field of a line; None: not loaded."""
    lines: int
    """After the header, as counted by whoever checked the file."""
    compressed: bool = False
    skip: int = 0
    """Lines before the header."""
    line_end: str = "\n"
    quoted_breaks: int = 0
    constants: Mapping[str, str | None] = field(default_factory=dict)
    """What the table's other columns hold in every row; a column in neither is null."""
    known_bad: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Line number → reason and text, of lines that stand in a copy without their text."""

    @property
    def shape(self) -> tuple[object, ...]:
        """Files with one shape can be read together."""
        return self.fields, self.compressed, self.skip, self.line_end, tuple(self.constants)


class RefusedError(LoaderError):
    """A file was read and must not be loaded; `rejects` are its first bad lines."""

    def __init__(self, code: str, message: str, rejects: Sequence[Reject]) -> None:
        super().__init__(code, message)
        self.rejects = rejects


class LinesMissingError(LoaderError):
    """Lines were neither loaded nor rejected."""


def replace_table(
    cursor: duckdb.DuckDBPyConnection, table: Table, files: Sequence[LinesToLoad]
) -> tuple[int, int]:
    """Make the raw table anew from files, inside the caller's transaction; returns rows loaded and rejected.

    The temporary table `rejected` (file, line, reason, text) stays behind. Raises RefusedError where too many
    lines are rejected, LinesMissingError where lines were lost, duckdb.Error.
    """
    statement = f"create or replace table raw.{name(table.name)} as"
    for group in _by_shape(files):
        cursor.execute(f"{statement} {_select(table, group)}")
        statement = f"insert into raw.{name(table.name)}"
    lines = sum(file.lines for file in files)
    _begin_rejected(cursor, files)
    unlisted = _reject_lines(cursor, table, files, most=max(KEPT_REJECTS, int(REJECT_LIMIT * lines) + 1))
    _name_known_bad(cursor, files)
    loaded = count_rows(cursor, table)
    rejected = _count(cursor, "select count(*) from rejected") + unlisted
    if rejected > REJECT_LIMIT * lines or _count(cursor, "select count(*) from rejected where runs_on"):
        raise _refusal(cursor, files, rejected, lines)
    if loaded + rejected != lines:
        what = f"{lines} lines, but {loaded} loaded and {rejected} rejected"
        raise LinesMissingError("COUNT_MISMATCH", f"{_called(files)}: {what}")
    if any(file.quoted_breaks > _MOST_BREAKS for file in files):
        _refuse_swallowed_rows(cursor, table, files)
    return loaded, rejected


def _by_shape(files: Sequence[LinesToLoad]) -> list[list[LinesToLoad]]:
    groups: dict[tuple[object, ...], list[LinesToLoad]] = {}
    for file in files:
        groups.setdefault(file.shape, []).append(file)
    return list(groups.values())


def _select(table: Table, group: Sequence[LinesToLoad]) -> str:
    """The query that reads files of one shape as rows of the table."""
    first, many = group[0], len(group) > 1
    reader = _READ.substitute(
        paths=f"[{', '.join(_text(_literally(file.path)) for file in group)}]",
        compression=_text("gzip" if first.compressed else "none"),
        header=table.dialect.header,
        skip=first.skip,
        fields=", ".join(
            f"{_text(column or f'unknown {number}')}: 'VARCHAR'" for number, column in enumerate(first.fields)
        ),
        delimiter=_text(table.dialect.delimiter),
        quote=_text(table.dialect.quote),
        null=_text(table.dialect.null),
        line_end=_text(first.line_end.encode("unicode_escape").decode()),
        filename=", filename = 'file path'" if many else "",
    )
    columns = ", ".join(_column(table, column, first, many) for column in table.columns)
    if not many or not first.constants:
        return _SELECT.substitute(columns=columns, reader=reader)
    rows = ", ".join(
        f"({', '.join([_text(str(file.path)), *map(_value, file.constants.values())])})" for file in group
    )
    names = ", ".join(["path", *map(name, first.constants)])
    return _SELECT_WITH_CONSTANTS.substitute(columns=columns, reader=reader, rows=rows, names=names)


def _column(table: Table, column: str, file: LinesToLoad, many: bool) -> str:
    if column in file.fields:
        expression = name(column)
    elif column in file.constants:
        expression = f"constant.{name(column)}" if many else _value(file.constants[column])
    else:
        expression = "null"
    is_plain = column in file.fields and table.sql_type(column) == "varchar"
    return expression if is_plain else f"cast({expression} as {table.sql_type(column)}) as {name(column)}"


def _begin_rejected(cursor: duckdb.DuckDBPyConnection, files: Sequence[LinesToLoad]) -> None:
    """Fill the temporary table `rejected` with what the engine could not read."""
    whens = (f"when {_text(theirs)} then {_text(ours)}" for theirs, ours in _REASONS.items())
    paths = ", ".join(f"({_text(str(file.path))}, {_text(file.name)})" for file in files)
    cursor.execute(_REJECTED.substitute(reasons=" ".join(whens), files=paths, kept=_TEXT_KEPT))


def _reject_lines(
    cursor: duckdb.DuckDBPyConnection, table: Table, files: Sequence[LinesToLoad], *, most: int
) -> int:
    """Move lines that read well and are not what the table holds to `rejected`: the first `most` of them.

    Returns the number of the others. The engine finds them in a fraction of a second a million, but does not
    know their place: that is looked up where there are any.
    """
    if not table.line_problem:
        return 0
    (column,) = table.in_file
    query = _REJECT_LINES.substitute(table=name(table.name), line=name(column), problem=table.line_problem)
    found = cursor.execute(query).fetchall()
    reasons = dict(found)
    places = (
        (file.name, number, reasons[line], (line or "")[:_TEXT_KEPT])
        for file in files if reasons
        for number, line in _numbered_lines(file)
        if line in reasons
    )  # fmt: skip
    rows = list(islice(places, most))
    if rows:
        cursor.execute(_ADD_REJECTED, list(map(list, zip(*rows, strict=True))))
    return len(found) - len(rows) if len(rows) == most else 0


def _numbered_lines(file: LinesToLoad) -> Iterator[tuple[int, str | None]]:
    """The lines of a file without a header as the engine reads them, an empty one as null."""
    rest, number = "", 0
    decoder = getincrementaldecoder("utf-8-sig")("replace")
    for piece in read_text(file.path, file.name):
        *lines, rest = (rest + decoder.decode(piece)).split(file.line_end)
        for line in lines:
            number += 1
            yield number, line or None
    if rest:
        yield number + 1, rest


def _name_known_bad(cursor: duckdb.DuckDBPyConnection, files: Sequence[LinesToLoad]) -> None:
    """Say of the lines that a copy has a stand-in for what they were."""
    for file in files:
        for line, (reason, text) in file.known_bad.items():
            cursor.execute(
                "update rejected set reason = ?, text = left(?, ?) where file = ? and line = ?",
                [reason, text, _TEXT_KEPT, file.name, line],
            )


def _refuse_swallowed_rows(
    cursor: duckdb.DuckDBPyConnection, table: Table, files: Sequence[LinesToLoad]
) -> None:
    """A quote too many takes all rows up to the next stray one for one field, which then reads well."""
    breaks = (
        f"length({name(column)}) - length(replace({name(column)}, chr(10), ''))" for column in table.in_file
    )
    query = _MOST_BREAKS_FOUND.substitute(breaks=", ".join(breaks), table=name(table.name))
    lines = _count(cursor, query)
    if lines > _MOST_BREAKS:
        raise LoaderError(
            "UNBALANCED_QUOTES",
            f"{_called(files)} has an unbalanced quote: one of its fields runs over {lines} lines",
        )


def count_rows(cursor: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Rows in a raw table."""
    return _count(cursor, Template("select count(*) from raw.$table").substitute(table=name(table.name)))


def count_duplicates(cursor: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Rows beyond the first of each key, exactly.

    Two rows with one key have one key number, so there are duplicates only where a number repeats, and only
    the rows there are compared by their keys. Finding those places by bitmaps takes a third of the time of
    counting distinct keys, and a tenth of the memory.
    """
    if not table.key:
        return 0
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


def _literally(path: Path) -> str:
    """A path that the engine shall not take for a pattern."""
    return _PATTERN.sub(r"[\g<0>]", str(path))


def _value(value: str | None) -> str:
    return "null" if value is None else _text(value)


def _called(files: Sequence[LinesToLoad]) -> str:
    """The file by its name, several by their number."""
    return files[0].name if len(files) == 1 else f"{len(files)} files"


def _refusal(
    cursor: duckdb.DuckDBPyConnection, files: Sequence[LinesToLoad], rejected: int, lines: int
) -> RefusedError:
    rows = cursor.execute(
        "select file, line, reason, text from rejected order by runs_on desc, file, line limit ?",
        [KEPT_REJECTS],
    ).fetchall()
    file, line, reason, _ = rows[0]
    where = f"line {line}" if len(files) == 1 else f"line {line} of {file}"
    too_many = f", more than {REJECT_LIMIT:.1%}" if rejected > REJECT_LIMIT * lines else ""
    hint = "; save it as UTF-8" if reason == "INVALID_UTF8" else ""
    message = (
        f"{_called(files)}: {rejected} of {lines} lines rejected{too_many}; "
        f"the first is {where} ({reason}{hint}); see raw.reject_log"
    )
    return RefusedError("REJECT_LIMIT", message, rows)


def _count(cursor: duckdb.DuckDBPyConnection, query: str) -> int:
    row = cursor.execute(query).fetchone()
    return int(row[0]) if row else 0
