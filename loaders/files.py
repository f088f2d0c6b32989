"""From text files to raw tables: obtain, check, load; two at a time, the largest first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.bodies import inspect_file
from loaders.call_log import public_url
from loaders.copies import as_lines, copied_lines
from loaders.downloads import Download, NotModifiedError, SourceFile, Version, download, put_in_place
from loaders.errors import Interrupted, LoaderError, from_os
from loaders.http import same_address
from loaders.raw_load import LinesMissingError, LinesToLoad, RefusedError, Reject
from loaders.tables import Table
from loaders.warehouse import LoadRecord

if TYPE_CHECKING:
    from loaders.sources.base import Context, Source

_AT_A_TIME = 2
_COMMON = ("NO_NETWORK", "DISK_FULL", "CANNOT_WRITE", "CREDENTIAL_INVALID", "RATE_LIMITED", "SERVER_ERROR")
"""Problems of the machine or of a whole site, not of a table: said once for all tables that they hit."""
_PATIENCE_S = 3.0
"""How long threads that were told to stop are waited for."""


@dataclass(frozen=True)
class Part:
    """A file of a table, and what the table's `constants` are in its rows."""

    file: SourceFile
    constants: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """One table to bring up to date: where it comes from and how its files are obtained."""

    table: Table
    uri: str
    """For the load log; no secret in it."""
    obtain: Callable[[Job], Sequence[Part] | None]
    """The verified files; None where the server says that the current load is still its version."""
    size: int = 0
    """Compressed bytes, about: the largest begins."""
    is_missing: bool = False
    """Its file is not in the folder that the user named."""


def fetch_files(context: Context, source: Source, tables: Sequence[Table]) -> list[LoadRecord]:
    """Bring `tables`, one file each, up to date from their addresses or the folder that the user named."""
    return fetch_tables(context, source, [file_work(context, source, table) for table in tables])


def file_work(
    context: Context,
    source: Source,
    table: Table,
    get: Callable[[Job], SourceFile | None] | None = None,
    address: str = "",
) -> Work:
    """A table made from one file: in --from-dir where there is one, else what `get` brings.

    Default: a plain download from the source's address.
    """
    if context.from_dir:
        return _local_work(context.from_dir, source, table)
    url = address or source.address(context.settings, table)

    def obtain(job: Job) -> Sequence[Part] | None:
        file = get(job) if get else job.download(url, table.file)
        return None if file is None else [Part(file)]

    return Work(table, public_url(url), obtain, table.typical_mb * 1_000_000)


def fetch_tables(context: Context, source: Source, works: Sequence[Work]) -> list[LoadRecord]:
    """Bring tables up to date; see Source.fetch.

    While one file is loaded the next ones come in: fetching waits for the network, loading for the processor.
    """
    jobs = [Job(context, source, work) for work in sorted(works, key=lambda work: work.size, reverse=True)]
    name_missing(context, (work.table.file for work in works if work.is_missing))
    obtaining, loading = (ThreadPoolExecutor(_AT_A_TIME, name) for name in ("obtain", "load"))
    obtained = {obtaining.submit(job.obtain): job for job in jobs}
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


class Job:
    """One table under way: what its `obtain` may use, and then the load."""

    def __init__(self, context: Context, source: Source, work: Work) -> None:
        self.context = context
        self.source = source
        self.table = work.table
        self._work = work
        self._record = context.record(source, work.table, work.uri)

    def obtain(self) -> Sequence[Part] | None:
        """The verified files; None where the server says that the current load is still its version."""
        self._record = replace(self._record, started_at=datetime.now(UTC).replace(tzinfo=None))
        return self._work.obtain(self)

    def stage(self, doing: str) -> None:
        """Show what is being done: downloading, checking, loading."""
        self.context.reporter.stage(self.table.name, doing)

    def download(
        self,
        url: str,
        file: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> SourceFile | None:
        """Bring `file` of the source's downloads up to date; None: the current load is of this version."""
        context, name = self.context, self.table.name
        self.stage("downloading")
        task = Download(
            source=self.source.id,
            url=url,
            target=context.download_dir(self.source.id) / file,
            root=context.settings.data_dir,
            dialect=self.table.dialect,
            params=params or {},
            headers=headers or {},
            known=self._known_version(),
            force=context.force,
            progress=lambda done, total: context.reporter.advance(name, done, total),
        )
        try:
            return download(context.http, task, context.cancel)
        except NotModifiedError:
            return None

    def local(self, path: Path, *, name: str = "", skip: int = 0) -> SourceFile:
        """Check a file on disk, called `name` in messages; `skip` lines come before its header."""
        self.stage("checking")

        def progress(done: int) -> None:
            if self.context.cancel.is_set():
                raise Interrupted
            self.context.reporter.advance(self.table.name, done, size)

        try:
            size = path.stat().st_size
            text = inspect_file(path, name or path.name, self.table.dialect, progress, skip)
        except OSError as error:
            raise LoaderError("CANNOT_READ", f"cannot read {path}: {error.strerror}") from None
        modified = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
        return SourceFile(path, path.resolve().as_uri(), text, Version(None, modified), name=name)

    def load(self, obtained: Future[Sequence[Part] | None]) -> LoadRecord:
        """Load what was obtained; whatever a user can cause ends in a record with status 'failed'."""
        rejects: Sequence[Reject] = ()
        try:
            record = self._load(obtained.result())
        except OSError as error:
            record = self._failed(from_os(error, self.context.settings.data_dir))
        except LoaderError as error:
            rejects = error.rejects if isinstance(error, RefusedError) else ()
            record = self._failed(error)
        if record.status != "loaded":
            record = log_record(self.context, record, rejects)
        self.context.reporter.finish(record)
        return record

    def _load(self, parts: Sequence[Part] | None) -> LoadRecord:
        current = self._reusable()
        if current and parts is None:
            return self._unchanged(current)
        if parts is None:
            raise LoaderError("HTTP_ERROR", f"{self.table.file}: the table changed meanwhile; run this again")
        if current and _digest(parts) == current.sha256:
            _put_in_place(parts)
            return self._unchanged(current)
        self._note_facts(parts)
        fields = [self._fields(part.file) for part in parts]
        self._refuse_shrunk()
        self.stage("loading")
        record = self._load_lines(parts, fields)
        _put_in_place(parts)
        return record

    def _load_lines(self, parts: Sequence[Part], fields: Sequence[tuple[str | None, ...]]) -> LoadRecord:
        """From the files as they are; from careful copies where the engine cannot take them so."""
        limit = self.context.limit
        make = partial(as_lines if limit is None else copied_lines, dialect=self.table.dialect, limit=limit)
        try:
            return self._load_made(parts, fields, make)
        except LinesMissingError:
            if limit is not None:
                raise
            # a blank line, which the parser drops without a word, or a stray line end: the copy names it
            return self._load_made(parts, fields, partial(copied_lines, dialect=self.table.dialect))

    def _load_made(
        self,
        parts: Sequence[Part],
        fields: Sequence[tuple[str | None, ...]],
        make: Callable[[SourceFile, Path], LinesToLoad],
    ) -> LoadRecord:
        with self.context.warehouse.temp_folder(self.table.name) as folder:
            lines = [
                replace(make(part.file, folder / str(number)), fields=names, constants=part.constants)
                for number, (part, names) in enumerate(zip(parts, fields, strict=True))
            ]
            return self.context.warehouse.load(self.table, lines, self._record)

    def _fields(self, file: SourceFile) -> tuple[str | None, ...]:
        """The raw column of each field of the file, if it has what the table needs; None: not loaded."""
        table, name = self.table, file.called
        if file.text.lines == 0:
            raise LoaderError("EMPTY_FILE", f"{name} holds no rows")
        if not table.dialect.header:
            return table.in_file
        header = tuple(table.renamed.get(column, column) for column in file.text.header)
        missing = [c for c in table.in_file if c not in header and c not in table.optional]
        extra = [column for column in header if column not in table.in_file]
        if missing:
            found = f"; it has {', '.join(extra)} instead" if extra else ""
            raise LoaderError("HEADER_MISMATCH", f"{name} lacks the column {', '.join(missing)}{found}")
        known = [column for column in header if column in table.in_file]
        if len(set(known)) < len(known) or (not table.ignores_new_columns and _has_unnamed(header)):
            raise LoaderError(
                "HEADER_MISMATCH", f"{name} has a column without a name of its own: {', '.join(header)}"
            )
        if extra and not (self.context.allow_new_columns or table.ignores_new_columns):
            raise LoaderError(
                "NEW_COLUMNS",
                f"{name} has a new column {', '.join(extra)}: load the known ones with --allow-new-columns",
            )
        if extra:
            self.context.reporter.problem(f"{name}: not loaded, as unknown: column {', '.join(extra)}")
        return tuple(column if column in table.in_file else None for column in header)

    def _note_facts(self, parts: Sequence[Part]) -> None:
        moments = [part.file.version.last_modified for part in parts]
        modified = max((moment for moment in moments if moment), default=None)
        self._record = replace(
            self._record,
            bytes=sum(part.file.text.bytes for part in parts),
            sha256=_digest(parts),
            etag=parts[0].file.version.etag if len(parts) == 1 else None,
            last_modified=modified and modified.replace(tzinfo=None),
            rows_read=sum(part.file.text.lines for part in parts),
            snapshot_date=self.context.snapshot_date or (modified or datetime.now(UTC)).date(),
            reason_code="ROW_LIMIT" if self._limit_note else None,
            message=self._limit_note,
        )

    def _refuse_shrunk(self) -> None:
        """A file that holds the whole history must not lose some of it. Raises LoaderError."""
        context, current = self.context, self.context.current.get(self.table.name)
        if not self.table.only_grows or current is None or context.force or context.limit is not None:
            return
        rows, before = self._record.rows_read or 0, current.rows_read or 0
        if current.data_mode == context.data_mode and rows < before:
            raise LoaderError(
                "SHRUNK",
                f"{self.table.file} has {rows:,} rows, the one before had {before:,} and a history only "
                "grows: if it is right all the same, load it with --force",
            )

    def _reusable(self) -> LoadRecord | None:
        """The current load, if a load of the same file with these options would end in the same table."""
        context, current = self.context, self.context.current.get(self.table.name)
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
        limit = self.context.limit
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
        tell_problem(self.context, self.table, problem)
        return replace(self._record, status="failed", reason_code=problem.code, message=str(problem))


def tell_problem(context: Context, table: Table, problem: LoaderError) -> None:
    """Say why a table was not loaded, in one line; what hits all tables alike once for all."""
    kept = "keeps its last load" if table.name in context.current else "stays empty"
    if problem.code in _COMMON:
        context.reporter.problem(str(problem))
    elif problem.code != "FILE_MISSING" or not context.from_dir:
        context.reporter.problem(f"{table.name}: {problem}; the table {kept}")


def log_record(context: Context, record: LoadRecord, rejects: Sequence[Reject] = ()) -> LoadRecord:
    """Write a row without data into the load log; a full disk must not hide why there is none."""
    try:
        return context.warehouse.log(record, rejects)
    except LoaderError as error:
        context.reporter.problem(f"the load log could not be written: {error}")
        return record


def find_local(folder: Path, source: str, file: str) -> Path | None:
    """The file in a folder that holds one source's files, or a folder for each source; None without it.

    It may be packed, or have been unpacked: `users.csv` is also found as `users.csv.zip` and the other way.
    """
    plain = file.removesuffix(".gz").removesuffix(".zip")
    names = dict.fromkeys((file, plain, f"{plain}.gz", f"{plain}.zip"))
    paths = (at / name for name in names for at in (folder, folder / source))
    return next((path for path in paths if path.is_file()), None)


def _local_work(folder: Path, source: Source, table: Table) -> Work:
    path = find_local(folder, source.id, table.file)

    def obtain(job: Job) -> Sequence[Part]:
        if path is None:
            raise LoaderError("FILE_MISSING", f"{table.file} is not in {folder}")
        return [Part(job.local(path))]

    uri = (path or folder / table.file).resolve().as_uri()
    return Work(table, uri, obtain, path.stat().st_size if path else 0, is_missing=path is None)


def _digest(parts: Sequence[Part]) -> str | None:
    """Of one file its own; of several, or where constants go with it, over all of that."""
    if len(parts) == 1 and not parts[0].constants:
        return parts[0].file.text.sha256
    return joint_digest((part.file.text.sha256, part.constants) for part in parts)


def joint_digest(files: Iterable[tuple[str, Mapping[str, str | None]]]) -> str:
    """The digest of files that are one load, from each one's own and its constants, in whatever order."""
    lines = sorted(f"{sha256} {json.dumps(constants)}\n" for sha256, constants in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _put_in_place(parts: Sequence[Part]) -> None:
    for part in parts:
        put_in_place(part.file)


def _has_unnamed(header: Sequence[str]) -> bool:
    return "" in header or len(set(header)) < len(header)


def name_missing(context: Context, files: Iterable[str]) -> None:
    """Say in one line which files are not in the folder that the user named; tell_problem leaves them out."""
    if missing := sorted(files):
        context.reporter.problem(f"not in {context.from_dir}: {', '.join(missing)}")
