"""From the answers of a day to the raw tables, which keep a row for each answer and snapshot."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.call_log import public_url
from loaders.errors import LoaderError
from loaders.files import find_local, log_record, tell_problem
from loaders.raw_load import Reject
from loaders.tables import Table
from loaders.tmdb.answers import AnswerFile, read_answers
from loaders.tmdb.shapes import UnusableError, read_answer, shape_of
from loaders.warehouse import LoadRecord

if TYPE_CHECKING:
    from loaders.sources.base import Context, Source

_TEXT_KEPT = 500


def load_file(context: Context, source: Source, file: AnswerFile, day: date) -> LoadRecord:
    """Let the answers be the day's snapshot. Raises LoaderError, OSError, Interrupted."""
    record = replace(
        context.record(source, file.table, public_url(source.address(context.settings, file.table))),
        snapshot_date=day,
        bytes=file.path.stat().st_size,
        sha256=file.sha256(),
        rows_rejected=len(file.rejects),
        reason_code="ROW_LIMIT" if file.limit_note else None,
        message=file.limit_note,
    )
    done = _append(context, file.table, file.rows(context.data_mode), record, file.rejects)
    _forget_other_days(file.path.parent)
    return done


def load_local(context: Context, source: Source, folder: Path, table: Table) -> LoadRecord:
    """Load the answers that an earlier run saved; see load_file. What is none ends in a failed record."""
    path = find_local(folder, source.id, table.file) or folder / table.file
    record = context.record(source, table, path.resolve().as_uri())
    try:
        body = path.read_bytes()
        day, answers = read_answers(path, table)
    except OSError as error:
        code = "FILE_MISSING" if isinstance(error, FileNotFoundError) else "CANNOT_READ"
        return _failed_here(
            context, record, table, LoaderError(code, f"cannot read {path}: {error.strerror}")
        )
    except LoaderError as error:
        return _failed_here(context, record, table, error)
    day = context.snapshot_date or day
    rows: list[tuple[Any, ...]] = []
    rejects: list[Reject] = []
    for number, answer in enumerate(answers, 1):
        problem = _problem(table, answer)
        if problem:
            rejects.append((path.name, number, problem, str(answer["payload"])[:_TEXT_KEPT]))
        else:
            values = answer | {"snapshot_date": day, "data_mode": context.data_mode}
            rows.append(tuple(values.get(column) for column in table.columns))
    record = replace(
        record,
        snapshot_date=day,
        bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        rows_rejected=len(rejects),
    )
    return _append(context, table, rows, record, rejects)


def failed(context: Context, record: LoadRecord, problem: LoaderError) -> LoadRecord:
    """Log why a table was not loaded, which the user has been told."""
    record = replace(record, status="failed", reason_code=problem.code, message=str(problem))
    done = log_record(context, record)
    context.reporter.finish(done)
    return done


def _failed_here(context: Context, record: LoadRecord, table: Table, problem: LoaderError) -> LoadRecord:
    tell_problem(context, table, problem)
    return failed(context, record, problem)


def _append(
    context: Context,
    table: Table,
    rows: Sequence[Sequence[object]],
    record: LoadRecord,
    rejects: Sequence[Reject],
) -> LoadRecord:
    current = context.warehouse.current_loads().get(table.name)
    if current and not context.force and _is_same(context, table, current, record):
        kept = replace(current, run_id=record.run_id, uri=record.uri, started_at=record.started_at)
        done = log_record(context, replace(kept, status="unchanged", finished_at=None))
    else:
        context.reporter.stage(table.name, "loading")
        done = context.warehouse.append(table, rows, record, replace_snapshot=True, rejects=rejects)
    context.reporter.finish(done)
    return done


def _is_same(context: Context, table: Table, current: LoadRecord, record: LoadRecord) -> bool:
    """Whether the current load is of the same answers, and its rows are all there."""
    if (current.sha256, current.snapshot_date, current.data_mode, current.message) != (
        record.sha256, record.snapshot_date, record.data_mode, record.message,
    ):  # fmt: skip
        return False
    counted = context.warehouse.query(
        f'select count(*) from raw."{table.name}" where snapshot_date = ? and data_mode = ?',  # noqa: S608 (our own name)
        [record.snapshot_date, record.data_mode],
    )
    return bool(counted[0][0] == current.rows_loaded)


def _problem(table: Table, answer: dict[str, Any]) -> str | None:
    """The reason to reject a saved answer; None: it is good."""
    if "rejected" in answer:
        return str(answer["rejected"])
    if answer["payload"] is None:
        return None
    try:
        read_answer(str(answer["payload"]).encode("utf-8", "replace"), shape_of(table.name, answer))
    except UnusableError as error:
        return error.code
    return None


def _forget_other_days(folder: Path) -> None:
    """The warehouse has them, for as long as TMDB's terms allow."""
    for other in folder.parent.iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other)
