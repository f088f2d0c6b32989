"""A folder of Spotify charts that the user has: which file has which format, and which cannot be used.

The header says the format; in two of the four, what chart it is stands in the file's name alone. Those files
are small, a chart each, and are read through here, so that a broken one can be left out and named.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from loaders.bodies import first_lines, inspect_file, read_text
from loaders.errors import LoaderError
from loaders.raw_load import KEPT_REJECTS, Reject
from loaders.tables import CSV, Table

_PATTERNS = ("*.csv", "*.csv.gz", "*.csv.zip")
_NAME = re.compile(
    r"(?P<kind>regional|viral)-(?P<region>global|[a-z]{2})-(?P<period>daily|weekly)"
    r"-(?P<date>\d{4}-\d\d-\d\d)(--(?P<next>\d{4}-\d\d-\d\d))?(?!\d)",
    re.IGNORECASE,
)
_NAMES = "regional-global-daily-2020-01-31.csv or viral-de-weekly-2023-01-05.csv"
_LIKE_A_CHART = 3  # columns that a header shares with a format: enough to say what it lacks
_THURSDAY, _FRIDAY = 3, 4
_FIRST_DAY = date(2008, 10, 7)  # Spotify's first


@dataclass(frozen=True)
class ChartFile:
    """A file of a known format."""

    path: Path
    name: str
    """Below the folder, with slashes."""
    table: Table
    skip: int = 0
    """Lines before the header."""
    constants: Mapping[str, str | None] = field(default_factory=dict)
    missing_ranks: Sequence[int] = ()


class FileRefusedError(LoaderError):
    """A file that is left out; `rejects` are its bad lines, `lines` its rows where they could be counted."""

    def __init__(
        self, file: str, table: Table, error: LoaderError, rejects: Sequence[Reject] = (), lines: int = 0
    ) -> None:
        super().__init__(error.code, str(error))
        self.file = file
        self.table = table
        self.rejects = rejects
        self.lines = lines


def find_files(folder: Path, tables: Sequence[Table], *, is_shared: bool) -> Iterator[ChartFile]:
    """The files of a folder, at any depth, whose header is that of one of the tables; nothing else is read.

    In a folder that is shared with other sources, files that look like no chart are passed over. Yields those
    of an unknown format too, with the table that their name suggests: `check` says what is wrong with them.
    """
    paths = {path for pattern in _PATTERNS for path in folder.rglob(pattern) if path.is_file()}
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        found = _recognise(path, name, tables)
        if found:
            yield found
        elif _NAME.search(path.name) or not is_shared:
            yield ChartFile(path, name, tables[0])


def check(file: ChartFile) -> ChartFile:
    """The file with what its name and its ranks say. Raises FileRefusedError where it cannot be used."""
    lines = 0
    try:
        facts = inspect_file(file.path, file.name, CSV, lambda done: None, file.skip)
        lines = facts.lines
        _check_header(file, facts.header)
        if not lines:
            raise LoaderError("EMPTY_FILE", f"{file.name} holds no rows")
        if not file.table.constants:
            return file
        constants = _constants(file)
        return ChartFile(file.path, file.name, file.table, file.skip, constants, _missing_ranks(file))
    except FileRefusedError:
        raise
    except LoaderError as error:
        raise FileRefusedError(file.name, file.table, error, lines=lines) from None
    except OSError as error:
        reason = LoaderError("CANNOT_READ", f"cannot read {file.path}: {error.strerror}")
        raise FileRefusedError(file.name, file.table, reason) from None


def _recognise(path: Path, name: str, tables: Sequence[Table]) -> ChartFile | None:
    """The file as one of the tables, by the first or second of its lines; None where it is like none."""
    try:
        lines = first_lines(path, 2)
    except (LoaderError, OSError):
        return None
    for skip, line in enumerate(lines):
        header = set(next(csv.reader([line]), []))
        shared = {table.name: len(header & _headings(table)) for table in tables}
        best = max(tables, key=lambda table: (shared[table.name], -len(_headings(table))))
        if shared[best.name] >= _LIKE_A_CHART:
            return ChartFile(path, name, best, skip)
    return None


def _headings(table: Table) -> set[str]:
    """What the columns are called in the file."""
    raw = {column: heading for heading, column in table.renamed.items()}
    return {raw.get(column, column) for column in table.in_file}


def _check_header(file: ChartFile, header: Sequence[str]) -> None:
    table = file.table
    columns = {table.renamed.get(column, column) for column in header}
    missing = [column for column in table.in_file if column not in columns and column not in table.optional]
    if len(missing) > len(table.in_file) - len(table.optional) - _LIKE_A_CHART:
        raise LoaderError("HEADER_MISMATCH", f"{file.name} has the header of no format of charts")
    if missing:
        raise LoaderError("HEADER_MISMATCH", f"{file.name} lacks the column {', '.join(missing)}")


def _constants(file: ChartFile) -> dict[str, str | None]:
    """What the file's name says: chart, region and date."""
    match = _NAME.search(file.path.name)
    if not match:
        raise LoaderError(
            "BAD_FILE_NAME", f"{file.name} does not say its chart, region and date: name it as {_NAMES}"
        )
    first, following = match["date"], match["next"]
    names_range = "--" in file.table.file
    problem = _date_problem(first, following, match["period"].lower(), names_range=names_range)
    if problem:
        raise LoaderError("BAD_FILE_NAME", f"{file.name}: {problem}")
    return {
        "file_name": file.name,
        "chart": f"{match['kind']}-{match['period']}".lower(),
        "region": match["region"].lower(),
        "chart_date": f"{first}--{following}" if following else first,
    }


def _date_problem(first: str, following: str | None, period: str, *, names_range: bool) -> str:
    """Why the date in a name cannot be that of such a chart; empty where it can."""
    try:
        day = date.fromisoformat(first)
        end = date.fromisoformat(following) if following else None
    except ValueError:
        return "there is no such day"
    today = datetime.now(UTC).date()
    if day < _FIRST_DAY:
        return f"there is no such chart: Spotify began on {_FIRST_DAY}"
    if (end - timedelta(days=1) if end else day) > today:
        return f"there is no such chart yet: today is {today}"
    if period == "daily":
        return "a daily chart has one date" if end else ""
    if names_range:
        is_right = day.weekday() == _FRIDAY and end == day + timedelta(days=7)
        return "" if is_right else "a chart week of this format is named after its Friday and the next: A--B"
    is_right = day.weekday() == _THURSDAY and end is None
    return "" if is_right else "a chart week of this format is named after its last day, a Thursday"


def _missing_ranks(file: ChartFile) -> list[int]:
    """The ranks up to the last that have no row. Raises FileRefusedError for rows that make no chart."""
    try:
        text = b"".join(read_text(file.path, file.name)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoaderError(
            "WRONG_ENCODING", f"{file.name} is not UTF-8 (byte {error.start:,}): save it as UTF-8"
        ) from None
    lines = text.splitlines(keepends=True)[file.skip :]
    reader = csv.reader(lines)
    header = next(reader)
    at = header.index("Position" if "Position" in header else "rank")
    ranks: Counter[str] = Counter()
    bad: list[Reject] = []
    rows = 0
    for row in reader:
        if not row:
            continue
        rows += 1
        reason = _row_problem(row, len(header), at, ranks)
        if reason:
            bad.append((file.name, reader.line_num + file.skip, reason, ",".join(row)[:500]))
    if bad:
        raise _refusal(file, bad, rows)
    present = {int(rank) for rank in ranks}
    return sorted(set(range(1, max(present, default=0) + 1)) - present)


def _row_problem(row: Sequence[str], width: int, at: int, ranks: Counter[str]) -> str:
    """Why a row cannot be in a chart, as the reject log says it; empty where it can. Counts its rank."""
    if len(row) != width:
        return "TOO_FEW_FIELDS" if len(row) < width else "TOO_MANY_FIELDS"
    rank = row[at].strip()
    if not rank.isascii() or not rank.isdigit() or int(rank) == 0:
        return "NO_RANK"
    ranks[str(int(rank))] += 1
    return "REPEATED_RANK" if ranks[str(int(rank))] > 1 else ""


def _refusal(file: ChartFile, bad: Sequence[Reject], rows: int) -> FileRefusedError:
    _, line, reason, _ = bad[0]
    words = reason.replace("_", " ").lower()
    error = LoaderError(
        "BAD_ROWS",
        f"{file.name}: {len(bad)} of {rows} rows are wrong; the first is line {line} ({words})",
    )
    return FileRefusedError(file.name, file.table, error, bad[:KEPT_REJECTS], rows)
