"""The warehouse: raw tables, `raw.load_log`, `raw.reject_log`. Every load is one transaction."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from loaders.errors import Interrupted, LoaderError, disk_full, from_os
from loaders.raw_append import append_rows, keep_salt, purge_rows
from loaders.raw_load import (
    LinesMissingError,
    LinesToLoad,
    Reject,
    count_duplicates,
    count_rows,
    name,
    replace_table,
)
from loaders.settings import Settings
from loaders.tables import Table

_LOGS = """
create schema if not exists raw;
create table if not exists raw.load_log (
    run_id varchar, source varchar, table_name varchar, uri varchar, data_mode varchar, data_nature varchar,
    status varchar, reason_code varchar, message varchar, snapshot_date date, bytes bigint, sha256 varchar,
    etag varchar, last_modified timestamp, rows_read bigint, rows_loaded bigint, rows_rejected bigint,
    rows_duplicate bigint, started_at timestamp, finished_at timestamp
);
create table if not exists raw.subscriber_salt (data_mode varchar, salt varchar);
create table if not exists raw.reject_log (
    run_id varchar, source varchar, table_name varchar, file_name varchar, line_number bigint, reason varchar,
    line_text varchar
);
"""
_LOG_REJECTS = "insert into raw.reject_log select ?, ?, ?, file, line, reason, text from rejected"
_LOG_KEPT_REJECTS = """
insert into raw.reject_log
select ?, ?, ?, unnest(?::varchar[]), unnest(?::bigint[]), unnest(?::varchar[]), unnest(?::varchar[])
"""
_DISK_FULL = re.compile(
    r"no space left|file too large|quota|disk is full|max_temp_directory_size", re.IGNORECASE
)


def utc_now() -> datetime:
    """Now, in UTC and without a zone, as the logs hold it."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class LoadRecord:
    """A row of `raw.load_log`: same names, same order. Times are UTC without a zone."""

    run_id: str
    source: str
    table_name: str
    uri: str
    data_mode: str
    data_nature: str
    status: str = "failed"
    reason_code: str | None = None
    message: str | None = None
    snapshot_date: date | None = None
    bytes: int | None = None
    sha256: str | None = None
    etag: str | None = None
    last_modified: datetime | None = None
    rows_read: int | None = None
    rows_loaded: int | None = None
    rows_rejected: int | None = None
    rows_duplicate: int | None = None
    started_at: datetime = field(default_factory=utc_now)
    finished_at: datetime | None = None


class Warehouse:
    """An open warehouse, which no other process can open meanwhile. Use as a context manager.

    Loads may run in several threads, all on DuckDB's one pool. Raises LoaderError if the file is locked, is
    no DuckDB database or cannot be written.
    """

    def __init__(self, settings: Settings) -> None:
        self.path = settings.warehouse
        # Ours alone while we hold the warehouse, so what a killed run left behind can go.
        self.temp_dir = settings.temp_dir / f"fetch-{_short_hash(self.path)}"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            settings.temp_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os(error, self.path) from None
        self._connection = connect(settings, temp_dir=self.temp_dir)
        shutil.rmtree(self.temp_dir, ignore_errors=True)
        self._cursors: set[duckdb.DuckDBPyConnection] = set()
        self._lock = threading.Lock()
        self._cancelled = False

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(duckdb.Error):
            self._connection.close()
        shutil.rmtree(self.temp_dir, ignore_errors=True)

    def create_missing(self, tables: Iterable[Table]) -> None:
        """Create the logs and the raw tables that are not there yet, empty."""
        with self._transaction() as cursor:
            cursor.execute(_LOGS)
            for table in tables:
                columns = ", ".join(f"{name(column)} {table.sql_type(column)}" for column in table.columns)
                cursor.execute(f"create table if not exists raw.{name(table.name)} ({columns})")

    def current_loads(self) -> dict[str, LoadRecord]:
        """The current load of each table: its latest row with status 'loaded'."""
        return read_current_loads(self._connection.cursor())

    def rows(self, table: Table) -> int:
        """Rows in a raw table."""
        return count_rows(self._connection.cursor(), table)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows that a question to the warehouse gives."""
        with self._transaction() as cursor:
            return cursor.execute(sql, list(parameters)).fetchall()

    def log(self, record: LoadRecord, rejects: Sequence[Reject] = ()) -> LoadRecord:
        """Write a row of the load log, and the bad lines of a refused file; returns the row as written."""
        done = replace(record, finished_at=utc_now())
        with self._transaction() as cursor:
            _insert_record(cursor, done)
            _insert_rejects(cursor, done, rejects)
        return done

    def load(self, table: Table, files: Sequence[LinesToLoad], record: LoadRecord) -> LoadRecord:
        """Replace a raw table by the lines of files, with its rows in the logs, or change nothing.

        Raises what replace_table raises; Interrupted; LoaderError for what the machine lacks.
        """
        with self._transaction() as cursor:
            loaded, rejected = replace_table(cursor, table, files)
            done = replace(
                record,
                status="loaded",
                rows_read=sum(file.lines for file in files),
                rows_loaded=loaded,
                rows_rejected=rejected,
                rows_duplicate=count_duplicates(cursor, table),
                finished_at=utc_now(),
            )
            cursor.execute(_LOG_REJECTS, _reject_head(done))
            _insert_record(cursor, done)
        return done

    def append(
        self,
        table: Table,
        rows: Sequence[Sequence[object]],
        record: LoadRecord,
        *,
        replace_snapshot: bool,
        rejects: Sequence[Reject] = (),
    ) -> LoadRecord:
        """Add rows of the record's snapshot to a raw table, or change nothing; returns the row as logged.

        `rows` are in the order of the table's columns, snapshot_date and data_mode among them. With
        `replace_snapshot` the rows of that day and data mode go first, otherwise they stay. Counted are the
        snapshot's rows that the table then has; `rejects`, of which the record has the number, go to the
        reject log.
        Raises Interrupted; LoaderError for what the machine lacks.
        """
        with self._transaction() as cursor:
            loaded, duplicate = append_rows(
                cursor,
                table,
                rows,
                (record.snapshot_date, record.data_mode),
                replace_snapshot=replace_snapshot,
            )
            done = replace(
                record,
                status="loaded",
                rows_read=loaded + (record.rows_rejected or 0),
                rows_loaded=loaded,
                rows_rejected=record.rows_rejected or 0,
                rows_duplicate=duplicate,
                finished_at=utc_now(),
            )
            _insert_record(cursor, done)
            _insert_rejects(cursor, done, rejects)
        return done

    def purge(self, tables: Iterable[Table], today: date) -> None:
        """Delete what is older today than each table's `retention_days`; see raw_append.purge_rows."""
        with self._transaction() as cursor:
            for table in tables:
                purge_rows(cursor, table, today)

    def keep_salt(self, data_mode: str, given: str, *, force: bool) -> bool:
        """Keep the salt of the subscriber keys; see raw_append.keep_salt."""
        with self._transaction() as cursor:
            return keep_salt(cursor, data_mode, given, force=force)

    @contextmanager
    def temp_folder(self, name: str) -> Iterator[Path]:
        """A folder for copies of files on their way into a table; gone afterwards."""
        folder = self.temp_dir / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def interrupt(self) -> None:
        """Stop the loads that are running, and any that would begin later; each is rolled back."""
        with self._lock:
            self._cancelled = True
            for cursor in self._cursors:
                cursor.interrupt()

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._connection.cursor()
        with self._lock:
            if self._cancelled:
                raise Interrupted
            self._cursors.add(cursor)
        try:
            cursor.begin()
            yield cursor
            cursor.commit()
        except duckdb.Error as error:
            _roll_back(cursor)
            raise self._problem(error) from None
        except BaseException:
            _roll_back(cursor)
            raise
        finally:
            with self._lock:
                self._cursors.discard(cursor)
            cursor.close()

    def _problem(self, error: duckdb.Error) -> BaseException:
        """What a DuckDB error means to a user; its own first line where nothing better is known."""
        if isinstance(error, duckdb.InterruptException):
            return Interrupted()
        text = str(error)
        first = text.splitlines()[0]
        if _DISK_FULL.search(text):
            return disk_full(self.path)
        if isinstance(error, duckdb.OutOfMemoryException):
            what_to_do = "raise MEDIA_MEMORY_LIMIT or lower MEDIA_THREADS"
            return LoaderError("OUT_OF_MEMORY", f"DuckDB: {first}: {what_to_do}")
        if isinstance(error, duckdb.InvalidInputException) and "state machine" in text:
            return LinesMissingError("COUNT_MISMATCH", first)
        return LoaderError("ENGINE_ERROR", f"DuckDB: {first}")


def connect(
    settings: Settings, *, read_only: bool = False, temp_dir: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """Open the warehouse within the limits of the settings. Raises LoaderError as Warehouse does."""
    try:
        return duckdb.connect(
            str(settings.warehouse),
            read_only=read_only,
            config={
                "memory_limit": settings.memory_limit,
                "threads": settings.threads,
                "temp_directory": str(temp_dir or settings.temp_dir),
                "preserve_insertion_order": False,
            },
        )
    except duckdb.Error as error:
        raise _cannot_open(settings.warehouse, str(error)) from None


def read_current_loads(cursor: duckdb.DuckDBPyConnection) -> dict[str, LoadRecord]:
    """The current load of each table by its name; empty where nothing was ever loaded."""
    try:
        rows = cursor.table("raw.load_log").filter("status = 'loaded'").order("finished_at").fetchall()
    except duckdb.CatalogException:
        return {}
    return {record.table_name: record for record in (LoadRecord(*row) for row in rows)}


def _cannot_open(path: Path, text: str) -> LoaderError:
    if holder := re.search(r"Conflicting lock is held(?: in (\S+))?(?: \(PID (\d+)\))?", text):
        program, process = holder.groups()
        who = f"{Path(program).name}, PID {process}" if program and process else "PID unknown"
        what_to_do = "close it there or wait for it to end, then run this again"
        return LoaderError(
            "WAREHOUSE_LOCKED", f"the warehouse {path} is open in another process ({who}): {what_to_do}"
        )
    if "not a valid DuckDB database" in text:
        what_to_do = "move it away, or set MEDIA_WAREHOUSE to another file"
        return LoaderError("CANNOT_WRITE", f"{path} is not a DuckDB database: {what_to_do}")
    what_to_do = "set MEDIA_WAREHOUSE to a file that can be written"
    return LoaderError("CANNOT_WRITE", f"cannot open {path} ({text.splitlines()[0]}): {what_to_do}")


def _reject_head(record: LoadRecord) -> list[str]:
    return [record.run_id, record.source, record.table_name]


def _insert_rejects(cursor: duckdb.DuckDBPyConnection, record: LoadRecord, rejects: Sequence[Reject]) -> None:
    if rejects:
        cursor.execute(_LOG_KEPT_REJECTS, [*_reject_head(record), *zip(*rejects, strict=True)])


def _insert_record(cursor: duckdb.DuckDBPyConnection, record: LoadRecord) -> None:
    values = [getattr(record, column.name) for column in fields(record)]
    cursor.table("raw.load_log").insert(values)


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """DuckDB ends the transaction itself after some errors; rolling back is then an error of its own."""
    with suppress(duckdb.Error):
        cursor.rollback()


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]
