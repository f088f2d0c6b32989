"""What is not fetched, and is no failure: logged, said in one line, the others go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from loaders.call_log import Call, public_url
from loaders.files import log_record
from loaders.tables import Table
from loaders.warehouse import LoadRecord

if TYPE_CHECKING:
    from loaders.sources.base import Context, Hindrance, Source

SILENT = "NOT_CONFIGURED"
"""The reason that needs no line: nobody asked for the table."""


def skip(context: Context, source: Source, tables: Sequence[Table], hindrance: Hindrance) -> list[LoadRecord]:
    """Skip tables for one reason: load log, call log, a line on the terminal; returns the load log's rows."""
    if hindrance.code != SILENT:
        context.reporter.say(f"{source.id}: {len(tables)} tables skipped ({hindrance.message})")
        for url in dict.fromkeys(public_url(source.address(context.settings, table)) for table in tables):
            context.calls.write(Call(source.id, "GET", url, outcome="skipped", error_class=hindrance.code))
    return [_log(context, source, table, hindrance) for table in tables]


def without_hindrance(
    context: Context, source: Source, tables: Iterable[Table]
) -> tuple[list[Table], list[LoadRecord]]:
    """The tables that can be fetched, and the load log's rows of the others, which are skipped."""
    able: list[Table] = []
    hindered: dict[Hindrance, list[Table]] = {}
    for table in tables:
        hindrance = source.hindrance(context.settings, table)
        if hindrance:
            hindered.setdefault(hindrance, []).append(table)
        else:
            able.append(table)
    skipped = [skip(context, source, group, hindrance) for hindrance, group in hindered.items()]
    return able, [record for records in skipped for record in records]


def _log(context: Context, source: Source, table: Table, hindrance: Hindrance) -> LoadRecord:
    record = context.record(source, table, public_url(source.address(context.settings, table)))
    return log_record(
        context, replace(record, status="skipped", reason_code=hindrance.code, message=hindrance.message)
    )
