"""source_findings[] of P07_quality_report: what the sources' rows were found to hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

from loaders.warehouse import read_current_loads
from reports.evidence import loads
from reports.evidence.warehouse import has_table, quoted, rows

# Flags of intermediate.int_imdb__row_flags → what they mean for the star.
FLAGS = {
    "keyless": "no usable key, left out of the star",
    "cast_failure": "a value that is not of its column's type, unknown in the star",
    "shifted": "shifted by a missing field, unknown in the star from there on",
    "repeated": "a key that stands already, one row of each key kept",
    "dangling_title": "a title that title.basics lacks",
    "dangling_parent_title": "a series that title.basics lacks",
    "dangling_person": "a person that name.basics lacks",
}
DIMENSIONS = ("dim_title", "dim_person", "dim_region")

Finding = dict[str, Any]


def findings(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """One entry per kind of finding with at least one row, by source, code and text."""
    found = [*_rejected(con), *_flagged(con), *_inferred(con)]
    return sorted(found, key=lambda entry: (entry["source"] or "", entry["code"], entry["text"]))


def _rejected(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    refused = loads.rejects(con)
    for table, load in read_current_loads(con).items():
        for reason, lines in loads.rejects_of(load, refused).items():
            yield _finding(load.source, "REJECTED", lines, load.rows_read, f"{table}, refused as {reason}")


def _flagged(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    if not has_table(con, "intermediate", "int_imdb__row_flags"):
        return
    query = "select * from intermediate.int_imdb__row_flags where flagged_rows > 0"
    for row in rows(con, query):
        text = f"{row['table_name']}, {FLAGS.get(row['flag'], row['flag'])}"
        yield _finding("imdb", row["flag"].upper(), row["flagged_rows"], row["table_rows"], text)


def _inferred(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for table in DIMENSIONS:
        if not has_table(con, "core", table):
            continue
        relation = quoted("core", table)
        query = f"select count(*) filter (where is_inferred) as inferred, count(*) as members from {relation}"
        count = rows(con, query)[0]
        if count["inferred"]:
            text = f"{table}, members for ids that the source mentions and does not describe"
            yield _finding(None, "INFERRED_MEMBERS", count["inferred"], count["members"], text)


def _finding(source: str | None, code: str, found: int, of: int | None, text: str) -> Finding:
    """`text` says what was found; the numbers are added to it."""
    percent = round(100 * found / of, 6) if of else None
    extent = f"{found:,} of {of:,} rows" if of else f"{found:,} rows"
    return {"source": source, "code": code, "rows": found, "percent": percent, "text": f"{text}: {extent}."}
