"""From gzip text files to raw tables: obtain, check, load; two at a time, the largest first."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.call_log import public_url
from loaders.downloads import Download, NotModifiedError, SourceFile, Version, download, put_in_place
from loaders.errors import Interrupted, LoaderError, from_os
from loaders.gzip_text import inspect_file
from loaders.http import same_address
from loaders.raw_load import LinesMissingError, LinesToLoad, RefusedError, Reject
from loaders.tables import Table
from loaders.warehouse import LoadRecord

if TYPE_CHECKING:
    from loaders.sources.base import Context, Source

_AT_A_TIME = 2
_COMMON = ("NO_NETWORK", "DISK_FULL", "CANNOT_WRITE")
"""Problems of the machine, not of a table: said once for all tables that they hit."""
_PATIENCE_S = 3.0
"""How long threads that were told to stop are waited for."""


def fetch_files(context: Context, source: Source, tables: Sequence[Table]) -> list[LoadRecord]:
    """Bring `tables` up to date from their addresses or the folder that the user named; see Source.fetch.

    While one file is loaded the next ones come in: fetching waits for the network, loading for the processor.
    """
    jobs = [_TableJob(context, source, table) for table in tables]
    jobs.sort(key=lambda job: job.size_estimate, reverse=True)
    if context.from_dir:
        _name_missing(context, jobs)
    obtaining, loading = (ThreadPoolExecutor(_AT_A_TIME, name) for name in ("obtain", "load"))
    obtained: dict[Future[SourceFile | None], _TableJob] = {obtaining.submit(job.obtain): job for job in jobs}
    loaded: list[Future[LoadRecord]] = []
    try:
        for future in as_completed(obtained):
            loaded.append(loading.submit(obtained[future].load, future))
        return [future.result() for future in loaded]
    except BaseException:
        context.cancel.set()
        context.warehouse.interrupt()
        raise
    finally:
        obtaining.shutdown(wait=False, cancel_futures=True)
        loading.shutdown(wait=False, cancel_futures=True)
        wait([future for future in obtained if not future.cancelled()], timeout=_PATIENCE_S)
        wait([future for future in loaded if not future.cancelled()], timeout=_PATIENCE_S)


class _TableJob:
    """One file on its way into one table."""

    def __init__(self, context: Context, source: Source, table: Table) -> None:
        self._context = context
        self._source = source
        self.table = table
        self._url = source.address(context.settings, table)
        self.local = find_local(context.from_dir, source.id, table.file) if context.from_dir else None
        uri = self.local.resolve().as_uri() if self.local else public_url(self._url)
        self._record = context.record(source, table, uri)

    @property
    def size_estimate(self) -> int:
        """Compressed bytes: the file's own, or what the source's file typically has."""
        return self.local.stat().st_size if self.local else self.table.typical_mb * 1_000_000

    def obtain(self) -> SourceFile | None:
        """The verified file; None where the server says that the current load is still its version."""
        self._record = replace(self._record, started_at=datetime.now(UTC).replace(tzinfo=None))
        context, name = self._context, self.table.name
        if context.from_dir:
            if self.local is None:
                raise LoaderError("FILE_MISSING", f"{self.table.file} is not in {context.from_dir}")
            context.reporter.stage(name, "checking")
            return self._inspect(self.local)
        context.reporter.stage(name, "downloading")
        task = Download(
            source=self._source.id,
            url=self._url,
            target=context.download_dir(self._source.id) / self.table.file,
            root=context.settings.data_dir,
            known=self._known_version(),
            force=context.force,
            progress=lambda done, total: context.reporter.advance(name, done, total),
        )
        try:
            return download(context.http, task, context.cancel)
        except NotModifiedError:
            return None

    def load(self, obtained: Future[SourceFile | None]) -> LoadRecord:
        """Load what was obtained; whatever a user can cause ends in a record with status 'failed'."""
        rejects: Sequence[Reject] = ()
        try:
            record = self._load(obtained.result())
        except OSError as error:
            record = self._failed(from_os(error, self._context.settings.data_dir))
        except LoaderError as error:
            rejects = error.rejects if isinstance(error, RefusedError) else ()
            record = self._failed(error)
        if record.status != "loaded":
            record = self._log(record, rejects)
        self._context.reporter.finish(record)
        return record

    def _load(self, file: SourceFile | None) -> LoadRecord:
        current = self._reusable()
        if current and file is None:
            return self._unchanged(current)
        if file is None:
            raise LoaderError("HTTP_ERROR", f"{self.table.file}: the table changed meanwhile; run this again")
        if current and file.text.sha256 == current.sha256:
            put_in_place(file)
            return self._unchanged(current)
        self._note_facts(file)
        columns = self._columns(file)
        self._context.reporter.stage(self.table.name, "loading")
        record = self._load_lines(file, columns)
        put_in_place(file)
        return record

    def _load_lines(self, file: SourceFile, columns: Sequence[str]) -> LoadRecord:
        try:
            if self._context.limit is None and not file.text.has_carriage_return:
                lines = LinesToLoad(file.path, True, columns, file.text.lines)
                return self._context.warehouse.load(self.table, lines, self._record)
        except LinesMissingError:
            pass  # a blank line, which the parser drops without a word: the copy names it
        return self._load_copy(file, columns)

    def _load_copy(self, file: SourceFile, columns: Sequence[str]) -> LoadRecord:
        folder = self._context.warehouse.temp_dir
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"{self.table.name}.tsv"
        try:
            lines = copy_lines(file, copy, columns, self._context.limit)
            return self._context.warehouse.load(self.table, lines, self._record)
        finally:
            copy.unlink(missing_ok=True)

    def _columns(self, file: SourceFile) -> tuple[str, ...]:
        """The header, in the file's order, if it has what the table needs."""
        header, name = file.text.header, self.table.file
        if file.text.lines == 0:
            raise LoaderError("EMPTY_FILE", f"{name} holds no rows")
        missing = [column for column in self.table.columns if column not in header]
        extra = [column for column in header if column not in self.table.columns]
        if missing:
            found = f"; it has {', '.join(extra)} instead" if extra else ""
            raise LoaderError("HEADER_MISMATCH", f"{name} lacks the column {', '.join(missing)}{found}")
        if len(set(header)) < len(header) or "" in header:
            raise LoaderError(
                "HEADER_MISMATCH", f"{name} has a column without a name of its own: {', '.join(header)}"
            )
        if extra and not self._context.allow_new_columns:
            raise LoaderError(
                "NEW_COLUMNS",
                f"{name} has a new column {', '.join(extra)}: load the known ones with --allow-new-columns",
            )
        if extra:
            self._context.reporter.problem(f"{name}: not loaded, as unknown: column {', '.join(extra)}")
        return header

    def _note_facts(self, file: SourceFile) -> None:
        modified = file.version.last_modified
        self._record = replace(
            self._record,
            bytes=file.text.bytes,
            sha256=file.text.sha256,
            etag=file.version.etag,
            last_modified=modified and modified.replace(tzinfo=None),
            rows_read=file.text.lines,
            snapshot_date=self._context.snapshot_date or (modified or datetime.now(UTC)).date(),
            reason_code="ROW_LIMIT" if self._limit_note else None,
            message=self._limit_note,
        )

    def _reusable(self) -> LoadRecord | None:
        """The current load, if a load of the same file with these options would end in the same table."""
        context, current = self._context, self._context.current.get(self.table.name)
        if current is None or context.force or current.data_mode != context.data_mode:
            return None
        if current.message != self._limit_note or context.snapshot_date not in (None, current.snapshot_date):
            return None
        return current if context.warehouse.rows(self.table) == current.rows_loaded else None

    def _known_version(self) -> Version | None:
        current = self._reusable()
        if current is None or not same_address(current.uri, self._record.uri):
            return None
        return Version(current.etag, current.last_modified and current.last_modified.replace(tzinfo=UTC))

    @property
    def _limit_note(self) -> str | None:
        limit = self._context.limit
        return None if limit is None else f"first {limit} rows"

    def _unchanged(self, current: LoadRecord) -> LoadRecord:
        """The row that confirms a load: its facts, this run's id, address and times."""
        return replace(
            current,
            run_id=self._record.run_id,
            uri=self._record.uri,
            status="unchanged",
            started_at=self._record.started_at,
            finished_at=None,
        )

    def _failed(self, problem: LoaderError) -> LoadRecord:
        kept = (
            "the table keeps its last load"
            if self.table.name in self._context.current
            else "the table stays empty"
        )
        if problem.code in _COMMON:
            self._context.reporter.problem(str(problem))
        elif problem.code != "FILE_MISSING":
            self._context.reporter.problem(f"{self.table.name}: {problem}; {kept}")
        return replace(self._record, status="failed", reason_code=problem.code, message=str(problem))

    def _log(self, record: LoadRecord, rejects: Sequence[Reject]) -> LoadRecord:
        try:
            return self._context.warehouse.log(record, self.table.file, rejects)
        except LoaderError as error:  # a full disk takes no log row either: the line on the screen has to do
            self._context.reporter.problem(f"the load log could not be written: {error}")
            return record

    def _inspect(self, path: Path) -> SourceFile:
        def progress(done: int) -> None:
            if self._context.cancel.is_set():
                raise Interrupted
            self._context.reporter.advance(self.table.name, done, size)

        try:
            size = path.stat().st_size
            text = inspect_file(path, self.table.file, progress)
        except OSError as error:
            raise LoaderError("CANNOT_READ", f"cannot read {path}: {error.strerror}") from None
        modified = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
        return SourceFile(path, path.resolve().as_uri(), text, Version(None, modified))


def find_local(folder: Path, source: str, file: str) -> Path | None:
    """The file in a folder that holds one source's files, or a folder for each source; None without it."""
    return next((path for path in (folder / file, folder / source / file) if path.is_file()), None)


def copy_lines(file: SourceFile, target: Path, columns: Sequence[str], limit: int | None) -> LinesToLoad:
    """Copy at most `limit` rows to an uncompressed file that the engine can take, with the same line numbers.

    A carriage return at the end of a line is dropped. A line that is blank, or has one inside, would be lost
    or stop the whole load: in its place stands a line that is rejected for having one field.
    """
    bad: dict[int, tuple[str, str]] = {}
    lines = 0
    with gzip.open(file.path, "rb") as source, target.open("wb") as copy:
        for number, line in enumerate(source, 1):
            if limit is not None and number > limit + 1:
                break
            text = line.removesuffix(b"\n").removesuffix(b"\r")
            if not text or b"\r" in text:
                reason = "CARRIAGE_RETURN" if text else "EMPTY_LINE"
                bad[number] = (reason, text.decode("utf-8", "replace"))
                text = b"-"
            copy.write(text + b"\n")
            lines = number - 1
    return LinesToLoad(target, False, columns, lines, bad)


def _name_missing(context: Context, jobs: Sequence[_TableJob]) -> None:
    missing = sorted(job.table.file for job in jobs if job.local is None)
    if missing:
        context.reporter.problem(f"not in {context.from_dir}: {', '.join(missing)}")
