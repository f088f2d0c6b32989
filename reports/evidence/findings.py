"""source_findings[] of P07_quality_report: what the sources' rows were found to hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

from loaders.warehouse import read_current_loads
from reports.evidence import loads
from reports.evidence.warehouse import has_table, quoted, rows

# Sources whose build counts flagged rows, in intermediate.int_<source>__row_flags.
FLAGGED = ("imdb", "netflix")
# Those flags → what they mean for the star.
FLAGS = {
    "keyless": "no usable key, left out of the star",
    "cast_failure": "a value that is not of its column's type, unknown in the star",
    "shifted": "shifted by a missing field, unknown in the star from there on",
    "repeated": "a key that stands already, one row of each key kept",
    "dangling_title": "a title that title.basics lacks",
    "dangling_parent_title": "a series that title.basics lacks",
    "dangling_person": "a person that name.basics lacks",
    "conflicting": "copies of a key that differ from each other, one row of each key kept",
    "age_implausible": "an age that cannot be, unknown in the star",
    "duration_implausible": "a duration that cannot be, unknown in the star",
    "duration_unknown": "a duration that the source does not know",
    "progress_implausible": "a progress outside 0 to 100, unknown in the star",
}
# Flags of core.fact_watch_session → what they say of a session.
SESSION_FLAGS = {
    "is_after_snapshot": "dated after the snapshot, left out of every KPI",
    "is_before_start": "dated before the subscription began",
    "is_longer_than_title": "longer than the title's running time",
}
# A second dataset of a source has a name of its own in the keys.
PART_OF = {"vodclickstream": "netflix"}
MISSES_NAMED = 5
UNMATCHED = """
    select
        source_system,
        ambiguous + unmatched as missed,
        titles,
        weighted_match_rate,
        (
            select string_agg(title || coalesce(' (' || year || ')', ''), ', ' order by miss_rank)
            from core.title_match_misses as misses
            where misses.source_system = summary.source_system and miss_rank <= ?
        ) as largest
    from core.title_match_summary as summary
    where ambiguous + unmatched > 0
"""
DIMENSIONS = ("dim_title", "dim_person", "dim_region")
# A region is of every source that names it: its finding is of none.
OF_ONE_SOURCE = ("dim_title", "dim_person")

Finding = dict[str, Any]


def findings(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """One entry per kind of finding with at least one row, by source, code and text."""
    found = [
        *_rejected(con),
        *_repeated(con),
        *_flagged(con),
        *_inferred(con),
        *_sessions(con),
        *_unmatched(con),
    ]
    return sorted(found, key=lambda entry: (entry["source"] or "", entry["code"], entry["text"]))


def _rejected(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    refused = loads.rejects(con)
    for table, load in read_current_loads(con).items():
        for reason, lines in loads.rejects_of(load, refused).items():
            yield _finding(load.source, "REJECTED", lines, load.rows_read, f"{table}, refused as {reason}")


def _repeated(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Rows loaded twice, of the sources that have no flag for them."""
    for table, load in read_current_loads(con).items():
        if load.rows_duplicate and load.source not in FLAGGED:
            text = f"{table}, rows that repeat another one, kept once"
            yield _finding(load.source, "REPEATED", load.rows_duplicate, load.rows_loaded, text)


def _flagged(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for source in FLAGGED:
        flags = f"int_{source}__row_flags"
        if not has_table(con, "intermediate", flags):
            continue
        for row in rows(con, f"select * from {quoted('intermediate', flags)} where flagged_rows > 0"):
            text = f"{row['table_name']}, {FLAGS.get(row['flag'], row['flag'])}"
            yield _finding(source, row["flag"].upper(), row["flagged_rows"], row["table_rows"], text)


def _inferred(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for table in DIMENSIONS:
        if not has_table(con, "core", table):
            continue
        relation, source = quoted("core", table), "source_system" if table in OF_ONE_SOURCE else "null"
        query = f"""
            select
                {source} as source_system,
                count(*) filter (where is_inferred) as inferred,
                (select count(*) from {relation}) as members
            from {relation} group by all having inferred > 0
        """
        for row in rows(con, query):
            text = f"{table}, members for ids that the source mentions and does not describe"
            of = PART_OF.get(row["source_system"], row["source_system"])
            yield _finding(of, "INFERRED_MEMBERS", row["inferred"], row["members"], text)


def _sessions(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    if not has_table(con, "core", "fact_watch_session"):
        return
    counts = ", ".join(f"count(*) filter (where {flag}) as {flag}" for flag in SESSION_FLAGS)
    query = f"select source_system, count(*) as sessions, {counts} from core.fact_watch_session group by all"
    for row in rows(con, query):
        for flag, meaning in SESSION_FLAGS.items():
            if row[flag]:
                source, text = row["source_system"], f"sessions of {row['source_system']}, {meaning}"
                code = flag.removeprefix("is_").upper()
                yield _finding(PART_OF.get(source, source), code, row[flag], row["sessions"], text)


def _unmatched(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    if not (has_table(con, "core", "title_match_summary") and has_table(con, "core", "title_match_misses")):
        return
    for row in con.execute(UNMATCHED, [MISSES_NAMED]).fetchall():
        source, missed, titles, weighted, largest = row
        matched = "" if weighted is None else f" ({weighted:.1%} of the weight is matched)"
        text = f"titles of {source} not matched to IMDb{matched}, the largest: {largest}"
        yield _finding(PART_OF.get(source, source), "TITLES_UNMATCHED", missed, titles, text)


def _finding(source: str | None, code: str, found: int, of: int | None, text: str) -> Finding:
    """`text` says what was found; the numbers are added to it."""
    percent = round(100 * found / of, 6) if of else None
    extent = f"{found:,} of {of:,} rows" if of else f"{found:,} rows"
    return {"source": source, "code": code, "rows": found, "percent": percent, "text": f"{text}: {extent}."}
