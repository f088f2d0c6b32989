"""One run of `loaders fetch`: what is asked for, in which mode, and how it ended."""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from loaders import sample
from loaders.call_log import CallLog, public_url
from loaders.errors import DONE, FAILED, PARTIAL, LoaderError, UsageError, from_os
from loaders.files import find_local, log_record
from loaders.http import HttpClient, RetryPolicy
from loaders.progress import Reporter
from loaders.settings import Settings
from loaders.skips import SILENT, skip, without_hindrance
from loaders.sources import SOURCES
from loaders.sources.base import Context, Hindrance, Source
from loaders.tables import Table
from loaders.warehouse import LoadRecord, Warehouse

DATA_MODES = {"test": "sample", "full": "live"}
"""By --mode."""
EARLIEST_SNAPSHOT = date(2010, 1, 1)
"""The first day of the star's calendar."""


@dataclass(frozen=True)
class Request:
    """The options of `loaders fetch`. Empty sources or tables mean all."""

    mode: str
    sources: Sequence[str] = ()
    tables: Sequence[str] = ()
    from_dir: Path | None = None
    snapshot_date: date | None = None
    limit: int | None = None
    force: bool = False
    dry_run: bool = False
    allow_new_columns: bool = False


Plan = list[tuple[Source, list[Table]]]
"""What to fetch, by source and in the order of the sources."""


def run(request: Request, settings: Settings, reporter: Reporter) -> int:
    """Fetch what is asked for; returns the exit code. Raises LoaderError where nothing could be begun."""
    plan = make_plan(request)
    _refuse_impossible_day(request.snapshot_date)
    if request.from_dir and not request.from_dir.is_dir():
        raise UsageError(f"--from-dir: there is no folder {request.from_dir}")
    _refuse_sample_as_live(request)
    if request.dry_run:
        _show_plan(request, settings, plan, reporter)
        return DONE
    began = time.monotonic()
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    with ExitStack() as stack:
        stack.enter_context(_only_run(settings.data_dir))
        warehouse = stack.enter_context(Warehouse(settings))
        current = warehouse.current_loads()
        _refuse_sample_over_live(request, settings, current)
        warehouse.create_missing(table for source in SOURCES.values() for table in source.tables)
        # first of all, so that nothing that may become of a source keeps what must go
        warehouse.purge((table for source, _ in plan for table in source.tables), datetime.now(UTC).date())
        _refuse_empty_folder(request, plan)
        settings = stack.enter_context(_addresses(request, settings, reporter))
        context = _context(request, settings, warehouse, reporter, run_id, current, stack)
        stack.enter_context(reporter)
        records = [
            record
            for source, tables in plan
            for record in _fetch_source(context, source, tables, is_alone=len(plan) == 1)
        ]
    _sum_up(records, settings, reporter, time.monotonic() - began)
    return exit_code(records)


def make_plan(request: Request) -> Plan:
    """The tables to fetch, by source. Raises UsageError that names what there is."""
    if request.mode not in DATA_MODES:
        raise UsageError(f"--mode {request.mode!r}: there are {' and '.join(DATA_MODES)}")
    for name in request.sources:
        if name not in SOURCES:
            raise UsageError(f"--source {name!r}: there are {', '.join(SOURCES)}")
    chosen = [SOURCES[name] for name in request.sources] or list(SOURCES.values())
    known: dict[str, set[str]] = {}
    for source in chosen:
        for table in source.tables:
            for name in _spellings(source, table):
                known.setdefault(_plain(name), set()).add(table.name)
    names = set().union(*known.values())
    for name in request.tables:
        if _plain(name) not in known:
            raise UsageError(f"--table {name!r}: there are {', '.join(sorted(names))}")
    wanted = set().union(*(known[_plain(name)] for name in request.tables)) or names
    plan = [(source, [table for table in source.tables if table.name in wanted]) for source in chosen]
    return [(source, tables) for source, tables in plan if tables]


def _fetch_source(
    context: Context, source: Source, tables: Sequence[Table], *, is_alone: bool
) -> list[LoadRecord]:
    """What becomes of the tables of one source, whatever becomes of the others."""
    able = list(tables)
    skipped: list[LoadRecord] = []
    if context.from_dir is None:
        able, skipped = without_hindrance(context, source, tables)
    elif not is_alone and not _has_any(source, tables, context.from_dir):
        absent = Hindrance("NOT_CONFIGURED", f"nothing of it in {context.from_dir}")
        return skip(context, source, tables, absent)
    else:
        able, skipped = _without_absent(context, source, tables, context.from_dir)
    if not able:
        return skipped
    try:
        return skipped + source.fetch(context, able)
    except LoaderError as error:
        context.reporter.problem(f"{source.id}: {error}")
        return skipped + [_failed(context, source, table, error) for table in able]


def _without_absent(
    context: Context, source: Source, tables: Sequence[Table], folder: Path
) -> tuple[list[Table], list[LoadRecord]]:
    """The tables to load from a folder, and the load log's rows of those that may be missing and are."""
    absent = [table for table in tables if not table.is_required and not source.has_local(folder, table)]
    if len(absent) == len(tables):  # then one of them was meant
        return list(tables), []
    able = [table for table in tables if table not in absent]
    return able, skip(context, source, absent, Hindrance("NOT_CONFIGURED", f"not in {folder}"))


def _failed(context: Context, source: Source, table: Table, error: LoaderError) -> LoadRecord:
    record = context.record(source, table, public_url(source.address(context.settings, table)))
    return log_record(context, replace(record, status="failed", reason_code=error.code, message=str(error)))


def _has_any(source: Source, tables: Sequence[Table], folder: Path) -> bool:
    return any(source.has_local(folder, table) for table in tables)


def _refuse_empty_folder(request: Request, plan: Plan) -> None:
    """Of several sources those that are not there are skipped; if none is, it is the wrong folder."""
    folder = request.from_dir
    if folder and len(plan) > 1 and not any(_has_any(source, tables, folder) for source, tables in plan):
        raise LoaderError("FILE_MISSING", f"{folder} holds no file of any source: name the one that does")


def exit_code(records: Iterable[LoadRecord]) -> int:
    """0 all is well (what was skipped included), 1 nothing is, 3 some tables failed and some are loaded."""
    failed = [record.status == "failed" for record in records if record.status != "skipped"]
    if not any(failed):
        return DONE
    return FAILED if all(failed) else PARTIAL


def _spellings(source: Source, table: Table) -> tuple[str, ...]:
    """A table may be named as in the warehouse or without its source, with dots or underscores."""
    return table.name, table.name.removeprefix(f"{source.id}_")


def _plain(name: str) -> str:
    for suffix in (".gz", ".tsv", ".csv"):
        name = name.removesuffix(suffix)
    return name.removeprefix("raw.").replace(".", "_").lower()


def _show_plan(request: Request, settings: Settings, plan: Plan, reporter: Reporter) -> None:
    for source, tables in plan:
        for table in tables:
            reporter.say(_intention(request, settings, source, table, is_alone=len(plan) == 1))
    reporter.say(f"into {settings.warehouse}, as data mode {DATA_MODES[request.mode]}; nothing was done")


def _intention(request: Request, settings: Settings, source: Source, table: Table, *, is_alone: bool) -> str:
    """What would become of a table."""
    if request.from_dir:
        found = find_local(request.from_dir, source.id, table.file)
        if not found and not is_alone and not _has_any(source, source.tables, request.from_dir):
            return f"would skip raw.{table.name}: nothing of {source.id} in {request.from_dir}"
        return f"would load raw.{table.name} from {found or f'{table.file} (missing)'}"
    if request.mode == "test":
        return f"would load raw.{table.name} from sample {sample_dir(settings).name}: {table.file}"
    if hindrance := source.hindrance(settings, table):
        return f"would skip raw.{table.name}: {hindrance.message}"
    return f"would load raw.{table.name} from {public_url(source.address(settings, table))}"


@contextmanager
def _only_run(data_dir: Path) -> Iterator[None]:
    """Hold the data folder: two runs that share it would write the same downloads."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(data_dir, os.O_RDONLY)
    except OSError as error:
        raise from_os(error, data_dir) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise LoaderError(
            "DATA_DIR_LOCKED",
            f"another loaders fetch is at work in {data_dir}: wait for it to end, then run this again",
        ) from None
    finally:
        os.close(handle)


def _refuse_sample_over_live(request: Request, settings: Settings, current: Mapping[str, LoadRecord]) -> None:
    live = sum(record.data_mode == "live" for record in current.values())
    if request.mode == "test" and live and not request.force:
        raise UsageError(
            f"--mode test would replace real data by the sample ({live} tables in {settings.warehouse} are "
            "live): set MEDIA_WAREHOUSE to another file, or say --force"
        )


def _refuse_impossible_day(day: date | None) -> None:
    """A snapshot that no day of the calendar stands for, or of a day to come, would spoil the history."""
    today = datetime.now(UTC).date()
    if day and not EARLIEST_SNAPSHOT <= day <= today:
        raise UsageError(
            f"--snapshot-date {day}: give a day from {EARLIEST_SNAPSHOT} to today, {today} (UTC)"
        )


def _refuse_sample_as_live(request: Request) -> None:
    """A generated sample must not pass for observations: its manifest lies there or one folder up."""
    folder = request.from_dir
    if (
        folder
        and request.mode == "full"
        and any((at / sample.MANIFEST).exists() for at in (folder, folder.parent))
    ):
        raise UsageError(
            f"{folder} is a generated sample, not real data: load it with --mode test --from-dir {folder}"
        )


def sample_dir(settings: Settings) -> Path:
    """Where test mode keeps its sample."""
    return settings.data_dir / "sample" / f"{sample.TEST_SCALE:g}-{sample.TEST_SEED}"


@contextmanager
def _addresses(request: Request, settings: Settings, reporter: Reporter) -> Iterator[Settings]:
    """The settings to use: in test mode, those of an origin that serves the sample.

    The user's own credentials and salt have no part in it: they would neither stay here nor leave the result
    the same for everybody.
    """
    if request.mode != "test":
        yield settings
        return
    if request.from_dir:
        yield replace(settings, salt=sample.SALT)
        return
    from loaders.sample.origin import SampleOrigin
    from loaders.sample.tmdb.api import TOKEN

    folder = sample_dir(settings)
    if not (folder / sample.MANIFEST).exists():
        reporter.say(f"making the sample in {folder}")
    try:
        sample.generate(folder, scale=sample.TEST_SCALE, seed=sample.TEST_SEED)
    except OSError as error:
        raise from_os(error, folder) from None
    with SampleOrigin(folder) as origin:
        yield replace(
            settings,
            imdb_url=origin.url("imdb"),
            tmdb_url=origin.url("tmdb"),
            tmdb_exports_url=origin.url("tmdb_exports"),
            tmdb_token=TOKEN,
            tmdb_rate=1000.0,
            netflix_top10_url=origin.url("netflix_top10"),
            kaggle_url=origin.url("kaggle"),
            kaggle_token=sample.KAGGLE_TOKEN,
            spotify_dir=folder / "spotify",
            spotify_datasets=("archive",),
            salt=sample.SALT,
        )


def _context(
    request: Request,
    settings: Settings,
    warehouse: Warehouse,
    reporter: Reporter,
    run_id: str,
    current: Mapping[str, LoadRecord],
    stack: ExitStack,
) -> Context:
    try:
        log = CallLog(settings.data_dir / "calls", run_id)
    except OSError as error:
        raise from_os(error, settings.data_dir) from None
    stack.callback(log.close)
    cancel = threading.Event()
    policy = RetryPolicy(
        read_timeout=settings.timeout_s,
        connect_timeout=min(settings.timeout_s, RetryPolicy.connect_timeout),
        first_wait=settings.retry_wait_s,
    )
    return Context(
        run_id=run_id,
        data_mode=DATA_MODES[request.mode],
        settings=settings,
        http=HttpClient(log, policy, cancel),
        calls=log,
        warehouse=warehouse,
        reporter=reporter,
        cancel=cancel,
        current=current,
        from_dir=request.from_dir,
        snapshot_date=request.snapshot_date,
        limit=request.limit,
        force=request.force,
        allow_new_columns=request.allow_new_columns,
    )


def _sum_up(records: Sequence[LoadRecord], settings: Settings, reporter: Reporter, seconds: float) -> None:
    counts = {
        status: sum(record.status == status for record in records)
        for status in ("loaded", "unchanged", "skipped", "failed")
    }
    rows = sum(record.rows_loaded or 0 for record in records if record.status == "loaded")
    done = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    failed = ", ".join(sorted(record.table_name for record in records if record.status == "failed"))
    named = f" ({failed})" if failed else ""
    reporter.say(
        f"{done}{named}: {rows:,} new rows in {seconds:.1f} s, into {settings.warehouse}{_skipped(records)}"
    )


def _skipped(records: Sequence[LoadRecord]) -> str:
    """The sources that were skipped, and why; one whose optional tables alone were is none of them."""
    reasons: dict[str, str] = {}
    present = {record.source for record in records if record.status != "skipped"}
    for record in records:
        if record.status == "skipped" and (record.reason_code != SILENT or record.source not in present):
            reasons.setdefault(record.source, record.message or "")
    named = "; ".join(f"{source} ({reason})" for source, reason in reasons.items())
    return f"; skipped: {named}" if named else ""
