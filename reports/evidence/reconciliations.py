"""reconciliations[] of P07_evidence: counts that are made in two places and must agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from reports.evidence.warehouse import has_table, quoted

FLAGGED = """(
    select coalesce(sum(flagged_rows), 0) from {flags}
    where table_name = '{table}' and flag in ('repeated', 'keyless')
)"""
RATING_FLAGS = FLAGGED.format(flags="intermediate.int_imdb__row_flags", table="imdb_title_ratings")
CREW = """
    select role, crew_credits, credits_found from intermediate.int_imdb__crew_reconciliation order by role
"""
CREW_NOTE = "Not judged: title.principals names a title's main credits alone, title.crew all of them."
# Raw table → the rows of the star that it fills, inferred and retired members and the Unknown one left out.
KEPT = {
    "imdb_title_basics": ("dim_title", "source_system = 'imdb' and not is_inferred and not is_retired"),
    "imdb_name_basics": ("dim_person", "source_system = 'imdb' and not is_inferred"),
    "imdb_title_principals": ("fact_cast_crew", "role <> 'artist'"),
    "netflix_users": ("dim_subscriber", "source_system = 'netflix' and not is_inferred and not is_retired"),
    "netflix_movies": ("dim_title", "source_system = 'netflix' and not is_inferred"),
    "netflix_watch_history": ("fact_watch_session", "source_system = 'netflix'"),
    "netflix_clickstream": ("fact_watch_session", "source_system = 'vodclickstream'"),
}
# Raw tables whose rows hold lists, which staging unfolds.
UNFOLDED = {"tmdb_discover", "tmdb_offers", "tmdb_providers", "tmdb_regions", "tmdb_genres"}


@dataclass(frozen=True)
class Check:
    """Two figures and what they may differ by; where that is None, `note` says why it is not judged."""

    name: str
    left: int
    right: int
    tolerance: int | None = 0
    note: str | None = None


def reconciliations(
    con: duckdb.DuckDBPyConnection, sources: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Every check whose tables are there, by name; `sources` is sources[]."""
    loaded = [source for source in sources if source["status"] != "missing"]
    checks = [*_files(con, loaded), *_kept(con, loaded), *_duplicates(con, loaded)]
    checks += [*_ratings(con), *_crew(con), *_kpis(con)]
    return [_judged(check) for check in sorted(checks, key=lambda check: check.name)]


def broken_in_words(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line for each reconciliation that does not hold."""
    return [
        f"reconciliation: {check['name']} does not hold: {check['left']:,} and {check['right']:,}."
        for check in found
        if check["ok"] is False
    ]


def _judged(check: Check) -> dict[str, Any]:
    difference = check.left - check.right
    ok = None if check.tolerance is None else abs(difference) <= check.tolerance
    return {**asdict(check), "difference": difference, "ok": ok}


def _files(con: duckdb.DuckDBPyConnection, loaded: Iterable[Mapping[str, Any]]) -> Iterator[Check]:
    for source in loaded:
        table, rows_loaded = source["table"], source["rows_loaded"]
        yield Check(
            f"{table}: rows read = rows loaded + rejected",
            source["rows_read"],
            rows_loaded + source["rows_rejected"],
        )
        by_reason = sum(source["rejects_by_reason"].values())
        yield Check(f"{table}: rows rejected = lines in the reject log", source["rows_rejected"], by_reason)
        if has_table(con, "raw", table):
            held = _value(con, f"select count(*) from {quoted('raw', table)} {_snapshot(con, table)}")
            yield Check(f"{table}: rows loaded = rows of the raw table", rows_loaded, held)
        staged = f"stg_{source['source']}__{table.removeprefix(source['source'] + '_')}"
        if table not in UNFOLDED and has_table(con, "raw", table) and has_table(con, "staging", staged):
            yield Check(
                f"{table}: raw rows = staging rows", _count(con, "raw", table), _count(con, "staging", staged)
            )


def _snapshot(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """Of a table that keeps its snapshots, those rows that the load in place is of."""
    columns = con.execute(f"describe {quoted('raw', table)}").fetchall()
    if not any(column == "snapshot_date" for column, *_ in columns):
        return ""
    return f"""where (snapshot_date, data_mode) = (
        select (snapshot_date, data_mode) from raw.load_log
        where table_name = '{table}' and status = 'loaded' order by finished_at desc limit 1
    )"""


def _kept(con: duckdb.DuckDBPyConnection, loaded: Iterable[Mapping[str, Any]]) -> Iterator[Check]:
    present = {source["table"]: source for source in loaded}
    for table, (model, condition) in KEPT.items():
        if table not in present or not _all_there(con, model, _flags(present[table])):
            continue
        kept = _value(con, f"select count(*) from core.{model} where {condition}")
        flags = quoted("intermediate", _flags(present[table]))
        dropped = _value(con, f"select {FLAGGED.format(flags=flags, table=table)}")
        yield Check(
            f"{table}: rows loaded = rows of {model} + duplicates and keyless rows",
            present[table]["rows_loaded"],
            kept + dropped,
        )


def _duplicates(con: duckdb.DuckDBPyConnection, loaded: Iterable[Mapping[str, Any]]) -> Iterator[Check]:
    """The loader counts by the keys' text, the build by the keys: rows without one may set them apart."""
    flags: dict[tuple[str, str], int] = {}
    for source in loaded:
        if has_table(con, "intermediate", _flags(source)):
            relation = quoted("intermediate", _flags(source))
            counted = con.execute(f"select table_name, flag, flagged_rows from {relation}").fetchall()
            flags.update({(table, flag): found for table, flag, found in counted})
    for source in loaded:
        table = source["table"]
        if (table, "repeated") in flags:
            yield Check(
                f"{table}: duplicates in the load log = repeated keys of the build",
                source["rows_duplicate"],
                flags[table, "repeated"],
                flags.get((table, "keyless"), 0),
            )


def _ratings(con: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    """The fact keeps history: its rows of the current snapshot are those of the raw table."""
    if not _all_there(con, "fact_ratings", "int_imdb__row_flags") or not has_table(
        con, "intermediate", "int_imdb__ratings_current"
    ):
        return
    name = "imdb_title_ratings: current rows of fact_ratings"
    current = """
        select {measure} from core.fact_ratings
        where (snapshot_date_key, data_mode) in (
            select (snapshot_date_key, data_mode) from intermediate.int_imdb__ratings_current
        )
    """
    raw = "select {measure} from raw.imdb_title_ratings"
    left = _value(con, raw.format(measure="count(*)"))
    dropped = _value(con, f"select {RATING_FLAGS}")
    yield Check(
        f"{name} + duplicates and keyless rows = raw rows",
        _value(con, current.format(measure="count(*)")) + dropped,
        left,
    )
    if not dropped:
        votes = _value(con, raw.format(measure="sum(try_cast(numVotes as bigint))"))
        yield Check(
            f"{name}: votes = votes of the raw table",
            _value(con, current.format(measure="sum(num_votes)")),
            votes,
        )


def _crew(con: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    """The principals name the main credits alone: the difference is told, not judged."""
    if not has_table(con, "intermediate", "int_imdb__crew_reconciliation"):
        return
    for role, credits, found in con.execute(CREW).fetchall():
        yield Check(
            f"imdb_title_crew: {role} credits = those found in title.principals",
            credits,
            found,
            tolerance=None,
            note=CREW_NOTE,
        )


def _kpis(con: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    if has_table(con, "kpis", "mart_kpi") and has_table(con, "reference", "kpi_catalogue"):
        left, right = _count(con, "kpis", "mart_kpi"), _count(con, "reference", "kpi_catalogue")
        yield Check("mart_kpi: rows = rows of the KPI catalogue", left, right)


def _flags(source: Mapping[str, Any]) -> str:
    """The model that counts a source's flagged rows."""
    return f"int_{source['source']}__row_flags"


def _all_there(con: duckdb.DuckDBPyConnection, model: str, flags: str) -> bool:
    return has_table(con, "core", model) and has_table(con, "intermediate", flags)


def _count(con: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    return _value(con, f"select count(*) from {quoted(schema, table)}")


def _value(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0] or 0)
